/** Files that are broken on purpose, each with what must be said of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import {
  Craft,
  contiguous,
  filter,
  LINKS,
  letters,
  link,
  singleChunk,
  space,
  text,
  u16,
  u32,
  u64,
} from './craft.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/files/keras');
/** A file that Keras or h5py could have written. */
export const good = (name: string): Buffer => readFileSync(join(fixtures, name));

/** A good file with other bytes at the n-th place where `found` stands. */
function changed(
  name: string,
  found: string | number[],
  change: (bytes: Buffer, at: number) => void,
  nth = 0,
): Uint8Array {
  const bytes = good(name);
  let at = bytes.indexOf(Buffer.from(found as string));
  for (let times = 0; times < nth; times++) at = bytes.indexOf(Buffer.from(found as string), at + 1);
  if (at < 0) throw new Error(`no ${found} in ${name}`);
  change(bytes, at);
  return bytes;
}

export function crafted(make: (craft: Craft) => Uint8Array): Uint8Array {
  return make(new Craft());
}

const deep = (craft: Craft): Uint8Array => {
  let group = craft.object(LINKS);
  for (let level = 0; level < 100; level++) group = craft.object(link('g', group));
  return craft.file(group);
};

const OUTSIDE =
  'WEIGHTS_DAMAGED: A part of its structure lies outside of where it should be. Expected it within the file.';
export const NO_SIGNATURE =
  'WEIGHTS_DAMAGED: It does not start like an HDF5 file. Expected the signature \\x89HDF.';
export const nothingRead = (why: string): string =>
  `WEIGHTS_UNSUPPORTED: It has no array of numbers that is read: “w” ${why}.`;

