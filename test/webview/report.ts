/** A small report with round numbers; each test changes what it is about. */
import type { Family, Settings } from '../../src/experiment/experiment.ts';
import type { Difference, Estimate, LayerReport, Report, VariantReport } from '../../src/report/report.ts';

export function estimate(mean: number | null, standardError: number | null = 0.01, seeds = 3): Estimate {
  return { mean, standardError, seeds };
}

export function difference(low: number, high: number, seeds = 3): Difference {
  const mean = (low + high) / 2;
  return { mean, low, high, lowerIn: high < 0 ? seeds : 0, seeds, seedError: 0.01, rowError: 0.01 };
}

/** 10 × 2 weights in 2 seeds: 40 in all, of which each seed has 2 exact zeros; 12 lie around 1e-4, 24 around 0.1. */
export function layer(change: Partial<LayerReport> = {}): LayerReport {
  const histogram = Array<number>(90).fill(0);
  histogram[40] = 12;
  histogram[70] = 24;
  return {
    layer: 'dense',
    inputs: 10,
    units: 2,
    count: 20,
    exactZeros: 2,
    l1Norm: 1.3,
    l2Norm: 0.5,
    hoyer: 0.4,
    histogram,
    unitMaxima: [
      [1e-4, 0.2],
      [1e-4, 1e-4],
    ],
    laplaceScale: 0.05,
    gaussSigma: 0.1,
    gini: 0.5,
    excessKurtosis: 1,
    relativeNearZeros: 0.3,
    twoOfFour: null,
    laplaceOverGauss: 0.1,
    history: [],
    ...change,
  };
}

const unshifted = { auc: 0.5, standardError: 0.02, column: null };

const NO_SETTINGS: Settings = { l1: 0, l2: 0, dropout: 0 };

export function variant(
  family: Family,
  settings: Partial<Settings>,
  validation: number,
  change: Partial<VariantReport> = {},
): VariantReport {
  const value = settings.l1 ?? settings.l2 ?? settings.dropout ?? 0;
  const name = family === 'none' ? 'No regularization' : `${NAMES[family]} ${value}`;
  const curve = (mean: number[]) => ({ mean, standardError: mean.map(() => 0.01) });
  return {
    id: `${family}-${value}`,
    name,
    family,
    settings: { ...NO_SETTINGS, ...settings },
    seeds: [1, 2, 3],
    stopped: [],
    dropped: [],
    seconds: estimate(1.5),
    trainLoss: estimate(0.1),
    trainLossDropoutOn: estimate(0.1),
    penalty: estimate(family === 'none' ? 0 : 0.1),
    validationLoss: estimate(validation),
    testLoss: estimate(validation + 0.02),
    testAccuracy: estimate(0.9),
    exactZeros: estimate(0),
    nearZeros: estimate(0.1),
    bestEpochs: [2, 2, 2],
    bestEpoch: 2,
    bestValidationLoss: estimate(validation),
    bestTestLoss: estimate(validation),
    gap: estimate(validation - 0.1),
    curves: {
      trainLoss: curve([0.8, 0.4, 0.2, 0.1]),
      trainLossDropoutOn: curve([0.9, 0.5, 0.3, 0.1]),
      validationLoss: curve([0.9, 0.2, 0.25, validation]),
      penalty: curve(family === 'none' ? [0, 0, 0, 0] : [0.4, 0.3, 0.2, 0.1]),
      trainAccuracy: curve([0.5, 0.8, 0.9, 1]),
      validationAccuracy: curve([0.5, 0.7, 0.85, 0.9]),
    },
    layers: [layer()],
    units: [],
    inputMaxima: [
      [1e-4, 0.5],
      [1e-4, 0.5],
      [0.5, 0.5],
    ],
    inputNorms: [0.1, 0.7],
    pruning: [
      { share: 0, testLoss: 0.2, standardError: 0.01 },
      { share: 0.5, testLoss: 0.2, standardError: 0.01 },
      { share: 0.9, testLoss: 0.4, standardError: 0.01 },
      { share: 1, testLoss: 2.3, standardError: 0.01 },
    ],
    ...(family === 'none'
      ? {}
      : {
          difference: {
            trainLoss: difference(-1, 1),
            validationLoss: difference(-0.1, -0.02),
            testLoss: difference(-0.1, -0.02),
          },
        }),
    ...change,
  };
}

const NAMES: Record<Family, string> = {
  none: 'No regularization',
  l1: 'L1',
  l2: 'L2',
  dropout: 'Dropout',
  other: 'Max norm',
  combination: 'Dropout 0.3 + L2',
  source: 'As written',
};

export const baseline = variant('none', {}, 0.3);
export const l1 = variant('l1', { l1: 0.001 }, 0.26, { name: 'L1 1e-3' });
export const l2 = variant('l2', { l2: 0.001 }, 0.24, { name: 'L2 1e-3' });

export function report(variants: VariantReport[] = [baseline, l1, l2], change: Partial<Report> = {}): Report {
  return {
    version: 2,
    experiment: { name: 'digits', file: 'digits.reglens.json' },
    model: {
      name: 'model',
      file: 'model.py',
      line: 6,
      architecture: '2 → 10 → 2',
      parameters: 42,
      regularization: 'nothing regularizes it',
    },
    data: {
      file: 'digits.csv',
      target: 'digit',
      task: 'classification',
      classes: ['0', '1'],
      columns: [
        { name: 'p0', standardDeviation: 0 },
        { name: 'p1', standardDeviation: 1 },
      ],
      rows: { training: 300, validation: 400, test: 1097 },
      trivialLoss: 0.69,
      notes: [],
      duplicatesAcrossSplit: 0,
      profile: [],
      checks: { shift: { validation: unshifted, test: unshifted } },
    },
    training: { optimizer: 'adam', learningRate: 0.001, batchSize: 32, epochs: 4, seeds: [1, 2, 3] },
    execution: { backend: 'wasm', workers: 2, seconds: 67, finishedRuns: 9, plannedRuns: 9 },
    histogramStart: -8,
    variants,
    comparisons: variants.length - 1,
    verdict: {
      kind: 'overfitting',
      sinceEpoch: 2,
      bestEpoch: 2,
      text: 'Without regularization this model overfits from epoch 2.',
      mimics: [],
      evidence: [],
    },
    recommendation: {
      variant: 'l2-0.001',
      text: 'L2 1e-3 lowers its test loss by 19\u202f%, from 0.320 to 0.260.',
      reason: 'Lowest validation loss.',
      support: '',
    },
    studies: { offers: [] },
    ...change,
  };
}
