import { describe, expect, test } from 'vitest';
import { logReport } from '../../../src/report/logs/build.ts';
import { Draws } from '../../diagnosis/cases/draws.ts';
import { curve, history, level, logRun, overfitting, series } from './logs.ts';

describe('the report of a log', () => {
  const made = history([overfitting(18, 12)]);
  const report = logReport({ ...made, notes: ['A note.'] });

  test('file, title, notes, run', () => {
    expect(report).toMatchObject({
      version: 1,
      file: 'logs/training.csv',
      format: 'keras-csv',
      title: 'Keras CSVLogger',
      notes: ['A note.'],
      comparison: null,
      columns: null,
      runs: [{ name: 'run', epochs: 18, unit: 'epoch', verdict: { kind: 'overfitting', bestEpoch: 12 } }],
    });
  });

  test('is plain data', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('the roles’ curves first, NaN as null', () => {
    const run = logRun([series('lr', [1, 2]), series('val_loss', [3, Number.NaN]), series('loss', [5, 6])]);
    expect(logReport(history([run])).runs[0]!.curves).toEqual([
      { name: 'loss', steps: [1, 2], values: [5, 6], logged: 2 },
      { name: 'val_loss', steps: [1, 2], values: [3, null], logged: 2 },
      { name: 'lr', steps: [1, 2], values: [1, 2], logged: 2 },
    ]);
  });

  test.each<[string, number[], 'epoch' | 'step', number]>([
    ['epochs', [1, 2, 3], 'epoch', 3],
    ['epochs from 0', [0, 1, 2], 'epoch', 3],
    ['every fifth epoch', [5, 10, 15], 'epoch', 3],
    ['four validations an epoch', [0.25, 0.5, 0.75, 1, 1.25, 1.5], 'epoch', 2],
    ['steps', [500, 1000, 1500], 'step', 1500],
    ['rounds from 0', [0, 1, 2], 'step', 3],
  ])('length in %s', (_name, steps, unit, epochs) => {
    const values = steps.map((step) => 1 / (1 + step));
    const val = { name: 'val_loss', steps: Float64Array.from(steps), values: Float64Array.from(values) };
    expect(logReport(history([{ ...logRun([val]), unit }])).runs[0]!.epochs).toBe(epochs);
  });

  test('length without validation is that of training, of nothing 0', () => {
    expect(logReport(history([logRun([series('loss', [3, 2, 1])])])).runs[0]!.epochs).toBe(3);
    expect(logReport(history([logRun([])])).runs[0]!.epochs).toBe(0);
    expect(logReport(history([])).runs).toEqual([]);
  });

  test('a trivial loss needs the number of classes and a cross-entropy', () => {
    const run = logRun([
      series(
        'loss',
        curve(30, () => 2.2),
      ),
      series(
        'val_loss',
        curve(30, () => 2.2),
      ),
    ]);
    const text = (settings: Record<string, number | string>) =>
      logReport(history([{ ...run, settings }])).runs[0]!.verdict.text;
    expect(text({ num_classes: 10, loss: 'categorical_crossentropy' })).toContain(
      'of a constant prediction’s',
    );
    expect(text({ num_classes: 10 })).not.toContain('of a constant prediction’s');
    expect(text({ num_classes: 1, loss: 'crossentropy' })).not.toContain('of a constant prediction’s');
  });
});

describe('the gap', () => {
  const gap = (format: Parameters<typeof history>[1], training: number[], validation: number[]) =>
    logReport(
      history([logRun([series('loss', training), series('val_loss', validation)])], format),
    ).runs[0]!.verdict.evidence.find(({ name }) => name === 'Gap at the end');
  const validation = [0.9, 0.8, 0.7, 0.65, 0.6];

  test('of Keras: an epoch’s average belongs half an epoch back', () => {
    const found = gap('keras-csv', [1, 0.9, 0.8, 0.7, 0.6], validation);
    // At epoch 4: 0.65 − (0.7 + 0.6)/2.
    expect(found).toMatchObject({ value: '+0.000' });
    expect(found!.meaning).toContain('compared with the mean of two epochs; dropout');
  });

  test('of boosting: as it stands', () => {
    expect(gap('xgboost', [0.5, 0.4, 0.3, 0.25, 0.2], validation)).toEqual({
      name: 'Gap at the end',
      value: '+0.400',
      meaning: 'Validation minus training loss',
    });
  });

  test('below 0 with dropout on it says nothing', () => {
    const found = gap('lightning', [1, 0.9, 0.85, 0.8, 0.75], validation);
    expect(found).toMatchObject({
      value: '−0.150',
      meaning: expect.stringMatching(/below 0 it says nothing$/),
    });
  });

  test('none without both losses, nor of what diverged', () => {
    const nan = gap('lightning', [1, 0.9, Number.NaN], [1, 0.9, Number.NaN]);
    expect(nan).toBeUndefined();
    const alone = logReport(history([logRun([series('val_loss', validation)])])).runs[0]!;
    expect(alone.verdict.evidence.map(({ name }) => name)).not.toContain('Gap at the end');
  });
});

describe('what the losses contain', () => {
  const contains = (format: Parameters<typeof history>[1], trainingLoss = 'loss') => {
    const run = { ...overfitting(18, 12), roles: { trainingLoss } };
    const { text: _, ...facts } = logReport(history([run], format)).runs[0]!.contains;
    return Object.values(facts).join(' ');
  };

  // Framework, penalty in training, in validation, dropout in training, running average; field guide, “Fit”.
  test.each<[Parameters<typeof history>[1], string, string]>([
    ['keras-csv', 'loss', 'keras yes yes yes yes'],
    // TensorFlow.js writes the same, without penalties in val_loss.
    ['keras-json', 'loss', 'keras yes unknown yes yes'],
    ['lightning', 'loss', 'pytorch no no yes unknown'],
    ['transformers', 'loss', 'transformers no no yes yes'],
    ['xgboost', 'loss', 'boosting no no no no'],
    ['lightgbm', 'loss', 'boosting no no no no'],
    ['tensorboard', 'train/epoch_loss', 'keras yes yes yes yes'],
    ['tensorboard', 'Loss/train', 'unknown unknown unknown unknown unknown'],
    ['table', 'loss', 'unknown unknown unknown unknown unknown'],
  ])('%s, %s', (format, name, expected) => {
    expect(contains(format, name)).toBe(expected);
  });
});

describe('several runs', () => {
  const text = (...runs: ReturnType<typeof level>[]) => logReport(history(runs, 'xgboost')).comparison;

  test('within the curves’ noise they are not ranked', () => {
    const found = text(level(40, 0.4, 'a'), level(40, 0.4005, 'b'));
    expect(found!.best).toBe('a');
    expect(found!.text).toMatch(
      /^“a” has the lowest validation loss, 0\.39\d at epoch \d+, but cannot be ranked against “b” \(0\.39\d at epoch \d+\): 1 run each, and the difference is within the curves’ noise\.$/,
    );
  });

  test('beyond it other seeds are still not known', () => {
    const found = text(level(40, 0.5, 'a'), level(40, 0.4, 'b'), logRun([series('loss', [2, 1])], 'c'));
    expect(found!.best).toBe('b');
    expect(found!.text).toMatch(
      /^“b” has the lowest validation loss, .*; next is “a” with .* with 1 run each other seeds may change the order\. 1 run without “loss” is left out\.$/,
    );
  });

  test('the same trainings with other noise are not ranked', () => {
    const noise = new Draws(5, 50);
    const run = (name: string) =>
      logRun(
        [
          series(
            'val_loss',
            curve(
              30,
              (e) => 0.3 + 0.6 * Math.exp(-e / 4) + 0.01 * Math.max(0, e - 12) + 0.003 * noise.normal(),
            ),
          ),
        ],
        name,
      );
    const ranked = Array.from({ length: 200 }, () => text(run('a'), run('b'))!.text);
    expect(ranked.filter((said) => said.includes('more than the curves’ noise')).length).toBeLessThan(10);
  });

  test('Keras’ val_loss contains the penalties', () => {
    const found = logReport(history([level(40, 0.5, 'a'), level(40, 0.4, 'b')], 'keras-csv')).comparison!;
    expect(found.text).toMatch(/runs with different λ cannot be compared by it; a metric can\.$/);
  });

  test('one run that can be compared is none', () => {
    expect(text(level(40, 0.5, 'a'), logRun([series('loss', [2, 1])], 'c'))).toBeNull();
  });
});
