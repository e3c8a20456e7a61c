import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWeights } from '../../../src/weights/open.ts';
import { fixture, refusalOf, written } from '../plain/reading.ts';
import { block, entry, field, table, varint } from './tableBytes.ts';

const index = readFileSync(fixture('tensorflow/model.ckpt.index'));

const explanation = async (path: string) => refusalOf(openWeights(path));

const HEADER = entry(0, '', field(1, 1));
const shape = (...sizes: number[]) => field(2, Buffer.concat(sizes.map((size) => field(2, field(1, size)))));
/** An index of one variable `w`. */
const one = (...fields: Buffer[]) => table([block(HEADER, entry(0, 'w', Buffer.concat(fields)))]);
const FLOAT = field(1, 1);
const TABLE = 'Expected the sorted table of an .index file.';

describe('the index of a checkpoint refused:', () => {
  const damaged = (what: string, bytes: () => Uint8Array, text: string) =>
    [what, bytes, 'WEIGHTS_DAMAGED', 'm.index is damaged', text] as const;
  const limit = (what: string, bytes: () => Uint8Array, text: string) =>
    [what, bytes, 'WEIGHTS_LIMIT', 'm.index announces more than a model has', text] as const;
  const cases = [
    damaged(
      'a changed byte in a block',
      () => Buffer.from(index).fill(0x41, 20, 21),
      `A block of its table does not match its checksum. ${TABLE}`,
    ),
    damaged(
      'a footer of endless numbers',
      () => Buffer.from(index).fill(0xff, index.length - 48, index.length - 8),
      `A length in its table leads out of its block. ${TABLE}`,
    ),
    [
      'the end missing',
      () => index.subarray(0, -100),
      'WEIGHTS_TRUNCATED',
      'm.index ends too early',
      'The end of its table is not there.',
    ],
    damaged(
      'a block outside of the file',
      () => table([block(HEADER)], { handles: [[2 ** 40, 10]] }),
      `A block lies outside of the file. ${TABLE}`,
    ),
    damaged(
      'a block twice',
      () =>
        table([block(HEADER)], {
          handles: [
            [0, block(HEADER).length],
            [0, block(HEADER).length],
          ],
        }),
      `Its blocks overlap. ${TABLE}`,
    ),
    [
      'a compressed block',
      () => table([block(HEADER)], { compression: 1 }),
      'WEIGHTS_UNSUPPORTED',
      'm.index holds something that is not read',
      'Its index is compressed; TensorFlow writes it plain.',
    ],
    damaged(
      'more restart points than the block has bytes',
      () => table([Buffer.from([0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f])]),
      `A length in its table leads out of its block. ${TABLE}`,
    ),
    damaged(
      'a key that begins with more than the one before has',
      () => table([block(entry(9, 'w', FLOAT))]),
      `A length in its table leads out of its block. ${TABLE}`,
    ),
    damaged(
      'a key longer than its block',
      () => table([block(Buffer.concat([varint(0), varint(2 ** 31), varint(0)]))]),
      `A length in its table leads out of its block. ${TABLE}`,
    ),
    limit(
      'keys that share their beginning and fill the memory',
      () =>
        table([
          block(
            HEADER,
            entry(0, 'x'.repeat(60_000), FLOAT),
            ...Array.from({ length: 2000 }, () => entry(60_000, 'y', FLOAT)),
          ),
        ]),
      'Its table lists more names than a model has. At most 200,000 tensors are read.',
    ),
    damaged(
      'no header',
      () => table([block(entry(0, 'w', FLOAT))]),
      'Its table has no header. Expected an entry without a name.',
    ),
    damaged(
      'no files of data',
      () => table([block(entry(0, '', field(2, 0)))]),
      'It names no files of data. Expected at least one.',
    ),
    limit(
      'a billion files of data',
      () => table([block(entry(0, '', field(1, 1e9)))]),
      'It names 1000000000 files of data. At most 10000 are read.',
    ),
    damaged(
      'an entry that is no message',
      () => one(Buffer.from([0x0f])),
      'An entry of its table is no message. Expected protocol buffers.',
    ),
    damaged(
      'a shape that is no message',
      () => one(FLOAT, field(2, Buffer.from([0x12, 0x7f]))),
      'An entry of its table is no message. Expected protocol buffers.',
    ),
    damaged(
      'a negative size',
      () => one(FLOAT, shape(-1)),
      'The shape of “w” is none. Expected whole numbers from 0 on.',
    ),
    damaged(
      'a shape that overflows',
      () => one(FLOAT, shape(2 ** 50, 2 ** 50)),
      'The shape of “w” is none. Expected whole numbers from 0 on.',
    ),
    damaged(
      'a file of data that is not announced',
      () => one(FLOAT, shape(2), field(3, 7), field(5, 8)),
      'The place of “w” is none. Expected a place in one of 1 files.',
    ),
    damaged(
      'a negative place',
      () => one(FLOAT, shape(2), field(4, -8), field(5, 8)),
      'The place of “w” is none. Expected a place in one of 1 files.',
    ),
    damaged(
      'fewer bytes than the shape',
      () => one(FLOAT, shape(1000, 1000), field(5, 8)),
      '“w” takes 8 bytes. Expected 4000000 for float32 of shape [1000, 1000].',
    ),
    damaged(
      'a text before the start of its file',
      () => one(field(1, 7), field(5, -8)),
      'The place of “w” is none. Expected a place in one of 1 files.',
    ),
  ] as const;
  test.each(cases)('%s', async (what, bytes, code, title, text) => {
    const path = written(`${what.replaceAll(' ', '-')}/m.index`, bytes());
    expect(await explanation(path)).toEqual([code, title, text]);
  });

  test('variables in slices', async () => {
    expect(await explanation(fixture('tensorflow/sliced.index'))).toEqual([
      'WEIGHTS_UNSUPPORTED',
      'sliced.index holds something that is not read',
      'Its variable “embedding” was saved in slices by a partitioned training.',
    ]);
  });
});

