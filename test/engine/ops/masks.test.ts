import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { download } from '../../../src/engine/arrays.ts';
import { kernels } from '../../../src/engine/kernels/module.ts';
import { dropoutMask, type RandomKernels } from '../../../src/engine/ops/masks.ts';
import { type Address, uniforms } from '../../../src/engine/random.ts';
import { startTestBackend } from '../backend.ts';
import { WAYS } from './steps.ts';

beforeAll(async () => {
  await startTestBackend();
});

/** The masks of each run; the tensor is disposed. */
function masks(shape: number[], rates: number[], addresses: Address[], kept: number[]): number[][] {
  const mask = dropoutMask(shape, rates, addresses, kept);
  expect(mask.shape).toEqual([rates.length, ...shape]);
  const arrays = download(mask).map((array) => [...array]);
  mask.dispose();
  return arrays;
}

const ADDRESSES: Address[] = [
  { seed: 0, stream: 0, step: 0 },
  { seed: 0xffffffff, stream: 0x3002, step: 12_345 },
  { seed: 7, stream: 0x3000, step: 0xffffffff },
];

test('the kernel’s words are the known answers of Philox’s authors (Random123, kat_vectors)', () => {
  // Counter 0 and key 0 give these four words. A rate between two of them drops those below it.
  const words = [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8];
  expect(kernels<RandomKernels>('random')).toBeDefined();
  for (const word of words) {
    const [exactly, above] = [word, word + 1].map(
      (limit) => masks([4], [limit / 2 ** 32], [ADDRESSES[0]!], [1])[0],
    );
    expect(exactly).toEqual(words.map((other) => (other < word ? 0 : 1)));
    expect(above).toEqual(words.map((other) => (other <= word ? 0 : 1)));
  }
});

describe.each(WAYS)('with %s', (_way, way) => {
  test.each([1, 3, 4, 15, 16, 17, 64, 1001])(
    '%d elements are dropped where the uniform number is below the rate',
    (count) => {
      const rates = [0.5, 0.2, 0.999];
      const kept = [2, 1.25, 1];
      const found = way(() => masks([count], rates, ADDRESSES, kept));
      found.forEach((mask, run) => {
        const expected = Array.from(uniforms(ADDRESSES[run]!, count), (u) =>
          u < rates[run]! ? 0 : kept[run]!,
        );
        expect(mask).toEqual(expected);
      });
    },
  );

  test('a run of rate 0 keeps everything, whatever its neighbours drop', () => {
    const [none, some] = way(() => masks([2, 5], [0, 0.5], ADDRESSES.slice(0, 2), [3, 2]));
    expect(none).toEqual(Array(10).fill(3));
    expect(new Set(some)).toEqual(new Set([0, 2]));
  });

  test('a rate so close to 1 that no word is above it drops everything; a tiny one nearly nothing', () => {
    const [all, few] = way(() => masks([500], [1 - 2 ** -40, 2 ** -40], ADDRESSES.slice(0, 2), [1, 1]));
    expect(all!.every((value) => value === 0)).toBe(true);
    expect(few!.every((value) => value === 1)).toBe(true);
  });

  test('a mask does not depend on what trains beside it, and leaves no tensor', () => {
    const before = tf.memory().numTensors;
    const rates = [0.1, 0.5, 0.9];
    const together = way(() => masks([37], rates, ADDRESSES, [1, 1, 1]));
    together.forEach((mask, run) => {
      expect(way(() => masks([37], [rates[run]!], [ADDRESSES[run]!], [1]))).toEqual([mask]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
