import { expect, test } from 'vitest';
import type { RunSpec } from '../../src/engine/network.ts';
import { Pace } from '../../src/experiment/pace.ts';
import { ProgressTracker } from '../../src/experiment/progress.ts';
import type { EpochRecord, RunResult } from '../../src/experiment/records.ts';

const variant = { id: 'none', name: 'None', family: 'none' as const, settings: { l1: 0, l2: 0, dropout: 0 } };
const specs = [1, 2, 3].map((seed) => ({ id: `none-${seed}`, variant: 'none', seed }) as RunSpec);
const ended = (outcome: RunResult['outcome']) => ({ outcome }) as RunResult;

test('a run that ended early counts as ended, one that diverged as stopped, one under way as neither', () => {
  const tracker = new ProgressTracker([variant], specs, 10, { workers: 1, seconds: 1 });
  tracker.restore('none-1', [], ended('finished'));
  tracker.restore('none-2', [], ended('diverged'));
  const [finished, diverged, underWay] = tracker.progress().variants[0]!.seeds;
  expect(finished).toEqual({ seed: 1, epochs: 0, stopped: false, ended: true });
  expect(diverged).toEqual({ seed: 2, epochs: 0, stopped: true });
  expect(underWay).toEqual({ seed: 3, epochs: 0, stopped: false });
});

const record = (epoch: number, validationLoss: number) => ({ epoch, validationLoss }) as EpochRecord;

test('a run that was dropped is done for progress, can go on, and has not ended', () => {
  const tracker = new ProgressTracker([variant], specs, 10, { workers: 1, seconds: 1 }, { study: 'A study' });
  tracker.restore('none-1', [record(1, 3), record(2, 2)], ended('dropped'));
  expect(tracker.hasEnded('none-1')).toBe(false);
  expect(tracker.lossesOf('none-1')).toEqual([3, 2]);
  const { progress, finishedRuns, study, variants } = tracker.progress();
  expect({ progress, finishedRuns, study }).toEqual({ progress: 1 / 3, finishedRuns: 1, study: 'A study' });
  expect(variants[0]!.seeds[0]).toEqual({ seed: 1, epochs: 2, stopped: false, dropped: true });
  tracker.epoch('none-1', record(3, 1));
  expect(tracker.progress()).toMatchObject({ progress: 3 / 30, finishedRuns: 0 });
  tracker.result('none-1', ended('diverged'));
  expect([tracker.hasEnded('none-1'), tracker.hasDiverged('none-1')]).toEqual([true, true]);
});

test('an epoch that is told twice, as by a worker that goes on after one that died, counts once', () => {
  let now = 0;
  const pace = new Pace(() => now);
  const tracker = new ProgressTracker([variant], specs, 10, { workers: 1, seconds: 1 }, { pace });
  tracker.ready({ backend: 'wasm', kernels: 'simd', failed: [], reason: '' });
  for (const epoch of [1, 2, 2, 3]) {
    now += 1000;
    tracker.epoch('none-1', record(epoch, epoch));
  }
  expect(tracker.lossesOf('none-1')).toEqual([1, 2, 3]);
  // Three epochs in about four seconds; 27 more
  expect(tracker.progress().secondsLeft).toBeCloseTo((27 * 4) / 3, 0);
});
