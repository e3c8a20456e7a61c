/** One variant's part of the report, from its stored runs. */

import { bestEpochOf, riseAfterMinimum } from '../diagnosis/turn.ts';
import type { Variant } from '../experiment/experiment.ts';
import type { DivergedRun, EpochRecord, FinishedRun } from '../experiment/records.ts';
import { curveOf, estimate, mean, pairedDifference, standardError } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';
import type { KernelStatistics } from '../statistics/kernel.ts';
import type { LayerReport, VariantReport } from './report.ts';

/** A run with its records, as read from disk. */
export interface StoredRun {
  result: FinishedRun;
  records: EpochRecord[];
  /** Each row's loss at the end, by name: `validation`, `validationBest`, `test`, `testCorrect`. */
  rows: Record<string, Float32Array>;
}

/** All that is stored of one variant, in the order of the seeds. */
export interface VariantRuns {
  variant: Variant;
  finished: StoredRun[];
  diverged: DivergedRun[];
}

/**
 * @param baseline the unregularized variant's runs, for paired differences over the seeds both have
 * @param comparisons number of variants compared with it, for the correction of the intervals
 */
export function variantReport(
  { variant, finished, diverged }: VariantRuns,
  baseline: StoredRun[],
  comparisons: number,
): VariantReport {
  const results = finished.map(({ result }) => result);
  const last = (of: (record: EpochRecord) => number) => estimate(finished.map((run) => of(finalRecord(run))));
  const accuracies = results.flatMap(({ testAccuracy }) => testAccuracy ?? []);
  const bestEpochs = results.map(({ bestEpoch }) => bestEpoch);
  return {
    ...variant,
    seeds: results.map(({ seed }) => seed),
    stopped: diverged.map(({ seed, reason }) => ({ seed, reason })),
    trainLoss: last(({ trainLoss }) => trainLoss),
    trainLossDropoutOn: last(({ trainLossDropoutOn }) => trainLossDropoutOn),
    penalty: last(({ penalty }) => penalty),
    validationLoss: last(({ validationLoss }) => validationLoss),
    testLoss: estimate(results.map(({ testLoss }) => testLoss)),
    ...(accuracies.length > 0 && { testAccuracy: estimate(accuracies) }),
    exactZeros: estimate(results.map(({ exactZeros }) => exactZeros)),
    nearZeros: estimate(results.map(({ nearZeros }) => nearZeros)),
    bestEpochs,
    bestEpoch: bestEpochOf(bestEpochs) ?? 0,
    bestValidationLoss: estimate(results.map(({ bestValidationLoss }) => bestValidationLoss)),
    bestTestLoss: estimate(results.map(({ bestTestLoss }) => bestTestLoss)),
    rise: riseAfterMinimum(
      sharedRecords(finished).map((records) => records.map(({ validationLoss }) => validationLoss)),
    ),
    gap: last(({ validationLoss, trainLoss }) => validationLoss - trainLoss),
    difference: variant.family === 'none' ? undefined : differences(finished, baseline, comparisons),
    curves: curvesOf(finished),
    layers: layersOf(results),
    ...inputsOf(results),
    pruning: pruningOf(results),
  };
}

/** The record that a run's weights belong to: the last one, or the best with early stopping. */
const finalRecord = ({ result, records }: StoredRun): EpochRecord =>
  (result.restoredBest ? records[result.bestEpoch - 1] : records.at(-1))!;

/** The records of the epochs that every run reached: early stopping ends some sooner. */
export function sharedRecords(finished: StoredRun[]): EpochRecord[][] {
  const epochs = Math.min(...finished.map(({ records }) => records.length));
  return finished.map(({ records }) => records.slice(0, epochs));
}

/** What each input column weighs; nothing where the first layer does not take columns one by one. */
function inputsOf(results: FinishedRun[]): Pick<VariantReport, 'inputMaxima' | 'inputNorms'> {
  const maxima = results.flatMap(({ inputMaxima }) => (inputMaxima ? [inputMaxima] : []));
  const norms = results.flatMap(({ inputNorms }) => (inputNorms ? [inputNorms] : []));
  return norms.length > 0 ? { inputMaxima: maxima, inputNorms: columnMeans(norms) } : {};
}

const columnMeans = (rows: number[][]): number[] =>
  (rows[0] ?? []).map((_, column) => mean(rows.map((row) => row[column]!)));

/** Differences of a row's values, averaged over runs: `of(run, row)` summed over the runs and divided by their number. */
function rowMeans(runs: number, rows: number, of: (run: number, row: number) => number): number[] {
  return Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let run = 0; run < runs; run++) sum += of(run, row);
    return sum / runs;
  });
}

