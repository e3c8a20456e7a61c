import { describe, expect, test } from 'vitest';
import { type CurveRun, diagnoseCurve } from '../../../src/diagnosis/curve.ts';
import { Draws } from '../cases/draws.ts';
import { runOf } from './curveCase.ts';

const curve = (length: number, of: (epoch: number) => number) =>
  Array.from({ length }, (_, at) => of(at + 1));
const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;

describe('training runs away', () => {
  test('a negative log density, too', () => {
    const course = (e: number) => -100 + 80 * Math.exp(-e / 6) + 50 * Math.max(0, e - 30);
    expect(diagnoseCurve(runOf(curve(50, course), curve(50, course)))).toMatchObject({
      kind: 'diverged',
      text: expect.stringMatching(
        /^Training diverges: its training loss rises from −99\.\d+ at epoch 30 to 900/,
      ),
    });
  });

  test.each([12, 20, 40, 100])('noise of batches is none: %i epochs', (length) => {
    for (let seed = 0; seed < 100; seed++) {
      const random = new Draws(seed, length);
      const training = curve(length, (e) => (1 - (0.1 * e) / length) * Math.exp(0.5 * random.normal()));
      const validation = curve(length, () => 1 + 0.05 * random.normal());
      expect(diagnoseCurve(runOf(training, validation)).kind).not.toBe('diverged');
    }
  });

  test('the loss of a value estimate grows with the rewards', () => {
    const steps = Float64Array.from(curve(30, (e) => 2048 * e));
    const values = (of: (e: number) => number) => Float64Array.from(curve(30, of));
    const loss = { name: 'train/loss', steps, values: values((e) => 0.01 * e ** 2) };
    const run = (...series: CurveRun['series']): CurveRun => ({
      unit: 'step',
      series,
      roles: { trainingLoss: 'train/loss' },
      metricRises: true,
    });
    expect(diagnoseCurve(run(loss)).kind).toBe('diverged');
    const reward = { name: 'rollout/ep_rew_mean', steps, values: values((e) => 10 * e) };
    expect(diagnoseCurve(run(loss, reward)).kind).toBe('cannot-tell');
  });
});

describe('a validation loss that is no number while training goes on', () => {
  const training = curve(20, (e) => 0.1 + Math.exp(-e / 4));

  test.each([
    ['throughout', curve(20, () => NAN), /is NaN from epoch 1 on, while the training loss stays finite/],
    [
      'at the end',
      training.with(18, INF).with(19, INF),
      /is infinite from epoch 19 on, after 0\.1\d+ at epoch 18, while/,
    ],
  ])('%s', (_name, validation, text) => {
    const verdict = diagnoseCurve(runOf(training, validation));
    expect(verdict).toMatchObject({ kind: 'diverged', reason: 'validation-not-finite' });
    expect(verdict.text).toMatch(text);
    expect(verdict.text).not.toContain('Training diverges');
  });

  test('the Trainer logs 0 for a training loss that is NaN', () => {
    const verdict = diagnoseCurve(
      runOf(training.with(18, 0).with(19, 0), training.with(18, NAN).with(19, NAN)),
    );
    expect(verdict.text).toMatch(/^Training diverges: its validation loss is NaN/);
  });

  test('both are: training diverges', () => {
    const both = training.with(19, NAN);
    expect(diagnoseCurve(runOf(both, both))).not.toHaveProperty('reason');
  });
});

describe('by the names of the log, and the way they go', () => {
  const metric = (name: string, of: (e: number) => number): CurveRun => ({
    unit: 'epoch',
    series: [
      { name, steps: Float64Array.from(curve(60, (e) => e)), values: Float64Array.from(curve(60, of)) },
    ],
    roles: { validationMetric: name },
    metricRises: true,
  });

  test('an accuracy that comes back', () => {
    const course = (e: number) =>
      e < 20
        ? 0.5 + 0.4 * (1 - Math.exp(-e / 5))
        : e < 45
          ? 0.89 - 0.008 * (e - 20)
          : 0.69 + 0.008 * (e - 45);
    expect(diagnoseCurve(metric('val_acc', course)).text).toMatch(
      /its “val_acc” fell after epoch \d+, and rises again at the end of the log/,
    );
  });

  test.each([
    ['val_loss', 'Validation loss has risen'],
    ['eval/loss', 'Validation loss has risen'],
    ['test_loss', '“test_loss” has risen'],
    ['val_mae', '“val_mae” has risen'],
    ['val_perplexity', '“val_perplexity” has risen'],
    ['val/box_loss', '“val/box_loss” has risen'],
  ])('%s', (name, text) => {
    const run = metric(name, (e) => 0.4 + Math.exp(-e / 3) + 0.009 * Math.max(0, e - 12));
    expect(diagnoseCurve({ ...run, roles: { validationLoss: name } }).text).toContain(text);
  });

  test('of few epochs: a training loss that falls to a fifteenth does not “stay low”', () => {
    const { text } = diagnoseCurve(runOf([0.6, 0.3, 0.1, 0.05, 0.02], [0.5, 0.4, 0.5, 0.6, 0.75]));
    expect(text).toMatch(/while training loss falls to 0\.0200\.$/);
  });
});
