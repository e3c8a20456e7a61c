/** Measures that need the sizes in order: exact for small tensors, else from the histogram of upper bits. */
import { histogramOfUpperBits, sizeHistogram } from '../histogram.ts';
import { gini, NEAR_ZERO, relativeNearZeros } from '../sparsity.ts';
import type { TensorCounts } from './accumulator.ts';
import { INFINITY_BITS } from './counter.ts';
import type { Moments } from './sums.ts';

export interface SizeMeasures {
  gini: number;
  /** |w| ≤ 1e-3·max|w|. */
  relativeNearZeros: number;
  /** See `sizeHistogram`. */
  histogram: number[];
  /** |w − w̄| > 6 standard deviations. */
  outliers: number;
}

const OUTLIER = 6;
/** Below, bins of the upper bits are wider than 0.8 %. */
const SUBNORMAL = 2 ** -126;

/**
 * From the values where they are kept. Otherwise sizes are told apart by exponent and 7 bits of the mantissa, 0.4 to
 * 0.8 %: counts on one side of a limit are off by at most the values that close to it, which are shared out in
 * proportion; the Gini index by less than 1e-4, and by less than 0.002 where all sizes are within a few percent. Where
 * the largest is far beyond the range of float32, or too small for 7 bits of its mantissa, the measures are those of the
 * first 4,096 values; of the histogram,
 * what is beyond its ends is in the last bin there.
 * @param moments of the scaled weights
 */
export function sizeMeasures(counts: TensorCounts, moments: Moments): SizeMeasures {
  const { kept, sample, sums } = counts;
  const isCoarse = kept === undefined && sums.largest < SUBNORMAL && sums.largest > 0;
  if (sample && (sums.scale !== 1 || isCoarse)) return fromSample(counts, sample, moments);
  return kept ? fromValues(kept, moments) : fromHistogram(counts, moments);
}

function fromValues(values: Float32Array, { mean, standardDeviation }: Moments): SizeMeasures {
  const sorted = values.filter(Number.isFinite).map(Math.abs).sort();
  const far = OUTLIER * standardDeviation;
  return {
    gini: gini(sorted),
    relativeNearZeros: Math.round(relativeNearZeros(sorted) * sorted.length),
    histogram: sizeHistogram(values),
    outliers: values.filter((w) => Number.isFinite(w) && Math.abs(w - mean) > far).length,
  };
}

function fromSample(counts: TensorCounts, sample: Float64Array, moments: Moments): SizeMeasures {
  const { kept, upperBits, sums } = counts;
  const { histogram } = kept ? fromValues(kept, moments) : fromHistogram(counts, moments);
  const scaled = Float32Array.from(sample, (w) => sums.scale * w);
  const found = fromValues(scaled, moments);
  const share = (upperBits.length === 0 ? 1 : sums.finite / scaled.filter(Number.isFinite).length) || 0;
  return {
    ...found,
    histogram,
    relativeNearZeros: Math.min(sums.finite, Math.round(share * found.relativeNearZeros)),
    outliers: Math.round(share * found.outliers),
  };
}

const FINITE_BINS = INFINITY_BITS >>> 16;
const NEGATIVE = 0x8000;

/** Smallest size with the upper bits 0, 1, …; one more than there are bins. */
const LOWER_EDGES = new Float32Array(
  Uint32Array.from({ length: FINITE_BINS + 1 }, (_, bin) => bin << 16).buffer,
);

/** Counts by the upper bits of sizes; all that are not 0 stand from `low` on, before `high`. */
interface Bins {
  counts: ArrayLike<number>;
  low: number;
  high: number;
}

function fromHistogram({ upperBits, sums }: TensorCounts, moments: Moments): SizeMeasures {
  const sizes = sizesOf(upperBits, sums.zeros);
  const place = placeInBins(sizes, sums.magnitudes);
  const near = sums.zeros + Math.round(below(sizes, NEAR_ZERO * sums.largest, place));
  return {
    gini: giniOf(sizes, sums.zeros, place),
    relativeNearZeros: Math.min(sums.finite, near),
    histogram: histogramOfUpperBits(sizes.counts, sizes.low, sizes.high, place),
    outliers: outliersOf(upperBits, sizes, moments, place),
  };
}

