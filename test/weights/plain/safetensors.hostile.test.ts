import { describe, expect, test } from 'vitest';
import { openWeights } from '../../../src/weights/open.ts';
import { readAll, refusalOf, written } from './reading.ts';
import { type Case, refused } from './refused.ts';

describe('safetensors refused:', () => {
  const file = (header: unknown, data: number, length?: number): Buffer => {
    const text = typeof header === 'string' ? header : JSON.stringify(header);
    const start = Buffer.alloc(8);
    start.writeBigUInt64LE(BigInt(length ?? Buffer.byteLength(text)));
    return Buffer.concat([start, Buffer.from(text), Buffer.alloc(data)]);
  };
  const one = (entry: object, data = 8) =>
    file({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...entry } }, data);
  const NAME = 'w.safetensors';
  const damaged = (what: string, bytes: () => Uint8Array, explanation: string): Case => [
    what,
    NAME,
    bytes,
    'WEIGHTS_DAMAGED',
    explanation,
  ];
  refused([
    [
      'shorter than a length',
      NAME,
      () => Buffer.from([1, 0, 0, 0xff]),
      'WEIGHTS_TRUNCATED',
      'It has 4 bytes; the length of its header takes 8.',
    ],
    [
      'a header longer than the file',
      NAME,
      () => file({}, 0, 1000),
      'WEIGHTS_TRUNCATED',
      'It announces a header of 1000 bytes and has 2 after its length.',
    ],
    [
      'a header of 2^60 bytes',
      NAME,
      () => file({}, 0, 2 ** 60),
      'WEIGHTS_LIMIT',
      'It announces a header of 1152921504606847000 bytes. At most 100 MB are read.',
    ],
    damaged(
      'no object',
      () => file('[1, 2, 3]', 0),
      'Its header does not begin with “{”. Expected a JSON object.',
    ),
    damaged('no JSON', () => file('{"w": }', 0), 'Its description is not JSON. Expected { "name": … }.'),
    damaged(
      'no UTF-8',
      () => Buffer.concat([file('', 0, 6), Buffer.from('{"\xff":0', 'latin1')]),
      'Its description is not text in UTF-8. Expected JSON.',
    ),
    damaged(
      'a tensor twice',
      () =>
        file(
          '{"w":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}',
          8,
        ),
      'Its description names something twice. Expected each name once.',
    ),
    damaged(
      'a tensor twice, once with an escape',
      () =>
        file(
          '{"w":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"\\u0077":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}',
          4,
        ),
      'Its description names something twice. Expected each name once.',
    ),
    [
      'nested 300 levels',
      NAME,
      () => file(`{"w":${'['.repeat(300)}${']'.repeat(300)}}`, 0),
      'WEIGHTS_LIMIT',
      'It nests over 200 levels. A description of weights needs less.',
    ],
    [
      'three million values',
      NAME,
      () => file(`{"w":[${'0,'.repeat(3e6)}0]}`, 0),
      'WEIGHTS_LIMIT',
      'It has over 2,000,000 values. A description of weights needs less.',
    ],
    [
      'more tensors than a model has',
      NAME,
      () => file(Object.fromEntries(Array.from({ length: 200_002 }, (_, i) => [`w${i}`, 0])), 0),
      'WEIGHTS_LIMIT',
      'An object in it has over 200,001 names. A description of weights needs less.',
    ],
    damaged(
      'an entry that is no object',
      () => file({ w: 3 }, 0),
      'Its tensor “w” has no dtype. Expected one such as “F32”.',
    ),
    [
      'an unknown dtype',
      NAME,
      () => one({ dtype: 'F128' }),
      'WEIGHTS_UNSUPPORTED',
      'Its tensor “w” has the unknown dtype “F128”.',
    ],
    [
      'a dtype that JavaScript knows',
      NAME,
      () => one({ dtype: 'constructor' }),
      'WEIGHTS_UNSUPPORTED',
      'Its tensor “w” has the unknown dtype “constructor”.',
    ],
    [
      'numbers of four bits',
      NAME,
      () => one({ dtype: 'F4' }),
      'WEIGHTS_UNSUPPORTED',
      'Its tensor “w” is stored as F4: numbers of 4 or 6 bits and pure exponents are not read.',
    ],
    damaged(
      'a negative size',
      () => one({ shape: [-2] }),
      'The shape of its tensor “w” is none. Expected a list of whole numbers from 0 on.',
    ),
    damaged(
      'a shape whose product overflows',
      () => one({ shape: [2 ** 40, 2 ** 40] }),
      'The shape of its tensor “w” is none. Expected a list of whole numbers from 0 on.',
    ),
    damaged(
      'a shape of a hundred axes',
      () => one({ shape: Array(100).fill(1) }),
      'The shape of its tensor “w” is none. Expected a list of whole numbers from 0 on.',
    ),
    damaged(
      'no offsets',
      () => one({ data_offsets: [0] }),
      'Its tensor “w” has no data_offsets. Expected two whole numbers.',
    ),
    damaged(
      'offsets that are no whole numbers',
      () => one({ data_offsets: [0, '8'] }),
      'Its tensor “w” has no data_offsets. Expected two whole numbers.',
    ),
    damaged(
      'backward offsets',
      () => one({ data_offsets: [8, 0] }),
      'Its tensor “w” takes bytes 8 to 0. Expected 8 bytes for F32 of shape [2].',
    ),
    damaged(
      'fewer bytes than the shape',
      () => one({ shape: [1000] }),
      'Its tensor “w” takes bytes 0 to 8. Expected 4000 bytes for F32 of shape [1000].',
    ),
    [
      'a tensor beyond the end',
      NAME,
      () => one({}, 7),
      'WEIGHTS_TRUNCATED',
      'Its tensors take 8 bytes; 7 are there.',
    ],
    damaged(
      'bytes after the last tensor',
      () => one({}, 9),
      'After its last tensor there are 1 more bytes. Expected none.',
    ),
    damaged(
      'a hole',
      () => one({ data_offsets: [4, 12] }, 12),
      'Its tensor “w” begins at byte 4, where the one before it ends at 0. Expected tensors without holes and overlaps.',
    ),
    damaged(
      'an overlap',
      () =>
        file(
          {
            v: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
            w: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
          },
          12,
        ),
      'Its tensor “w” begins at byte 4, where the one before it ends at 8. Expected tensors without holes and overlaps.',
    ),
    damaged(
      'metadata that is no text',
      () => file({ __metadata__: { a: 1 } }, 0),
      'Its __metadata__ holds more than text. Expected strings.',
    ),
  ]);

  test('a name that is special in JavaScript is a name', async () => {
    const path = written(
      'proto.safetensors',
      file('{"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}', 4),
    );
    const opened = await openWeights(path);
    expect(opened.tensors.map(({ name }) => name)).toEqual(['__proto__']);
    await opened.close();
  });

  test('a file that is cut while it is open is refused when read', async () => {
    const path = written('cut.safetensors', one({}));
    const opened = await openWeights(path);
    written('cut.safetensors', one({}).subarray(0, -4));
    expect(await refusalOf(readAll(opened))).toEqual([
      'WEIGHTS_TRUNCATED',
      'cut.safetensors ends too early',
      'It has become shorter since it was opened.',
    ]);
    await opened.close();
  });
});

