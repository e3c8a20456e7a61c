import { describe, expect, test } from 'vitest';
import { overSeedsAndRows, riseInterval, withTestRows } from '../../src/diagnosis/noise.ts';
import { mean, pairedDifference } from '../../src/statistics/estimate.ts';
import { Draws } from './cases/draws.ts';
import { nullRecommendations } from './cases/nullExperiments.ts';

const difference = (center: number, seedError: number, rowError: number, seeds = 5) => ({
  mean: center,
  low: 0,
  high: 0,
  lowerIn: 0,
  seeds,
  seedError,
  rowError,
});

describe('the interval over seeds and rows', () => {
  test('without noise of the rows: that over seeds', () => {
    const bySeed = [0.1, 0.2, 0.15, 0.25];
    const { low, high, ...rest } = pairedDifference(bySeed)!;
    const interval = overSeedsAndRows({ ...rest, rowError: 0 }, 100);
    expect(interval.low).toBeCloseTo(low, 10);
    expect(interval.high).toBeCloseTo(high, 10);
  });

  test('without noise of the seeds: t with rows − 1 degrees of freedom', () => {
    // t(0.975; 10) = 2.228139.
    const { low, high } = overSeedsAndRows(difference(1, 0, 0.1), 11);
    expect([low, high]).toEqual([expect.closeTo(1 - 0.2228139, 6), expect.closeTo(1 + 0.2228139, 6)]);
  });

  test('equal errors: Welch’s degrees of freedom', () => {
    // (1 + 1)²/(1/4 + 1/16) = 12.8; scipy.stats.t.ppf(0.975, 12.8) = 2.163805.
    const { high } = overSeedsAndRows(difference(0, 1, 1), 17);
    expect(high).toBeCloseTo(2.163805 * Math.SQRT2, 4);
  });

  test('never narrower than that over the seeds, whose spread is small by luck', () => {
    // Many rows and a row error of the seeds' size: t(0.975; ν) with ν = 4/(1/2 + 1/9999) = 8.0 is 2.306, and
    // 2.306·√2 = 3.261 lies below t(0.975; 2) = 4.302653 of three seeds.
    expect(overSeedsAndRows(difference(0, 1, 1, 3), 10_000).high).toBeCloseTo(4.302653, 5);
  });

  test('one row does not show how rows differ: everything is possible', () => {
    const everything = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    expect(overSeedsAndRows(difference(0.3, 0.01, 0), 1)).toEqual(everything);
    expect(riseInterval(difference(0.3, 0.01, 0), undefined, { validation: 1, test: 0 })).toBeUndefined();
  });

  test('no noise at all', () => {
    expect(overSeedsAndRows(difference(0.3, 0, 0), 10)).toEqual({ low: 0.3, high: 0.3 });
  });

  test('holds its 95 % in simulations where rows and seeds vary; that over seeds alone does not', () => {
    const trials = 600;
    let [outside, outsideSeeds] = [0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const random = new Draws(500 + trial);
      const rows = Array.from({ length: 40 }, () => random.normal());
      const seeds = Array.from({ length: 5 }, () => 0.1 * random.normal());
      const found = pairedDifference(
        seeds.map((seed) => mean(rows) + seed),
        1,
        rows.map((row) => row + mean(seeds)),
      )!;
      const { low, high } = overSeedsAndRows(found, 40);
      if (low > 0 || high < 0) outside++;
      if (found.low > 0 || found.high < 0) outsideSeeds++;
    }
    expect(outside / trials).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials));
    expect(outsideSeeds / trials).toBeGreaterThan(0.15);
  });
});

describe('validation and test rows together', () => {
  test('each row counts alike', () => {
    const both = withTestRows(difference(0.4, 0.1, 0.2), difference(0, 0.02, 0.1), {
      validation: 100,
      test: 300,
    });
    expect(both.mean).toBeCloseTo(0.25 * 0.4, 12);
    expect(both.seedError).toBeCloseTo(0.25 * 0.1 + 0.75 * 0.02, 12);
    expect(both.rowError).toBeCloseTo(Math.hypot(0.25 * 0.2, 0.75 * 0.1), 12);
  });

  test('test rows whose noise is not known are as noisy as validation rows', () => {
    const rows = { validation: 100, test: 300 };
    expect(withTestRows(difference(1, 0, 0.2), difference(1, 0, 0), rows).rowError).toBeCloseTo(0.1, 12);
  });

  test('a single row is as noisy as those of the other part; one row each: not known', () => {
    const one = difference(1, 0.1, 0);
    const many = difference(1, 0.1, 0.2);
    const errorOf = (validation: typeof one, test: typeof one, rows: { validation: number; test: number }) =>
      withTestRows(validation, test, rows).rowError;
    // √(rows of the part/all rows) of the part's own standard error.
    expect(errorOf(one, many, { validation: 1, test: 99 })).toBeCloseTo(0.2 * Math.sqrt(0.99), 12);
    expect(errorOf(many, one, { validation: 99, test: 1 })).toBeCloseTo(0.2 * Math.sqrt(0.99), 12);
    expect(errorOf(one, one, { validation: 1, test: 1 })).toBe(Number.POSITIVE_INFINITY);
    expect(riseInterval(one, one, { validation: 1, test: 1 })).toBeUndefined();
  });

  test('a rise on the test rows counts only as far as it lowers that on the validation rows', () => {
    const rows = { validation: 100, test: 100 };
    const center = ({ low, high }: { low: number; high: number }) => (low + high) / 2;
    const rise = difference(0.1, 0.01, 0.01);
    expect(center(riseInterval(rise, difference(0.5, 0.01, 0), rows)!)).toBeCloseTo(0.1, 12);
    expect(center(riseInterval(rise, difference(-0.1, 0.01, 0), rows)!)).toBeCloseTo(0, 12);
  });
});

test('where all variants are as good as none, at most 5 % of experiments end with a recommendation', () => {
  const { recommended, experiments } = nullRecommendations(400);
  expect(recommended / experiments).toBeLessThanOrEqual(0.05);
});
