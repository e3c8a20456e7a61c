import { describe, expect, test } from 'vitest';
import { curveOf, estimate, lowerMedian, pairedDifference } from '../../src/statistics/estimate.ts';
import { twoSidedProbability, twoSidedQuantile } from '../../src/statistics/studentT.ts';

describe('Student’s t quantiles equal those of scipy.stats.t.ppf(1 − α/2, ν)', () => {
  test.each([
    [0.05, 1, 12.706204736432095],
    [0.05, 2, 4.302652729911275],
    [0.05, 4, 2.7764451051977987],
    [0.05, 30, 2.0422724563012373],
    [0.05 / 12, 4, 5.885305084277626],
    [0.05 / 9, 2, 13.360441338426941],
    [0.01, 9, 3.2498355440153697],
  ])('α = %f, ν = %i', (alpha, degrees, expected) => {
    expect(twoSidedQuantile(alpha, degrees) / expected).toBeCloseTo(1, 8);
  });

  test('with one degree of freedom it is the Cauchy distribution: P(|T| > t) = 1 − 2·atan(t)/π', () => {
    for (const t of [0.1, 1, 5, 40]) {
      expect(twoSidedProbability(t, 1)).toBeCloseTo(1 - (2 * Math.atan(t)) / Math.PI, 12);
    }
  });
});

test('an estimate is the mean and its standard error √(Σ(x−x̄)²/(n−1)/n)', () => {
  expect(estimate([1, 2, 6])).toEqual({ mean: 3, standardError: Math.sqrt((4 + 1 + 9) / 2 / 3), seeds: 3 });
  expect(estimate([2])).toEqual({ mean: 2, standardError: null, seeds: 1 });
  expect(estimate([])).toEqual({ mean: null, standardError: null, seeds: 0 });
});

test('a paired difference has the t interval of its mean, wider when corrected for more comparisons', () => {
  const differences = [-1, -2, -3];
  const plain = pairedDifference(differences)!;
  const half = 4.302652729911275 * Math.sqrt(1 / 3);
  expect(plain).toMatchObject({ mean: -2, lowerIn: 3, seeds: 3 });
  expect(plain.low).toBeCloseTo(-2 - half, 9);
  expect(plain.high).toBeCloseTo(-2 + half, 9);
  const corrected = pairedDifference(differences, 9)!;
  expect(corrected.high - corrected.mean).toBeCloseTo(13.360441338426941 * Math.sqrt(1 / 3), 8);
  expect(pairedDifference([1])).toBeUndefined();
});

test('95 % intervals cover the true difference in 95 % of simulated experiments', () => {
  let state = 12345;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const trials = 4000;
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    const { low, high } = pairedDifference(Array.from({ length: 3 }, () => 0.3 + normal()))!;
    if (low <= 0.3 && high >= 0.3) covered++;
  }
  expect(Math.abs(covered / trials - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / trials));
});

test('the median of an even number of epochs is one of them', () => {
  expect(lowerMedian([5, 1, 9])).toBe(5);
  expect(lowerMedian([4, 1, 9, 5])).toBe(4);
});

test('a curve holds the mean and standard error at each epoch', () => {
  expect(
    curveOf([
      [1, 2],
      [3, 6],
    ]),
  ).toEqual({ mean: [2, 4], standardError: [1, 2] });
});

test('the standard error over rows stands beside the interval over seeds and does not change it', () => {
  const bySeed = [-1, -2, -3];
  const byRow = [-5, -2, 1, -2]; // mean −2, standard error √(18/3/4)
  const difference = pairedDifference(bySeed, 1, byRow)!;
  expect(difference.rowError).toBeCloseTo(Math.sqrt(18 / 3 / 4), 12);
  expect(difference.seedError).toBeCloseTo(Math.sqrt(1 / 3), 12);
  expect(difference).toMatchObject({ ...pairedDifference(bySeed), rowError: expect.any(Number) });
});
