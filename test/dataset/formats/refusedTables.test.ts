import { describe, expect, test } from 'vitest';
import { readTable } from '../../../src/dataset/table.ts';
import { problemFrom, temporaryFolder } from '../temporary.ts';
import { changed, cut, put, replace } from './changes.ts';

const folder = temporaryFolder();

type Case = [
  what: string,
  file: string,
  content: Buffer | string | Promise<Buffer>,
  code: string,
  title: string,
];

const cases: Case[] = [
  // Parquet
  [
    'lists and structures',
    'nested.parquet',
    changed('nested.parquet', (bytes) => bytes),
    'DATA_UNSUPPORTED',
    'nested.parquet has columns that cannot be read',
  ],
  [
    'a list',
    'only-lists.parquet',
    changed('only-lists.parquet', (bytes) => bytes),
    'DATA_UNSUPPORTED',
    'only-lists.parquet has a list in “tags”',
  ],
  [
    'no rows',
    'empty.parquet',
    changed('empty.parquet', (bytes) => bytes),
    'DATA_NO_ROWS',
    'empty.parquet has no rows',
  ],
  [
    'a file that is cut off',
    'cut.parquet',
    changed('types-none.parquet', cut(4000)),
    'DATA_DAMAGED',
    'cut.parquet is damaged',
  ],
  [
    'a footer longer than the file',
    'footer.parquet',
    changed('types-none.parquet', put(-8, 255, 255, 255, 127)),
    'DATA_DAMAGED',
    'footer.parquet is damaged',
  ],
  [
    'a footer of other bytes',
    'noise.parquet',
    changed('types-none.parquet', (bytes) => put(-500, ...Array.from({ length: 480 }, () => 255))(bytes)),
    'DATA_DAMAGED',
    'noise.parquet is damaged',
  ],
  ['an encrypted file', 'secret.parquet', 'PARE1234PARE', 'DATA_UNSUPPORTED', 'secret.parquet is encrypted'],
  [
    'pages of other bytes',
    'pages.parquet',
    changed('types-none.parquet', (bytes) => put(4, ...Array.from({ length: 100 }, () => 255))(bytes)),
    'DATA_DAMAGED',
    'pages.parquet is damaged',
  ],
  [
    'compressed pages of other bytes',
    'zstd.parquet',
    changed('types-zstd.parquet', (bytes) => put(40, ...Array.from({ length: 40 }, () => 170))(bytes)),
    'DATA_DAMAGED',
    'zstd.parquet is damaged',
  ],
  // Arrow
  [
    'a list of Arrow',
    'nested.feather',
    changed('nested.feather', (bytes) => bytes),
    'DATA_UNSUPPORTED',
    'nested.feather has a list in “tags”',
  ],
  [
    'Feather of version 1',
    'old.feather',
    'FEA1....FEA1',
    'DATA_UNSUPPORTED',
    'old.feather is a Feather file of version 1',
  ],
  [
    'a stream that is cut off',
    'cut.arrows',
    changed('types.arrows', cut(6000)),
    'DATA_DAMAGED',
    'cut.arrows is damaged',
  ],
  [
    'a message longer than the file',
    'long.arrows',
    changed('types.arrows', put(4, 255, 255, 255, 0)),
    'DATA_DAMAGED',
    'long.arrows is damaged',
  ],
  [
    'a head of other bytes',
    'noise.arrows',
    changed('types.arrows', put(12, ...Array.from({ length: 200 }, () => 255))),
    'DATA_DAMAGED',
    'noise.arrows is damaged',
  ],
  [
    'a file without batches',
    'empty.arrow',
    changed('types-uncompressed.feather', cut(8)),
    'DATA_DAMAGED',
    'empty.arrow is damaged',
  ],
  [
    'compressed batches of other bytes',
    'lz4.feather',
    changed('types-lz4.feather', replace('\x04\x22\x4d\x18', '\x04\x22\x4d\x19')),
    'DATA_DAMAGED',
    'lz4.feather is damaged',
  ],
];

describe('Parquet and Arrow files that are refused', () => {
  test.each(cases)('%s', async (_, name, content, code, title) => {
    const file = await folder.write(await content, name);
    const problem = await problemFrom(readTable(file));
    expect(problem).toMatchObject({ code, title });
    expect(problem.explanation).toMatch(/[.;]/);
    expect(problem.remedy).toMatch(/^[A-Z].*\.$/);
  });
});
