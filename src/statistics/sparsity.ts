/** Measures of how sparse a tensor is. Zero tensors, single weights, NaN and infinities have defined answers. */

/** Threshold τ of "near zero" where a single number is reported. */
export const NEAR_ZERO = 1e-3;

/** Hoyer's sparsity (√n − ‖w‖₁/‖w‖₂)/(√n − 1) in [0, 1] (Hoyer 2004); 0 for an all-zero or one-element tensor. */
export function hoyer(count: number, l1Norm: number, l2Norm: number): number {
  if (count < 2 || l2Norm === 0) return 0;
  return (Math.sqrt(count) - l1Norm / l2Norm) / (Math.sqrt(count) - 1);
}

/**
 * Gini index of sizes, Σᵢ(2i − n − 1)·|w|₍ᵢ₎ / (n·Σ|w|) over the sizes in ascending order, i from 1 (Hurley & Rickard
 * 2009): 0 when all are equal, 1 − 1/n when all but one are 0. 0 for none or for zeros only.
 * @param sorted finite sizes |w| in ascending order
 */
export function gini(sorted: Float32Array): number {
  const count = sorted.length;
  let [sum, weighted] = [0, 0];
  for (let index = 0; index < count; index++) {
    sum += sorted[index]!;
    weighted += (2 * index - count + 1) * sorted[index]!;
  }
  return sum === 0 ? 0 : Math.max(0, weighted / (count * sum));
}

/**
 * m₄/m₂² − 3 with the central moments mₖ = Σ(w − w̄)ᵏ/n of the finite weights: 0 for a Gauss, 3 for a Laplace
 * distribution. 0 when the weights are all equal or there is none.
 */
export function excessKurtosis(weights: Float32Array): number {
  let count = 0;
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < weights.length; index++) {
    const w = weights[index]!;
    if (!Number.isFinite(w)) continue;
    count++;
    sum += w;
    minimum = Math.min(minimum, w);
    maximum = Math.max(maximum, w);
  }
  if (!(minimum < maximum)) return 0;
  const mean = sum / count;
  let second = 0;
  let fourth = 0;
  for (let index = 0; index < weights.length; index++) {
    const w = weights[index]!;
    if (!Number.isFinite(w)) continue;
    const square = (w - mean) ** 2;
    second += square;
    fourth += square * square;
  }
  return kurtosisOf(count, second, fourth);
}

/** @param second Σ(w − w̄)² @param fourth Σ(w − w̄)⁴ */
export const kurtosisOf = (count: number, second: number, fourth: number): number =>
  (count * fourth) / (second * second) - 3;

/** Of the finite sizes, the share of those ≤ τ·max|w|; 1 when all are 0, 0 when there is none. */
export function relativeNearZeros(sorted: Float32Array, threshold = NEAR_ZERO): number {
  if (sorted.length === 0) return 0;
  return countUpTo(sorted, threshold * sorted.at(-1)!) / sorted.length;
}

/** How many of the ascending numbers are ≤ limit. */
function countUpTo(sorted: Float32Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Share of the groups of four weights in a row along a unit's inputs in which at least two are 0, the pattern that
 * sparse tensor cores take (Mishra et al. 2021): exactly, and with |w| ≤ {@link NEAR_ZERO}. A rest of fewer than four
 * inputs is left out; null with fewer than four. NaN and infinities are not 0.
 * @param kernel `[inputs, units]`, row-major
 */
export function twoOfFour(
  kernel: Float32Array,
  inputs: number,
  units: number,
): { exact: number; near: number } | null {
  const groups = Math.floor(inputs / 4);
  if (groups === 0 || units === 0) return null;
  let [exact, near] = [0, 0];
  for (let group = 0; group < groups; group++) {
    for (let unit = 0; unit < units; unit++) {
      let [zeros, small] = [0, 0];
      for (let input = 4 * group; input < 4 * group + 4; input++) {
        const size = Math.abs(kernel[input * units + unit]!);
        if (size === 0) zeros++;
        if (size <= NEAR_ZERO) small++;
      }
      if (zeros >= 2) exact++;
      if (small >= 2) near++;
    }
  }
  return { exact: exact / (groups * units), near: near / (groups * units) };
}
