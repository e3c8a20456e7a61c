/** How far a difference can be trusted: other seeds, and other rows of the same distribution. */
import type { Difference } from '../statistics/estimates.ts';
import { twoSidedQuantile } from '../statistics/studentT.ts';

/** Confidence of every interval before correction: 95 %. */
const ALPHA = 0.05;
/** A change of validation loss below this share of it has no consequence, however certain. */
export const RELEVANT_SHARE = 0.02;
/** "Does not rise" is said when a rise above this share of the validation loss is excluded. */
export const EXCLUDED_SHARE = 0.1;

export interface Interval {
  low: number;
  high: number;
}

/** One row has no spread: with fewer than this, how other rows would differ is not known. */
const FEWEST_ROWS = 2;

/** How many rows the parts have that losses are means over. */
export interface Rows {
  validation: number;
  test: number;
}

/** What an interval needs of a difference. */
type Spread = Pick<Difference, 'mean' | 'seeds' | 'seedError' | 'rowError'>;

/**
 * The interval of a paired difference when other seeds AND other rows are drawn. The interval over seeds holds for these
 * rows only: every seed is measured on the same ones, so their noise is not in the spread over seeds. The variances of
 * both add, with the degrees of freedom of Welch (1938) and Satterthwaite (1946): d̄ ± t(1 − α/2m; ν)·√(s² + r²) with
 * ν = (s² + r²)²/(s⁴/(S − 1) + r⁴/(rows − 1)). Of few seeds that take the spread to be small by luck, ν is too large:
 * the interval is never narrower than that over the seeds alone. From fewer than two rows it is everything.
 * @param rows rows behind the difference
 * @param comparisons m of the Bonferroni correction
 */
export function overSeedsAndRows(
  { mean, seeds, seedError, rowError }: Spread,
  rows: number,
  comparisons = 1,
): Interval {
  if (rows < FEWEST_ROWS || rowError === Number.POSITIVE_INFINITY) {
    return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  }
  const [bySeeds, byRows] = [seedError ** 2, rowError ** 2];
  const variance = bySeeds + byRows;
  if (variance === 0) return { low: mean, high: mean };
  const degrees = variance ** 2 / (bySeeds ** 2 / (seeds - 1) + byRows ** 2 / Math.max(1, rows - 1));
  const quantile = (of: number) => twoSidedQuantile(ALPHA / comparisons, of);
  const half = Math.max(quantile(seeds - 1) * seedError, quantile(degrees) * Math.sqrt(variance));
  return { low: mean - half, high: mean + half };
}

/** Half the interval over rows alone. */
export function rowHalf(rowError: number, rows: number): number {
  return twoSidedQuantile(ALPHA, Math.max(1, rows - 1)) * rowError;
}

/**
 * A difference on the validation rows together with the same one on the test rows, each row counting alike. Over the
 * seeds both move together at worst, so that their standard errors add.
 * @param test rows of it that were not looked at (`rowError` 0), or the only row of either part, are taken to be as noisy
 * as those of the other part; one row each: their noise is infinite
 */
export function withTestRows(validation: Difference, test: Difference, rows: Rows): Spread {
  const share = rows.validation / (rows.validation + rows.test);
  const pooled = (of: 'mean' | 'seedError') => share * validation[of] + (1 - share) * test[of];
  return {
    seeds: validation.seeds,
    mean: pooled('mean'),
    seedError: pooled('seedError'),
    rowError: pooledRowError(validation, test, rows),
  };
}

function pooledRowError(validation: Difference, test: Difference, rows: Rows): number {
  const share = rows.validation / (rows.validation + rows.test);
  const known = { validation: rows.validation >= FEWEST_ROWS, test: rows.test >= FEWEST_ROWS };
  if (known.validation && known.test && test.rowError > 0) {
    return Math.hypot(share * validation.rowError, (1 - share) * test.rowError);
  }
  if (known.validation) return Math.sqrt(share) * validation.rowError;
  const fromTest = known.test && test.rowError > 0;
  return fromTest ? Math.sqrt(1 - share) * test.rowError : Number.POSITIVE_INFINITY;
}

/**
 * A rise is measured from a minimum that was chosen on the same rows. The end of a random walk lies above its minimum
 * like |N(0, σ²)| (reflection principle), so that both tails count on one side: as if two comparisons were made.
 */
export const CHOSEN_MINIMUM = 2;

/**
 * The 95 % interval of the rise after the best epoch, over seeds and rows: with the test rows, on which no epoch was
 * chosen, where their rise is known. Each seed's own best epoch is also one of lucky weights, which flatters the rise on
 * the test rows: they can only lower it.
 * @returns undefined where the rows are too few to know their noise
 */
export function riseInterval(
  rise: Difference,
  testRise: Difference | undefined,
  rows: Rows,
): Interval | undefined {
  const interval = riseOver(rise, testRise, rows);
  return Number.isFinite(interval.low) ? interval : undefined;
}

function riseOver(rise: Difference, testRise: Difference | undefined, rows: Rows): Interval {
  if (!testRise) return overSeedsAndRows(rise, rows.validation, CHOSEN_MINIMUM);
  const onTest = { ...testRise, mean: Math.min(rise.mean, testRise.mean) };
  const both = withTestRows(rise, onTest, rows);
  return overSeedsAndRows(both, rows.validation + rows.test, CHOSEN_MINIMUM);
}
