import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { indexNote, readableColumns } from '../../../src/dataset/formats/columnRules.ts';
import { readPicture } from '../../../src/dataset/formats/picture.ts';
import type { DataSource } from '../../../src/dataset/formats/source.ts';
import { readTable } from '../../../src/dataset/table.ts';
import { problemFrom, temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();
const ROUNDED = '“b” has whole numbers beyond 2^53: rounded to 64-bit floats.';

describe('whole numbers beyond 2^53 are told', () => {
  test.each([
    ['data.csv', 'a,b\n1,9007199254740993\n', [ROUNDED]],
    ['data.csv', 'a,b\n1,9007199254740991\n', []],
    ['data.csv', 'a,b\n1,1e20\n', []],
    ['data.jsonl', '{"a": 1, "b": -9007199254740993}\n', [ROUNDED]],
    ['data.jsonl', '{"a": "9007199254740993", "b": 1e20}\n', ['“a” has']],
  ])('%s: %j', async (name, text, notes) => {
    const found = (await readTable(await folder.write(text, name))).notes;
    expect(found).toEqual(notes.map((note) => expect.stringContaining(note)));
  });
});

describe('IDX', () => {
  const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 0, 1]);
  const images = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 9]);

  test('with more values than its header tells is refused when it is gzipped, too', async () => {
    await folder.write(labels, 'more-train-labels-idx1-ubyte');
    const file = await folder.write(
      gzipSync(Buffer.concat([images, images])),
      'more-train-images-idx3-ubyte.gz',
    );
    expect(await problemFrom(readTable(file))).toMatchObject({
      code: 'DATA_DAMAGED',
      explanation: 'Its sizes ask for 18 bytes; it unfolds to more.',
    });
  });

  test('gzipped in two parts is read', async () => {
    await folder.write(labels, 'two-train-labels-idx1-ubyte');
    const parts = [images.subarray(0, 17), images.subarray(17)].map((part) => gzipSync(part));
    const file = await folder.write(Buffer.concat(parts), 'two-train-images-idx3-ubyte.gz');
    expect([...(await readTable(file)).columns[0]!.numbers]).toEqual([7, 9]);
  });

  test('of a test part without labels is left out, with a note', async () => {
    await folder.write(labels, 'train-labels-idx1-ubyte');
    await folder.write(images, 't10k-images-idx3-ubyte');
    const file = await folder.write(images, 'train-images-idx3-ubyte');
    expect((await readTable(file)).notes).toEqual([
      '“t10k-images-idx3-ubyte” left out: there are no labels beside it.',
    ]);
  });
});

test('the delimiter of a large CSV file is found behind a long header, too', async () => {
  const names = Array.from({ length: 600 }, (_, i) => `length, width ${i}`);
  const text = `${names.join(';')}\n${names.map((_, i) => i).join(';')}\n`;
  const file = await folder.write(text);
  const limits = { cells: 2 ** 20, textBytes: 100 };
  expect((await readTable(file, { limits })).columns.length).toBe(600);
});

test('row numbers of pandas are no columns', () => {
  const source = { name: 'data.parquet', mayLeaveOut: () => false } as unknown as DataSource;
  const columns = ['x', 'y', '__index_level_0__'].map((name) => ({ name }));
  const { read, leftOut } = readableColumns(source, columns);
  expect(read.map(({ name }) => name)).toEqual(['x', 'y']);
  expect(indexNote(leftOut)).toEqual([
    '“__index_level_0__” left out: the row numbers of pandas are no input.',
  ]);
});

test('interlaced images of few bits are not called damaged', () => {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  // 1 × 1, 4 bits, grey, interlaced.
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 4, 0, 0, 0, 1]);
  const image = Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from([0, 0x70]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  expect(() => readPicture('a/0.png', image, 1)).toThrow('a/0.png is an interlaced image of 4 bits');
});

test.each([
  ['rows.jsonl', 'Write it again with the encoding UTF-8.'],
  ['rows.csv', 'Save it as CSV with the encoding UTF-8 (in Excel: “CSV UTF-8”).'],
])('UTF-16 in %s', async (name, remedy) => {
  const text = Buffer.from('\ufeff{"a": 1}\n', 'utf16le');
  expect(await problemFrom(readTable(await folder.write(text, name)))).toMatchObject({
    code: 'DATA_NOT_UTF8',
    explanation: 'It looks like UTF-16 text.',
    remedy,
  });
});

describe('a key that JSON Lines name twice', () => {
  test.each([['{"a": 1, "b": "x: \\"c\\": ", "a": 2}'], ['{"b": {"a": 1, "a": 2}}']])('%s', async (line) => {
    expect(await problemFrom(readTable(await folder.write(`${line}\n`, 'keys.jsonl')))).toMatchObject({
      code: 'DATA_COLUMN_DUPLICATE',
      title: 'keys.jsonl has a key twice in line 1',
    });
  });

  test('beside strings of megabytes and bare numbers', async () => {
    const long = 'x'.repeat(9e6);
    const file = await folder.write(`{"a": "${long} NaN", "b": NaN, "c" : -Infinity}\n`, 'keys.jsonl');
    const [a, b, c] = (await readTable(file)).columns;
    expect(a!.texts[0]!.endsWith('x NaN')).toBe(true);
    expect([b!.numbers[0], c!.numbers[0]]).toEqual([Number.NaN, Number.NEGATIVE_INFINITY]);
  });

  test('and one that only looks so', async () => {
    const file = await folder.write('{"a": "\\"a\\": 1", "b": {"a": null}}\n', 'keys.jsonl');
    expect((await readTable(file)).columns.map(({ name }) => name)).toEqual(['a', 'b.a']);
  });
});

test.each(['data.npz', 'data.npy', 'data.parquet', 'data.feather'])(
  'text in %s is called so',
  async (name) => {
    expect(await problemFrom(readTable(await folder.write('a,b\n1,2\n', name)))).toMatchObject({
      code: 'DATA_UNSUPPORTED',
      title: `${name} is a text file`,
    });
  },
);
