import { sizeHistogram } from './histogram.ts';
import { excessKurtosis, gini, hoyer, relativeNearZeros, twoOfFour } from './sparsity.ts';

export { HISTOGRAM_START } from './histogram.ts';
export { NEAR_ZERO } from './sparsity.ts';

/** Statistics of one Dense kernel, `[inputs, units]`. */
export interface KernelStatistics {
  /** The layer's name in the definition. */
  layer: string;
  inputs: number;
  units: number;
  count: number;
  exactZeros: number;
  /** NaN and ±Inf, left out of everything else. */
  nonFinite: number;
  /** See `sizeHistogram`. */
  histogram: number[];
  l1Norm: number;
  l2Norm: number;
  maximum: number;
  /** (√n − ‖w‖₁/‖w‖₂)/(√n − 1), 0 for an all-zero tensor. */
  hoyer: number;
  /** Gini index of |w| in [0, 1): 0 when all are equal (Hurley & Rickard 2009); 0 for an all-zero tensor. */
  gini: number;
  /** m₄/m₂² − 3 of the finite weights, 0 when they are all equal: 0 Gauss, 3 Laplace. */
  excessKurtosis: number;
  /** Share of |w| ≤ 1e-3·max|w|; 1 for an all-zero tensor. */
  relativeNearZeros: number;
  /** Share of groups of four weights in a row along a unit's inputs in which at least two are 0 (2:4), exactly and with |w| ≤ NEAR_ZERO; a rest of fewer than four is left out; null with fewer than four inputs. */
  twoOfFour: { exact: number; near: number } | null;
  /** For each unit the largest |w| of its incoming weights; a unit is dead at τ when it is ≤ τ. */
  unitMaxima: number[];
}

/** A weight tensor by the sizes of its weights; NaN and infinities are left out. */
export interface WeightSizes {
  exactZeros: number;
  /** As {@link KernelStatistics.histogram}. */
  histogram: number[];
  l1Norm: number;
  l2Norm: number;
}

export function weightSizes(weights: Float32Array): WeightSizes {
  let exactZeros = 0;
  let l1Norm = 0;
  let squares = 0;
  for (let index = 0; index < weights.length; index++) {
    const size = Math.abs(weights[index]!);
    if (!(size < Number.POSITIVE_INFINITY)) continue;
    if (size === 0) exactZeros++;
    l1Norm += size;
    squares += size * size;
  }
  return { exactZeros, histogram: sizeHistogram(weights), l1Norm, l2Norm: Math.sqrt(squares) };
}

/** Statistics of a Dense kernel `[inputs, units]`, row-major. Non-finite weights are counted and left out. */
export function kernelStatistics(
  layer: string,
  kernel: Float32Array,
  inputs: number,
  units: number,
): KernelStatistics {
  const sizes = weightSizes(kernel);
  const sorted = sortedSizes(kernel);
  return {
    layer,
    inputs,
    units,
    count: kernel.length,
    nonFinite: kernel.length - sorted.length,
    ...sizes,
    maximum: sorted.at(-1) ?? 0,
    hoyer: hoyer(sorted.length, sizes.l1Norm, sizes.l2Norm),
    gini: gini(sorted),
    excessKurtosis: excessKurtosis(kernel),
    relativeNearZeros: relativeNearZeros(sorted),
    twoOfFour: twoOfFour(kernel, inputs, units),
    unitMaxima: unitMaxima(kernel, units),
  };
}

/** |w| of the finite weights, ascending. */
function sortedSizes(weights: Float32Array): Float32Array {
  const sizes = new Float32Array(weights.length);
  let count = 0;
  for (let index = 0; index < weights.length; index++) {
    const size = Math.abs(weights[index]!);
    if (size < Number.POSITIVE_INFINITY) sizes[count++] = size;
  }
  return sizes.subarray(0, count).sort();
}

function unitMaxima(kernel: Float32Array, units: number): number[] {
  const maxima = new Array<number>(units).fill(0);
  for (let index = 0; index < kernel.length; index++) {
    const size = Math.abs(kernel[index]!);
    if (size > maxima[index % units]! && size < Number.POSITIVE_INFINITY) maxima[index % units] = size;
  }
  return maxima;
}

/** For each input of a first layer `[inputs, units]`: largest |w| and ‖w‖₂ of its outgoing weights. */
export function inputStatistics(kernel: Float32Array, inputs: number): { maxima: number[]; norms: number[] } {
  const units = kernel.length / inputs;
  const rows = Array.from({ length: inputs }, (_, input) =>
    kernel.subarray(input * units, (input + 1) * units),
  );
  return {
    maxima: rows.map((row) => row.reduce((largest, w) => Math.max(largest, Math.abs(w)), 0)),
    norms: rows.map((row) => Math.sqrt(row.reduce((sum, w) => sum + w * w, 0))),
  };
}

/**
 * Weights with the smallest set to 0, for the pruning curve: all kernels are ranked together by |w|, once.
 * @param shares of all weights that become 0; of weights equal in size the first are zeroed
 * @returns for an index into `shares` copies of the kernels
 */
export function prunedCopies(
  kernels: Float32Array[],
  shares: readonly number[],
): (index: number) => Float32Array[] {
  const total = kernels.reduce((sum, kernel) => sum + kernel.length, 0);
  const sizes = new Float32Array(total);
  let filled = 0;
  for (const kernel of kernels) for (const w of kernel) sizes[filled++] = Math.abs(w);
  sizes.sort();
  return (index) => {
    const count = Math.round(shares[index]! * total);
    return count === 0 ? kernels.map((kernel) => kernel.slice()) : withoutSmallest(kernels, sizes, count);
  };
}

function withoutSmallest(kernels: Float32Array[], sorted: Float32Array, count: number): Float32Array[] {
  const threshold = sorted[count - 1]!;
  // Weights equal to the threshold are zeroed only until the count is reached.
  let left = count - sorted.indexOf(threshold);
  return kernels.map((kernel) => {
    const copy = kernel.slice();
    for (let index = 0; index < copy.length; index++) {
      const size = Math.abs(copy[index]!);
      if (size < threshold || (size === threshold && left-- > 0)) copy[index] = 0;
    }
    return copy;
  });
}
