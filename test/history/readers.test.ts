/** Logs written by Python (fixtures/files/logs/make.py); the values must be those that were written. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { History, LogFormat, Roles } from '../../src/history/history.ts';
import { openHistory } from '../../src/history/open.ts';
import { curve } from './folder.ts';

const folder = join(import.meta.dirname, '../fixtures/files/logs');
type Curve = { steps: (number | string)[]; values: (number | string)[] };
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<
  string,
  Record<string, Curve>
>;

const PYTHON: Record<string, number> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };
const number = (value: number | string) => (typeof value === 'number' ? value : PYTHON[value]!);

function expectCurves(history: History, name: string, run = history.runs[0]): void {
  const curves = Object.entries(expected[name]!);
  expect(curves.length).toBeGreaterThan(0);
  for (const [key, { steps, values }] of curves)
    expect(curve(run, key), key).toEqual({ steps: steps.map(number), values: values.map(number) });
}

const KERAS: Roles = {
  trainingLoss: 'loss',
  validationLoss: 'val_loss',
  trainingMetric: 'accuracy',
  validationMetric: 'val_accuracy',
};

describe('one run', () => {
  test.each<[string, LogFormat, 'epoch' | 'step', Roles]>([
    ['keras.csv', 'keras-csv', 'epoch', KERAS],
    ['keras-tab.log', 'keras-csv', 'epoch', KERAS],
    ['keras-semicolon.csv', 'keras-csv', 'epoch', KERAS],
    ['keras-append.csv', 'keras-csv', 'epoch', KERAS],
    ['history.json', 'keras-json', 'epoch', { trainingLoss: 'loss', validationLoss: 'val_loss' }],
    ['history-wrapped.json', 'keras-json', 'epoch', { trainingLoss: 'loss', validationLoss: 'val_loss' }],
    ['pandas.csv', 'table', 'epoch', { trainingLoss: 'loss', validationLoss: 'val_loss' }],
    ['pandas.json', 'keras-json', 'epoch', { trainingLoss: 'loss', validationLoss: 'val_loss' }],
    [
      'lightning/version_0/metrics.csv',
      'lightning',
      'epoch',
      { trainingLoss: 'train_loss_epoch', validationLoss: 'val_loss', validationMetric: 'val_acc' },
    ],
    [
      'transformers',
      'transformers',
      'epoch',
      { trainingLoss: 'loss', validationLoss: 'eval_loss', validationMetric: 'eval_accuracy' },
    ],
    [
      'xgboost.json',
      'xgboost',
      'step',
      {
        trainingLoss: 'validation_0/logloss',
        validationLoss: 'validation_1/logloss',
        trainingMetric: 'validation_0/auc',
        validationMetric: 'validation_1/auc',
      },
    ],
    [
      'lightgbm.json',
      'lightgbm',
      'step',
      {
        trainingLoss: 'training/logloss',
        validationLoss: 'valid_0/logloss',
        trainingMetric: 'training/auc',
        validationMetric: 'valid_0/auc',
      },
    ],
    ['wandb-history.jsonl', 'wandb', 'step', { trainingLoss: 'train/loss', validationLoss: 'val/loss' }],
    ['phases.jsonl', 'jsonl', 'epoch', { trainingLoss: 'train/loss', validationLoss: 'val/loss' }],
    ['windows.csv', 'table', 'step', { trainingLoss: 'Train Loss', validationLoss: 'Dev Loss' }],
    [
      'torch-tensorboard',
      'tensorboard',
      'step',
      {
        trainingLoss: 'Loss/train',
        validationLoss: 'Loss/val',
        trainingMetric: 'Acc/all/train',
        validationMetric: 'Acc/all/val',
      },
    ],
    ['restarted', 'tensorboard', 'step', { trainingLoss: 'loss' }],
    ['types', 'tensorboard', 'step', {}],
  ])('%s', async (name, format, unit, roles) => {
    const history = await openHistory(join(folder, name));
    expect(history.format).toBe(format);
    expect(history.runs).toHaveLength(1);
    expect(history.runs[0]!.unit).toBe(unit);
    expect(history.runs[0]!.roles).toEqual(roles);
    expectCurves(history, name);
  });
});

describe('several runs', () => {
  test('Keras writes a folder for training and one for validation; they are one run', async () => {
    const history = await openHistory(join(folder, 'keras-tensorboard'));
    expect(history.title).toBe('TensorBoard, 2 runs');
    expect(history.runs.map(({ name, unit }) => [name, unit])).toEqual([
      ['run1', 'epoch'],
      ['run2', 'epoch'],
    ]);
    expectCurves(history, 'keras-tensorboard');
    expect(history.runs[0]!.roles).toEqual({
      trainingLoss: 'train/epoch_loss',
      validationLoss: 'validation/epoch_loss',
    });
  });

  test('versions of Lightning', async () => {
    const { runs } = await openHistory(join(folder, 'lightning'));
    expect(runs.map(({ name }) => name)).toEqual(['version_0', 'version_1']);
    expect(curve(runs[1], 'val_loss').steps).toEqual([0, 1, 2]);
  });

  test('a column of seeds', async () => {
    const history = await openHistory(join(folder, 'seeds.csv'));
    expect(history.columns!.mapping.run).toBe('seed');
    for (const run of history.runs)
      expect(curve(run, 'valid_loss')).toEqual(expected['seeds.csv']![run.name]);
    expect(history.runs.map(({ name, metricRises }) => [name, metricRises])).toEqual([
      ['0', false],
      ['1', false],
    ]);
  });

  test('an exported chart of Weights & Biases; bounds are no curves', async () => {
    const history = await openHistory(join(folder, 'wandb-export.csv'));
    expect(history.title).toBe('Weights & Biases, 2 runs');
    for (const run of history.runs) {
      expect(run.series.map(({ name }) => name)).toEqual(['val_loss']);
      expect(curve(run, 'val_loss')).toEqual(expected['wandb-export.csv']![run.name]);
      expect(run.roles).toEqual({ validationLoss: 'val_loss' });
    }
  });
});

describe('what is told beside the curves', () => {
  test('Keras: the list column is left out, the restart counted', async () => {
    const { runs, notes } = await openHistory(join(folder, 'keras-append.csv'));
    expect(runs[0]!.restarts).toBe(1);
    expect(notes).toEqual([
      'keras-append: 4 epochs of before a restart are superseded by later rows of the same number; if they are trainings of their own, choose the column that tells them apart as the run.',
      'A column of text left out: “per_class”.',
    ]);
  });

  test('TensorBoard: a session that starts at step 6 abandons what was logged from there on', async () => {
    const { runs, notes } = await openHistory(join(folder, 'restarted'));
    expect(runs[0]!.restarts).toBe(1);
    expect(notes).toEqual([
      'restarted: training was resumed from an earlier point; 1 logged step of before, which it has not reached again, was left out.',
    ]);
  });

  test('hyperparameters of add_hparams', async () => {
    const { runs } = await openHistory(join(folder, 'torch-tensorboard'));
    expect(runs[0]!.settings).toEqual({ lr: 0.01, optimizer: 'AdamW', amsgrad: true });
  });

  test('the Trainer’s summary is no point of a curve', async () => {
    const { runs } = await openHistory(join(folder, 'transformers'));
    const { settings } = runs[0]!;
    expect(settings.train_runtime).toBe(60.5);
    expect(settings.max_steps).toBe(120);
    expect(runs[0]!.series.map(({ name }) => name)).not.toContain('train_loss');
  });

  test('a summary of Weights & Biases holds no curve, and says so', async () => {
    const { runs, notes } = await openHistory(join(folder, 'wandb'));
    expect(runs[0]!.name).toBe('run-1');
    expect(runs[0]!.series.map(({ name, steps }) => [name, [...steps]])).toEqual([
      ['loss', [19]],
      ['val_loss', [19]],
    ]);
    expect(notes).toEqual([
      'A summary of Weights & Biases holds the last value of each quantity and no curve. Export the history of the run for one.',
    ]);
  });

  test('which rows XGBoost trained on is a custom, and said to be one', async () => {
    const { notes } = await openHistory(join(folder, 'xgboost.json'));
    expect(notes).toEqual([
      '“validation_0” was taken for the training rows, which eval_set holds first by custom; correct it if it does not.',
    ]);
  });

  test('one event file of a part says that there are others', async () => {
    const file = 'keras-tensorboard/run1/train/events.out.tfevents.1700000000.host.1.0.v2';
    const { notes, runs } = await openHistory(join(folder, file));
    expect(runs).toHaveLength(1);
    expect(notes).toEqual([
      'This file is of the part “train”; open the folder around it for the curves of the other parts.',
    ]);
  });
});
