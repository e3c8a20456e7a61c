/** Variants as the recommendation compares them. */
import type { Difference, Estimate } from '../statistics/estimates.ts';
import { type Interval, overSeedsAndRows, type Rows, withTestRows } from './noise.ts';

/** What the choice needs to know of a variant; all in evaluation mode, without penalty, at the last epoch. */
export interface Candidate {
  id: string;
  name: string;
  /** Its runs that ended early because their loss was no longer finite; none unless given. */
  stopped?: number;
  /** Its runs that successive halving ended early; none unless given. Such a variant is never chosen. */
  dropped?: number;
  /** Training time of a run; unknown unless given. */
  seconds?: Estimate;
  /** Number of regularizers: the fewer, the simpler. */
  complexity: number;
  validationLoss: Estimate;
  testLoss: Estimate;
  /** Against the unregularized variant; absent for it. */
  difference?: {
    trainLoss: Difference;
    validationLoss: Difference;
    testLoss: Difference;
    testAccuracy?: Difference;
  };
}

/** Every seed is measured on the same rows, and other rows could show the opposite: the interval accounts for both. */
export function overRows({ difference }: Candidate, rows: Rows, comparisons: number): Interval {
  const { validationLoss, testLoss } = difference!;
  return overSeedsAndRows(
    withTestRows(validationLoss, testLoss, rows),
    rows.validation + rows.test,
    comparisons,
  );
}

/** The one with the lowest validation loss; all have one. */
export const lowest = (candidates: Candidate[]): Candidate =>
  candidates.reduce((least, next) => (next.validationLoss.mean! < least.validationLoss.mean! ? next : least));
