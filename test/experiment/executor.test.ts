import { expect, test } from 'vitest';
import type { RunSpec } from '../../src/engine/network.ts';
import { stacksOf } from '../../src/experiment/executor.ts';

const runs = (count: number): RunSpec[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `run-${index}`,
    variant: 'none',
    seed: index,
    l1: [],
    l2: [],
    rates: [],
  }));

test.each([
  [30, 2, [15, 15]],
  [50, 2, [13, 13, 13, 11]],
  [3, 8, [1, 1, 1]],
  [17, 1, [9, 8]],
  [1, 2, [1]],
])('%i runs on %i workers make stacks of %j', (count, workers, sizes) => {
  const stacks = stacksOf(runs(count), workers);
  expect(stacks.map((stack) => stack.length)).toEqual(sizes);
  expect(stacks.flat()).toEqual(runs(count));
});
