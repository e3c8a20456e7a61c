/** A variant's weights, tensor by tensor: over its seeds at the end, and over training. */
import type { FinishedRun, WeightSnapshot } from '../../experiment/records.ts';
import { mean } from '../../statistics/estimate.ts';
import type { KernelStatistics } from '../../statistics/kernel.ts';
import { laplaceOverGauss } from '../../statistics/likelihood.ts';
import type { LayerReport } from '../report.ts';
import type { StoredRun } from '../variants.ts';

/** Epochs of a layer's history. */
const MOST_EPOCHS = 25;
/** Counts in all histograms of all histories of a report. */
const MOST_COUNTS = 300_000;

/** @param variants number of variants in the report: the more there are, the fewer epochs each may tell */
export function layersOf(finished: StoredRun[], variants: number): LayerReport[] {
  const results = finished.map(({ result }) => result);
  const epochs = sharedSnapshots(finished, variants);
  return (results[0]?.kernels ?? []).map((_, index) => ({
    ...overSeeds(results.map(({ kernels }) => kernels[index]!)),
    history: epochs.map((epoch) => snapshotOf(finished, epoch, index)),
  }));
}

function overSeeds(kernels: KernelStatistics[]): Omit<LayerReport, 'history'> {
  const [first] = kernels as [KernelStatistics];
  const over = (of: (kernel: KernelStatistics) => number) => mean(kernels.map(of));
  const total = (of: (kernel: KernelStatistics) => number) =>
    kernels.reduce((sum, kernel) => sum + of(kernel), 0);
  const nonZero = total((kernel) => kernel.count - kernel.exactZeros - kernel.nonFinite);
  const laplaceScale = nonZero === 0 ? 0 : total(({ l1Norm }) => l1Norm) / nonZero;
  const gaussSigma = nonZero === 0 ? 0 : Math.sqrt(total(({ l2Norm }) => l2Norm ** 2) / nonZero);
  return {
    layer: first.layer,
    inputs: first.inputs,
    units: first.units,
    count: first.count,
    exactZeros: over(({ exactZeros }) => exactZeros),
    l1Norm: over(({ l1Norm }) => l1Norm),
    l2Norm: over(({ l2Norm }) => l2Norm),
    hoyer: over(({ hoyer }) => hoyer),
    gini: over(({ gini }) => gini),
    excessKurtosis: over(({ excessKurtosis }) => excessKurtosis),
    relativeNearZeros: over(({ relativeNearZeros }) => relativeNearZeros),
    twoOfFour: first.twoOfFour && {
      exact: over(({ twoOfFour }) => twoOfFour!.exact),
      near: over(({ twoOfFour }) => twoOfFour!.near),
    },
    histogram: first.histogram.map((_, bin) => total(({ histogram }) => histogram[bin]!)),
    unitMaxima: kernels.map(({ unitMaxima }) => unitMaxima),
    laplaceScale,
    gaussSigma,
    laplaceOverGauss: laplaceOverGauss(laplaceScale, gaussSigma),
  };
}

/** Epochs with the weights of every run, evenly thinned out where they are too many; the first and the last stay. */
function sharedSnapshots(finished: StoredRun[], variants: number): number[] {
  const [first, ...others] = finished.map(
    ({ records }) => new Set(records.filter(({ weights }) => weights).map(({ epoch }) => epoch)),
  );
  const shared = [...(first ?? [])].filter((epoch) => others.every((epochs) => epochs.has(epoch)));
  const histograms = (finished[0]?.result.kernels ?? []).reduce(
    (sum, { histogram }) => sum + histogram.length,
    0,
  );
  const fitting = Math.floor(MOST_COUNTS / Math.max(1, histograms * variants));
  const most = Math.max(2, Math.min(MOST_EPOCHS, fitting));
  if (shared.length <= most) return shared;
  return Array.from(
    { length: most },
    (_, at) => shared[Math.round((at * (shared.length - 1)) / (most - 1))]!,
  );
}

function snapshotOf(finished: StoredRun[], epoch: number, kernel: number): LayerReport['history'][number] {
  const snapshots = finished.map(({ records }) => records[epoch - 1]!.weights![kernel]!);
  const over = (of: (snapshot: WeightSnapshot) => number) => mean(snapshots.map(of));
  return {
    epoch,
    histogram: snapshots[0]!.histogram.map((_, bin) =>
      snapshots.reduce((sum, { histogram }) => sum + histogram[bin]!, 0),
    ),
    exactZeros: over(({ exactZeros }) => exactZeros),
    l1Norm: over(({ l1Norm }) => l1Norm),
    l2Norm: over(({ l2Norm }) => l2Norm),
  };
}

/** What each input column weighs; nothing where the first layer does not take columns one by one. */
export function inputsOf(results: FinishedRun[]): { inputMaxima?: number[][]; inputNorms?: number[] } {
  const maxima = results.flatMap(({ inputMaxima }) => (inputMaxima ? [inputMaxima] : []));
  const norms = results.flatMap(({ inputNorms }) => (inputNorms ? [inputNorms] : []));
  return norms.length > 0 ? { inputMaxima: maxima, inputNorms: columnMeans(norms) } : {};
}

const columnMeans = (rows: number[][]): number[] =>
  (rows[0] ?? []).map((_, column) => mean(rows.map((row) => row[column]!)));
