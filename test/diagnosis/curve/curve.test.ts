import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CurveRun, diagnoseCurve } from '../../../src/diagnosis/curve.ts';
import type { Series } from '../../../src/history/history.ts';
import { lowerMedian } from '../../../src/statistics/estimate.ts';
import { runOf } from './curveCase.ts';

const curve = (length: number, of: (epoch: number) => number) =>
  Array.from({ length }, (_, at) => of(at + 1));
const series = (name: string, values: number[], steps = values.map((_, at) => at + 1)): Series => ({
  name,
  steps: Float64Array.from(steps),
  values: Float64Array.from(values),
});
const falling = (length: number) => curve(length, (epoch) => 0.02 + Math.exp(-epoch / 5));
/** Best at epoch 12, and 0.009 an epoch from there on. */
const rising = (length: number) =>
  curve(length, (epoch) => 0.412 + 0.4 * Math.exp(-epoch) + 0.009 * Math.max(0, epoch - 12));
const level = (length: number, floor: number) => curve(length, (epoch) => floor + Math.exp(-epoch / 3));
const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;

test('the sentence of a rise', () => {
  expect(diagnoseCurve(runOf(falling(18), rising(18)))).toMatchObject({
    kind: 'overfitting',
    sinceEpoch: 12,
    bestEpoch: 12,
    risenFor: 6,
    text: 'Validation loss has risen for 6 epochs, from 0.412 to 0.466; best was epoch 12, while training loss falls.',
  });
});

