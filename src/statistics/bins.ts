/** Reading a histogram of weights: bins of 0.1 in log10|w|. */

const BINS_PER_DECADE = 10;

/** Number of bins below 10^`exponent`, of a histogram that begins at 10^`start`. */
export function binsBelow(start: number, exponent: number): number {
  return Math.max(0, Math.round((exponent - start) * BINS_PER_DECADE));
}

/** Non-zero weights with |w| ≤ 10^`exponent`, of a histogram that begins at 10^`start`. */
export function countBelow(histogram: readonly number[], start: number, exponent: number): number {
  return histogram.slice(0, binsBelow(start, exponent)).reduce((sum, bin) => sum + bin, 0);
}
