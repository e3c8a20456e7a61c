import { describe, expect, test } from 'vitest';
import { changeWithin, curveNoise } from '../../../src/diagnosis/curve/noise.ts';
import { mean } from '../../../src/statistics/estimate.ts';
import { Draws } from '../cases/draws.ts';

const normal = (length: number, seed: number) => {
  const random = new Draws(seed, 40);
  return Array.from({ length }, () => random.normal());
};
const summed = (values: number[]) => {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
};
/** The longest curve that is not grouped, and how many of them are averaged. */
const LENGTH = 400;
const CURVES = 60;
const averaged = (of: (seed: number) => number[]) => {
  const noises = Array.from({ length: CURVES }, (_, seed) => curveNoise(of(seed)));
  return { white: mean(noises.map(({ white }) => white)), walk: mean(noises.map(({ walk }) => walk)) };
};

describe('the noise of a curve', () => {
  test('white: its variance, on a straight course and with spikes', () => {
    const { white, walk } = averaged((seed) =>
      normal(LENGTH, seed).map((noise, at) => 5 + 0.01 * at + noise + (at % 150 === 7 ? 50 : 0)),
    );
    expect(white).toBeGreaterThan(0.75);
    expect(white).toBeLessThan(1.25);
    expect(walk).toBeLessThan(0.005);
  });

  test('a random walk: the variance of its steps', () => {
    const { walk } = averaged((seed) => summed(normal(LENGTH, seed)));
    expect(walk).toBeGreaterThan(0.75);
    expect(walk).toBeLessThan(1.25);
  });

  test('both at once', () => {
    const { white, walk } = averaged((seed) => {
      const noise = normal(LENGTH, seed + CURVES);
      return summed(normal(LENGTH, seed)).map((value, at) => 0.3 * value + noise[at]!);
    });
    expect(white).toBeGreaterThan(0.75);
    expect(white).toBeLessThan(1.25);
    expect(walk).toBeGreaterThan(0.06);
    expect(walk).toBeLessThan(0.13);
  });

  test('a steep beginning is none, nor is a curve without noise', () => {
    const smooth = Array.from({ length: 100 }, (_, at) => 1 + 20 * Math.exp(-at / 3));
    expect(Math.sqrt(curveNoise(smooth).white)).toBeLessThan(0.002);
    expect(curveNoise([1, 2, 3, 4, 5, 6, 7, 8])).toMatchObject({ white: 0, walk: 0 });
  });

  test('two values show none', () => {
    expect(curveNoise([1, 2]).white).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('the interval of a difference of windows', () => {
  // t(0.975; 10) and t(0.9875; 10), from scipy.
  const [T, T_TWO] = [2.2281388519649385, 2.633766915401];

  test('d ± t·√(2σ²/n + s²·k)', () => {
    const { low, high, seenHigh } = changeWithin(3, { white: 2, walk: 0.25, degrees: 10 }, 4, 12);
    expect(high - 3).toBeCloseTo(T * Math.sqrt((2 * 2) / 4 + 0.25 * 12), 9);
    expect(3 - low).toBeCloseTo(T * 2, 9);
    expect(seenHigh - 3).toBeCloseTo(T * Math.sqrt((2 * 2) / 4), 9);
  });

  test('of two comparisons', () => {
    const { high } = changeWithin(0, { white: 2, walk: 0, degrees: 10 }, 4, 12, 2);
    expect(high).toBeCloseTo(T_TWO, 4);
  });

  test('of infinite noise is everything', () => {
    const { low, high } = changeWithin(0, { white: Number.POSITIVE_INFINITY, walk: 0, degrees: 1 }, 1, 1);
    expect([low, high]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});
