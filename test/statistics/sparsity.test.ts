import { describe, expect, test } from 'vitest';
import { kernelStatistics, weightSizes } from '../../src/statistics/kernel.ts';
import { laplaceOverGauss } from '../../src/statistics/likelihood.ts';
import { excessKurtosis, gini, hoyer, relativeNearZeros, twoOfFour } from '../../src/statistics/sparsity.ts';
import golden from '../goldens/weights.json' with { type: 'json' };

const of = (...weights: number[]) => Float32Array.from(weights);

describe('Hoyer sparsity', () => {
  test.each([
    ['one weight of nine is not 0: the sparsest', 9, 5, 5, 1],
    ['all of four equal: the densest', 4, 4, 2, 0],
    ['3 and 4 of two', 2, 7, 5, (Math.SQRT2 - 7 / 5) / (Math.SQRT2 - 1)],
    ['all zero: defined as 0', 4, 0, 0, 0],
    ['one element: defined as 0', 1, 3, 3, 0],
  ])('%s', (_, count, l1, l2, expected) => expect(hoyer(count, l1, l2)).toBeCloseTo(expected, 12));
});

describe('Gini index of ascending sizes', () => {
  test.each([
    ['all equal', of(2, 2, 2), 0],
    ['one of four is not 0: 1 − 1/4', of(0, 0, 0, 5), 3 / 4],
    ['1, 2, 3: (−2·1 + 0·2 + 2·3)/(3·6)', of(1, 2, 3), 4 / 18],
    ['all zero', of(0, 0), 0],
    ['one element', of(3), 0],
    ['none', of(), 0],
  ])('%s', (_, sorted, expected) => expect(gini(sorted)).toBeCloseTo(expected, 12));

  test('equal sizes are never below 0 by rounding', () => {
    expect(gini(new Float32Array(1000).fill(0.1))).toBe(0);
  });
});

describe('excess kurtosis', () => {
  test.each([
    ['two values: 1 − 3, the least', of(-1, 1), -2],
    // Mean 1, deviations −1, −1, −1, 3: m₂ = (3 + 9)/4, m₄ = (3 + 81)/4.
    ['0, 0, 0, 4', of(0, 0, 0, 4), 84 / 4 / (12 / 4) ** 2 - 3],
    ['all equal', new Float32Array(1000).fill(0.1), 0],
    ['one element', of(3), 0],
    ['none', of(), 0],
    ['NaN and infinities are left out', of(-1, Number.NaN, 1, Number.POSITIVE_INFINITY), -2],
    ['only NaN', of(Number.NaN), 0],
  ])('%s', (_, weights, expected) => expect(excessKurtosis(weights)).toBeCloseTo(expected, 12));
});

describe('near zeros relative to the largest', () => {
  test.each([
    ['on the limit counts', of(0, 0.001, 0.5, 1), 2 / 4],
    ['all zero', of(0, 0), 1],
    ['one element', of(3), 0],
    ['none', of(), 0],
  ])('%s', (_, sorted, expected) => expect(relativeNearZeros(sorted, Math.fround(0.001))).toBe(expected));
});

describe('2:4 along a unit’s inputs', () => {
  // Two units: the first has zeros in rows 0 and 1, the second one zero and one weight of 5e-4.
  const first = [0, 0, 3, 4];
  const second = [0, 5e-4, 3, 4];
  const kernel = of(...first.flatMap((w, row) => [w, second[row]!]));

  test('each unit’s group by itself', () => {
    expect(twoOfFour(kernel, 4, 2)).toEqual({ exact: 1 / 2, near: 2 / 2 });
  });

  test('a rest of fewer than four inputs is left out', () => {
    expect(twoOfFour(of(...kernel, 0, 0, 0, 0), 6, 2)).toEqual({ exact: 1 / 2, near: 1 });
    expect(twoOfFour(of(0, 0, 0), 3, 1)).toBeNull();
  });

  test('NaN is not 0', () => {
    expect(twoOfFour(of(0, Number.NaN, 1, 1), 4, 1)).toEqual({ exact: 0, near: 0 });
  });
});

describe('against NumPy and SciPy', () => {
  test.each(golden.kernels)('$name', (expected) => {
    const weights = Float32Array.from(expected.weights);
    const { inputs, units } = expected;
    const statistics = kernelStatistics('dense', weights, inputs, units);
    expect(statistics).toMatchObject({
      gini: expect.closeTo(expected.gini, 9),
      excessKurtosis: expect.closeTo(expected.excessKurtosis, 6),
      relativeNearZeros: expected.relativeNearZeros,
      twoOfFour: { exact: expected.exact, near: expected.near },
      hoyer: expect.closeTo(expected.hoyer, 9),
      histogram: expected.histogram,
    });
    expect(laplaceOverGauss(expected.laplaceScale, expected.gaussSigma)).toBeCloseTo(
      expected.laplaceOverGauss,
      9,
    );
  });
});

describe('tensors without a normal answer have a defined one', () => {
  test.each([
    [
      'all zero',
      new Float32Array(8),
      { exactZeros: 8, gini: 0, relativeNearZeros: 1, twoOfFour: { exact: 1, near: 1 } },
    ],
    ['one element', of(2), { exactZeros: 0, gini: 0, hoyer: 0, excessKurtosis: 0, twoOfFour: null }],
    [
      'nothing finite',
      new Float32Array(4).fill(Number.NaN),
      { nonFinite: 4, maximum: 0, l1Norm: 0, gini: 0, hoyer: 0, relativeNearZeros: 0, excessKurtosis: 0 },
    ],
  ])('%s', (_, weights, expected) => {
    const statistics = kernelStatistics('dense', weights, weights.length, 1);
    expect(statistics).toMatchObject(expected);
    const numbers = Object.values(statistics).filter((value) => typeof value === 'number');
    expect(numbers.every(Number.isFinite)).toBe(true);
  });
});

test('sizes on and beside every bin edge are in the bins that their logarithm says', () => {
  for (let edge = 0; edge <= 90; edge++) {
    const at = Math.fround(10 ** (-8 + edge / 10));
    for (const size of [at, at * (1 - 3e-6), at * (1 + 3e-6)]) {
      const [place] = [Math.ceil(10 * (Math.log10(Math.fround(size)) + 8) - 1e-6) - 1];
      const { histogram } = weightSizes(of(-size));
      expect(histogram.indexOf(1)).toBe(Math.min(89, Math.max(0, place)));
    }
  }
});

test('sizes of weights: zeros of both signs count, what is not finite does not', () => {
  const { exactZeros, l1Norm, l2Norm, histogram } = weightSizes(of(0, -0, 3, -4, Number.NaN, -Infinity));
  expect({ exactZeros, l1Norm, l2Norm }).toEqual({ exactZeros: 2, l1Norm: 7, l2Norm: 5 });
  expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(2);
});
