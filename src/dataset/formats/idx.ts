/** IDX, the format of MNIST and its relatives: an array a file, images and labels beside each other. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Table } from '../table.ts';
import { quote } from '../words.ts';
import { bytesOf, checkUnfolding, type NamedArray } from './arrays.ts';
import { arrayTable } from './arrayTable.ts';
import { type ArrayHeader, numberType } from './npy.ts';
import { damaged, guarded, unsupported } from './refusal.ts';
import { behind, type DataSource, firstBytes, sha256Of, withParts } from './source.ts';

/** Third byte of the file. */
const TYPES: Record<number, string> = { 8: 'u1', 9: 'i1', 11: 'i2', 12: 'i4', 13: 'f4', 14: 'f8' };

/** What the names of the four files differ in. */
const IMAGES = /images/i;
const LABELS = /labels/i;
const TRAINING = /train/i;
const TEST = /t10k|test/i;

/**
 * Reads images with their labels, each a file of two zero bytes, a type, the number of axes, their sizes (32 bits, most
 * significant byte first) and the values; gzipped files, too. `train-images…` is read with `train-labels…` and, as the
 * file's own test part, `t10k-images…` and `t10k-labels…`, when they are there. Columns are `pixel_row_column` and
 * `label`.
 * @throws UserError `DATA_…` when a file is broken or its partner missing
 */
export async function readIdx(source: DataSource): Promise<Table> {
  const { files, alone } = await partnersOf(source);
  return guarded(source.name, 'It is compressed with gzip and cannot be unpacked.', async () => {
    const arrays: NamedArray[] = [];
    for (const { file, name } of files)
      arrays.push(await openIdx(join(dirname(source.path), file), file, name));
    const { rows, columns, notes, ...rest } = await arrayTable(source, arrays);
    return {
      file: source.name,
      sha256: await sha256Of(...files.map(({ file }) => join(dirname(source.path), file))),
      format: 'idx',
      columns,
      rows: rows.length,
      rowNumbers: rows.map((row) => row + 1),
      blankLines: 0,
      leftOut: [],
      notes: [...notes, ...aloneNote(alone)],
      ...rest,
    };
  });
}

interface Partner {
  file: string;
  /** As an array: `images_train`, `label_test`. */
  name: string;
}

interface Found {
  files: Partner[];
  /** A file of the test part without the one that goes with it. */
  alone?: string;
}

async function partnersOf({ path, name }: DataSource): Promise<Found> {
  const beside = await readdir(dirname(path));
  const isLabels = LABELS.test(name);
  if (!isLabels && !IMAGES.test(name)) return { files: [{ file: name, name: 'images' }] };
  const images = isLabels ? findPartner(beside, name, LABELS, 'images') : name;
  const labels = isLabels ? name : findPartner(beside, name, IMAGES, 'labels');
  if (!images || !labels) throw partnerMissing(name, isLabels ? 'images' : 'labels');
  const [testImages, testLabels] = TRAINING.test(name) ? testPair(beside, images, labels) : [];
  if (testImages && testLabels) {
    return {
      files: [
        { file: images, name: 'images_train' },
        { file: labels, name: 'label_train' },
        { file: testImages, name: 'images_test' },
        { file: testLabels, name: 'label_test' },
      ],
    };
  }
  const alone = testImages ?? testLabels;
  return {
    files: [
      { file: images, name: 'images' },
      { file: labels, name: 'label' },
    ],
    ...(alone !== undefined && { alone }),
  };
}

/** The file whose name differs in `images` or `labels`, the number of axes and being gzipped only. */
function findPartner(beside: string[], name: string, own: RegExp, other: string): string | undefined {
  const wanted = plain(name.replace(own, other));
  return beside.find((file) => plain(file) === wanted);
}

const plain = (file: string): string => file.toLowerCase().replace(/\.gz$/, '').replace(/idx\d/, 'idx');

function aloneNote(alone: string | undefined): string[] {
  if (alone === undefined) return [];
  const missing = LABELS.test(alone) ? 'images' : 'labels';
  return [`${quote(alone)} left out: there are no ${missing} beside it.`];
}

/** Images and labels of the test part, as far as they are there. */
function testPair(beside: string[], images: string, labels: string): (string | undefined)[] {
  const find = (file: string) =>
    beside.find(
      (other) => TEST.test(other) && plain(other).replace(TEST, '') === plain(file).replace(TRAINING, ''),
    );
  return [find(images), find(labels)];
}

const LONGEST_HEADER = 4 + 4 * 4;

async function openIdx(path: string, file: string, name: string): Promise<NamedArray> {
  const { head, size } = await withParts(path, async (parts) => ({
    head: await parts.read(0, LONGEST_HEADER),
    size: parts.size,
  }));
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  const header = idxHeader(file, packed ? await firstBytes(unpacked(path), LONGEST_HEADER) : head);
  const array: NamedArray = {
    name,
    what: file,
    header,
    values: () =>
      packed ? behind(unpacked(path), header.start) : createReadStream(path, { start: header.start }),
  };
  const bytes = header.start + bytesOf(array);
  if (!Number.isSafeInteger(bytes) || (packed ? bytes > 1100 * size : bytes !== size)) {
    throw damaged(
      file,
      `Its sizes are ${header.shape.join(' × ')}, ${bytes.toLocaleString('en-US')} bytes in all; the file has ${size.toLocaleString('en-US')}${packed ? ' compressed ones' : ''}.`,
    );
  }
  if (packed) {
    checkUnfolding(file, bytes, size);
    await checkPackedLength(path, file, bytes);
  }
  return array;
}

/**
 * The last four bytes of a gzip file say how many it unfolds to, modulo 2³² (RFC 1952). When that is another number, as
 * it may also be where the file has several parts, all are counted.
 * @throws UserError when there are more bytes, or fewer, than the header tells
 */
async function checkPackedLength(path: string, file: string, bytes: number): Promise<void> {
  const told = await withParts(path, async (parts) => (await parts.read(parts.size - 4, 4)).readUInt32LE());
  if (told === bytes % 2 ** 32) return;
  let found = 0;
  for await (const piece of unpacked(path)) {
    found += piece.length;
    if (found > bytes) break;
  }
  if (found === bytes) return;
  const much = found > bytes ? 'more' : found.toLocaleString('en-US');
  throw damaged(file, `Its sizes ask for ${bytes.toLocaleString('en-US')} bytes; it unfolds to ${much}.`);
}

function idxHeader(file: string, bytes: Buffer): ArrayHeader {
  const [a, b, code = 0, rank = 0] = bytes;
  const type = numberType(TYPES[code] ?? '', false);
  const start = 4 + 4 * rank;
  if (a !== 0 || b !== 0 || !type || rank < 1 || rank > 4 || bytes.length < start) {
    throw damaged(
      file,
      'It does not begin as IDX files do: two zero bytes, a type, 1 to 4 axes and their sizes.',
    );
  }
  const shape = Array.from({ length: rank }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  return { start, shape, fortran: false, type };
}

function unpacked(path: string): AsyncIterable<Buffer> {
  const packed = createReadStream(path);
  const stream = packed.pipe(createGunzip());
  packed.once('error', (error) => stream.destroy(error));
  stream.once('close', () => packed.destroy());
  return stream;
}

function partnerMissing(name: string, missing: string) {
  return unsupported(
    `There are no ${missing} beside ${name}`,
    `Images and labels are two files of an IDX data set, whose names differ in “images” and “labels”; next to ${quote(name)} there is no such file.`,
    `Put the file with the ${missing} into the same folder.`,
  );
}
