import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { kernels } from '../../../src/engine/kernels/module.ts';
import {
  type StatisticsKernels,
  type StatisticsMemory,
  statisticsMemory,
  weightStatistics,
} from '../../../src/engine/ops/weightStatistics.ts';
import { normals } from '../../../src/engine/random.ts';
import { startTestBackend } from '../backend.ts';

const EDGES = Array.from({ length: 256 }, (_, bin) => (bin + 1) / 256);

const memories: Record<string, StatisticsMemory | undefined> = {};

beforeAll(async () => {
  await startTestBackend();
  memories['the backend’s memory'] = kernels<StatisticsKernels>('statistics');
  memories['memory of its own'] = await statisticsMemory(
    await readFile(join(TEST_FOLDER, 'kernels-simd.wasm')),
  );
});

describe.each(['the backend’s memory', 'memory of its own', 'plain TypeScript'])('in %s', (name) => {
  const statistics = (values: Float32Array, threshold: number) => {
    const memory = memories[name];
    expect(memory === undefined).toBe(name === 'plain TypeScript');
    return weightStatistics(values, threshold, memory);
  };

  test('zeros, small values, sums, largest, NaN and infinities of seven values', () => {
    const values = Float32Array.from([0, -0, 0.5, -0.25, Number.NaN, Number.POSITIVE_INFINITY, -2]);
    const { histogram, ...rest } = statistics(values, 0.25);
    expect(rest).toEqual({
      count: 7,
      zeros: 2,
      small: 3,
      sumOfMagnitudes: 0.5 + 0.25 + 2,
      sumOfSquares: 0.25 + 0.0625 + 4,
      largestMagnitude: 2,
      nans: 1,
      infinities: 1,
    });
    // Bins are 2/256 wide: 0.25 is in bin 32, 0.5 in bin 64, the largest in the last.
    const filled = histogram.flatMap((count, bin) => (count > 0 ? [[bin, count]] : []));
    expect(filled).toEqual([
      [0, 2],
      [32, 1],
      [64, 1],
      [255, 1],
    ]);
  });

  test.each([
    ['nothing', []],
    ['one zero', [0]],
    ['NaN only', [Number.NaN, Number.NaN]],
    ['infinities only', [Number.NEGATIVE_INFINITY]],
  ])('%s has an answer without NaN', (_what, values) => {
    const { histogram, ...rest } = statistics(Float32Array.from(values), 0.1);
    const finite = values.filter(Number.isFinite).length;
    expect(Object.values(rest).some(Number.isNaN)).toBe(false);
    expect(rest.largestMagnitude).toBe(0);
    expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(finite);
  });

  test('the threshold is compared as float32: a weight of 1e-3 is small at 1e-3', () => {
    expect(statistics(Float32Array.from([1e-3, 1.0001e-3]), 1e-3).small).toBe(1);
  });

  test('denormal and huge values are in their bins', () => {
    const tiny = statistics(Float32Array.from([1e-45, 2e-44]), 0);
    expect([tiny.zeros, tiny.histogram[255]]).toEqual([0, 1]);
    const huge = statistics(Float32Array.from([3e38, -1.5e38]), 0);
    expect([huge.sumOfMagnitudes / 4.5e38, huge.histogram[255], huge.histogram[128]]).toEqual([
      expect.closeTo(1, 6),
      1,
      1,
    ]);
  });

  test('of 200,003 normal numbers, over several pieces and a ragged end, sums are exact to 1e-12', () => {
    const values = Float32Array.from(normals({ seed: 1, stream: 2, step: 3 }, 200_003));
    const found = statistics(values, 0.1);
    // Kahan's compensated sum.
    const exact = (term: (value: number) => number) => {
      let [sum, lost] = [0, 0];
      for (const value of values) {
        const next = term(value) - lost;
        const total = sum + next;
        lost = total - sum - next;
        sum = total;
      }
      return sum;
    };
    expect(Math.abs(found.sumOfMagnitudes / exact(Math.abs) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(found.sumOfSquares / exact((value) => value * value) - 1)).toBeLessThan(1e-12);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(found.largestMagnitude).toBe(largest);
    expect(found.small).toBe(values.filter((value) => Math.abs(value) <= Math.fround(0.1)).length);
    const expected = Array<number>(256).fill(0);
    for (const value of values) {
      const share = Math.fround(Math.abs(value) / largest);
      // The first bin whose upper edge is above the share; the largest value has none and takes the last.
      const bin = EDGES.findIndex((edge) => share < edge);
      expected[bin < 0 ? 255 : bin]!++;
    }
    expect(found.histogram).toEqual(expected);
  });
});
