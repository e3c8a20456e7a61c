import { expect, test } from 'vitest';
import type { RunningState, RunningVariant } from '../../src/protocol/panel.ts';
import { sparkline, sparkRange } from '../../webview/measures/sparkline.ts';
import {
  cancelLabel,
  earlyReading,
  inOrder,
  progressLine,
  quarterStep,
  runningHeadline,
  seedsHeading,
  seedsText,
} from '../../webview/words/running.ts';

function one(name: string, lowest: number | null, epochs: number[], seeds = [1, 2, 3]): RunningVariant {
  return {
    variant: { id: name, name, family: 'l1', settings: { l1: 0.001, l2: 0, dropout: 0 } },
    seeds: seeds.map((seed, index) => ({ seed, epochs: epochs[index] ?? 0, stopped: false })),
    validationLoss: [],
    lowest: lowest === null ? null : { mean: lowest, standardError: 0.003 },
  };
}

function state(change: Partial<RunningState> = {}): RunningState {
  return {
    kind: 'running',
    subject: { model: 'm', sourceFile: 'm.py', sourceLine: 1, experimentFile: 'm.reglens.json' },
    finishedRuns: 39,
    plannedRuns: 65,
    epochs: 100,
    progress: 0.69,
    secondsLeft: 68,
    backend: 'wasm with SIMD',
    workers: 2,
    phase: 'training',
    variants: [
      one('L1 1e-3', 0.2, [100, 40, 0]),
      one('L2 1e-3', 0.135, [100, 100, 7]),
      one('None', null, []),
    ],
    ...change,
  };
}

test.each([
  [{}, 'Measuring: 39 of 65 runs finished, about 1 min 10 s left'],
  [{ secondsLeft: null }, 'Measuring: 39 of 65 runs finished'],
  [{ secondsLeft: 12 }, 'Measuring: 39 of 65 runs finished, about 12 s left'],
  [{ secondsLeft: 121 }, 'Measuring: 39 of 65 runs finished, about 2 min left'],
  [{ secondsLeft: 190 }, 'Measuring: 39 of 65 runs finished, about 3 min left'],
  [{ secondsLeft: 4 * 3600 }, 'Measuring: 39 of 65 runs finished, about 4 h left'],
  [{ secondsLeft: 3 * 86_400 }, 'Measuring: 39 of 65 runs finished, about 3 days left'],
  [{ phase: 'pausing' }, 'Pausing: the epochs under way come to their end'],
  [{ phase: 'paused' }, 'Paused: 39 of 65 runs finished'],
  [{ plannedRuns: 1, finishedRuns: 0, secondsLeft: null }, 'Measuring: 0 of 1 run finished'],
  [{ phase: 'starting' }, 'Starting the workers'],
  [{ phase: 'cancelling' }, 'Cancelling: 39 finished runs are kept'],
  [{ phase: 'cancelling', finishedRuns: 1 }, 'Cancelling: 1 finished run is kept'],
  [{ phase: 'cancelling', finishedRuns: 0 }, 'Cancelling'],
] as const)('headline %#', (change, text) => expect(runningHeadline(state(change))).toBe(text));

test('the early reading names the leader and its finished seeds', () => {
  expect(earlyReading(state())).toBe(
    'Early reading from 2 finished seeds: L2 1e-3 leads with 0.135 ± 0.003. The order may still change.',
  );
  const first = state({ variants: [one('L1 1e-3', 0.2, [3])] });
  expect(earlyReading(first)).toContain('Early reading: L1 1e-3 leads with 0.200');
  expect(earlyReading(state({ variants: [] }))).toBe('The first epochs are on their way.');
});

test('a run that early stopping ended is finished and no longer in progress', () => {
  const stopped = one('L2 1e-3', 0.135, [100, 60, 7]);
  stopped.seeds[1]!.ended = true;
  const running = state({ variants: [stopped] });
  expect(earlyReading(running)).toContain('from 2 finished seeds');
  expect(progressLine(running)).toContain('1 run in progress');
});

test('variants are in the order of their lowest loss; the rest keeps the order of the plan', () => {
  expect(inOrder(state().variants).map(({ variant }) => variant.name)).toEqual([
    'L2 1e-3',
    'L1 1e-3',
    'None',
  ]);
  const unknown = [one('a', null, []), one('b', null, [])];
  expect(inOrder(unknown)).toEqual(unknown);
});

test('progress says what runs where', () => {
  expect(progressLine(state())).toBe('69\u202f%, 2 runs in progress. Backend: wasm with SIMD, 2 workers.');
  expect(progressLine(state({ workers: 1, variants: [] }))).toBe(
    '69\u202f%. Backend: wasm with SIMD, 1 worker.',
  );
});

test.each([
  [1, ' 1 worker died and was started again.'],
  [2, ' 2 workers died and were started again.'],
])('progress says that %i died', (restarts, words) => {
  expect(progressLine(state({ restarts }))).toContain(`2 workers.${words}`);
});

test.each([
  [{}, 'Cancel, keep 39 runs'],
  [{ finishedRuns: 1 }, 'Cancel, keep 1 run'],
  [{ finishedRuns: 0 }, 'Cancel'],
  [{ phase: 'cancelling' }, 'Cancelling'],
] as const)('the button names what is kept %#', (change, label) =>
  expect(cancelLabel(state(change))).toBe(label),
);

test.each([
  [[1, 2, 3], 'Seeds 1 to 3'],
  [[7], 'Seed 7'],
  [[1, 5, 9, 12], '4 seeds'],
])('seeds %j', (seeds, text) => expect(seedsHeading([one('a', null, [], seeds)])).toBe(text));

test.each([
  [0, 'Measuring: started'],
  [0.24, 'Measuring: started'],
  [0.25, 'Measuring: 25 % done'],
  [0.69, 'Measuring: 50 % done'],
  [1, 'Measuring: 100 % done'],
])('the live region at %d', (progress, text) => expect(quarterStep(state({ progress }))).toBe(text));

test('sparklines share a logarithmic range', () => {
  expect(sparkRange([[2, 0.2], [20], []])).toEqual([0.2, 20]);
  expect(sparkRange([])).toEqual([1, 10]);
  // ln(2/0.2) is half of ln(20/0.2): the middle of 2 … 20.
  expect(sparkline([20, 2, 0.2], [0.2, 20])).toBe('M0 2.0L1 11.0L2 20.0');
  expect(sparkline([2, Number.NaN, 0], [0.2, 20])).toBe('M0 11.0h0.5');
  expect(sparkline([], [1, 2])).toBe('');
});

test('runs that successive halving ended are told, and are not in progress', () => {
  const seeds = [
    { seed: 1, epochs: 40, stopped: false, ended: true as const },
    { seed: 2, epochs: 10, stopped: false, dropped: true as const },
    { seed: 3, epochs: 4, stopped: true },
    { seed: 4, epochs: 12, stopped: false },
  ];
  expect(seedsText(seeds, 40)).toBe('1 of 4 seeds finished, 1 stopped, 1 ended early by successive halving');
  const only = state({ epochs: 40, variants: [{ ...one('L2 1e-3', 0.2, []), seeds }] });
  expect(progressLine(only)).toContain(', 1 run in progress');
});
