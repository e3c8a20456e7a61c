import { describe, expect, test } from 'vitest';
import type { TriedRun } from '../../src/protocol/lab.ts';
import { tryHistogram, tryLossChart } from '../../webview/charts/try.ts';
import {
  epochChoices,
  familyOf,
  LAMBDAS,
  lambdaStep,
  seedSpread,
  settingsOf,
  triedShare,
  UNREGULARIZED,
} from '../../webview/measures/try.ts';
import {
  lambdaText,
  rateText,
  triedName,
  triedTime,
  trySentence,
  zerosSentence,
} from '../../webview/words/try.ts';
import { baseline, estimate, report } from './report.ts';

const settings = settingsOf({ l1: 0.001, l2: 0, dropout: 0.3, proximal: true });

function tried(validation: number, change: Partial<TriedRun> = {}): TriedRun {
  const histogram = Array<number>(90).fill(0);
  histogram[40] = 6;
  histogram[70] = 10;
  return {
    seconds: 0.62,
    trainLoss: [0.8, 0.2],
    trainLossDropoutOn: [0.9, 0.3],
    validationLoss: [0.9, validation],
    exactZeros: 0.2,
    nearZeros: 0.5,
    layers: [{ layer: 'dense', histogram, exactZeros: 4, count: 20 }],
    ...change,
  };
}

test.each([
  [0, 0],
  [1e-6, 1],
  [2e-4, 8],
  [3e-4, 8],
  [1, 19],
  [50, 19],
])('the slider of λ stands for %d at step %d', (lambda, step) => expect(lambdaStep(lambda)).toBe(step));

test('every step of the slider is found again, and rises', () => {
  expect(LAMBDAS.map(lambdaStep)).toEqual(LAMBDAS.map((_, index) => index));
  expect([...LAMBDAS].sort((a, b) => a - b)).toEqual(LAMBDAS);
});

describe('settings', () => {
  test('proximal only where there is L1', () => {
    expect(settings).toEqual({ l1: 0.001, l2: 0, dropout: 0.3, l1Mode: 'proximal' });
    expect(settingsOf({ l1: 0, l2: 0.1, dropout: 0, proximal: true })).toEqual({
      l1: 0,
      l2: 0.1,
      dropout: 0,
    });
  });

  test('have a family and a name', () => {
    expect(familyOf(settings)).toBe('combination');
    expect(familyOf({ ...UNREGULARIZED, l2: 0.1 })).toBe('l2');
    expect(familyOf(UNREGULARIZED)).toBe('none');
    expect(triedName(settings)).toBe('Dropout 0.3 + L1 1e-3 proximal');
    expect(triedName(UNREGULARIZED)).toBe('No regularization');
    expect([lambdaText(0), lambdaText(2e-4), rateText(0), rateText(0.35)]).toEqual([
      'off',
      '2e-4',
      'off',
      '0.35',
    ]);
  });
});

test('epochs: a quarter, a half, all; the same number once', () => {
  expect(epochChoices(report())).toEqual([1, 2, 4]);
  expect(epochChoices(report(undefined, { training: { ...report().training, epochs: 1 } }))).toEqual([1]);
});

test('the spread over seeds is the standard error times the root of their number', () => {
  expect(seedSpread(report())).toBeCloseTo(0.01 * Math.sqrt(3), 12);
  expect(seedSpread(report([]))).toBeUndefined();
});

test('shares of small weights', () => {
  expect(triedShare(tried(0.2).layers[0]!, -8, -3)).toBe((4 + 6) / 20);
  expect(triedShare(tried(0.2).layers[0]!, -8, -5)).toBe(4 / 20);
});