/** Of both signs, without the zeros. */
function sizesOf(upperBits: Uint32Array, zeros: number): Bins {
  const counts = new Float64Array(FINITE_BINS);
  let [low, high] = [FINITE_BINS, 0];
  for (let bin = 0; bin < FINITE_BINS; bin++) {
    const count = upperBits[bin]! + upperBits[NEGATIVE + bin]!;
    if (count === 0) continue;
    counts[bin] = bin === 0 ? count - zeros : count;
    low = Math.min(low, bin);
    high = bin + 1;
  }
  return { counts, low, high };
}

/**
 * Where in their bins the sizes are on average, 0 to 1, so that they add up to Σ|w|: half-way for values of float32, 0
 * for those of bfloat16, which has no more bits.
 */
function placeInBins({ counts, low, high }: Bins, magnitudes: number): number {
  let [least, widths] = [0, 0];
  for (let bin = low; bin < high; bin++) {
    least += counts[bin]! * LOWER_EDGES[bin]!;
    widths += counts[bin]! * widthOf(bin);
  }
  const place = widths === 0 ? 0 : (magnitudes - least) / widths;
  return place < 1e-6 ? 0 : Math.min(1, place);
}

/** The greatest relative width of a bin. */
const BIN_WIDTH = 2 ** -7;

const widthOf = (bin: number): number =>
  bin === FINITE_BINS - 1
    ? LOWER_EDGES[bin]! - LOWER_EDGES[bin - 1]!
    : LOWER_EDGES[bin + 1]! - LOWER_EDGES[bin]!;

/** As `gini` in ../sparsity.ts, over bins of equal sizes in ascending order. */
function giniOf({ counts, low, high }: Bins, zeros: number, place: number): number {
  let count = zeros;
  for (let bin = low; bin < high; bin++) count += counts[bin]!;
  let [before, sum, weighted] = [zeros, 0, 0];
  for (let bin = low; bin < high; bin++) {
    const inBin = counts[bin]!;
    const size = LOWER_EDGES[bin]! + place * widthOf(bin);
    // Σ(2i − n − 1) over the ranks i = before + 1 … before + inBin.
    weighted += size * inBin * (2 * before + inBin - count);
    sum += size * inBin;
    before += inBin;
  }
  return sum === 0 ? 0 : Math.max(0, weighted / (count * sum));
}

/** How many sizes are at most `limit`; those of its own bin in proportion. */
function below({ counts, low, high }: Bins, limit: number, place: number): number {
  let found = 0;
  for (let bin = low; bin < high && LOWER_EDGES[bin]! <= limit; bin++) {
    const share = place === 0 ? 1 : Math.min(1, (limit - LOWER_EDGES[bin]!) / widthOf(bin));
    found += share * counts[bin]!;
  }
  return found;
}

/** Those above mean + 6σ and below mean − 6σ. Where a bin is wider than σ, its own values are taken to be within. */
function outliersOf(
  upperBits: Uint32Array,
  { low, high }: Bins,
  { mean, standardDeviation }: Moments,
  place: number,
): number {
  const far = OUTLIER * standardDeviation;
  if (far === 0) return 0;
  const positive = { counts: upperBits, low, high };
  const negative = { counts: upperBits.subarray(NEGATIVE), low, high };
  const above = beyond(positive, negative, mean + far, place, standardDeviation);
  return Math.round(above + beyond(negative, positive, far - mean, place, standardDeviation));
}

/** Values beyond `limit` in the direction of `ahead`; with a negative limit also some of those `behind` 0. */
function beyond(ahead: Bins, behind: Bins, limit: number, place: number, spread: number): number {
  let all = 0;
  for (let bin = ahead.low; bin < ahead.high; bin++) all += ahead.counts[bin]!;
  const edge = Math.abs(limit);
  const width = edge * BIN_WIDTH;
  if (limit >= 0) return all - below(ahead, width > spread ? edge + width : edge, place);
  return all + below(behind, width > spread ? Math.max(0, edge - width) : edge, place);
}
