import { expect, test } from 'vitest';
import type { RunSpec } from '../../src/engine/network.ts';
import { ProgressTracker } from '../../src/experiment/progress.ts';
import type { RunResult } from '../../src/experiment/records.ts';

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
