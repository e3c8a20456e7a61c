import { describe, expect, test } from 'vitest';
import {
  HISTOGRAM_START,
  inputStatistics,
  kernelStatistics,
  prunedCopies,
} from '../../src/statistics/kernel.ts';

describe('statistics of a kernel of 2 inputs and 3 units', () => {
  const kernel = Float32Array.of(3, 0, -0.5, -4, 0, 0.25);
  const statistics = kernelStatistics('dense', kernel, 2, 3);

  test('counts, norms and maxima', () => {
    expect(statistics).toMatchObject({
      layer: 'dense',
      inputs: 2,
      units: 3,
      count: 6,
      exactZeros: 2,
      nonFinite: 0,
    });
    expect(statistics.l1Norm).toBe(3 + 0.5 + 4 + 0.25);
    expect(statistics.l2Norm).toBeCloseTo(Math.sqrt(3 ** 2 + 0.5 ** 2 + 4 ** 2 + 0.25 ** 2), 12);
    expect(statistics.maximum).toBe(4);
    expect(statistics.unitMaxima).toEqual([4, 0, 0.5]);
  });

  test('the histogram holds every weight but the exact zeros, in bins of a tenth of a decade', () => {
    const bin = (value: number) => Math.ceil(10 * (Math.log10(value) - HISTOGRAM_START)) - 1;
    const expected = new Array(90).fill(0);
    for (const value of [3, 0.5, 4, 0.25]) expected[bin(value)]++;
    expect(statistics.histogram).toEqual(expected);
  });

  test('a weight on a bin edge counts below it, so that |w| ≤ τ includes it', () => {
    const { histogram } = kernelStatistics('dense', Float32Array.of(1e-3), 1, 1);
    expect(histogram.indexOf(1)).toBe(10 * (-3 - HISTOGRAM_START) - 1);
  });

  test('NaN and Inf are counted and left out of everything else', () => {
    const broken = kernelStatistics(
      'dense',
      Float32Array.of(Number.NaN, 2, Number.POSITIVE_INFINITY, 0),
      2,
      2,
    );
    expect(broken).toMatchObject({
      nonFinite: 2,
      exactZeros: 1,
      l1Norm: 2,
      l2Norm: 2,
      maximum: 2,
      unitMaxima: [0, 2],
    });
  });
});

test('per input column: largest |w| and Euclidean norm of its outgoing weights', () => {
  expect(inputStatistics(Float32Array.of(3, -4, 0, 0, 1, -1), 3)).toEqual({
    maxima: [4, 0, 1],
    norms: [Math.sqrt(9 + 16), 0, Math.sqrt(2)],
  });
});

describe('pruning zeroes the smallest weights over all kernels', () => {
  const kernels = [Float32Array.of(0.1, -0.2, 3), Float32Array.of(-0.05, 4, 0.2)];
  test.each([
    [
      0,
      [
        [0.1, -0.2, 3],
        [-0.05, 4, 0.2],
      ],
    ],
    [
      2 / 6,
      [
        [0, -0.2, 3],
        [0, 4, 0.2],
      ],
    ],
    [
      '3/6, a tie: only one of the two equal weights',
      [
        [0, 0, 3],
        [0, 4, 0.2],
      ],
    ],
    [
      1,
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ],
  ])('share %s', (share, expected) => {
    const pruned = prunedCopies(kernels, [0.9, typeof share === 'number' ? share : 3 / 6])(1);
    expect(pruned.map((kernel) => [...kernel])).toEqual(expected.map((row) => [...Float32Array.from(row)]));
  });
});
