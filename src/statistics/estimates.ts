/** Quantities over seeds. */

/** A mean over seeds. `standardError` is null with one seed; `mean` is null when no seed finished. */
export interface Estimate {
  mean: number | null;
  standardError: number | null;
  seeds: number;
}

/** A paired difference over seeds with its two-sided interval, Bonferroni-corrected for the comparisons made. */
export interface Difference {
  mean: number;
  low: number;
  high: number;
  /** Seeds in which the variant's value is the lower one. */
  lowerIn: number;
  seeds: number;
  /** Standard error of the mean over the seeds. */
  seedError: number;
  /** Standard error over the rows of the seed-averaged difference; 0 where rows were not looked at. */
  rowError: number;
}

/** A curve over epochs 1…n: mean over the seeds and its standard error (0 with one seed). */
export interface Curve {
  mean: number[];
  standardError: number[];
}
