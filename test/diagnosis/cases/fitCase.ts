/** Cases with a known truth: what an experiment saw, and what it should have concluded. */
import type { Dataset } from '../../../src/dataset/dataset.ts';
import type { VerdictKind } from '../../../src/diagnosis/fit.ts';
import type { MeasuredRun, MeasuredVariant } from '../../../src/diagnosis/runs.ts';
import { variantOf } from '../../../src/experiment/plan.ts';
import type { EpochRecord, FinishedRun } from '../../../src/experiment/records.ts';

export interface Truth {
  kind: VerdictKind;
  /** The epoch after which the true loss rises. */
  since?: number;
  /** By which share of its lowest value the true loss rises to the end. */
  rise: number;
}

/** What is stored of a run: curves, and the numbers of its last and best epoch. */
export interface RunNumbers {
  trainLoss: number[];
  validationLoss: number[];
  validationAccuracy?: number[];
  testLoss: number;
  bestTestLoss: number;
  overConfidence?: number;
}

/** A variant's runs, one a seed. */
export interface VariantNumbers {
  l2: number;
  runs: RunNumbers[];
  /**
   * Standard error over the validation rows of the loss with this variant's weights of its best epoch minus that of the
   * unregularized model at its end, averaged over the seeds; taken for that with its weights of the end, too.
   */
  rowError: number;
}

export interface FitCase {
  name: string;
  /** What made it; a generator is either used while the diagnosis is improved, or held out. */
  generator: string;
  heldOut: boolean;
  truth: Truth;
  rows: { training: number; validation: number; test: number };
  trivialLoss: number;
  /** The first one is unregularized; none: every run became NaN. */
  variants: VariantNumbers[];
}

/** Runs as they would be read from disk. */
export function measuredVariants({ variants, rows }: FitCase): MeasuredVariant[] {
  if (variants.length === 0) {
    const reason = 'the training loss became NaN in epoch 1';
    return [{ variant: variantOf(NONE), finished: [], diverged: [{ seed: 1, reason }] }];
  }
  return variants.map(({ l2, runs, rowError }) => ({
    variant: variantOf({ ...NONE, l2 }),
    finished: runs.map((run, seed) =>
      measuredRun(run, seed + 1, { best: rowError, end: l2 === 0 ? 0 : rowError }, rows.validation),
    ),
    diverged: [],
  }));
}

const NONE = { l1: 0, l2: 0, dropout: 0 };

/** Only differences between rows count: the rows of the unregularized model at its end are taken as 0. */
function measuredRun(
  run: RunNumbers,
  seed: number,
  rowErrors: { best: number; end: number },
  rows: number,
): MeasuredRun {
  const { trainLoss, validationLoss, validationAccuracy, testLoss, bestTestLoss, overConfidence } = run;
  const records = trainLoss.map(
    (loss, i): EpochRecord => ({
      epoch: i + 1,
      trainLossDropoutOn: loss,
      trainLoss: loss,
      validationLoss: validationLoss[i]!,
      penalty: 0,
      ...(validationAccuracy && { trainAccuracy: 0, validationAccuracy: validationAccuracy[i]! }),
    }),
  );
  const lowest = Math.min(...validationLoss);
  const result: FinishedRun = {
    variant: 'any',
    seed,
    outcome: 'finished',
    epochs: trainLoss.length,
    testLoss,
    bestTestLoss,
    bestEpoch: validationLoss.indexOf(lowest) + 1,
    bestValidationLoss: lowest,
    kernels: [],
    exactZeros: 0,
    nearZeros: 0,
    pruning: [],
    units: [],
    seconds: 1,
    ...(overConfidence !== undefined && {
      calibration: { bins: [], error: Math.abs(overConfidence), overConfidence, temperature: 1 },
    }),
  };
  return {
    result,
    records,
    rows: {
      validation: rowsWithError(rowErrors.end, rows),
      validationBest: rowsWithError(rowErrors.best, rows),
    },
  };
}

/** Numbers ±d, with a 0 in the end if they are odd many, whose mean is 0 and has this standard error √(Σd²/(n − 1)/n). */
function rowsWithError(error: number, rows: number): Float32Array {
  const pairs = rows - (rows % 2);
  const size = pairs === 0 ? 0 : error * Math.sqrt(((rows - 1) * rows) / pairs);
  return Float32Array.from({ length: rows }, (_, row) => (row >= pairs ? 0 : row % 2 === 0 ? size : -size));
}

/** What the diagnosis reads of a dataset; of these data nothing else is known. */
export function datasetOf({ rows }: FitCase) {
  const part = (count: number) => ({
    rows: count,
    inputs: new Float32Array(0),
    targets: new Float32Array(0),
  });
  return {
    training: part(rows.training),
    validation: part(rows.validation),
    test: part(rows.test),
    duplicatesAcrossSplit: 0,
  } satisfies Partial<Dataset>;
}
