import { describe, expect, test } from 'vitest';
import { arrange, spreadWithin } from '../../src/history/arrange.ts';

/** Values are the places in the log: 0, 1, 2, … */
function arranged(steps: number[]) {
  const result = arrange(Float64Array.from(steps), Float64Array.from(steps.keys()));
  return { ...result, steps: [...result.steps], values: [...result.values] };
}

describe('steps in the order of logging', () => {
  test.each<[string, number[], number[], number[], number, number]>([
    ['ascend', [0, 1, 2], [0, 1, 2], [0, 1, 2], 0, 0],
    ['nothing', [], [], [], 0, 0],
    ['twice in a row: the later one', [0, 1, 1, 2], [0, 1, 2], [0, 2, 3], 0, 0],
    ['restart that passes the earlier end', [0, 1, 2, 1, 2, 3], [0, 1, 2, 3], [0, 3, 4, 5], 1, 0],
    ['restart that has not got there yet', [0, 1, 2, 3, 1], [0, 1], [0, 4], 1, 2],
    ['restart from the beginning', [0, 1, 2, 0, 1], [0, 1], [3, 4], 1, 1],
    ['two restarts', [0, 1, 2, 1, 2, 1, 2], [0, 1, 2], [0, 5, 6], 2, 0],
    ['out of order, nothing twice: sorted', [2, 0, 1], [0, 1, 2], [1, 2, 0], 0, 0],
    ['descending', [3, 2, 1], [1, 2, 3], [2, 1, 0], 0, 0],
    ['a step that is NaN', [0, Number.NaN, 1], [0, 1], [0, 2], 0, 0],
    ['a late value between restarts', [0, 2, 4, 2, 4, 3], [0, 2, 3, 4], [0, 3, 5, 4], 1, 0],
  ])('%s', (_, steps, expectedSteps, values, restarts, stale) => {
    expect(arranged(steps)).toMatchObject({ steps: expectedSteps, values, restarts, stale });
  });

  test.each([
    ['ascend', [0, 1, 2], 0],
    ['one again', [0, 1, 2, 2, 3], 0],
    ['passes the earlier end', [0, 1, 2, 1, 2, 3], 2],
    ['has not got there yet', [0, 1, 2, 3, 1], 1],
    ['all of it again', [0, 1, 2, 0, 1, 2, 0, 1, 2], 6],
  ])('rows that a restart supersedes: %s', (_, steps, superseded) => {
    expect(arranged(steps).superseded).toBe(superseded);
  });

  test('100,000 rows in disorder, each step twice, are sorted', () => {
    const steps = Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 50_000);
    const { steps: sorted, values } = arranged(steps);
    expect(sorted).toEqual(Array.from({ length: 50_000 }, (_, i) => i));
    expect(values.every((place, step) => place >= 50_000 && steps[place] === step)).toBe(true);
  });
});

test.each<[string, number[], number[]]>([
  [
    'three batches an epoch end at the epoch',
    [1, 1, 1, 2, 2, 2],
    [1 - 2 / 3, 1 - 1 / 3, 1, 2 - 2 / 3, 2 - 1 / 3, 2],
  ],
  ['one epoch that was logged again is not spread', [0, 1, 1, 2], [0, 1, 1, 2]],
  ['nothing', [], []],
])('values within an epoch: %s', (_, steps, spread) => {
  expect([...spreadWithin(Float64Array.from(steps))]).toEqual(spread);
});
