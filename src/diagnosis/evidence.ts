/** What the runs of an experiment say about the fit of the unregularized model. */
import type { DataChecks, Dataset } from '../dataset/dataset.ts';
import type { EpochRecord } from '../experiment/records.ts';
import { mean, pairedDifference, standardError } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';
import { keptRecords, type MeasuredRun, type MeasuredVariant, rowMeans } from './runs.ts';
import { riseAfterMinimum } from './turn.ts';
import { type NamedWitness, witnessAmong } from './witness.ts';

/** In evaluation mode and without penalty; per finished seed, on the way to the weights that are kept. */
export interface FitEvidence {
  trainLoss: number[][];
  validationLoss: number[][];
  /** Absent for a regression. */
  validationAccuracy?: number[][];
  /** Standard error over the validation rows of the change of accuracy after the best epoch, see `answersByRow`. */
  accuracyRowError?: number;
  /** 1-based. */
  bestEpochs: number[];
  bestValidationLosses: number[];
  /** Early stopping ended every run: the weights are those of the best epochs, and nothing comes after them. */
  stoppedEarly?: true;
  /** See `riseAfterMinimum`; undefined with fewer than two seeds. */
  rise: Difference | undefined;
  /** Last minus best epoch's loss on the test rows, paired over seeds; undefined like `rise` and with early stopping. */
  testRise?: Difference;
  /** Mean confidence − accuracy on the test rows at the end, per seed; absent for a regression. */
  overConfidence?: number[];
  /** Standard error over the test rows of the mean of `overConfidence`. */
  confidenceRowError?: number;
  /** Runs that became NaN or Inf. */
  stopped: { seed: number; reason: string }[];
  /** Loss of the best constant prediction. */
  trivialLoss: number;
  witness?: NamedWitness;
  data: DataEvidence;
}

/** What is known of the data themselves. */
export interface DataEvidence {
  rows: { training: number; validation: number; test: number };
  duplicatesAcrossSplit: number;
  checks?: DataChecks;
}

/**
 * @param variants in plan order; the unregularized one has the family `none`
 * @param trivialLoss loss of the best constant prediction, in the loss that is trained
 */
export function fitEvidence(
  variants: MeasuredVariant[],
  dataset: Pick<Dataset, 'training' | 'validation' | 'test' | 'duplicatesAcrossSplit'> &
    Partial<Pick<Dataset, 'checks'>>,
  trivialLoss: number,
): FitEvidence {
  const baseline = variants.find(({ variant }) => variant.family === 'none');
  const finished = baseline?.finished ?? [];
  const records = keptRecords(finished);
  const curves = (of: (record: EpochRecord) => number) => records.map((each) => each.map(of));
  const validationLoss = curves((record) => record.validationLoss);
  const classified = records[0]?.[0]?.validationAccuracy !== undefined;
  const calibrations = finished.flatMap(({ result }) => result.calibration ?? []);
  const rows = {
    training: dataset.training.rows,
    validation: dataset.validation.rows,
    test: dataset.test.rows,
  };
  return {
    trainLoss: curves((record) => record.trainLoss),
    validationLoss,
    ...(classified && {
      validationAccuracy: curves((record) => record.validationAccuracy!),
      accuracyRowError: standardError(answersByRow(finished)),
    }),
    bestEpochs: finished.map(({ result }) => result.bestEpoch),
    bestValidationLosses: finished.map(({ result }) => result.bestValidationLoss),
    ...(endedEarly(finished) && { stoppedEarly: true as const }),
    rise: riseAfterMinimum(validationLoss, riseByRow(finished)),
    testRise: testRise(finished),
    ...(calibrations.length > 0 && {
      overConfidence: calibrations.map(({ overConfidence }) => overConfidence),
      ...confidenceRowError(finished, rows.test),
    }),
    stopped: baseline?.diverged ?? [],
    trivialLoss,
    witness: witnessAmong(variants, rows),
    data: {
      rows,
      duplicatesAcrossSplit: dataset.duplicatesAcrossSplit,
      checks: dataset.checks,
    },
  };
}

/** Last minus best epoch's loss of each validation row, averaged over the runs. */
function riseByRow(finished: MeasuredRun[]): number[] {
  const rows = finished[0]?.rows.validation?.length ?? 0;
  return rowMeans(finished.length, rows, (run, row) => {
    const { validation, validationBest } = finished[run]!.rows;
    return validation![row]! - validationBest![row]!;
  });
}

/** It waited in vain after the best epoch of every run; a run that was still getting better was not ended by it. */
const endedEarly = (finished: MeasuredRun[]): boolean =>
  finished.length > 0 &&
  finished.every(({ result, records }) => result.restoredBest && result.bestEpoch < records.length);

/** A row with a smaller cross-entropy has its class predicted with more than ½, and so rightly. */
const HALF = Math.LN2;

/**
 * Change of each validation row's answer from the best to the last epoch, averaged over the runs: 1 where it becomes
 * right, −1 where it becomes wrong, 0 where it stays. Stored are losses: right counts from a probability of ½, which is
 * exact for two classes.
 */
function answersByRow(finished: MeasuredRun[]): number[] {
  const rows = finished[0]?.rows.validation?.length ?? 0;
  const right = (loss: number) => (loss < HALF ? 1 : 0);
  return rowMeans(finished.length, rows, (run, row) => {
    const { validation, validationBest } = finished[run]!.rows;
    return right(validation![row]!) - right(validationBest![row]!);
  });
}

/**
 * √(a(1 − a)/rows) with the mean accuracy a, that of the accuracy alone: confidences vary less than right and wrong do.
 * Absent where no accuracy is known.
 */
function confidenceRowError(
  finished: MeasuredRun[],
  rows: number,
): Pick<FitEvidence, 'confidenceRowError'> | undefined {
  const accuracies = finished.flatMap(({ result }) => result.testAccuracy ?? []);
  if (accuracies.length === 0) return undefined;
  const accuracy = mean(accuracies);
  return { confidenceRowError: Math.sqrt((accuracy * (1 - accuracy)) / rows) };
}

/** The best epoch was chosen on validation rows: on the test rows its lead is not flattered. */
function testRise(finished: MeasuredRun[]): Difference | undefined {
  if (finished.some(({ result }) => result.restoredBest)) return undefined;
  return pairedDifference(finished.map(({ result }) => result.testLoss - result.bestTestLoss));
}