/** The rise of the validation loss after its minimum; its rows are those of the last against the best epoch. */
export function riseOf(finished: StoredRun[]): Difference | undefined {
  const rows = finished[0]?.rows.validation?.length ?? 0;
  const byRow = rowMeans(finished.length, rows, (run, row) => {
    const { validation, validationBest } = finished[run]!.rows;
    return validation![row]! - validationBest![row]!;
  });
  const curves = sharedRecords(finished).map((records) =>
    records.map(({ validationLoss }) => validationLoss),
  );
  return riseAfterMinimum(curves, byRow);
}

/** Variant minus baseline, seed by seed and row by row: equal seeds have equal initial weights and batches. */
function differences(
  finished: StoredRun[],
  baseline: StoredRun[],
  comparisons: number,
): VariantReport['difference'] {
  const pairs = finished.flatMap((run) => {
    const other = baseline.find(({ result }) => result.seed === run.result.seed);
    return other ? [{ run, other }] : [];
  });
  const paired = (of: (run: StoredRun) => number, name?: string) => {
    const bySeed = pairs.map(({ run, other }) => of(run) - of(other));
    const rows = (name && pairs[0]?.run.rows[name]?.length) || 0;
    const byRow = rowMeans(pairs.length, rows, (pair, row) => {
      const { run, other } = pairs[pair]!;
      return run.rows[name!]![row]! - other.rows[name!]![row]!;
    });
    return pairedDifference(bySeed, comparisons, byRow);
  };
  const trainLoss = paired((run) => finalRecord(run).trainLoss);
  const validationLoss = paired((run) => finalRecord(run).validationLoss, 'validation');
  const testLoss = paired(({ result }) => result.testLoss, 'test');
  if (!trainLoss || !validationLoss || !testLoss) return undefined;
  const classified = pairs.every(({ run }) => run.result.testAccuracy !== undefined);
  const testAccuracy = classified ? paired(({ result }) => result.testAccuracy!, 'testCorrect') : undefined;
  return { trainLoss, validationLoss, testLoss, ...(testAccuracy && { testAccuracy }) };
}

function curvesOf(finished: StoredRun[]): VariantReport['curves'] {
  const curve = (of: (record: EpochRecord) => number) =>
    curveOf(sharedRecords(finished).map((records) => records.map(of)));
  const classified = finished.some(({ records }) => records[0]?.trainAccuracy !== undefined);
  return {
    trainLoss: curve(({ trainLoss }) => trainLoss),
    trainLossDropoutOn: curve(({ trainLossDropoutOn }) => trainLossDropoutOn),
    validationLoss: curve(({ validationLoss }) => validationLoss),
    penalty: curve(({ penalty }) => penalty),
    ...(classified && {
      trainAccuracy: curve(({ trainAccuracy }) => trainAccuracy!),
      validationAccuracy: curve(({ validationAccuracy }) => validationAccuracy!),
    }),
  };
}

function layersOf(results: FinishedRun[]): LayerReport[] {
  return (results[0]?.kernels ?? []).map((first, index) => {
    const kernels = results.map((result) => result.kernels[index]!);
    const over = (of: (kernel: KernelStatistics) => number) => mean(kernels.map(of));
    const total = (of: (kernel: KernelStatistics) => number) =>
      kernels.reduce((sum, kernel) => sum + of(kernel), 0);
    const nonZero = total((kernel) => kernel.count - kernel.exactZeros - kernel.nonFinite);
    return {
      layer: first.layer,
      inputs: first.inputs,
      units: first.units,
      count: first.count,
      exactZeros: over(({ exactZeros }) => exactZeros),
      l1Norm: over(({ l1Norm }) => l1Norm),
      l2Norm: over(({ l2Norm }) => l2Norm),
      hoyer: over(({ hoyer }) => hoyer),
      histogram: first.histogram.map((_, bin) => total(({ histogram }) => histogram[bin]!)),
      unitMaxima: kernels.map(({ unitMaxima }) => unitMaxima),
      laplaceScale: nonZero === 0 ? 0 : total(({ l1Norm }) => l1Norm) / nonZero,
      gaussSigma: nonZero === 0 ? 0 : Math.sqrt(total(({ l2Norm }) => l2Norm ** 2) / nonZero),
    };
  });
}

function pruningOf(results: FinishedRun[]): VariantReport['pruning'] {
  return (results[0]?.pruning ?? []).map(({ share }, index) => {
    const losses = results.map(({ pruning }) => pruning[index]!.testLoss);
    return { share, testLoss: mean(losses), standardError: standardError(losses) };
  });
}
