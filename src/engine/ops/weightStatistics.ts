/**
 * What a tensor's weights look like, by size. Needs no running TensorFlow.js: with kernels it counts in their memory,
 * without in plain TypeScript, with the same counts and sums that agree to float64's precision.
 */

const HISTOGRAM_BINS = 256;

/** Of a tensor's finite values; NaN and infinities are counted and left out of everything else. */
export interface WeightStatistics {
  count: number;
  /** Values that are exactly 0. */
  zeros: number;
  /** Values with |w| ≤ the threshold, as float32; the exact zeros among them. */
  small: number;
  sumOfMagnitudes: number;
  sumOfSquares: number;
  /** 0 when there is no finite value. */
  largestMagnitude: number;
  nans: number;
  infinities: number;
  /** How many |w| are in each of 256 bins of equal width from 0 to the largest, which is in the last. */
  histogram: number[];
}

/** The functions of `kernels/statistics.ts`. */
export interface StatisticsKernels {
  accumulateTotals(...[values, count, limit, totals, scratch]: number[]): void;
  accumulateHistogram(...[values, count, largest, histograms, scratch]: number[]): void;
}

/** Where the kernels run: `kernels('statistics')`, or memory of their own. */
export interface StatisticsMemory {
  exports: StatisticsKernels;
  workspace(bytes: number): number;
  heap(): Float32Array;
}

/** Totals in memory: seven float64, in this order. */
const TOTALS = 7;
/** The kernel counts in four histograms, one a lane. */
const LANES = 4;
/** In bytes from the workspace's begin. */
const SCRATCH = 64;
const HISTOGRAMS = 80;
const VALUES = HISTOGRAMS + 4 * LANES * HISTOGRAM_BINS;
/** Values in one piece: 256 kB, which stay in a core's cache. */
const PIECE = 65_536;
const WORKSPACE_BYTES = VALUES + 4 * PIECE;

/**
 * Two passes, because the histogram's edges need the largest value; each reads the values once, in pieces that are
 * copied into the kernels' memory.
 * @param threshold τ of the small weights
 * @param memory left out: plain TypeScript
 */
export function weightStatistics(
  values: Float32Array,
  threshold: number,
  memory?: StatisticsMemory,
): WeightStatistics {
  return memory ? inMemory(values, threshold, memory) : inTypeScript(values, threshold);
}

function inMemory(
  values: Float32Array,
  threshold: number,
  { exports, workspace, heap }: StatisticsMemory,
): WeightStatistics {
  const start = workspace(WORKSPACE_BYTES);
  const eachPiece = (use: (address: number, count: number) => void) => {
    for (let from = 0; from < values.length; from += PIECE) {
      const piece = values.subarray(from, from + PIECE);
      heap().set(piece, (start + VALUES) / 4);
      use(start + VALUES, piece.length);
    }
  };
  const totals = new Float64Array(heap().buffer, start, TOTALS).fill(0);
  const counts = new Int32Array(heap().buffer, start + HISTOGRAMS, LANES * HISTOGRAM_BINS).fill(0);
  eachPiece((address, count) => {
    exports.accumulateTotals(address, count, threshold, start, start + SCRATCH);
  });
  const largest = totals[4]!;
  eachPiece((address, count) => {
    exports.accumulateHistogram(address, count, largest, start + HISTOGRAMS, start + SCRATCH);
  });
  return statisticsOf(values.length, totals, (bin) =>
    counts.subarray(LANES * bin, LANES * (bin + 1)).reduce((sum, count) => sum + count, 0),
  );
}

function statisticsOf(
  count: number,
  totals: ArrayLike<number>,
  inBin: (bin: number) => number,
): WeightStatistics {
  const [zeros, small, sumOfMagnitudes, sumOfSquares, largestMagnitude, nans, infinities] =
    Array.from(totals);
  return {
    count,
    zeros: zeros!,
    small: small!,
    sumOfMagnitudes: sumOfMagnitudes!,
    sumOfSquares: sumOfSquares!,
    largestMagnitude: largestMagnitude!,
    nans: nans!,
    infinities: infinities!,
    histogram: Array.from({ length: HISTOGRAM_BINS }, (_, bin) => inBin(bin)),
  };
}

function inTypeScript(values: Float32Array, threshold: number): WeightStatistics {
  const limit = Math.fround(threshold);
  const totals = [0, 0, 0, 0, 0, 0, 0];
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (!(magnitude < Number.POSITIVE_INFINITY)) {
      totals[Number.isNaN(value) ? 5 : 6]!++;
      continue;
    }
    if (magnitude === 0) totals[0]!++;
    if (magnitude <= limit) totals[1]!++;
    totals[2]! += magnitude;
    totals[3]! += magnitude * magnitude;
    if (magnitude > totals[4]!) totals[4] = magnitude;
  }
  const counts = histogramOf(values, totals[4]!);
  return statisticsOf(values.length, totals, (bin) => counts[bin]!);
}

function histogramOf(values: Float32Array, largest: number): Uint32Array {
  const counts = new Uint32Array(HISTOGRAM_BINS);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const share = largest === 0 ? 0 : Math.fround(Math.abs(value) / largest);
    counts[Math.min(HISTOGRAM_BINS - 1, Math.trunc(share * HISTOGRAM_BINS))]!++;
  }
  return counts;
}

/**
 * Memory of its own for a build of the kernels, where no TensorFlow.js runs.
 * @param bytes content of `kernels-relaxed.wasm` or `kernels-simd.wasm`
 */
export function statisticsMemory(bytes: Uint8Array): StatisticsMemory {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(WORKSPACE_BYTES / 65_536) + 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return {
    exports: exports as unknown as StatisticsKernels,
    workspace: () => 16,
    heap: () => new Float32Array(memory.buffer),
  };
}