describe('verdicts', () => {
  test.each<[string, number[], number[], string, RegExp]>([
    ['level', level(40, 0.3), level(40, 0.35), 'good', /fits well: its validation loss does not get worse/],
    ['validation below training', level(40, 0.5), level(40, 0.35), 'good', /fits well/],
    ['a spike in the end', level(30, 0.3), [...level(29, 0.5), 0.9], 'good', /fits well/],
    ['a spike of the warm-up', level(30, 0.3), level(30, 0.5).with(4, 9), 'good', /fits well/],
    [
      'still falling',
      curve(20, (e) => 2.3 - 0.05 * e),
      curve(20, (e) => 2.4 - 0.05 * e),
      'underfitting',
      /not trained to the end: its validation loss still falls at epoch 20, to 1\.400/,
    ],
    [
      'stuck',
      curve(20, (e) => 2.3035 - 0.0005 * e),
      curve(20, (e) => 2.305 - 0.0004 * e),
      'underfitting',
      /training loss is 2\.294 at epoch 20, >99.% of the 2\.303 it begins with/,
    ],
    [
      'late fall',
      level(60, 0.1),
      curve(60, (e) => (e < 35 ? 1 + 0.02 * e : 0.1 + Math.exp((35 - e) / 1.5))),
      'good',
      /fits well/,
    ],
    [
      'falls again',
      falling(40),
      curve(40, (e) => (e <= 10 ? 2 - 0.1 * e : e <= 30 ? 1 + 0.1 * (e - 10) : 3 - 0.1 * (e - 30))),
      'cannot-tell',
      /falls again at the end of the log/,
    ],
    [
      'both rise',
      curve(40, (e) => (e <= 20 ? 1 - 0.03 * e : 0.4 + 0.01 * (e - 20))),
      curve(40, (e) => (e <= 20 ? 1.1 - 0.03 * e : 0.5 + 0.02 * (e - 20))),
      'cannot-tell',
      /but its training loss rises, too; a lower learning rate/,
    ],
    [
      'oscillating',
      level(40, 0.3),
      curve(40, (e) => 0.5 + 0.15 * (e % 2) + 0.01 * (e % 3)),
      'cannot-tell',
      /may still improve/,
    ],
    [
      'NaN',
      [0.6, 0.5, NAN, NAN],
      [0.6, 0.55, NAN, NAN],
      'diverged',
      /training loss is NaN from epoch 3 on, after 0\.500 at epoch 2/,
    ],
    [
      'infinite',
      [0.6, 0.5, 50, INF],
      [0.6, 0.55, 60, INF],
      'diverged',
      /training loss is infinite from epoch 4 on/,
    ],
    [
      'only validation NaN',
      [0.6, 0.5, 0.4],
      [0.6, 0.5, NAN],
      'diverged',
      /validation loss is NaN from epoch 3/,
    ],
    [
      'running away',
      [0.6, 0.5, 0.4, 5, 40, 400],
      [0.6, 0.55, 0.5, 6, 50, 500],
      'diverged',
      /rises from 0\.400 at epoch 3 to 400\.000/,
    ],
    ['NaN that was overcome', level(40, 0.3).with(7, NAN), level(40, 0.35).with(7, NAN), 'good', /fits well/],
    ['one validation', [0.5], [0.6], 'cannot-tell', /from one validation/],
    [
      'three epochs',
      [0.6, 0.4, 0.2],
      [0.5, 0.42, 0.55],
      'cannot-tell',
      /from 3 validations whether this model overfits: validation loss has risen for 1 epoch, from 0\.420 to 0\.550; best was epoch 2, and so few/,
    ],
    [
      'five epochs, rising',
      [0.6, 0.4, 0.2, 0.1, 0.05],
      [0.45, 0.4, 0.48, 0.6, 0.71],
      'overfitting',
      /risen for 3 epochs/,
    ],
    [
      'five epochs, falling',
      [0.9, 0.7, 0.6, 0.5, 0.4],
      [0.9, 0.7, 0.6, 0.5, 0.42],
      'underfitting',
      /still falls at epoch 5/,
    ],
    [
      'negative',
      curve(40, (e) => -3 - 2 * (1 - Math.exp(-e / 8))),
      curve(40, (e) => (e <= 15 ? -3 - 1.5 * (1 - Math.exp(-e / 4)) : -4.46 + 0.03 * (e - 15))),
      'overfitting',
      /from −4\.465 to −3\.710/,
    ],
    [
      'negative and level',
      curve(40, (e) => -3 - 2 * (1 - Math.exp(-e / 4))),
      curve(40, (e) => -3 - 1.5 * (1 - Math.exp(-e / 4))),
      'good',
      /fits well/,
    ],
    [
      'tiny',
      level(30, 0.1).map((x) => 1e-6 * x),
      level(30, 0.2).map((x) => 1e-6 * x),
      'good',
      /best, 2\.00e-7 at epoch 30/,
    ],
    ['down to nothing', curve(30, (e) => Math.exp(-e)), curve(30, (e) => Math.exp(-e)), 'good', /fits well/],
  ])('%s', (_name, training, validation, kind, text) => {
    const verdict = diagnoseCurve(runOf(training, validation));
    expect(verdict.text).toMatch(text);
    expect(verdict.kind).toBe(kind);
  });

  test('a step of the learning rate is no turn', () => {
    const drop = (epoch: number) => (epoch <= 15 ? 0.8 : 0.5);
    const verdict = diagnoseCurve(
      runOf(
        curve(40, (e) => drop(e) * (1 + Math.exp(-e / 2))),
        curve(40, (e) => 0.1 + drop(e) * (1 + Math.exp(-e / 2))),
      ),
    );
    expect(verdict.kind).toBe('good');
  });

  test('with the loss of a constant prediction underfitting is a share of it', () => {
    const run = runOf(level(40, 0.6), level(40, 0.6));
    expect(diagnoseCurve(run).kind).toBe('good');
    expect(diagnoseCurve(run, Math.log(2)).text).toBe(
      'This model underfits: its training loss of 0.600 is 87\u202f% of a constant prediction’s.',
    );
  });

  test('an accuracy tells a pretrained model from one that learns nothing', () => {
    const flat = curve(12, (e) => 0.3 - 0.002 * e);
    expect(
      diagnoseCurve(
        runOf(
          flat,
          flat,
          curve(12, () => 0.95),
        ),
      ).kind,
    ).not.toBe('underfitting');
    expect(
      diagnoseCurve(
        runOf(
          flat,
          flat,
          curve(12, () => 0.1),
        ),
      ).kind,
    ).toBe('underfitting');
  });

  test('over-confidence: the loss rises while the metric improves', () => {
    const accuracy = curve(18, (e) => 0.9 - 0.3 * Math.exp(-e / 6));
    expect(diagnoseCurve(runOf(falling(18), rising(18), accuracy)).text).toMatch(
      /while training loss falls and “val_accuracy” still improves\.$/,
    );
  });
});

