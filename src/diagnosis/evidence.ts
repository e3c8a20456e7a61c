/** What the runs of an experiment say about the fit of the unregularized model. */
import type { DataChecks, Dataset } from '../dataset/dataset.ts';
import type { EpochRecord } from '../experiment/records.ts';
import { pairedDifference } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';
import { type MeasuredRun, type MeasuredVariant, rowMeans, sharedRecords } from './runs.ts';
import { riseAfterMinimum } from './turn.ts';
import { type NamedWitness, witnessAmong } from './witness.ts';

/** In evaluation mode and without penalty; per finished seed, over the epochs that every seed reached. */
export interface FitEvidence {
  trainLoss: number[][];
  validationLoss: number[][];
  /** Absent for a regression. */
  validationAccuracy?: number[][];
  /** 1-based. */
  bestEpochs: number[];
  bestValidationLosses: number[];
  /** See `riseAfterMinimum`; undefined with fewer than two seeds. */
  rise: Difference | undefined;
  /** Last minus best epoch's loss on the test rows, paired over seeds; undefined like `rise` and with early stopping. */
  testRise?: Difference;
  /** Mean confidence − accuracy on the test rows at the end, per seed; absent for a regression. */
  overConfidence?: number[];
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
  const records = sharedRecords(finished);
  const epochs = records[0]?.length ?? 0;
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
    ...(classified && { validationAccuracy: curves((record) => record.validationAccuracy!) }),
    bestEpochs: finished.map(({ result }) => Math.min(epochs, result.bestEpoch)),
    bestValidationLosses: finished.map(({ result }) => result.bestValidationLoss),
    rise: riseAfterMinimum(validationLoss, riseByRow(finished)),
    testRise: testRise(finished),
    ...(calibrations.length > 0 && {
      overConfidence: calibrations.map(({ overConfidence }) => overConfidence),
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

/** The best epoch was chosen on validation rows: on the test rows its lead is not flattered. */
function testRise(finished: MeasuredRun[]): Difference | undefined {
  if (finished.some(({ result }) => result.restoredBest)) return undefined;
  return pairedDifference(finished.map(({ result }) => result.testLoss - result.bestTestLoss));
}
