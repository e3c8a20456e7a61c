/** Stored runs with few, round numbers; a test says only what it is about. */
import { readDefinitions } from '../../src/definition/source.ts';
import { buildArchitecture } from '../../src/experiment/architecture.ts';
import type { Settings } from '../../src/experiment/experiment.ts';
import { variantOf } from '../../src/experiment/plan.ts';
import type { DivergedRun, DroppedRun, EpochRecord, FinishedRun } from '../../src/experiment/records.ts';
import { trainingSettings } from '../../src/experiment/trainingSettings.ts';
import type { ReportInput } from '../../src/report/build.ts';
import type { StoredRun, VariantRuns } from '../../src/report/variants.ts';
import type { KernelStatistics } from '../../src/statistics/kernel.ts';

export interface RunNumbers {
  train?: number[];
  validation?: number[];
  test?: number;
  accuracy?: number | null;
  /** Test loss row by row; by default every row has the mean. */
  testRows?: number[];
  result?: Partial<FinishedRun>;
}

/** A finished run; every row of a part has the part's mean loss, so the rows add no spread. */
export function run(seed: number, numbers: RunNumbers = {}): StoredRun {
  const { train = [0.3, 0.1], validation = [0.4, 0.2], test = 0.25, accuracy = 0.9, result } = numbers;
  const classified = accuracy !== null;
  const records = train.map(
    (trainLoss, i): EpochRecord => ({
      epoch: i + 1,
      trainLossDropoutOn: trainLoss + 0.5,
      trainLoss,
      validationLoss: validation[i]!,
      penalty: 0.01 * (i + 1),
      ...(classified && { trainAccuracy: 1 - trainLoss, validationAccuracy: 1 - validation[i]! }),
    }),
  );
  const lowest = Math.min(...validation);
  const twice = (value: number) => Float32Array.of(value, value);
  return {
    records,
    rows: {
      validation: twice(validation.at(-1)!),
      validationBest: twice(lowest),
      test: Float32Array.from(numbers.testRows ?? [test, test]),
      testCorrect: twice(accuracy ?? 0),
    },
    result: {
      variant: 'any',
      seed,
      outcome: 'finished',
      epochs: train.length,
      testLoss: test,
      ...(classified && { testAccuracy: accuracy }),
      bestEpoch: validation.indexOf(lowest) + 1,
      bestValidationLoss: lowest,
      bestTestLoss: test,
      kernels: [],
      exactZeros: 0,
      nearZeros: 0,
      inputMaxima: [],
      inputNorms: [],
      pruning: [],
      units: [],
      seconds: 1,
      ...result,
    },
  };
}

export function diverged(seed: number, seconds = 1): DivergedRun {
  const reason = 'the training loss became NaN in epoch 3';
  return { variant: 'any', seed, outcome: 'diverged', reason, epochs: 3, seconds };
}

export function runsOf(
  settings: Partial<Settings>,
  finished: StoredRun[],
  stopped: DivergedRun[] = [],
  dropped: DroppedRun[] = [],
): VariantRuns {
  const variant = variantOf({ l1: 0, l2: 0, dropout: 0, ...settings });
  return { variant, finished, diverged: stopped, dropped };
}

/** A kernel of 4 weights in three bins of the histogram. */
export function kernel(change: Partial<KernelStatistics>): KernelStatistics {
  return {
    layer: 'dense',
    inputs: 2,
    units: 2,
    count: 4,
    exactZeros: 0,
    nonFinite: 0,
    histogram: [0, 0, 0],
    l1Norm: 0,
    l2Norm: 0,
    maximum: 0,
    hoyer: 0,
    gini: 0,
    excessKurtosis: 0,
    relativeNearZeros: 0,
    twoOfFour: null,
    unitMaxima: [0, 0],
    ...change,
  };
}

const SOURCE = `from keras import Sequential, layers

model = Sequential([
    layers.Dense(8, activation="relu"),
    layers.BatchNormalization(),
    layers.Dense(3, use_bias=False, activation="softmax"),
])
`;

const part = (rows: number) => ({
  rows,
  inputs: new Float32Array(4 * rows),
  targets: new Float32Array(rows),
});

const noShift = { auc: 0.5, standardError: 0.05, column: null };

/** What a report is made from: 4 inputs, 3 classes, a model that nothing regularizes. */
export function reportInput(runs: VariantRuns[], change: Partial<ReportInput> = {}): ReportInput {
  const dataset: ReportInput['dataset'] = {
    file: 'data.csv',
    digest: 'd',
    target: 'label',
    task: 'classification',
    classes: ['a', 'b', 'c'],
    columns: [1, 2, 3, 4].map((sd) => ({ name: `x${sd}`, mean: 10 * sd, standardDeviation: sd })),
    training: part(30),
    validation: part(40),
    test: part(50),
    trivialLoss: Math.log(3),
    notes: ['A note.'],
    duplicatesAcrossSplit: 2,
    profile: [],
    checks: { shift: { validation: noShift, test: noShift } },
  };
  const definition = readDefinitions('model.py', SOURCE)[0]!;
  return {
    experiment: {
      name: 'first',
      file: '/work/first.reglens.json',
      model: { file: '/work/model.py' },
      data: {
        file: '/work/data.csv',
        target: 'label',
        dropNonFinite: false,
        exclude: [],
        split: { validation: 0.2, test: 0.2, seed: 0 },
        standardize: true,
      },
      training: trainingSettings({ epochs: 12 }),
      seeds: [1, 2, 3],
    },
    definition,
    source: SOURCE,
    dataset,
    network: buildArchitecture(definition, dataset, '/work/model.py').network,
    runs,
    backend: 'wasm',
    workers: 2,
    plannedRuns: 9,
    ...change,
  };
}
