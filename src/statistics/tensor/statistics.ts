/** The measures of a tensor, from its counts. */
import { laplaceOverGauss } from '../likelihood.ts';
import { hoyer } from '../sparsity.ts';
import type { TensorCounts } from './accumulator.ts';
import { type SizeMeasures, sizeMeasures } from './sizes.ts';
import { bounded, type Moments, momentsOf, type Sums, scaledMoments } from './sums.ts';

/** Of the finite values; NaN and infinities are counted apart. */
export interface TensorStatistics extends Moments, SizeMeasures {
  count: number;
  exactZeros: number;
  nearZeros: number;
  nan: number;
  inf: number;
  max: number;
  hoyer: number;
  distribution: { laplaceScale: number; gaussSigma: number; laplaceOverGauss: number } | null;
}

/** With fewer non-zero weights no distribution is told. */
const LEAST_WEIGHTS = 30;

export function statisticsOf(counts: TensorCounts): TensorStatistics {
  const { sums } = counts;
  const scaled = scaledMoments(sums);
  return {
    count: sums.finite + sums.nan + sums.inf,
    exactZeros: sums.zeros,
    nearZeros: sums.near,
    nan: sums.nan,
    inf: sums.inf,
    max: sums.largest,
    ...momentsOf(sums),
    hoyer: hoyer(sums.finite, scaled.l1, scaled.l2),
    ...sizeMeasures(counts, scaled),
    distribution: distributionOf(sums, scaled),
  };
}

/** Relative spread of the sizes below which they are equal: (σ/b)² − 1 with rounding. */
const EQUAL = 1e-9;

/**
 * Fits about 0 to the non-zero weights; null with few of them, and when they are all equal in size.
 * @param moments of the scaled weights
 */
function distributionOf(
  { finite, zeros, scale }: Sums,
  { l1, l2 }: Moments,
): TensorStatistics['distribution'] {
  const count = finite - zeros;
  if (count < LEAST_WEIGHTS) return null;
  const laplaceScale = l1 / count;
  const gaussSigma = l2 / Math.sqrt(count);
  if (!(gaussSigma > laplaceScale * (1 + EQUAL))) return null;
  return {
    laplaceScale: bounded(laplaceScale / scale),
    gaussSigma: bounded(gaussSigma / scale),
    laplaceOverGauss: laplaceOverGauss(laplaceScale, gaussSigma),
  };
}
