import { expect, test } from 'vitest';
import { droppedRuns, droppedSentence, unmeasured } from '../../webview/words/overview.ts';
import { earlyReading, quarterStep, runningHeadline } from '../../webview/words/running.ts';
import { baseline, l1, l2, report } from './report.ts';

const dropped = (epochs: number[]) =>
  epochs.map((epoch, index) => ({ seed: index + 1, epochs: epoch, reason: 'Behind the median.' }));

test('without dropped runs nothing is said', () => expect(droppedSentence(report())).toBeUndefined());

test.each([
  [[baseline, { ...l1, dropped: dropped([7]) }, l2], '1 of 3 variants was dropped early'],
  [
    [baseline, { ...l1, dropped: dropped([7]) }, { ...l2, dropped: dropped([7]) }],
    '2 of 3 variants were dropped early',
  ],
])('how many were dropped %#', (variants, text) => expect(droppedSentence(report(variants))).toContain(text));

test('each dropped variant has a line with epochs and reasons, each once', () => {
  const variants = [baseline, { ...l1, dropped: dropped([20, 7, 7]) }];
  expect(droppedRuns(report(variants))).toEqual([
    'L1 1e-3: 3 seeds after epoch 7 and 20. Behind the median.',
  ]);
});

test.each([
  [{ dropped: dropped([7, 7]), stopped: [] }, 'dropped after epoch 7'],
  [{ dropped: [], stopped: [{ seed: 1, reason: 'NaN' }] }, 'every seed became NaN'],
  [{ dropped: [], stopped: [] }, 'no finished seed'],
])('a variant without a place in the ranking %#', (change, text) =>
  expect(unmeasured({ ...l1, ...change })).toBe(text),
);

test('a further measurement says its title, and claims no order of its settings', () => {
  const state = {
    kind: 'running' as const,
    subject: { model: 'm', sourceFile: 'm.py', sourceLine: 1, experimentFile: 'm.reglens.json' },
    study: 'Learning curve',
    finishedRuns: 1,
    plannedRuns: 4,
    epochs: 100,
    progress: 0.3,
    secondsLeft: null,
    backend: 'wasm',
    workers: 1,
    phase: 'training' as const,
    variants: [],
  };
  expect(runningHeadline(state)).toBe('Learning curve: 1 of 4 runs finished');
  expect(quarterStep(state)).toBe('Learning curve: 25 % done');
  expect(earlyReading(state)).toBe('What it finds is shown when it has ended.');
});
