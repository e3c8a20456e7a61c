/** Sums over the finite values of a tensor, and what follows from them. */
import { kurtosisOf, NEAR_ZERO } from '../sparsity.ts';

/**
 * d = w − shift, with a value near the middle as shift: the moments about the mean then lose no digits. Shift and sums
 * are those of scale·w: the fourth power of a float64 may be beyond its range.
 */
export interface Sums {
  /** A power of two: 1 where the largest |w| is within 2^±100. */
  scale: number;
  shift: number;
  finite: number;
  zeros: number;
  /** |w| ≤ 1e-3. */
  near: number;
  nan: number;
  inf: number;
  magnitudes: number;
  first: number;
  second: number;
  third: number;
  fourth: number;
  /** |w|, not scaled. */
  largest: number;
}

export const noSums = (shift: number): Sums => ({
  scale: 1,
  shift,
  finite: 0,
  zeros: 0,
  near: 0,
  nan: 0,
  inf: 0,
  magnitudes: 0,
  first: 0,
  second: 0,
  third: 0,
  fourth: 0,
  largest: 0,
});

export type Values = Float32Array | Float64Array;

/** {@link NEAR_ZERO} as values of this precision store it, so that a weight of 1e-3 is near 0 in both. */
export const nearLimit = (values: Values): number =>
  values instanceof Float32Array ? Math.fround(NEAR_ZERO) : NEAR_ZERO;

/** Adds values one by one: for float64, for what is not finite, and where no kernels run. */
export function addPlainly(sums: Sums, values: Values): void {
  if (values instanceof Float64Array) fitScale(sums, values);
  const limit = nearLimit(values);
  const { shift, scale } = sums;
  let [zeros, near, nan, inf, largest] = [0, 0, 0, 0, sums.largest];
  let [magnitudes, first, second, third, fourth] = [0, 0, 0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const w = values[index]!;
    const size = Math.abs(w);
    if (!(size < Number.POSITIVE_INFINITY)) {
      if (size === Number.POSITIVE_INFINITY) inf++;
      else nan++;
      continue;
    }
    if (size === 0) zeros++;
    if (size <= limit) near++;
    if (size > largest) largest = size;
    const d = scale * w - shift;
    const dd = d * d;
    magnitudes += scale * size;
    first += d;
    second += dd;
    third += dd * d;
    fourth += dd * dd;
  }
  addTotals(
    sums,
    [zeros, near, magnitudes, first, second, third, fourth, largest],
    values.length - nan - inf,
  );
  sums.nan += nan;
  sums.inf += inf;
}

/** Exponents of 2 beyond which values are scaled, and the largest power of a scale. */
const FAR = 100;
const LARGEST_SCALE = 1000;

/** Scales the sums so that the values that come, too, are at most about 1, where they are very large or small. */
function fitScale(sums: Sums, values: Float64Array): void {
  let largest = sums.largest;
  for (let index = 0; index < values.length; index++) {
    const size = Math.abs(values[index]!);
    if (size > largest && size < Number.POSITIVE_INFINITY) largest = size;
  }
  const exponent = largest === 0 ? 0 : Math.floor(Math.log2(largest));
  const scale = Math.abs(exponent) > FAR ? 2 ** Math.min(LARGEST_SCALE, -exponent) : 1;
  if (scale === sums.scale) return;
  const factor = scale / sums.scale;
  sums.scale = scale;
  sums.shift *= factor;
  // Where there are values already, they were scaled up more: the factor is less than 1.
  if (sums.largest === 0) return;
  sums.magnitudes *= factor;
  sums.first *= factor;
  sums.second *= factor ** 2;
  sums.third *= factor ** 3;
  sums.fourth *= factor ** 4;
}

/** @param totals in the kernels' order: zeros, near, Σ|w|, Σd, Σd², Σd³, Σd⁴, largest |w| */
export function addTotals(sums: Sums, totals: ArrayLike<number>, finite: number): void {
  sums.finite += finite;
  sums.zeros += totals[0]!;
  sums.near += totals[1]!;
  sums.magnitudes += totals[2]!;
  sums.first += totals[3]!;
  sums.second += totals[4]!;
  sums.third += totals[5]!;
  sums.fourth += totals[6]!;
  sums.largest = Math.max(sums.largest, totals[7]!);
}

export interface Moments {
  l1: number;
  l2: number;
  mean: number;
  /** √(Σ(w − w̄)²/n). */
  standardDeviation: number;
  excessKurtosis: number;
}

/**
 * Norms, mean, standard deviation and excess kurtosis; 0 for a tensor without finite values. What is too large for
 * float64 is its largest number.
 */
export function momentsOf(sums: Sums): Moments {
  const { l1, l2, mean, standardDeviation, excessKurtosis } = scaledMoments(sums);
  const plain = (scaled: number) => bounded(scaled / sums.scale);
  return {
    l1: plain(l1),
    l2: plain(l2),
    mean: mean / sums.scale,
    standardDeviation: plain(standardDeviation),
    excessKurtosis,
  };
}

/** The same of scale·w. */
export function scaledMoments({ shift, finite: n, magnitudes, first, second, third, fourth }: Sums): Moments {
  if (n === 0) return { l1: 0, l2: 0, mean: 0, standardDeviation: 0, excessKurtosis: 0 };
  const delta = first / n;
  const squares = Math.max(0, second - n * delta ** 2);
  const fourths = fourth - 4 * delta * third + 6 * delta ** 2 * second - 3 * n * delta ** 4;
  const aboutZero = second + 2 * shift * first + n * shift ** 2;
  return {
    l1: magnitudes,
    l2: Math.sqrt(Math.max(0, aboutZero)),
    mean: shift + delta,
    standardDeviation: Math.sqrt(squares / n),
    excessKurtosis: second === 0 || squares === 0 ? 0 : kurtosisOf(n, squares, fourths),
  };
}

export const bounded = (sum: number): number => (Number.isFinite(sum) ? sum : Number.MAX_VALUE);

/** A middle one of up to 101 finite values, evenly taken: whatever an outlier does, it is among the others. */
export function middleOf(values: Values): number {
  const step = Math.max(1, Math.floor(values.length / 101));
  const some: number[] = [];
  for (let index = 0; index < values.length; index += step) {
    if (Number.isFinite(values[index]!)) some.push(values[index]!);
  }
  some.sort((a, b) => a - b);
  return some[Math.floor(some.length / 2)] ?? 0;
}