/** Name, bytes, code and explanation of the refusal. */
export const HOSTILE: [string, () => Uint8Array, string][] = [
  ['no bytes', () => new Uint8Array(), 'WEIGHTS_FILE: The file has no content.'],
  ['text', () => Buffer.from('hello, this is no HDF5 file'), NO_SIGNATURE],
  ['a signature alone', () => good('keras1.h5').subarray(0, 8), NO_SIGNATURE],
  [
    'half of a file',
    () => good('keras1.h5').subarray(0, 6212),
    'WEIGHTS_TRUNCATED: It has 6212 bytes; its header says 12424.',
  ],
  [
    'half of a file after a user block',
    () => good('plain.h5').subarray(0, 20_000),
    'WEIGHTS_TRUNCATED: It has 20000 bytes; its header says 33130.',
  ],
  ['a header cut in two', () => good('keras1.h5').subarray(0, 40), OUTSIDE],
  [
    'a superblock of the future',
    () => changed('keras1.h5', 'HDF\r', (bytes, at) => bytes.writeUInt8(9, at + 7)),
    'WEIGHTS_UNSUPPORTED: It is HDF5 with superblock version 9; versions 0 to 3 are read.',
  ],
  [
    'addresses of 3 bytes',
    () => changed('keras1.h5', 'HDF\r', (bytes, at) => bytes.writeUInt8(3, at + 12)),
    'WEIGHTS_DAMAGED: It says that addresses have 3 bytes and lengths 8. Expected 2, 4 or 8.',
  ],
  ['a root group behind the end', () => crafted((craft) => craft.file(10_000)), OUTSIDE],
  [
    'a root group that is a dataset',
    () => crafted((craft) => craft.file(craft.dataset([4]))),
    'WEIGHTS_DAMAGED: Its root is no group. Every HDF5 file starts with one.',
  ],
  [
    'a tree of names that is none',
    () => changed('keras1.h5', 'TREE', (bytes, at) => bytes.write('TREF', at)),
    'WEIGHTS_DAMAGED: A node of a tree does not start with “TREE”. Expected the address of one.',
  ],
  [
    'a tree of names that holds itself',
    () =>
      changed('keras1.h5', 'TREE', (bytes, at) => {
        bytes.writeUInt8(1, at + 5);
        bytes.writeBigUInt64LE(BigInt(at), at + 32);
      }),
    'WEIGHTS_DAMAGED: A tree of it runs in a circle. Expected each node once.',
  ],
  [
    'a tree of chunks where names should be',
    () => changed('keras1.h5', 'TREE', (bytes, at) => bytes.writeUInt8(1, at + 4)),
    'WEIGHTS_DAMAGED: A tree of it is of another kind. Expected names for groups, chunks for datasets.',
  ],
  [
    'a name outside of its list',
    () => changed('keras1.h5', 'SNOD', (bytes, at) => bytes.writeUInt32LE(1e9, at + 8)),
    'WEIGHTS_DAMAGED: A name lies outside of its list. Expected it within.',
  ],
  [
    'a table of 65,535 names that has two',
    () => changed('keras1.h5', 'SNOD', (bytes, at) => bytes.writeUInt16LE(65_535, at + 6)),
    'WEIGHTS_DAMAGED: A name lies outside of its list. Expected it within.',
  ],
  [
    'a list of names that is none',
    () => changed('keras1.h5', 'HEAP', (bytes, at) => bytes.write('HEAT', at)),
    'WEIGHTS_DAMAGED: The list of names of a group does not start with “HEAP”. Expected the address of one.',
  ],
  [
    'a newer tree that is none',
    () => changed('latest.h5', 'BTLF', (bytes, at) => bytes.write('BTLE', at)),
    'WEIGHTS_DAMAGED: A node of a tree does not start with “BTLF”. Expected the address of one.',
  ],
  [
    'a header that continues in itself',
    () =>
      crafted((craft) => {
        const again = craft.next + 10;
        return craft.file(craft.object({ type: 16, data: [...u64(again), ...u64(20)] }));
      }),
    'WEIGHTS_DAMAGED: The second part of a header does not start with “OCHK”. Expected the address of one.',
  ],
  [
    'a continuation that continues in itself',
    () =>
      crafted((craft) => {
        const block = craft.next;
        craft.add([...letters('OCHK'), 16, ...u16(16), 0, ...u64(block), ...u64(28), 0, 0, 0, 0]);
        return craft.file(craft.object({ type: 16, data: [...u64(block), ...u64(28)] }));
      }),
    'WEIGHTS_DAMAGED: A header continues in itself. Expected each of its blocks once.',
  ],
  [
    '100 groups in one another',
    () => crafted(deep),
    'WEIGHTS_LIMIT: Its groups lie 64 deep and more. A model needs fewer levels.',
  ],
  [
    '10^18 numbers',
    () => crafted((craft) => craft.fileOf(craft.dataset([1e9, 1e9]))),
    'WEIGHTS_DAMAGED: “w” has the shape (1000000000, 1000000000). Expected one of fewer values.',
  ],
  [
    '10^12 numbers in 16 bytes',
    () => crafted((craft) => craft.fileOf(craft.dataset([1e12]))),
    'WEIGHTS_TRUNCATED: The values of “w” end at byte 4000000000048; the file has 170.',
  ],
  [
    'a shape of 200 axes',
    () => crafted((craft) => craft.fileOf(craft.dataset([4], space([], 200)))),
    'WEIGHTS_DAMAGED: A shape has 200 axes. Expected at most 64.',
  ],
  [
    'values behind the end',
    () => crafted((craft) => craft.fileOf(craft.dataset([4], contiguous(1e15, 16)))),
    'WEIGHTS_TRUNCATED: The values of “w” end at byte 1000000000000016; the file has 170.',
  ],
  [
    'a dataset without a type',
    () => crafted((craft) => craft.fileOf(craft.object(space(u64(1), 1), contiguous(48, 4)))),
    'WEIGHTS_DAMAGED: A dataset has no type, no shape or no place. Expected all three.',
  ],
  [
    'a chunk that unpacks to 4 GB',
    () =>
      crafted((craft) => {
        const stored = deflateSync(Buffer.alloc(1e5));
        const at = craft.add([...stored]);
        return craft.fileOf(craft.dataset([2 ** 30], singleChunk([2 ** 30], at, stored.length), filter(1)));
      }),
    nothingRead('is stored in parts that need 13 GB of memory at once'),
  ],
  [
    'a chunk that unpacks to 4 MB out of a few bytes',
    () =>
      crafted((craft) => craft.fileOf(craft.dataset([2 ** 20], singleChunk([2 ** 20], 48, 16), filter(1)))),
    'WEIGHTS_LIMIT: “w” would have 4.2 MB. The file has 198 B.',
  ],
  [
    'a chunk that unpacks to more than it says',
    () =>
      crafted((craft) => {
        const stored = deflateSync(Buffer.alloc(1000));
        const at = craft.add([...stored]);
        return craft.fileOf(craft.dataset([4], singleChunk([4], at, stored.length), filter(1)));
      }),
    'WEIGHTS_DAMAGED: A compressed part of it cannot be unpacked. Expected 16 bytes of values.',
  ],
  [
    'a chunk that is no deflate stream',
    () => crafted((craft) => craft.fileOf(craft.dataset([4], singleChunk([4], 48, 16), filter(1)))),
    'WEIGHTS_DAMAGED: A compressed part of it cannot be unpacked. Expected 16 bytes of values.',
  ],
  [
    'a chunk behind the end',
    () => crafted((craft) => craft.fileOf(craft.dataset([4], singleChunk([4], 9000, 16), filter(1)))),
    'WEIGHTS_TRUNCATED: A part of a dataset lies behind the end of the file.',
  ],
  [
    'chunks of size 0',
    () => crafted((craft) => craft.fileOf(craft.dataset([4], singleChunk([0], 48, 16), filter(1)))),
    'WEIGHTS_DAMAGED: “w” of 1 axis is stored in parts of (0). Expected a size of at least 1 for each axis.',
  ],
  [
    'chunks of another rank',
    () => crafted((craft) => craft.fileOf(craft.dataset([4], singleChunk([2, 2], 48, 16), filter(1)))),
    'WEIGHTS_DAMAGED: “w” of 1 axis is stored in parts of (2, 2). Expected a size of at least 1 for each axis.',
  ],
  [
    'a filter that is not read',
    () => crafted((craft) => craft.fileOf(craft.dataset([4], singleChunk([4], 48, 16), filter(32_001)))),
    nothingRead('is compressed by blosc'),
  ],
  [
    'an unknown filter',
    () => crafted((craft) => craft.fileOf(craft.dataset([4], singleChunk([4], 48, 16), filter(40_000)))),
    nothingRead('is compressed by number 40000'),
  ],
  [
    'values in other files',
    () => crafted((craft) => craft.fileOf(craft.dataset([4], { type: 7, data: [1, 0, 0, 0] }))),
    nothingRead('is stored as values in other files'),
  ],
  [
    'a view of other datasets',
    () =>
      crafted((craft) => craft.fileOf(craft.dataset([4], { type: 8, data: [4, 3, ...u64(48), ...u32(1)] }))),
    nothingRead('is stored as views of datasets that may lie in other files'),
  ],
  [
    'no datasets',
    () => crafted((craft) => craft.file(craft.object(LINKS))),
    'WEIGHTS_UNSUPPORTED: It has no datasets.',
  ],
  [
    'a description of 1 GB',
    () =>
      crafted((craft) => {
        const texts = craft.add([...letters('GCOL'), 1, 0, 0, 0, ...u64(4096)]);
        return craft.file(craft.object(link('w', craft.dataset([4])), text('model_config', 2 ** 30, texts)));
      }),
    'WEIGHTS_LIMIT: It has a text of 1.1 GB. At most 34 MB are read.',
  ],
  [
    'a description that is elsewhere',
    () =>
      crafted((craft) => {
        const texts = craft.add([...letters('GCOL'), 1, 0, 0, 0, ...u64(32), ...Array(16).fill(0)]);
        return craft.file(craft.object(link('w', craft.dataset([4])), text('model_config', 10, texts)));
      }),
    'WEIGHTS_DAMAGED: A text is not where it should be. Expected it in its collection.',
  ],
];
