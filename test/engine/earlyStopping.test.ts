import { expect, test } from 'vitest';
import { shouldStop } from '../../src/engine/earlyStopping.ts';

test.each([
  ['no epoch yet', [], 2, 0, false],
  ['the first epoch always improves', [5], 1, 0, false],
  ['one epoch short of the patience', [5, 4, 4.5], 2, 0, false],
  ['the patience is used up', [5, 4, 4.5, 4.2], 2, 0, true],
  ['equal is no improvement', [5, 4, 4, 4], 2, 0, true],
  ['an improvement starts the count again', [5, 4, 4.5, 3.9, 4.1], 2, 0, false],
  ['improvements below the minimum do not count', [5, 4.95, 4.92], 2, 0.1, true],
  ['small improvements add up against the best that counted', [5, 4.95, 4.89], 2, 0.1, false],
  ['patience 0 stops at the first epoch without improvement', [5, 5.1], 0, 0, true],
  ['patience 0 goes on while it improves', [5, 4], 0, 0, false],
  ['NaN is no improvement', [5, Number.NaN, Number.NaN], 2, 0, true],
])('%s', (_, losses, patience, minimumImprovement, expected) => {
  expect(shouldStop(losses, { patience, minimumImprovement })).toBe(expected);
});
