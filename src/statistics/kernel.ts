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
  /** Counts of log10|w| in bins of 0.1 from {@link HISTOGRAM_START}; below and above are clamped into the end bins. */
  histogram: number[];
  l1Norm: number;
  l2Norm: number;
  maximum: number;
  /** (√n − ‖w‖₁/‖w‖₂)/(√n − 1), 0 for an all-zero tensor. */
  hoyer: number;
  /** For each unit the largest |w| of its incoming weights; a unit is dead at τ when it is ≤ τ. */
  unitMaxima: number[];
}

/** First bin edge of {@link KernelStatistics.histogram}, as log10|w|. */
export const HISTOGRAM_START = -8;
/** Bins of width 0.1: from 1e-8 to 1e1. */
const HISTOGRAM_BINS = 90;
/** Threshold τ of "near zero" where a single number is reported. */
export const NEAR_ZERO = 1e-3;

/** Hoyer's sparsity (√n − ‖w‖₁/‖w‖₂)/(√n − 1) in [0, 1] (Hoyer 2004); 0 for an all-zero or one-element tensor. */
export function hoyer(count: number, l1Norm: number, l2Norm: number): number {
  if (count < 2 || l2Norm === 0) return 0;
  return (Math.sqrt(count) - l1Norm / l2Norm) / (Math.sqrt(count) - 1);
}

/** Statistics of a Dense kernel `[inputs, units]`, row-major. Non-finite weights are counted and left out. */
export function kernelStatistics(
  layer: string,
  kernel: Float32Array,
  inputs: number,
  units: number,
): KernelStatistics {
  const histogram = new Array<number>(HISTOGRAM_BINS).fill(0);
  const unitMaxima = new Array<number>(units).fill(0);
  let [exactZeros, nonFinite, l1Norm, squares, maximum] = [0, 0, 0, 0, 0];
  kernel.forEach((weight, index) => {
    if (!Number.isFinite(weight)) {
      nonFinite++;
      return;
    }
    const size = Math.abs(weight);
    if (size === 0) exactZeros++;
    else histogram[binOf(size)]!++;
    l1Norm += size;
    squares += size * size;
    maximum = Math.max(maximum, size);
    unitMaxima[index % units] = Math.max(unitMaxima[index % units]!, size);
  });
  const l2Norm = Math.sqrt(squares);
  const count = kernel.length;
  const sparsity = hoyer(count - nonFinite, l1Norm, l2Norm);
  return {
    layer,
    inputs,
    units,
    count,
    exactZeros,
    nonFinite,
    histogram,
    l1Norm,
    l2Norm,
    maximum,
    hoyer: sparsity,
    unitMaxima,
  };
}

/** Bin of width 0.1 in log10|w|; a weight exactly on an edge 10^(k/10) belongs to the bin below it. */
function binOf(size: number): number {
  const bin = Math.ceil(Math.log10(size) * 10 - HISTOGRAM_START * 10 - 1e-6) - 1;
  return Math.min(HISTOGRAM_BINS - 1, Math.max(0, bin));
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
