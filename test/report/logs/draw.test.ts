import { describe, expect, test } from 'vitest';
import { drawn, drawnCurves, pointsEach } from '../../../src/report/logs/draw.ts';
import { curve, logRun, series } from './logs.ts';

describe('a long curve as it is drawn', () => {
  const values = curve(100_000, (step) => Math.sin(step / 5000));
  values[77_777] = 50;
  values[33_333] = -50;
  values[55_555] = Number.NaN;
  const found = drawn(series('loss', values), 2000);

  test('has 2,000 values at most', () => {
    expect(found.logged).toBe(100_000);
    expect(found.values.length).toBeLessThanOrEqual(2000);
    expect(found.values.length).toBeGreaterThan(1000);
    expect(found.steps).toHaveLength(found.values.length);
  });

  test('keeps spikes, gaps, the first and the last value, at their steps', () => {
    const at = (step: number) => found.values[found.steps.indexOf(step)];
    expect(at(77_778)).toBe(50);
    expect(at(33_334)).toBe(-50);
    expect(at(55_556)).toBeNull();
    expect([at(1), at(100_000)]).toEqual([values[0], values[99_999]]);
  });

  test('ascends', () => {
    expect(found.steps).toEqual([...new Set(found.steps)].sort((a, b) => a - b));
  });
});

test('short curves stay as they are', () => {
  const values = curve(2000, (step) => step % 7);
  expect(drawn(series('loss', values), 2000).values).toEqual(values);
});

test('of thousands of curves each has fewer', () => {
  expect([1, 100, 1000, 10_000, 1_000_000].map(pointsEach)).toEqual([2000, 2000, 1000, 100, 50]);
  const many = logRun(
    Array.from({ length: 3 }, (_, at) =>
      series(
        `s${at}`,
        curve(5000, (step) => step),
      ),
    ),
  );
  expect(drawnCurves(many, 50).every(({ values }) => values.length <= 50)).toBe(true);
});
