import { describe, expect, test } from 'vitest';
import { stacksOf } from '../../src/experiment/stacks.ts';
import { runsOf } from './runs.ts';

const seedsIn = (stack: { seed: number }[]) => new Set(stack.map(({ seed }) => seed)).size;

describe('stacks', () => {
  test.each([
    // Steps whose fixed cost is small: stacks of one seed, each split in two to keep both workers equally busy.
    ['10 variants × 3 seeds, 2 workers', 10, 3, 2, 64, 0.1, [5, 5, 5, 5, 5, 5]],
    // A large fixed cost: six starts of it would take longer than mixing seeds in two.
    ['10 variants × 3 seeds, 2 workers, small model', 10, 3, 2, 64, 20, [15, 15]],
    // Nine stacks would leave one of the workers idle at the end.
    ['a budget for 4 at a time', 10, 3, 2, 4, 0.1, [3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2]],
    ['one seed', 32, 1, 2, 64, 1, [16, 16]],
    ['one worker takes a seed after the other', 10, 3, 1, 64, 0, [10, 10, 10]],
    ['more workers than runs', 3, 1, 8, 64, 1, [1, 1, 1]],
    ['one run at a time', 2, 2, 2, 1, 1, [1, 1, 1, 1]],
    ['nothing', 0, 3, 2, 64, 1, []],
  ])('%s', (_, variants, seeds, workers, largest, overhead, sizes) => {
    const runs = runsOf(variants, seeds);
    const stacks = stacksOf(runs, workers, largest, overhead);
    expect(stacks.map(({ length }) => length)).toEqual(sizes);
    expect(stacks.flat()).toEqual(runs);
  });

  test('hold one seed each where that costs nothing', () => {
    const stacks = stacksOf(runsOf(12, 4), 2, 64, 0.5);
    expect(stacks.map(seedsIn)).toEqual([1, 1, 1, 1]);
  });

  test('are never larger than allowed and lose no run', () => {
    for (let variants = 1; variants < 20; variants += 3) {
      for (let seeds = 1; seeds < 6; seeds++) {
        for (const largest of [1, 3, 7, 64]) {
          const runs = runsOf(variants, seeds);
          const stacks = stacksOf(runs, 3, largest, 2);
          expect(Math.max(...stacks.map(({ length }) => length))).toBeLessThanOrEqual(largest);
          expect(stacks.flat()).toEqual(runs);
        }
      }
    }
  });
});
