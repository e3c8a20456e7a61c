import { describe, expect, test } from 'vitest';
import { type LensFacts, lensTexts, percent } from '../../extension/lensText.ts';
import { startingProgress } from '../../extension/panelStates.ts';
import { leftText, progressLine } from '../../extension/statusText.ts';
import { effectText, type MeasuredSummary, summarize } from '../../extension/summary.ts';
import type { Progress } from '../../src/experiment/session.ts';
import type { Report } from '../../src/report/report.ts';

const measured: MeasuredSummary = {
  experiment: 'digits.reglens.json',
  modelFile: '/work/model.py',
  modelName: 'model',
  architecture: '[]',
  data: 'd',
  plan: 'p',
  effect: 'Overfits · L2 1e-3: test loss −9 %',
  finishedRuns: 30,
  plannedRuns: 30,
  applicable: true,
};
const title = '17,226 parameters, nothing regularizes it';

describe('lenses of a model', () => {
  test.each<[string, Omit<LensFacts, 'title' | 'measurable'>, string[]]>([
    ['never measured', {}, [title, 'Measure regularization']],
    ['interrupted in its first runs', { resumable: true }, [title, 'Resume measuring']],
    ['measuring', { running: true }, [title, 'Measuring…', 'Cancel']],
    ['measuring again', { running: true, measured }, [title, 'Measuring…', 'Cancel']],
    ['measured', { measured }, [title, measured.effect]],
    [
      'changed since',
      { measured, stale: 'The plan was changed since.' },
      [title, `${measured.effect} (stale)`, 'Measure again'],
    ],
    [
      'stopped half-way',
      { measured: { ...measured, finishedRuns: 12 } },
      [title, measured.effect, 'Resume measuring'],
    ],
    [
      'stopped half-way and changed since',
      { measured: { ...measured, finishedRuns: 12 }, stale: 'The plan was changed since.' },
      [title, `${measured.effect} (stale)`, 'Measure again'],
    ],
  ])('%s', (_, facts, expected) => {
    const titles = lensTexts({ title, measurable: true, ...facts }).map((lens) => lens.title);
    expect(titles).toEqual([...expected, 'Audit parameters']);
  });

  test('findings stand before the audit; what cannot be measured is not offered to be', () => {
    const titles = (findings: number) =>
      lensTexts({ title, findings, measurable: false }).map((lens) => lens.title);
    expect(titles(0)).toEqual([title, 'Audit parameters']);
    expect(titles(1)).toEqual([title, '1 finding', 'Audit parameters']);
    expect(titles(3)).toEqual([title, '3 findings', 'Audit parameters']);
    const measurable = lensTexts({ title, findings: 1, measurable: true }).map((lens) => lens.title);
    expect(measurable).toEqual([title, 'Measure regularization', '1 finding', 'Audit parameters']);
  });

  test('changed since and stopped half-way with the new plan', () => {
    const facts = { measured, resumable: true, stale: 'The plan was changed since.' };
    const lenses = lensTexts({ title, measurable: true, ...facts });
    expect(lenses.at(-2)?.title).toBe('Resume measuring');
    expect(lenses[1]?.tooltip).toBe('The plan was changed since. Open the results as measured before');
  });

  test('a click on the effect opens the results, a click on Cancel cancels', () => {
    const facts = { title, measurable: true };
    expect(lensTexts({ ...facts, measured }).at(-2)?.command).toBe('openResults');
    expect(lensTexts({ ...facts, running: true }).at(-2)?.command).toBe('cancel');
  });
});

test.each([
  [0, '0\u202f%'],
  [0.999, '99\u202f%'],
  [1, '100\u202f%'],
])('percent of %d is %s: 100 means finished', (share, text) => {
  expect(percent(share)).toBe(text);
});

