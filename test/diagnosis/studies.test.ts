import { describe, expect, test } from 'vitest';
import { effectOf } from '../../src/diagnosis/effect.ts';
import { concludeLearningCurve, type LearningCurveEvidence } from '../../src/diagnosis/learningCurve.ts';
import { concludeReplicas } from '../../src/diagnosis/replicas.ts';
import { concludeWidths } from '../../src/diagnosis/widths.ts';
import type { Difference } from '../../src/statistics/estimates.ts';

const difference = (mean: number, half: number, rowError = 0): Difference => ({
  mean,
  low: mean - half,
  high: mean + half,
  lowerIn: 0,
  seeds: 5,
  seedError: half / 2.776,
  rowError,
});

describe('an effect on a loss of 0.2', () => {
  test.each([
    ['falls', -0.02, 0.01, 0],
    ['rises', 0.02, 0.01, 0],
    // 2 % of 0.2 is 0.004: certain and of no consequence.
    ['level', -0.003, 0.001, 0],
    ['level', 0, 0.0099, 0],
    // 5 % is 0.01: more cannot be excluded.
    ['cannot-tell', 0, 0.011, 0],
    ['cannot-tell', -0.02, 0.021, 0],
    // Sure over the seeds, but t(399 degrees) = 1.966 standard errors over the rows are more than 0.02.
    ['cannot-tell', -0.02, 0.001, 0.0105],
    ['falls', -0.02, 0.001, 0.0095],
  ])('%s: %f ± %f, rows %f', (effect, mean, half, rowError) => {
    expect(effectOf(difference(mean, half, rowError), 0.2, 400)).toBe(effect);
  });

  test('the correction for comparisons widens the part of the rows, too', () => {
    expect(effectOf(difference(-0.02, 0.001, 0.0095), 0.2, 400, 7)).toBe('cannot-tell');
  });
});

describe('the learning curve', () => {
  const conclude = (change: Partial<LearningCurveEvidence>) =>
    concludeLearningCurve({
      name: 'L2 1e-3',
      rows: [1200, 1500],
      difference: difference(-0.02, 0.01),
      level: 0.2,
      validationRows: 400,
      law: undefined,
      ...change,
    });

  test('still falling, with a law: at 3,000 rows 0.1 + 54.77/√3000·0.1', () => {
    const law = { a: 0.1, b: 0.1 * Math.sqrt(1500), c: 0.5 };
    expect(conclude({ law })).toEqual({
      kind: 'helps',
      text: 'More data would help: from 1,200 to 1,500 training rows the validation loss of L2 1e-3 still falls (−0.020 ± 0.010). A power law through all sizes leads to 0.171 at 3,000 rows, from 0.200.',
    });
  });

  test.each([
    ['does-not-help', difference(0.02, 0.01), 'More data would not help: ', 'rises (+0.020 ± 0.010).'],
    [
      'does-not-help',
      difference(-0.001, 0.005),
      'More data would hardly help: ',
      'changes little (−0.001 ± 0.005).',
    ],
    [
      'cannot-tell',
      difference(-0.02, 0.03),
      'Cannot tell whether more data would help: ',
      'less than the noise (−0.020 ± 0.030).',
    ],
  ] as const)('%s', (kind, change, opening, end) => {
    const found = conclude({ difference: change });
    expect(found.kind).toBe(kind);
    expect(found.text.startsWith(opening)).toBe(true);
    expect(found.text.endsWith(end)).toBe(true);
  });

  test('one seed', () => {
    expect(conclude({ difference: undefined })).toMatchObject({
      kind: 'cannot-tell',
      text: expect.stringContaining('one seed gives no interval'),
    });
  });
});

describe('replicas', () => {
  const repeated = (name: string, bias: number, variance: number) => ({
    variant: name,
    name,
    squared: { error: bias + variance, bias, variance },
  });

  test.each([
    ['variance', 0.04, 0.06, 'most of the squared test error is variance (60\u202f%)'],
    ['bias', 0.06, 0.04, 'most of the squared test error is bias and noise (60\u202f%)'],
    ['balanced', 0.05, 0.05, 'variance is 50\u202f% of the squared test error'],
  ])('%s', (kind, bias, variance, words) => {
    const found = concludeReplicas([repeated('No regularization', bias, variance)]);
    expect(found).toMatchObject({ kind, text: expect.stringContaining(words) });
  });

  test('what the variant with the least error trades', () => {
    const none = repeated('No regularization', 0.04, 0.06);
    const { text } = concludeReplicas([none, repeated('L1 1e-1', 0.2, 0), repeated('L2 1e-3', 0.05, 0.02)]);
    expect(text).toMatch(
      /L2 1e-3 lowers variance from 0\.060 to 0\.020 and raises bias² from 0\.040 to 0\.050\.$/,
    );
    // 1 % less error than 0.1.
    expect(concludeReplicas([none, repeated('L2 1e-5', 0.04, 0.059)]).text).toMatch(
      /by more than a trifle\.$/,
    );
    expect(concludeReplicas([none, repeated('L1 1e-1', 0.2, 0)]).text).toMatch(/by more than a trifle\.$/);
  });
});

describe('widths', () => {
  const rate = (at: number, fixed: number, expected: number, half?: number) => ({
    rate: at,
    fixed,
    expected,
    parameters: 1000 / (1 - at),
    difference: half === undefined ? undefined : difference(expected - fixed, half),
  });

  test('better at some rates', () => {
    const rates = [rate(0.2, 0.2, 0.199, 0.005), rate(0.5, 0.25, 0.2, 0.02), rate(0.6, 0.3, 0.22, 0.02)];
    expect(concludeWidths(rates, 1000, 400)).toEqual({
      kind: 'wider-helps',
      text: 'With units/(1 − rate) units dropout does better than at the model’s own width at 2 of 3 rates, most at 0.6 (−0.080 ± 0.020 validation loss). Lowest at its own width: 0.200 at rate 0.2; wider: 0.199 at 0.2, with 1.3 times the parameters.',
    });
  });

  test('no better anywhere; cannot tell; one seed', () => {
    const kind = (...rates: Parameters<typeof concludeWidths>[0]) => concludeWidths(rates, 1000, 400).kind;
    expect(kind(rate(0.2, 0.2, 0.2, 0.005), rate(0.5, 0.2, 0.25, 0.02))).toBe('wider-does-not-help');
    expect(kind(rate(0.2, 0.2, 0.2, 0.005), rate(0.5, 0.2, 0.19, 0.05))).toBe('cannot-tell');
    expect(kind(rate(0.2, 0.2, 0.2))).toBe('cannot-tell');
  });
});