describe('the sentence', () => {
  const none = tried(0.25);
  /** Of as many seeds whose validation losses have this standard deviation. */
  const spread = (deviation: number) =>
    report([{ ...baseline, validationLoss: estimate(0.25, deviation / Math.sqrt(3)) }]);
  const say = (validation: number, found = spread(0.01)) =>
    trySentence(found, settings, tried(validation), none);

  test.each([
    [0.2, 'validation loss 0.200, 0.050 lower than without regularization from the same seed (0.250).'],
    [0.3, 'validation loss 0.300, 0.050 higher than without regularization from the same seed (0.250).'],
    [0.25, 'validation loss 0.250, as without regularization from the same seed (0.250).'],
  ])('at %d', (validation, text) => expect(say(validation)).toBe(`Dropout 0.3 + L1 1e-3 proximal: ${text}`));

  test('does not make much of what seeds do alone, or of one seed', () => {
    expect(say(0.24)).toMatch(/Seeds alone differ by about 0\.010, so one run does not settle it\.$/);
    const single = report([{ ...baseline, validationLoss: estimate(0.25, null, 1) }]);
    expect(say(0.2, single)).toMatch(/One seed does not tell whether another would agree\.$/);
  });

  test('without regularization, without the run to compare with, and after NaN', () => {
    expect(trySentence(report(), UNREGULARIZED, none, none)).toBe(
      'Without regularization: validation loss 0.250.',
    );
    expect(trySentence(report(), settings, tried(0.2), undefined)).toBe(
      'Dropout 0.3 + L1 1e-3 proximal: validation loss 0.200.',
    );
    const diverged = tried(0.2, { diverged: 'training loss became NaN in epoch 3' });
    expect(trySentence(report(), settings, diverged, none)).toBe(
      'Dropout 0.3 + L1 1e-3 proximal: training loss became NaN in epoch 3.',
    );
    expect(zerosSentence(diverged, none)).toBe('');
  });

  test('with early stopping is about the best epoch, whose weights the run has', () => {
    const training = { ...report().training, earlyStopping: true as const };
    const run = tried(0.3, { validationLoss: [0.4, 0.2, 0.3] });
    expect(trySentence(report(undefined, { training }), UNREGULARIZED, run, run)).toContain('0.200');
    expect(trySentence(report(), UNREGULARIZED, run, run)).toContain('0.300');
  });

  test('of the weights and of the time', () => {
    expect(zerosSentence(tried(0.2), tried(0.2, { exactZeros: 0, nearZeros: 0.004 }))).toBe(
      'Of its weights 20\u202f% exactly 0 and 50\u202f% at most 1e-3; without regularization none exactly 0 and <1\u202f% at most 1e-3.',
    );
    expect(triedTime(tried(0.2))).toBe('2 epochs in 0.6 s');
    expect(triedTime(tried(0.2, { seconds: 75 }))).toBe('2 epochs in 1 min 15 s');
  });
});

test('the losses beside those without regularization', () => {
  const frame = { epochs: 2, tone: '--l1-2' as const, summary: '' };
  const reference = { label: 'none', trainLoss: [0.8, 0.1], validationLoss: [0.9, 0.25] };
  const chart = tryLossChart(tried(0.2), reference, frame);
  expect(chart.series.map(({ label, y }) => [label, y])).toEqual([
    ['none, validation', [0.9, 0.25]],
    ['none, training', [0.8, 0.1]],
    ['validation', [0.9, 0.2]],
    ['training', [0.8, 0.2]],
  ]);
  expect(tryLossChart(undefined, reference, frame).series).toHaveLength(2);
  expect(tryLossChart(undefined, undefined, frame).y.max).toBeGreaterThan(0);
});

test('the histograms: shares of the layer’s weights, the tried run above', () => {
  const runs = [
    { name: 'L1', tone: '--l1-2' as const, run: tried(0.2) },
    { name: 'none', tone: '--none' as const, run: undefined },
  ];
  const chart = tryHistogram(-8, 'dense', runs, '');
  expect(chart.series).toHaveLength(1);
  // Drawn from bin 20 on.
  expect(chart.series[0]?.y[20]).toBe(6 / 20);
  expect(chart.y.min).toBe(0);
});