describe('the measured effect in one line', () => {
  const report = (change: object, interval = { low: -0.08, high: -0.02 }): Report =>
    ({
      execution: { finishedRuns: 30, plannedRuns: 30 },
      verdict: { kind: 'overfitting', sinceEpoch: 24 },
      recommendation: { variant: 'l2-1e-3' },
      variants: [
        { id: 'none', family: 'none', name: 'No regularization', testLoss: { mean: 0.2 } },
        {
          id: 'l2-1e-3',
          family: 'l2',
          name: 'L2 1e-3',
          testLoss: { mean: 0.15 },
          difference: { testLoss: interval },
        },
      ],
      ...change,
    }) as unknown as Report;

  test.each<[string, object, string]>([
    // (0.15 − 0.2) / 0.2 = −0.25
    ['better', {}, 'Overfits from epoch 24 · L2 1e-3: test loss \u221225\u202f%'],
    ['no epoch', { verdict: { kind: 'overfitting' } }, 'Overfits · L2 1e-3: test loss \u221225\u202f%'],
    [
      'nothing better',
      { recommendation: { variant: null } },
      'Overfits from epoch 24 · no variant is measurably better',
    ],
    [
      'partial',
      { execution: { finishedRuns: 12, plannedRuns: 30 } },
      'Overfits from epoch 24 · L2 1e-3: test loss \u221225\u202f% (12 of 30 runs)',
    ],
    [
      'baseline missing',
      { variants: [{ id: 'l2-1e-3', name: 'L2 1e-3', testLoss: { mean: 0.15 } }] },
      'Overfits from epoch 24 · L2 1e-3',
    ],
    [
      'cannot tell',
      { verdict: { kind: 'cannot-tell' }, recommendation: { variant: null } },
      'Cannot tell whether it overfits · no variant is measurably better',
    ],
  ])('%s', (_, change, expected) => {
    expect(effectText(report(change))).toBe(expected);
  });

  test.each([
    [0.15, 'Measured: L2 1e-3 lowers test loss by 25\u202f%'],
    [0.25, 'Measured: L2 1e-3 raises test loss by 25\u202f%'],
  ])('once it is written, with a test loss of %d', (mean, expected) => {
    const layers = [
      // Of 10 weights, in 2 seeds: 4 are zero in the mean, 3 more lie below 1e-3 = 10^(−8 + 50·0.1).
      {
        layer: 'dense',
        count: 10,
        exactZeros: 4,
        histogram: [6, ...Array(50).fill(0), 6],
        unitMaxima: [[], []],
      },
      { layer: 'dense_1', count: 10, exactZeros: 0, histogram: Array(52).fill(0), unitMaxima: [[], []] },
      { layer: 'lstm/recurrent_kernel', count: 10, exactZeros: 1, histogram: [], unitMaxima: [[], []] },
    ];
    const plain = {
      ...report({ experiment: { file: 'x.reglens.json' }, model: { name: 'net' } }),
      histogramStart: -8,
    };
    const variants = plain.variants.map((one) =>
      one.family === 'l2' ? { ...one, testLoss: { mean }, layers } : one,
    );
    const written = { ...plain, variants, recommendation: { variant: 'l2-1e-3', change: {} } };
    const results = { report: written as unknown as Report, architecture: 'a', data: 'd', plan: 'p' };
    const { recommended } = summarize(results, 'net.py');
    expect(recommended?.applied).toBe(expected);
    expect(recommended?.sparsity).toEqual({ dense: { zeros: 0.4, small: 0.7 } });
  });

  test.each([
    [{ low: -0.08, high: -0.02 }, 'test loss \u221225\u202f%'],
    [{ low: -0.08, high: 0.01 }, 'test loss \u221225\u202f%, within noise'],
  ])('an interval that includes 0 is said so: %j', (interval, expected) => {
    expect(effectText(report({}, interval))).toBe(`Overfits from epoch 24 · L2 1e-3: ${expected}`);
  });
});

describe('a running experiment in one line', () => {
  const training: Progress = {
    ...startingProgress(2),
    phase: 'training',
    finishedRuns: 12,
    plannedRuns: 30,
    backend: 'wasm',
    secondsLeft: 130,
  };

  test.each<[Partial<Progress>, string]>([
    [{}, 'model: 12 of 30 runs finished, about 2 min left, 2 workers on wasm'],
    [{ phase: 'pausing' }, 'model: 12 of 30 runs finished, pausing, 2 workers on wasm'],
    [{ phase: 'paused' }, 'model: 12 of 30 runs finished, paused, 2 workers on wasm'],
    [{ secondsLeft: null, workers: 1 }, 'model: 12 of 30 runs finished, 1 worker on wasm'],
    [{ phase: 'starting' }, 'model: starting'],
    [{ phase: 'cancelling' }, 'model: cancelling'],
  ])('%j', (change, expected) => {
    expect(progressLine({ model: 'model', progress: { ...training, ...change } })).toBe(expected);
  });

  test.each<[Partial<Progress>, string]>([
    [{ progress: 0.429 }, '42\u202f%, about 2 min left'],
    [{ progress: 0.429, secondsLeft: null }, '42\u202f%'],
    [{ progress: 0.5, phase: 'paused' }, '50\u202f%, paused'],
  ])('short: %j', (change, expected) => {
    expect(leftText({ ...training, ...change })).toBe(expected);
  });
});
