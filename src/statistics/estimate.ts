import type { Curve, Difference, Estimate } from './estimates.ts';
import { twoSidedQuantile } from './studentT.ts';

/** Confidence of every interval before correction: 95 %. */
const ALPHA = 0.05;

export const mean = (values: number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard error of the mean, √(Σ(x − x̄)²/(n − 1)/n); 0 for one value. */
export function standardError(values: number[]): number {
  if (values.length < 2) return 0;
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** The middle value; for an even number the lower one of the two, so that it is one of them (an epoch, say). */
export function lowerMedian(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
}

export function estimate(values: number[]): Estimate {
  return {
    mean: values.length > 0 ? mean(values) : null,
    standardError: values.length > 1 ? standardError(values) : null,
    seeds: values.length,
  };
}

/**
 * Mean of paired differences over seeds with its two-sided 95 % t interval, d̄ ± t(1 − α/2m; S − 1)·s/√S, where the
 * Bonferroni correction divides α by the number m of comparisons made. It says how sure the mean is on these rows;
 * `rowError`, the standard error over the rows of the seed-averaged difference, how much other rows could change it.
 * @param bySeed the difference of the means, one a seed
 * @param byRow the difference averaged over the seeds, one a row
 * @returns undefined with fewer than two seeds: one difference has no spread
 */
export function pairedDifference(
  bySeed: number[],
  comparisons = 1,
  byRow: number[] = [],
): Difference | undefined {
  const seeds = bySeed.length;
  if (seeds < 2) return undefined;
  const center = mean(bySeed);
  const seedError = standardError(bySeed);
  const half = halfWidth(seedError, seeds, comparisons);
  return {
    mean: center,
    low: center - half,
    high: center + half,
    lowerIn: bySeed.filter((difference) => difference < 0).length,
    seeds,
    seedError,
    rowError: standardError(byRow),
  };
}

/** Half the width of the interval of {@link pairedDifference}, from the standard error over seeds. */
export function halfWidth(seedError: number, seeds: number, comparisons: number): number {
  return twoSidedQuantile(ALPHA / comparisons, seeds - 1) * seedError;
}

/** Mean and standard error at each epoch of curves of equal length. */
export function curveOf(curves: number[][]): Curve {
  const epochs = curves[0]?.length ?? 0;
  const at = (epoch: number) => curves.map((curve) => curve[epoch]!);
  return {
    mean: Array.from({ length: epochs }, (_, epoch) => mean(at(epoch))),
    standardError: Array.from({ length: epochs }, (_, epoch) => standardError(at(epoch))),
  };
}
