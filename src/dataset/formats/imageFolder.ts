/** A folder of images by class: the names of its folders are the classes. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { formatCount } from '../../words.ts';
import { ColumnBuilder, NumberColumns } from '../column.ts';
import { chooseRows } from '../rowSample.ts';
import type { Table } from '../table.ts';
import { areOrIs, enumerate, quote, thousands } from '../words.ts';
import { columnNames } from './arrayRoles.ts';
import { type ImageFile, imagesIn, isPart } from './imageFiles.ts';
import { type PictureHead, pictureHead, readPicture } from './picture.ts';
import { checkColumnCount, tooLarge } from './refusal.ts';
import { type DataSource, withParts } from './source.ts';

const LARGEST_FILE = 2 ** 26;

/**
 * Reads PNG and JPEG images in one folder a class, all of one size, as columns `pixel_row_column` (and `_channel` of
 * colours) with values from 0 to 255, and `class`. Folders `train`, `val` and `test` around those of the classes are
 * parts; `test` is the data's own test part. Names of classes are texts, as they are: `01` is another class than `1`.
 * @throws UserError `DATA_…` when there are no images, or none of a class, or they differ in size, or one is broken
 */
export async function readImageFolder(source: DataSource): Promise<Table> {
  const { path, name, seed, limits } = source;
  const { files, notes } = await imagesIn(path);
  if (files.length === 0) throw noImages(source, await readdir(path));
  const { width, height, channels } = await commonShape(name, files, notes);
  const inputs = width * height * channels;
  checkColumnCount(name, inputs);
  const chosen = chooseRows(files.length, inputs, seed, limits);
  const wanted = Array.from(chosen.rows, (row) => files[row]!);
  const pixels = new Pixels(inputs, wanted.length);
  const labels = new ColumnBuilder('class', wanted.length);
  const hash = createHash('sha256');
  for (const file of wanted) {
    const bytes = await readFile(file.path);
    hash.update(`${file.name}\n${bytes.length}\n`).update(bytes);
    pixels.add(readPicture(file.name, bytes, channels));
    labels.pushText(file.label);
  }
  const names = columnNames('pixel', [wanted.length, height, width, channels], 'u1', true);
  const test = wanted.filter((file) => file.test).length;
  const sets = files.some((file) => file.test);
  return {
    file: name,
    sha256: hash.digest('hex'),
    format: 'images',
    columns: [...pixels.columns(names), { ...labels.finish(), classes: true }],
    rows: wanted.length,
    rowNumbers: chosen.rows.map((row) => row + 1),
    blankLines: 0,
    leftOut: [],
    notes,
    ...(chosen.sample && { sample: chosen.sample }),
    ...(sets && { testFrom: wanted.length - test }),
  };
}

class Pixels {
  private readonly values: Float64Array[];
  private row = 0;

  constructor(width: number, rows: number) {
    this.values = Array.from({ length: width }, () => new Float64Array(rows));
  }

  add(pixels: ArrayLike<number>): void {
    for (let j = 0; j < this.values.length; j++) this.values[j]![this.row] = pixels[j]!;
    this.row++;
  }

  columns(names: string[]) {
    const maker = new NumberColumns(this.row);
    return this.values.map((values, j) => maker.column(names[j]!, values));
  }
}

/** Size and colours are mostly told by now. */
const HEAD_BYTES = 4096;

async function headOf({ path, name }: ImageFile): Promise<PictureHead> {
  const { size, head } = await withParts(path, async (parts) => ({
    size: parts.size,
    head: await parts.read(0, HEAD_BYTES),
  }));
  if (size > LARGEST_FILE) {
    const limit = `up to ${thousands(LARGEST_FILE)} are read`;
    throw tooLarge(name, `The image has ${thousands(size)} bytes; ${limit}.`, 'Make it smaller.');
  }
  try {
    return pictureHead(name, head);
  } catch (error) {
    if (size <= HEAD_BYTES) throw error;
    return pictureHead(name, await readFile(path));
  }
}

/**
 * The size of all images; one channel for grey images, three when any has colours.
 * @throws UserError when one has another size
 */
async function commonShape(folder: string, files: ImageFile[], notes: string[]) {
  const first = await headOf(files[0]!);
  let [coloured, transparent] = [0, 0];
  for (const file of files) {
    const head = await headOf(file);
    if (head.width !== first.width || head.height !== first.height) {
      throw otherSize(folder, [files[0]!, first], [file, head]);
    }
    if (head.channels === 3) coloured++;
    if (head.transparent) transparent++;
  }
  const grey = files.length - coloured;
  if (coloured > 0 && grey > 0) {
    notes.push(
      `${thousands(grey)} of ${formatCount(files.length, 'image')} ${areOrIs(grey)} grey: read as red, green and blue of the same value.`,
    );
  }
  if (transparent > 0) notes.push(`The transparency of ${formatCount(transparent, 'image')} is left out.`);
  return { width: first.width, height: first.height, channels: coloured > 0 ? (3 as const) : (1 as const) };
}

type Measured = [file: ImageFile, head: PictureHead];

function otherSize(folder: string, [first, size]: Measured, [file, head]: Measured) {
  return new UserError({
    code: 'DATA_IMAGE_SIZES',
    title: `${folder} has images of different sizes`,
    explanation: `${quote(first.name)} has ${size.width} × ${size.height} pixels, ${quote(file.name)} ${head.width} × ${head.height}; all must have one size, as each pixel is an input.`,
    remedy: 'Scale or cut the images to one size.',
  });
}

function noImages({ name, path }: DataSource, entries: string[]): UserError {
  const found = entries.length === 0 ? 'is empty' : `has ${enumerate(entries.sort().map(quote), 3)}`;
  const parts = entries.some(isPart) ? '; folders train, val and test may be around these, alone' : '';
  return new UserError({
    code: 'DATA_IS_FOLDER',
    title: `${name} is a folder`,
    explanation: `The experiment names ${path} as its data; it ${found}. A folder is read when it holds a folder for each class with PNG or JPEG images in it${parts}.`,
    remedy: 'Set data.file to a file in it, or to a folder of images by class.',
    technical: [path],
  });
}
