import { expect, test } from 'vitest';
import {
  axisUpTo,
  epochTicks,
  logTicks,
  niceAbove,
  tickDecimals,
  ticksWithin,
} from '../../webview/measures/scale.ts';

test.each([
  [0.19, 0.2],
  [0.2, 0.2],
  [0.21, 0.25],
  [3, 5],
  [7, 10],
])('the round number from %d up is %d', (value, expected) =>
  expect(niceAbove(value)).toBeCloseTo(expected, 12),
);

test('ticks lie inside the range, no more than asked for', () => {
  expect(ticksWithin(0.137, 0.331, 5)).toEqual([0.15, 0.2, 0.25, 0.3]);
  expect(ticksWithin(0.137, 0.331, 2)).toEqual([0.2, 0.3]);
  expect(ticksWithin(5, 5, 4)).toEqual([5]);
});

test('an axis ends at its last tick', () => {
  expect(axisUpTo(0.386, 4)).toEqual({ max: 0.4, ticks: [0, 0.1, 0.2, 0.3, 0.4] });
  expect(axisUpTo(0.48, 2, 0.1)).toEqual({ max: 0.5, ticks: [0.1, 0.3, 0.5] });
  expect(axisUpTo(0, 4)).toEqual({ max: 1, ticks: [0, 1] });
});

test.each([
  [[0, 1, 2], 0],
  [[0, 0.5], 1],
  [[0.15, 0.2], 2],
  [[0.125], 3],
])('%j needs %d decimals', (ticks, decimals) => expect(tickDecimals(ticks)).toBe(decimals));

test('a logarithmic axis has its decades, and 2 and 5 between when there are too few', () => {
  expect(logTicks(5e-4, 3)).toEqual([1e-3, 1e-2, 1e-1, 1]);
  expect(logTicks(0.15, 0.9)).toEqual([0.2, 0.5]);
  expect(logTicks(0.15, 0.35)).toEqual([0.2, 0.3]);
});

test.each([
  [1, [1]],
  [4, [1, 2, 3, 4]],
  [100, [1, 25, 50, 75, 100]],
  [200, [1, 50, 100, 150, 200]],
  [40, [1, 10, 20, 30, 40]],
])('ticks of %d epochs', (epochs, ticks) => expect(epochTicks(epochs)).toEqual(ticks));