test('the table tells changes as they were logged', () => {
  const accuracy = curve(18, (e) => 0.9 - 0.3 * Math.exp(-e / 6));
  const rows = ({ evidence }: ReturnType<typeof diagnoseCurve>) =>
    evidence.map(({ name, value, meaning }) => `${name} | ${value} | ${meaning}`);
  // From the mean of two validations at the best one to that of the last two: 0.4615 − 0.412.
  expect(rows(diagnoseCurve(runOf(falling(18), rising(18), accuracy)))).toEqual([
    'Best validation | 0.412 | At epoch 12; smoothed over neighbours it is best at epoch 12',
    expect.stringMatching(/^Change since then \| \+0\.04\d+ \| Worse, by more than the curve’s own noise$/),
    expect.stringMatching(/^Training loss meanwhile \| −0\.06\d+ \| Better, by more than its noise$/),
    expect.stringMatching(/^“val_accuracy” meanwhile \| \+0\.02\d+ \| Better, by more than its noise$/),
    'Change over the last fifth | +0.0360 | Worse, by more than its noise',
    expect.stringMatching(/^What one run does not show/),
  ]);
  const metrics: CurveRun = {
    unit: 'epoch',
    series: [
      series(
        'acc',
        falling(18).map((x) => 1 - x),
      ),
      series(
        'val_acc',
        rising(18).map((x) => 1 - x),
      ),
    ],
    roles: { trainingMetric: 'acc', validationMetric: 'val_acc' },
    metricRises: true,
  };
  const verdict = diagnoseCurve(metrics);
  expect(verdict.text).toMatch(/best was epoch 12, while “acc” improves\.$/);
  expect(rows(verdict)[1]).toMatch(/^Change since then \| −0\.04\d+ \| Worse/);
  expect(rows(verdict)[2]).toMatch(/^“acc” meanwhile \| \+0\.06\d+ \| Better/);
});

test('a training loss that has nothing left to fall', () => {
  const low = curve(40, (e) => 0.001 + Math.exp(-2 * e) + 1e-5 * (e % 2));
  const verdict = diagnoseCurve(
    runOf(
      low,
      curve(40, (e) => 0.4 + Math.exp(-e / 2) + 0.01 * Math.max(0, e - 12)),
    ),
  );
  expect(verdict.kind).toBe('overfitting');
  expect(verdict.text).toMatch(/while training loss stays low, at 0\.0010\d\.$/);
});

