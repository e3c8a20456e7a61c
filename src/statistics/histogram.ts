/** How many weights there are of each size, on a logarithmic scale. */

/** First bin edge of a histogram of weights, as log10|w|. */
export const HISTOGRAM_START = -8;
/** Bins of width 0.1: from 1e-8 to 1e1. */
const HISTOGRAM_BINS = 90;
const BINS_PER_DECADE = 10;

/** Of a bin's width: a weight on an edge, as float32 rounds it, belongs to the bin below. */
const ON_THE_EDGE = 1e-6;

/** Upper edge of each bin. */
const EDGES = Float64Array.from(
  { length: HISTOGRAM_BINS },
  (_, bin) => 10 ** (HISTOGRAM_START + (bin + 1 + ON_THE_EDGE) / BINS_PER_DECADE),
);

/** A logarithm of each weight would take longer than training does: see {@link binOf}. */
const FIRST_BINS = firstBins();

/**
 * For the upper 16 bits of a positive float32 (exponent and 7 bits of the mantissa) the bin of the smallest such number.
 * All numbers with these bits are within 0.8 %, a bin spans 26 %: they are in this bin or in the next.
 */
function firstBins(): Uint8Array {
  const bits = new Uint32Array(1);
  const number = new Float32Array(bits.buffer);
  return Uint8Array.from({ length: 0x8000 }, (_, upper) => {
    bits[0] = upper << 16;
    const bin = EDGES.findIndex((edge) => number[0]! <= edge);
    return bin < 0 ? HISTOGRAM_BINS - 1 : bin;
  });
}

/** @param bits of the float32 `size` > 0 */
function binOf(size: number, bits: number): number {
  const bin = FIRST_BINS[(bits & 0x7fffffff) >>> 16]!;
  return size > EDGES[bin]! && bin < HISTOGRAM_BINS - 1 ? bin + 1 : bin;
}

/**
 * Counts of log10|w| in bins of 0.1 from {@link HISTOGRAM_START}; a weight on an edge counts below it, sizes beyond
 * either end in the last bin there. Zeros, NaN and infinities are left out.
 */
export function sizeHistogram(weights: Float32Array): number[] {
  const histogram = new Array<number>(HISTOGRAM_BINS).fill(0);
  const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
  for (let index = 0; index < weights.length; index++) {
    const size = Math.abs(weights[index]!);
    if (size > 0 && size < Number.POSITIVE_INFINITY) histogram[binOf(size, bits[index]!)]!++;
  }
  return histogram;
}

/**
 * The same from counts of sizes > 0 by the upper 16 bits of a float32. A count that lies across an edge is shared out in
 * proportion.
 * @param low first upper bits of which there may be some @param high those after the last
 * @param place where within their bits the sizes are on average; 0: they have no lower bits
 */
export function histogramOfUpperBits(
  counts: ArrayLike<number>,
  low: number,
  high: number,
  place: number,
): number[] {
  const histogram = new Array<number>(HISTOGRAM_BINS).fill(0);
  const range = new Float32Array(2);
  const bits = new Uint32Array(range.buffer);
  for (let upper = low; upper < high; upper++) {
    const count = counts[upper]!;
    if (count === 0) continue;
    bits[0] = upper << 16;
    bits[1] = (upper << 16) | 0xffff;
    const [least, most] = range as unknown as [number, number];
    const bin = FIRST_BINS[upper]!;
    const isAcross = place > 0 && bin < HISTOGRAM_BINS - 1 && most > EDGES[bin]!;
    const here = isAcross ? Math.round((count * (EDGES[bin]! - least)) / (most - least)) : count;
    histogram[bin]! += here;
    if (isAcross) histogram[bin + 1]! += count - here;
  }
  return histogram;
}