describe('the data of a checkpoint:', () => {
  const beside = (folder: string, data?: Uint8Array | string) => {
    const path = written(`${folder}/model.ckpt.index`, index);
    if (data !== undefined) written(`${folder}/model.ckpt.data-00000-of-00001`, data);
    return path;
  };

  test('missing is named', async () => {
    expect(await explanation(beside('without-data'))).toEqual([
      'WEIGHTS_PART_MISSING',
      'model.ckpt.data-00000-of-00001 is missing beside model.ckpt.index',
      'It names model.ckpt.data-00000-of-00001 as one of the files that hold the weights.',
    ]);
  });

  test('too short is refused with the variable that is cut', async () => {
    const [code, title, text] = await explanation(beside('short-data', Buffer.alloc(10)));
    expect([code, title]).toEqual(['WEIGHTS_TRUNCATED', 'model.ckpt.data-00000-of-00001 ends too early']);
    expect(text).toBe('“brain” takes bytes 4 to 16; the file has 10.');
  });

  test('any file of a checkpoint opens it, also the name they begin with', async () => {
    const path = beside('whole');
    const folder = dirname(path);
    copyFileSync(
      fixture('tensorflow/model.ckpt.data-00000-of-00001'),
      join(folder, 'model.ckpt.data-00000-of-00001'),
    );
    for (const name of [
      'model.ckpt.index',
      'model.ckpt.data-00000-of-00001',
      'model.ckpt.meta',
      'model.ckpt',
      '.',
    ]) {
      const file = await openWeights(join(folder, name));
      expect(file.tensors).toHaveLength(7);
      await file.close();
    }
  });
});

test('a SavedModel without variables says which file is missing', async () => {
  const path = written('bare/saved_model.pb', 'x');
  expect(await explanation(path)).toEqual([
    'WEIGHTS_PART_MISSING',
    'variables/variables.index is missing beside saved_model.pb',
    'It names variables/variables.index as one of the files that hold the weights.',
  ]);
});
