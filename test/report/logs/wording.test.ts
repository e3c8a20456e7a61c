import { describe, expect, test } from 'vitest';
import type { LogFormat, LogRun } from '../../../src/history/history.ts';
import { logReport } from '../../../src/report/logs/build.ts';
import { curve, history, logRun, overfitting, series } from './logs.ts';

const report = (run: LogRun, format?: LogFormat) => logReport(history([run], format)).runs[0]!;

describe('what is suggested', () => {
  test('the longest wait is told where the patience is capped', () => {
    const course = (e: number) =>
      e <= 20
        ? 0.9 - 0.02 * e
        : e < 100
          ? 0.55
          : e < 130
            ? 0.49 - 0.001 * (e - 100)
            : 0.46 + 0.002 * (e - 130);
    const run = logRun([
      series(
        'loss',
        curve(250, (e) => 0.9 * Math.exp(-e / 40)),
      ),
      series('val_loss', curve(250, course)),
    ]);
    const [first] = report(run).suggestions;
    // New bests at epochs 20 and 100.
    expect(first!.text).toContain('The longest wait for a new best in this log was 80 validations');
    expect(first!.text).not.toContain('longer than any wait');
  });

  test('an epoch is not chosen by test rows without a caution', () => {
    const run = overfitting(18, 12);
    const renamed = {
      ...run,
      series: run.series.map((one) => (one.name === 'val_loss' ? { ...one, name: 'test_loss' } : one)),
      roles: { trainingLoss: 'loss', validationLoss: 'test_loss' },
    };
    expect(report(renamed).suggestions[0]!.text).toContain('“test_loss” is of test rows');
    expect(report(run).suggestions[0]!.text).not.toContain('test rows');
  });

  test('a metric that still rises is called by its name', () => {
    const run = {
      ...logRun([
        series(
          'val_acc',
          curve(60, (e) => 0.38 + 0.008 * e),
        ),
      ]),
      roles: { validationMetric: 'val_acc' },
    };
    const [first] = report(run).suggestions;
    expect(first!.text).toMatch(/^“val_acc” still gets better\./);
  });

  test('curves whose names tell nothing are named', () => {
    const run = { ...logRun([series('Verlust', [3, 2]), series('Validierung', [3, 2])]), roles: {} };
    const { suggestions } = report(run);
    expect(suggestions.map(({ title }) => title)).toEqual(['Say which curve is of validation']);
    expect(suggestions[0]!.text).toMatch(/“Verlust”, “Validierung”.*--map validation-loss=NAME/);
  });

  test('a validation loss that is NaN is no matter of the learning rate', () => {
    const run = logRun([series('loss', [3, 2, 1]), series('val_loss', [3, 2, Number.NaN])]);
    expect(report(run).suggestions.map(({ title }) => title)).toEqual(['Look at the validation rows']);
  });
});

test.each<[LogFormat, RegExp]>([
  ['keras-csv', /the metric is free of it\. Keras’ losses contain the penalties\.$/],
  ['keras-json', /If Keras wrote this log, its losses contain the penalties\.$/],
  ['lightning', /the metric is free of it\.$/],
])('a metric against the loss, in a log of %s', (format, end) => {
  const penalty = (e: number) => 3 * Math.exp(-e / 15);
  const run = logRun([
    series(
      'loss',
      curve(30, (e) => 0.02 + 0.5 * Math.exp(-e / 4) + penalty(e)),
    ),
    series(
      'val_loss',
      curve(30, (e) => 0.35 + 0.5 * Math.exp(-e / 3) + 0.008 * Math.max(0, e - 8) + penalty(e)),
    ),
    series(
      'val_accuracy',
      curve(30, (e) => 0.9 - 0.4 * Math.exp(-e / 3) - 0.006 * Math.max(0, e - 8)),
    ),
  ]);
  const { verdict } = report({ ...run, roles: { ...run.roles, validationMetric: 'val_accuracy' } }, format);
  expect(verdict).toMatchObject({
    kind: 'cannot-tell',
    reason: 'metric-worse',
    text: expect.stringMatching(end),
  });
});

test('label smoothing of the Trainer is in both losses', () => {
  expect(report(overfitting(18, 12), 'transformers').contains.text).toContain(
    'Label smoothing, where it is set, is in both',
  );
});
