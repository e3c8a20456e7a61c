/** Small reports of weight files and logs for the tests of their views. */
import type { LogReport, LogRunReport } from '../../src/report/logs/logReport.ts';
import type { Evaluation } from '../../src/report/weightFiles/evaluation.ts';
import type {
  KindTotal,
  Structure,
  TensorKind,
  TensorReport,
  WeightsReport,
} from '../../src/report/weightFiles/weightsReport.ts';
import { range } from '../../webview/measures/scale.ts';

/** 100 weights: 20 exactly 0, 10 more near it, the others in the bin from 1e-1 on. */
export function tensor(name: string, change: Partial<TensorReport> = {}): TensorReport {
  const histogram = new Array<number>(90).fill(0);
  histogram[40] = 10;
  histogram[70] = 70;
  return {
    name,
    kind: 'kernel',
    shape: [10, 10],
    dtype: 'float32',
    count: 100,
    exactZeros: 20,
    nearZeros: 30,
    relativeNearZeros: 28,
    nan: 0,
    inf: 0,
    l1: 8,
    l2: 1,
    max: 0.12,
    mean: 0.01,
    standardDeviation: 0.1,
    excessKurtosis: -1,
    hoyer: 0.2,
    gini: 0.4,
    histogram,
    distribution: { laplaceScale: 0.1, gaussSigma: 0.1, laplaceOverGauss: -0.05 },
    outliers: 0,
    structure: null,
    ...change,
  };
}

export const STRUCTURE: Structure = {
  outputs: 3,
  inputs: 4,
  deadOutputs: { exact: 1, near: 2 },
  deadInputs: { exact: 0, near: 0 },
  deadChannels: null,
  deadHeads: null,
  outputMaxima: [0.5, 1e-3, 0.2],
  inputMaxima: [0.5, 0.1, 0.2, 0.3],
  twoOfFour: null,
};

const sum = (tensors: readonly TensorReport[], of: (one: TensorReport) => number) =>
  tensors.reduce((total, one) => total + of(one), 0);

const totalOf = (tensors: readonly TensorReport[]): KindTotal => ({
  tensors: tensors.length,
  count: sum(tensors, ({ count }) => count),
  exactZeros: sum(tensors, ({ exactZeros }) => exactZeros),
  nearZeros: sum(tensors, ({ nearZeros }) => nearZeros),
  nan: sum(tensors, ({ nan }) => nan),
  inf: sum(tensors, ({ inf }) => inf),
  l1: sum(tensors, ({ l1 }) => l1),
  l2: 1,
  max: 1,
  bytes: sum(tensors, ({ count }) => 4 * count),
});

export function weightsReport(tensors: TensorReport[], change: Partial<WeightsReport> = {}): WeightsReport {
  const kinds = [...new Set(tensors.map(({ kind }) => kind))];
  const ofKind = (kind: TensorKind) => tensors.filter((one) => one.kind === kind);
  return {
    version: 1,
    file: '/w/model.pt',
    format: 'pytorch',
    title: 'PyTorch checkpoint (zip)',
    bytes: 12_345,
    tensors,
    total: totalOf(tensors),
    kinds: Object.fromEntries(kinds.map((kind) => [kind, totalOf(ofKind(kind))])),
    likeness: null,
    findings: [],
    optimizer: null,
    architecture: null,
    metadata: {},
    notes: [],
    unread: [],
    ...change,
  };
}

export const evaluation: Evaluation = {
  file: 'model.keras',
  data: 'digits.csv',
  task: 'classification',
  rows: 1000,
  loss: 0.2,
  accuracy: 0.95,
  trivialLoss: Math.log(10),
  pruning: [
    { share: 0, loss: 0.2 },
    { share: 0.5, loss: 0.205 },
    { share: 0.7, loss: 0.211 },
    { share: 0.9, loss: 0.206 },
    { share: 1, loss: 9 },
  ],
  dropout: { off: 0.2, on: 0.3, rows: 500, passes: 30 },
  monteCarlo: {
    averaged: [
      { k: 1, loss: 0.3 },
      { k: 10, loss: 0.22 },
    ],
    spread: { name: 'predictive entropy', right: 0.1, wrong: null },
  },
  notes: [],
  findings: [],
};

/** Validation loss falls to 0.5 at epoch 3 and rises; training loss falls. */
export function run(name: string, change: Partial<LogRunReport> = {}): LogRunReport {
  const curve = (label: string, values: (number | null)[]) => ({
    name: label,
    steps: range(1, values.length),
    values,
    logged: values.length,
  });
  return {
    name,
    epochs: 5,
    unit: 'epoch',
    verdict: { kind: 'overfitting', sinceEpoch: 3, bestEpoch: 3, text: `${name} overfits.`, evidence: [] },
    roles: { trainingLoss: 'loss', validationLoss: 'val_loss' },
    curves: [
      curve('loss', [1, 0.8, 0.6, 0.4, 0.2]),
      curve('val_loss', [1.1, 0.9, 0.5, null, 0.7]),
      curve('lr', [0.1, 0.1, 0.1, 0.1, 0.1]),
    ],
    contains: {
      framework: 'keras',
      penaltyInTraining: 'yes',
      penaltyInValidation: 'yes',
      dropoutInTraining: 'unknown',
      runningAverage: 'yes',
      text: '',
    },
    suggestions: [],
    restarts: 0,
    settings: {},
    ...change,
  };
}

export const logReport = (runs: LogRunReport[]): LogReport => ({
  version: 1,
  file: '/w/log.csv',
  format: 'keras-csv',
  title: 'Keras CSVLogger',
  runs,
  comparison: null,
  columns: null,
  notes: [],
});