describe('what was logged', () => {
  const only = (name: string, values: number[], roles: CurveRun['roles'], metricRises = true): CurveRun => ({
    unit: 'epoch',
    series: [series(name, values)],
    roles,
    metricRises,
  });

  test.each<[string, CurveRun, object]>([
    [
      'training alone',
      only('loss', falling(30), { trainingLoss: 'loss' }),
      {
        kind: 'cannot-tell',
        bestEpoch: null,
        reason: 'no-validation',
        text: expect.stringContaining('only training was logged (“loss”)'),
      },
    ],
    ['nothing', only('lr', falling(30), {}), { kind: 'cannot-tell', bestEpoch: null }],
    [
      'an accuracy that falls',
      only(
        'val_acc',
        rising(18).map((x) => 1 - x),
        { validationMetric: 'val_acc' },
      ),
      {
        kind: 'overfitting',
        bestEpoch: 12,
        risenFor: 6,
        text: '“val_acc” has fallen for 6 epochs, from 0.588 to 0.534; best was epoch 12.',
      },
    ],
    [
      'an accuracy in percent',
      only(
        'val_acc',
        rising(18).map((x) => 100 - 100 * x),
        { validationMetric: 'val_acc' },
      ),
      { kind: 'overfitting', bestEpoch: 12 },
    ],
    [
      'an error',
      only('val_mae', rising(18), { validationMetric: 'val_mae' }, false),
      {
        kind: 'overfitting',
        text: '“val_mae” has risen for 6 epochs, from 0.412 to 0.466; best was epoch 12.',
      },
    ],
    [
      'a metric that still rises',
      only(
        'val_r2',
        curve(20, (e) => -1 + 0.05 * e),
        { validationMetric: 'val_r2' },
      ),
      { kind: 'underfitting', text: expect.stringContaining('“val_r2” still rises at epoch 20') },
    ],
    [
      'a loss that is NaN throughout',
      only('val_loss', [NAN, NAN], { validationLoss: 'val_loss' }),
      { kind: 'diverged', bestEpoch: null },
    ],
  ])('%s', (_name, run, expected) => {
    expect(diagnoseCurve(run)).toMatchObject(expected);
  });

  test('few validations against many noisy steps: training is averaged between them', () => {
    const steps = curve(2000, (step) => step);
    const run: CurveRun = {
      unit: 'step',
      series: [
        series(
          'train/loss',
          steps.map((step) => 0.05 + Math.exp(-step / 400) * (1 + 0.5 * Math.sin(step))),
          steps,
        ),
        series(
          'eval/loss',
          rising(20),
          curve(20, (at) => 100 * at),
        ),
      ],
      roles: { trainingLoss: 'train/loss', validationLoss: 'eval/loss' },
      metricRises: true,
    };
    expect(diagnoseCurve(run)).toMatchObject({
      kind: 'overfitting',
      bestEpoch: 1200,
      risenFor: 800,
      text: 'Validation loss has risen for 800 steps, from 0.412 to 0.484; best was step 1,200, while training loss falls.',
    });
  });

  test('a million validations are grouped, and the lowest is found all the same', () => {
    const values = curve(1_000_000, (step) => 1 + 3 * Math.exp(-step / 1e5) + 0.01 * Math.sin(step));
    values[700_000] = 0.5;
    const run = { ...runOf(values, values), unit: 'step' as const };
    expect(diagnoseCurve(run)).toMatchObject({ kind: 'good', bestEpoch: 700_001 });
  });
});

interface PytorchRun {
  bestEpoch: number;
  bestValidationLoss: number;
  trainLoss: number[];
  validationLoss: number[];
  validationAccuracy: number[];
}

describe('digits, trained by PyTorch', () => {
  const runs: PytorchRun[] = JSON.parse(
    readFileSync(new URL('../../fixtures/files/curves/digits.json', import.meta.url), 'utf8'),
  );
  const verdicts = runs.map((run) =>
    diagnoseCurve(runOf(run.trainLoss, run.validationLoss, run.validationAccuracy)),
  );

  test('every seed overfits', () => {
    expect(verdicts.map(({ kind }) => kind)).toEqual(runs.map(() => 'overfitting'));
  });

  test('from about the epoch that PyTorch found best', () => {
    const errors = verdicts.map(({ sinceEpoch }, seed) => Math.abs(sinceEpoch! - runs[seed]!.bestEpoch));
    expect(lowerMedian(errors)).toBeLessThanOrEqual(10);
    // The curves have three decimals.
    for (const [seed, { validationLoss, bestValidationLoss }] of runs.entries())
      expect(Math.abs(validationLoss[verdicts[seed]!.bestEpoch! - 1]! - bestValidationLoss)).toBeLessThan(
        6e-4,
      );
  });

  test('does not overfit before it', () => {
    const early = runs.map(({ trainLoss, validationLoss }) =>
      diagnoseCurve(runOf(trainLoss.slice(0, 40), validationLoss.slice(0, 40))),
    );
    expect(early.map(({ kind }) => kind)).not.toContain('overfitting');
  });
});
