import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../../src/dataset/table.ts';
import { problemFrom, temporaryFolder } from '../temporary.ts';
import { changed, cut, put } from './changes.ts';
import { zipOf } from './zips.ts';

const folder = temporaryFolder();

function npy(header: string, values = Buffer.alloc(0), version = 1): Buffer {
  const text = Buffer.from(`${header}\n`, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), length, text, values]);
}
const header = (type: string, shape: string) =>
  `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`;

type Case = [
  what: string,
  file: string,
  content: Buffer | string | Promise<Buffer>,
  code: string,
  title: string,
];

const cases: Case[] = [
  // Arrays
  [
    'an object array',
    'objects.npy',
    changed('objects.npy', (bytes) => bytes),
    'DATA_UNSUPPORTED',
    'objects.npy holds Python objects',
  ],
  [
    'a structured array',
    'fields.npy',
    changed('fields.npy', (bytes) => bytes),
    'DATA_UNSUPPORTED',
    'fields.npy has fields',
  ],
  [
    'complex numbers',
    'complex.npy',
    changed('complex.npy', (bytes) => bytes),
    'DATA_UNSUPPORTED',
    'complex.npy has values of the type “<c16”',
  ],
  [
    'dates of NumPy',
    'dates.npy',
    changed('dates.npy', (bytes) => bytes),
    'DATA_UNSUPPORTED',
    'dates.npy has values of the type “<M8[D]”',
  ],
  [
    'an array that is cut off',
    'cut.npy',
    changed('matrix.npy', cut(200)),
    'DATA_DAMAGED',
    'cut.npy is damaged',
  ],
  [
    'an array with more bytes than values',
    'more.npy',
    changed('matrix.npy', (bytes) => Buffer.concat([bytes, bytes])),
    'DATA_DAMAGED',
    'more.npy is damaged',
  ],
  [
    'an array of a billion rows in a few bytes',
    'lie.npy',
    npy(header('<f8', '1000000000, 3'), Buffer.alloc(64)),
    'DATA_DAMAGED',
    'lie.npy is damaged',
  ],
  [
    'a shape beyond all numbers',
    'vast.npy',
    npy(header('<f8', '9999999999, 9999999999')),
    'DATA_DAMAGED',
    'vast.npy is damaged',
  ],
  [
    'a header longer than the file',
    'long.npy',
    changed('matrix.npy', put(8, 0xff, 0xff)),
    'DATA_DAMAGED',
    'long.npy is damaged',
  ],
  [
    'a version to come',
    'new.npy',
    npy(header('<f8', '2,'), Buffer.alloc(16), 9),
    'DATA_DAMAGED',
    'new.npy is damaged',
  ],
  [
    'a header without a shape',
    'shapeless.npy',
    npy("{'descr': '<f8'}"),
    'DATA_DAMAGED',
    'shapeless.npy is damaged',
  ],
  ['an empty array', 'none.npy', npy(header('<f8', '0, 3')), 'DATA_NO_ROWS', 'none.npy has no rows'],
  ['no array', 'text.npy', 'hello', 'DATA_DAMAGED', 'text.npy is damaged'],
  [
    'rows wider than a table may be',
    'wide.npy',
    npy(header('|u1', '1, 60000'), Buffer.alloc(60000)),
    'DATA_TOO_LARGE',
    'wide.npy is too large',
  ],
  // Archives
  [
    'arrays of different lengths',
    'unequal.npz',
    changed('unequal.npz', (bytes) => bytes),
    'DATA_ARRAYS',
    'unequal.npz has arrays of different lengths',
  ],
  [
    'parts whose rows differ',
    'unlike.npz',
    changed('unlike.npz', (bytes) => bytes),
    'DATA_ARRAYS',
    'unlike.npz has parts whose rows differ',
  ],
  [
    'a single number',
    'scalar.npz',
    changed('scalar.npz', (bytes) => bytes),
    'DATA_NO_ROWS',
    'scalar.npz has no rows',
  ],
  [
    'an archive that is cut off',
    'cut.npz',
    changed('digits.npz', cut(900)),
    'DATA_DAMAGED',
    'cut.npz is damaged',
  ],
  [
    'an archive without arrays',
    'other.npz',
    zipOf([['readme.txt', Buffer.from('x')]]),
    'DATA_UNSUPPORTED',
    'other.npz holds no arrays',
  ],
  [
    'the same array twice',
    'twice.npz',
    zipOf([
      ['x.npy', Buffer.from('x')],
      ['x.npy', Buffer.from('y')],
    ]),
    'DATA_DAMAGED',
    'twice.npz is damaged',
  ],
  [
    'an encrypted array',
    'secret.npz',
    zipOf([['x.npy', Buffer.alloc(13)]], { flags: 1, size: 1 }),
    'DATA_UNSUPPORTED',
    'secret.npz is encrypted',
  ],
  [
    'an array whose size is a lie',
    'size.npz',
    zipOf([['x.npy', npy(header('<f8', '2, 2'), Buffer.alloc(32))]], { size: 32 }),
    'DATA_DAMAGED',
    'size.npz is damaged',
  ],
  [
    'an array in an archive with another shape',
    'shape.npz',
    zipOf([['x.npy', npy(header('<f8', '9, 2'), Buffer.alloc(32))]]),
    'DATA_DAMAGED',
    'shape.npz, array “x”, is damaged',
  ],
  ['a bomb', 'bomb.npz', bomb(), 'DATA_TOO_LARGE', 'bomb.npz, array “x”, is too large'],
  // IDX
  [
    'labels without images',
    'train-labels-idx1-ubyte',
    Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 0, 1]),
    'DATA_UNSUPPORTED',
    'There are no images beside train-labels-idx1-ubyte',
  ],
  [
    'images without labels',
    't10k-images-idx3-ubyte',
    Buffer.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9]),
    'DATA_UNSUPPORTED',
    'There are no labels beside t10k-images-idx3-ubyte',
  ],
  [
    'sizes beyond the file',
    'values.idx',
    Buffer.from([0, 0, 8, 2, 0, 0, 0, 9, 0, 0, 0, 9, 1]),
    'DATA_DAMAGED',
    'values.idx is damaged',
  ],
  [
    'an unknown type of IDX',
    'type.idx',
    Buffer.from([0, 0, 10, 1, 0, 0, 0, 1, 1]),
    'DATA_DAMAGED',
    'type.idx is damaged',
  ],
  [
    'more than gzip can unfold',
    'gz.idx',
    gzipSync(Buffer.from([0, 0, 8, 2, 0x7f, 0, 0, 0, 0, 0, 0x10, 0, 1])),
    'DATA_DAMAGED',
    'gz.idx is damaged',
  ],
  [
    'broken gzip',
    'broken.idx.gz',
    changed('idx-gz/train-images-idx3-ubyte.gz', (bytes) => cut(bytes.length - 20)(bytes)),
    'DATA_DAMAGED',
    'broken.idx.gz is damaged',
  ],
  [
    'another gzipped file',
    'data.csv.gz',
    gzipSync('a,b\n1,2\n'),
    'DATA_NOT_UTF8',
    'data.csv.gz is not UTF-8 text',
  ],
  // JSON
  ['a list', 'rows.json', '[{"a": 1}]', 'DATA_UNSUPPORTED', 'rows.json is one JSON list'],
  [
    'an object over several lines',
    'columns.json',
    '{\n "a": [1, 2]\n}',
    'DATA_UNSUPPORTED',
    'columns.json is one JSON object',
  ],
  [
    'a line that is no object',
    'number.jsonl',
    '{"a": 1}\n5\n',
    'DATA_JSON',
    'number.jsonl has no JSON object in line 2',
  ],
  [
    'a broken line',
    'broken.jsonl',
    '{"a": 1}\n\n{"a": \n',
    'DATA_JSON',
    'broken.jsonl has no JSON object in line 3',
  ],
  [
    'a list in a cell',
    'list.jsonl',
    '{"a": 1}\n{"a": [1, 2]}\n',
    'DATA_UNSUPPORTED',
    'list.jsonl has a list in “a”',
  ],
  [
    'an empty key',
    'key.jsonl',
    '{"": 1}',
    'DATA_COLUMN_UNNAMED',
    'key.jsonl has a key without a name in line 1',
  ],
  [
    'two keys of one name',
    'keys.jsonl',
    '{"a.b": 1, "a": {"b": 2}}',
    'DATA_COLUMN_DUPLICATE',
    'keys.jsonl has the key “a.b” twice in line 1',
  ],
  [
    'objects without end',
    'deep.jsonl',
    `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`,
    'DATA_UNSUPPORTED',
    'deep.jsonl has objects that are nested too deeply',
  ],
  [
    'nesting without end',
    'deeper.jsonl',
    '{"a":'.repeat(100_000),
    'DATA_JSON',
    'deeper.jsonl has no JSON object in line 1',
  ],
  [
    'Latin-1',
    'latin.jsonl',
    Buffer.from('{"a": "K\xf6ln"}', 'latin1'),
    'DATA_NOT_UTF8',
    'latin.jsonl is not UTF-8 text',
  ],
  ['objects without keys', 'keyless.jsonl', '{}\n{}\n', 'DATA_NO_ROWS', 'keyless.jsonl has no rows'],
  ['blank lines only', 'blank.jsonl', '\n\n', 'DATA_NO_ROWS', 'blank.jsonl has no rows'],
];

/** 3 GB of zeros in 3 MB: thrice a deflated piece with a megabyte of them each, a thousand times over. */
function bomb(): Buffer {
  const values = Buffer.concat([npy(header('|u1', `${3 * 2 ** 30}, 1`))]);
  return zipOf([['x.npy', values]], { size: values.length + 3 * 2 ** 30, packed: deflateRawSync(values) });
}

describe('files that are refused', () => {
  test.each(cases)('%s', async (_, name, content, code, title) => {
    const file = await folder.write(await content, name);
    const problem = await problemFrom(readTable(file));
    expect(problem).toMatchObject({ code, title });
    expect(problem.explanation).toMatch(/[.;]/);
    expect(problem.remedy).toMatch(/^[A-Z].*\.$/);
  });
});