describe('a sharded index refused:', () => {
  const index = (map: unknown) => JSON.stringify({ weight_map: map });
  const NAME = 'model.safetensors.index.json';
  refused([
    [
      'a part outside of the folder',
      NAME,
      () => index({ w: '../secret.safetensors' }),
      'WEIGHTS_DAMAGED',
      'It names “../secret.safetensors” as one of its parts. Expected a file in its own folder.',
    ],
    [
      'an absolute part',
      NAME,
      () => index({ w: '/tmp/secret.safetensors' }),
      'WEIGHTS_DAMAGED',
      'It names “/tmp/secret.safetensors” as one of its parts. Expected a file in its own folder.',
    ],
    [
      'a part on another drive',
      NAME,
      () => index({ w: 'C:\\secret.safetensors' }),
      'WEIGHTS_DAMAGED',
      'It names “C:\\secret.safetensors” as one of its parts. Expected a file in its own folder.',
    ],
    [
      'a part that is no name',
      NAME,
      () => index({ w: 'a.safetensors', v: 3 }),
      'WEIGHTS_DAMAGED',
      'It has no “weight_map”. Expected the name of a file for each tensor.',
    ],
    [
      'too many parts',
      NAME,
      () =>
        index(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`w${i}`, `${i}.safetensors`]))),
      'WEIGHTS_LIMIT',
      'It names 10001 parts. At most 10000 are read.',
    ],
  ]);

  test('a part that is not there is named', async () => {
    const path = written('missing/model.safetensors.index.json', index({ w: 'part-2.safetensors' }));
    expect(await refusalOf(openWeights(path))).toEqual([
      'WEIGHTS_PART_MISSING',
      'part-2.safetensors is missing beside model.safetensors.index.json',
      'It names part-2.safetensors as one of the files that hold the weights.',
    ]);
  });

  const tensor = '{"w":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}';
  const part = Buffer.concat([
    Buffer.from([tensor.length, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.from(tensor),
    Buffer.alloc(4),
  ]);

  test('a tensor that is not in its part, and one that is in two', async () => {
    written('wrong/a.safetensors', part);
    written('wrong/b.safetensors', part);
    const other = written('wrong/model.safetensors.index.json', index({ v: 'a.safetensors' }));
    expect((await refusalOf(openWeights(other)))[2]).toBe(
      'It says that a.safetensors holds “v”. That file does not.',
    );
    const twice = written(
      'wrong/model.safetensors.index.json',
      index({ w: 'a.safetensors', v: 'b.safetensors' }),
    );
    expect((await refusalOf(openWeights(twice)))[2]).toBe(
      'Two of its parts hold “w”. Expected one of a name.',
    );
  });

  test('a part that is a pointer of Git LFS', async () => {
    written('lfs/a.safetensors', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4\n');
    const path = written('lfs/model.safetensors.index.json', index({ w: 'a.safetensors' }));
    const [code, title, explanation] = await refusalOf(openWeights(path));
    expect([code, title]).toEqual([
      'WEIGHTS_UNKNOWN',
      'a.safetensors is not a weight file that is read here',
    ]);
    expect(explanation).toMatch(
      /^It is a Git LFS pointer of a few lines; the weights themselves were not fetched\./,
    );
  });
});
