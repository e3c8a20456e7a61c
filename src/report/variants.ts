/** One variant's part of the report, from its stored runs. */

import { type MeasuredRun, rowMeans, sharedRecords } from '../diagnosis/runs.ts';
import { bestEpochOf, riseAfterMinimum } from '../diagnosis/turn.ts';
import type { Variant } from '../experiment/experiment.ts';
import type { DivergedRun, DroppedRun, EpochRecord, FinishedRun } from '../experiment/records.ts';
import { curveOf, estimate, mean, pairedDifference, standardError } from '../statistics/estimate.ts';
import type { VariantReport } from './report.ts';
import { inputsOf, layersOf } from './variants/layers.ts';
import { probesOf } from './variants/probes.ts';

/** As read from disk: rows by name are `validation`, `validationBest`, `test`, `testCorrect` and perhaps `testOutputs`. */
export type StoredRun = MeasuredRun;

/** All that is stored of one variant, in the order of the seeds. */
export interface VariantRuns {
  variant: Variant;
  finished: StoredRun[];
  diverged: DivergedRun[];
  /** Ended early by successive halving. */
  dropped: DroppedRun[];
}

/**
 * @param baseline the unregularized variant's runs, for paired differences over the seeds both have
 * @param comparisons number of variants compared with it, for the correction of the intervals
 */
export function variantReport(
  { variant, finished, diverged, dropped }: VariantRuns,
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
    dropped: dropped.map(({ seed, epochs, reason }) => ({ seed, epochs, reason })),
    seconds: estimate(results.map(({ seconds }) => seconds)),
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
    layers: layersOf(finished, comparisons + 1),
    ...inputsOf(results),
    pruning: pruningOf(results),
    ...probesOf(results),
  };
}

/** The record that a run's weights belong to: the last one, or the best with early stopping. */
export const finalRecord = ({ result, records }: StoredRun): EpochRecord =>
  (result.restoredBest ? records[result.bestEpoch - 1] : records.at(-1))!;

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

function pruningOf(results: FinishedRun[]): VariantReport['pruning'] {
  return (results[0]?.pruning ?? []).map(({ share }, index) => {
    const losses = results.map(({ pruning }) => pruning[index]!.testLoss);
    return { share, testLoss: mean(losses), standardError: standardError(losses) };
  });
}
