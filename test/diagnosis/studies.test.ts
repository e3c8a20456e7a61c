import { describe, expect, test } from 'vitest';
import { effectOf } from '../../src/diagnosis/effect.ts';
import {
  concludeLearningCurve,
  endingOf,
  type LearningCurveEvidence,
} from '../../src/diagnosis/learningCurve.ts';
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
  const finished = { finished: 5, diverged: 0 };
  const conclude = (change: Partial<LearningCurveEvidence>) =>
    concludeLearningCurve({
      name: 'L2 1e-3',
      rows: [1200, 1500],
      difference: difference(-0.02, 0.01),
      outcomes: [finished, finished],
      endings: ['trained', 'trained'],
      level: 0.2,
      validationRows: 400,
      law: undefined,
      ...change,
    });

  /** 0.19 at 1,500 rows, 0.1 + 0.09/√2 = 0.164 at 3,000. */
  const law = { a: 0.1, b: 0.09 * Math.sqrt(1500), c: 0.5 };

  test('still falling, with a law: the law against itself, not against the measured 0.200', () => {
    expect(conclude({ law })).toEqual({
      kind: 'helps',
      text: 'More data would help: from 1,200 to 1,500 training rows the validation loss of L2 1e-3 still falls (−0.020 ± 0.010). A power law through all sizes falls from about 0.190 at 1,500 rows to 0.164 at 3,000 rows.',
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

  test('a small step and a law that promises more are one sentence', () => {
    const little = difference(-0.001, 0.005);
    expect(conclude({ difference: little, law }).text).toMatch(
      /^A little more data would hardly help: .* A power law through all sizes still falls from about 0\.190 at 1,500 rows to 0\.164 at 3,000 rows\.$/,
    );
    // 0.18 + 0.01/√2 = 0.187: less than 5 % of 0.19.
    const level = { a: 0.18, b: 0.01 * Math.sqrt(1500), c: 0.5 };
    expect(conclude({ difference: little, law: level }).text).toMatch(
      /^More data would hardly help: .* falls only from about 0\.190 at 1,500 rows to 0\.187 at 3,000 rows\.$/,
    );
  });

  test('no law beside what cannot be told', () => {
    expect(conclude({ difference: difference(-0.02, 0.03), law }).text).not.toContain('law');
  });

  test.each([
    [
      ['trained', 'falling'],
      'the validation loss of L2 1e-3 with 1,500 training rows still falls at the last epoch, and more rows also make more steps, which may be all that changes the loss (−0.020 ± 0.010). Train for more epochs first.',
    ],
    [['falling', 'trained'], 'with 1,200 training rows still falls'],
    [['short', 'short'], 'so few epochs do not show whether L2 1e-3 is trained to the end'],
  ] as const)('not trained to the end: %j', ([smaller, larger], words) => {
    for (const change of [difference(-0.02, 0.01), difference(0, 0.001), difference(0.02, 0.01)]) {
      const found = conclude({ endings: [smaller, larger], difference: change, law });
      expect(found.kind).toBe('cannot-tell');
      expect(found.text).not.toContain('law');
    }
    expect(conclude({ endings: [smaller, larger] }).text).toContain(
      `Cannot tell whether more data would help: ${words.startsWith('with') ? 'the validation loss of L2 1e-3 ' : ''}${words}`,
    );
  });

  test('how runs end: the fall over the last fifth of 20 epochs, of which a window is one', () => {
    const curve = (step: number, seed: number) =>
      Array.from({ length: 20 }, (_, e) => 0.4 - step * (e + seed));
    const ends = (step: number, level = 0.2) => endingOf([curve(step, 0), curve(step, 1)], level);
    // Means of three epochs around the 17th and the 19th: two steps, where 2 % of 0.2 is 0.004.
    expect([ends(0.0019), ends(0.0021), ends(-0.01)]).toEqual(['trained', 'falling', 'trained']);
    // Falls of 0.02 and −0.002: their interval reaches far below 0.
    const noisy = [curve(0.01, 0), curve(-0.001, 1)];
    expect(endingOf(noisy, 0.2)).toBe('trained');
    expect(endingOf([curve(0.01, 0).slice(0, 9), curve(0.01, 1).slice(0, 9)], 0.2)).toBe('short');
    expect(endingOf([curve(0.01, 0)], 0.2)).toBe('trained');
  });

  test.each([
    [[0, 5], [0, 5], 'all of its 10 runs diverged. A lower learning rate may help.'],
    [[5, 0], [1, 4], '4 of 10 runs diverged, and fewer than two seeds are left to compare.'],
  ])('without a pair of seeds as runs diverged: %j, %j', (smaller, larger, words) => {
    const outcomes = [smaller, larger].map(([finished, diverged]) => ({
      finished: finished!,
      diverged: diverged!,
    }));
    const { kind, text } = conclude({ difference: undefined, outcomes });
    expect(kind).toBe('cannot-tell');
    expect(text).toContain(`Cannot tell whether more data would help: ${words}`);
    expect(text).not.toContain('one seed');
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
    ['variance', 0.04, 0.06, 'most of the squared test error is variance (about 60\u202f% on 30 test rows)'],
    [
      'bias',
      0.06,
      0.04,
      'most of the squared test error is bias and noise (about 60\u202f% on 30 test rows)',
    ],
    ['balanced', 0.05, 0.05, 'variance is about 50\u202f% of the squared test error on 30 test rows'],
  ])('%s', (kind, bias, variance, words) => {
    const found = concludeReplicas([repeated('No regularization', bias, variance)], 30);
    expect(found).toMatchObject({ kind, text: expect.stringContaining(words) });
  });

  test('what the variant with the least error trades', () => {
    const none = repeated('No regularization', 0.04, 0.06);
    const { text } = concludeReplicas(
      [none, repeated('L1 1e-1', 0.2, 0), repeated('L2 1e-3', 0.05, 0.02)],
      30,
    );
    expect(text).toMatch(
      /L2 1e-3 lowers variance from about 0\.060 to 0\.020 and raises bias² from about 0\.040 to 0\.050\.$/,
    );
    // 1 % less error than 0.1.
    expect(concludeReplicas([none, repeated('L2 1e-5', 0.04, 0.059)], 30).text).toMatch(
      /by more than a trifle\.$/,
    );
    expect(concludeReplicas([none, repeated('L1 1e-1', 0.2, 0)], 30).text).toMatch(
      /by more than a trifle\.$/,
    );
  });
});

describe('widths', () => {
  const finished = [{ finished: 5, diverged: 0 }];
  const rate = (at: number, fixed: number, expected: number, half?: number) => ({
    rate: at,
    fixed,
    expected,
    parameters: 1000 / (1 - at),
    difference: half === undefined ? undefined : difference(expected - fixed, half),
  });

  test('better at some rates', () => {
    const rates = [rate(0.2, 0.2, 0.199, 0.005), rate(0.5, 0.25, 0.2, 0.02), rate(0.6, 0.3, 0.22, 0.02)];
    expect(concludeWidths(rates, 1000, 400, finished)).toEqual({
      kind: 'wider-helps',
      text: 'With units/(1 − rate) units dropout does better than at the model’s own width at 2 of 3 rates, most at 0.6 (−0.080 ± 0.020 validation loss). Lowest at its own width: 0.200 at rate 0.2; wider: 0.199 at 0.2, with 1.3 times the parameters.',
    });
  });

  test('no better anywhere; cannot tell; one seed', () => {
    const kind = (...rates: Parameters<typeof concludeWidths>[0]) =>
      concludeWidths(rates, 1000, 400, finished).kind;
    expect(kind(rate(0.2, 0.2, 0.2, 0.005), rate(0.5, 0.2, 0.25, 0.02))).toBe('wider-does-not-help');
    expect(kind(rate(0.2, 0.2, 0.2, 0.005), rate(0.5, 0.2, 0.19, 0.05))).toBe('cannot-tell');
    expect(kind(rate(0.2, 0.2, 0.2))).toBe('cannot-tell');
  });

  test('why there is no rate to compare', () => {
    const text = (...outcomes: Parameters<typeof concludeWidths>[3]) =>
      concludeWidths([], 1000, 400, outcomes).text;
    expect(text({ finished: 1, diverged: 0 })).toContain('one seed gives no interval');
    expect(text({ finished: 0, diverged: 3 }, { finished: 0, diverged: 3 })).toBe(
      'Cannot tell whether wider layers help: all of its 6 runs diverged. A lower learning rate may help.',
    );
  });
});
