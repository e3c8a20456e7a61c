import { describe, expect, test } from 'vitest';
import type { LogRun } from '../../../src/history/history.ts';
import { logReport } from '../../../src/report/logs/build.ts';
import { curve, history, level, logRun, overfitting, series } from './logs.ts';

const suggestions = (run: LogRun, format: Parameters<typeof history>[1] = 'keras-csv') =>
  logReport(history([run], format)).runs[0]!.suggestions;
const titles = (run: LogRun) => suggestions(run).map(({ title }) => title);
const NAN = Number.NaN;

describe('what to try', () => {
  const both = (training: number[], validation: number[]) =>
    logRun([series('loss', training), series('val_loss', validation)]);

  test.each<[string, LogRun, string]>([
    ['overfitting', overfitting(18, 12), 'Stop early and keep the weights of epoch 12'],
    [
      'still falling',
      both(
        curve(20, (e) => 3 - 0.1 * e),
        curve(20, (e) => 3.1 - 0.1 * e),
      ),
      'Train beyond epoch 20',
    ],
    [
      'learns nothing',
      both(
        curve(20, () => 2.3),
        curve(20, () => 2.3),
      ),
      'Let the model learn more of the training rows first',
    ],
    ['diverged', both([1, NAN], [1, NAN]), 'Lower the learning rate'],
    ['good', level(40, 0.4), 'Nothing has to change'],
    ['without validation', logRun([series('loss', [2, 1])]), 'Hold out validation data'],
    ['too short', both([2, 1.5, 1.2], [2, 1.6, 1.7]), 'Validate more often'],
    [
      'unsteady',
      both(
        curve(40, (e) => 0.3 + 0.3 * (e % 2)),
        curve(40, (e) => 0.5 + 0.3 * (e % 2)),
      ),
      'Stop early and keep the weights of epoch 2',
    ],
  ])('%s', (_name, run, first) => {
    expect(titles(run)[0]).toBe(first);
  });

  test('an unsteady curve whose best lies back', () => {
    const run = both(
      curve(40, (e) => 0.3 + 0.3 * (e % 2)),
      curve(40, (e) => 0.5 + 0.3 * (e % 2)),
    );
    expect(titles(run).slice(1)).toEqual(['Lower the learning rate', 'Measure which of them helps']);
  });

  test('against overfitting in this order', () => {
    expect(titles(overfitting(18, 12))).toEqual([
      'Stop early and keep the weights of epoch 12',
      'Dropout after the large fully-connected layers',
      'L2 on the kernels',
      'More or varied training rows',
      'Measure which of them helps',
    ]);
  });
});

describe('in the words of the framework', () => {
  test.each<[Parameters<typeof history>[1], RegExp]>([
    [
      'keras-csv',
      /^EarlyStopping\(monitor="val_loss", patience=3, restore_best_weights=True\) among the callbacks/,
    ],
    ['lightning', /ModelCheckpoint\(monitor="val_loss", save_top_k=1\)/],
    [
      'transformers',
      /^load_best_model_at_end=True with metric_for_best_model="val_loss", and EarlyStoppingCallback\(early_stopping_patience=3\)/,
    ],
    ['xgboost', /^early_stopping_rounds=3 with the validation part/],
    ['table', /^Monitor “val_loss” with a patience of 3/],
  ])('%s', (format, stop) => {
    const [first] = suggestions(overfitting(18, 12), format);
    expect(first!.text).toMatch(stop);
    expect(first!.text).toMatch(/\(REG014\)$/);
  });

  test('with the settings of this log', () => {
    const settings = { weight_decay: 0, learning_rate: 0.05 };
    const found = suggestions({ ...overfitting(18, 12), settings }, 'transformers');
    expect(found.map(({ text }) => text).join(' ')).toContain('This log has weight_decay 0.');
    const diverged = { ...logRun([series('loss', [1, NAN])]), settings };
    expect(suggestions(diverged)[0]!.text).toMatch(/^This log has 5e-2\. Divide it by 10/);
  });
});

test('the patience is longer than any wait in this log', () => {
  // New bests at epochs 1, 2, 9 and 10: the longest wait is 7.
  const values = [1, 0.8, 0.82, 0.83, 0.82, 0.81, 0.82, 0.83, 0.7, 0.5];
  const rise = curve(15, (epoch) => 0.5 + 0.05 * epoch);
  const run = logRun([
    series(
      'loss',
      curve(25, (epoch) => Math.exp(-epoch / 6)),
    ),
    series('val_loss', [...values, ...rise]),
  ]);
  const [first] = suggestions(run);
  expect(first!.title).toBe('Stop early and keep the weights of epoch 10');
  expect(first!.text).toContain('patience=8,');
});
