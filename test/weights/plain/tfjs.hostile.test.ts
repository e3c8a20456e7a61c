import { describe, expect, test } from 'vitest';
import { openWeights } from '../../../src/weights/open.ts';
import { refusalOf, written } from './reading.ts';
import { type Case, refused } from './refused.ts';

describe('TensorFlow.js refused:', () => {
  const weight = { name: 'w', shape: [2], dtype: 'float32' };
  const model = (weights: unknown, paths: unknown = ['a.bin']) =>
    JSON.stringify({ weightsManifest: [{ paths, weights }] });
  const quantized = (quantization: unknown) => model([{ ...weight, quantization }]);
  const damaged = (what: string, bytes: () => string, explanation: string): Case => [
    what,
    'model.json',
    bytes,
    'WEIGHTS_DAMAGED',
    explanation,
  ];
  refused([
    damaged(
      'no manifest',
      () => '{"weightsManifest": 3}',
      'It has no “weightsManifest”. Expected the list of its files of weights.',
    ),
    damaged(
      'a group without files',
      () => model([], null),
      'A group of its weights is incomplete. Expected “paths” and “weights”.',
    ),
    damaged(
      'a weight without a name',
      () => model([{}]),
      'One of its weights has no name. Expected “name”, “shape” and “dtype”.',
    ),
    damaged(
      'a weight without a shape',
      () => model([{ name: 'w', dtype: 'float32' }]),
      'Its weight “w” has no type or no shape. Expected “name”, “shape” and “dtype”.',
    ),
    damaged(
      'a weight twice',
      () => model([weight, weight]),
      'Two of its weights have the same name. Expected each name once.',
    ),
    [
      'an unknown type',
      'model.json',
      () => model([{ ...weight, dtype: 'toString' }]),
      'WEIGHTS_UNSUPPORTED',
      'Its weight “w” has the type “toString”.',
    ],
    [
      'an unknown quantization',
      'model.json',
      () => quantized({ dtype: 'int4', scale: 1, min: 0 }),
      'WEIGHTS_UNSUPPORTED',
      'Its weight “w” is quantized to "int4".',
    ],
    damaged(
      'a quantization without scale',
      () => quantized({ dtype: 'uint8', min: 0 }),
      'The quantization of “w” has no scale or no minimum. Expected two numbers.',
    ),
    damaged(
      'a scale of 0',
      () => quantized({ dtype: 'uint8', min: 0, scale: 0 }),
      'The quantization of “w” has the scale 0. Expected another number.',
    ),
    damaged(
      'a file outside of the folder',
      () => model([weight], ['../../etc/passwd']),
      'It names “../../etc/passwd” as one of its parts. Expected a file in its own folder.',
    ),
    [
      'too many files',
      'model.json',
      () => model([], Array(10_001).fill('a.bin')),
      'WEIGHTS_LIMIT',
      'It lists 0 weights in 10001 files. At most 200000 in 10000 are read.',
    ],
  ]);

  test('a missing file of weights is named; a short, a long and a lying one are refused', async () => {
    const path = written('shards/model.json', model([weight]));
    expect(await refusalOf(openWeights(path))).toEqual([
      'WEIGHTS_PART_MISSING',
      'a.bin is missing beside model.json',
      'It names a.bin as one of the files that hold the weights.',
    ]);
    written('shards/a.bin', Buffer.alloc(7));
    expect((await refusalOf(openWeights(path))).slice(0, 3)).toEqual([
      'WEIGHTS_TRUNCATED',
      'model.json ends too early',
      'Its weight “w” ends at byte 8 of a.bin; 7 are there.',
    ]);
    written('shards/a.bin', Buffer.alloc(9));
    expect((await refusalOf(openWeights(path)))[2]).toBe(
      'a.bin has 9 bytes. Expected 8 for the weights listed.',
    );
    const text = (shape: number[]) =>
      written('shards/model.json', model([{ name: 'w', shape, dtype: 'string' }]));
    written('shards/a.bin', Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0]));
    expect((await refusalOf(openWeights(text([1]))))[2]).toBe(
      'Its weight “w” ends at byte 4294967299 of a.bin; 6 are there.',
    );
    expect((await refusalOf(openWeights(text([1e9]))))[0]).toBe('WEIGHTS_LIMIT');
  });
});
