import { describe, expect, test } from 'vitest';
import { squaredDecomposition, zeroOneDecomposition } from '../../src/statistics/biasVariance.ts';
import golden from '../goldens/biasVariance.json' with { type: 'json' };

describe('squared loss', () => {
  test('a constant prediction is bias, one that scatters around the target is variance', () => {
    expect(squaredDecomposition([[3], [3]], [1])).toEqual({ error: 4, bias: 4, variance: 0 });
    expect(squaredDecomposition([[1], [5]], [3])).toEqual({ error: 4, bias: 0, variance: 4 });
  });

  test('by hand: mean 4, target 1', () => {
    // Errors 1, 9 and 25; (4 − 1)² = 9; squared distances from the mean 4, 0 and 4.
    const { error, bias, variance } = squaredDecomposition([[2], [4], [6]], [1]);
    expect(error).toBeCloseTo((1 + 9 + 25) / 3, 12);
    expect(bias).toBe(9);
    expect(variance).toBeCloseTo((4 + 0 + 4) / 3, 12);
  });

  test('sums over outputs, means over rows', () => {
    const { error } = squaredDecomposition([[1, 2, 3, 4]], [0, 0, 0, 0], 2);
    expect(error).toBe((1 + 4 + 9 + 16) / 2);
  });

  test('as numpy has it', () => {
    const found = squaredDecomposition(golden.values, golden.truth);
    for (const key of ['error', 'bias', 'variance'] as const) {
      expect(found[key]).toBeCloseTo(golden.regression[key], 12);
    }
    expect(found.error).toBeCloseTo(found.bias + found.variance, 12);
  });

  test('the variance of a mean of n normal numbers is σ²/n', () => {
    // Sums of twelve uniform numbers have variance 12/12 = 1: replicas are means of four of them.
    let state = 1;
    const uniform = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const normal = () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, -6);
    const average = () => (normal() + normal() + normal() + normal()) / 4;
    const replicas = Array.from({ length: 20 }, () => Array.from({ length: 2000 }, average));
    const found = squaredDecomposition(replicas, new Float32Array(2000).fill(1));
    // With R replicas the spread around their own mean is (1 − 1/R)·σ²/4, and σ²/4R of it is in the bias.
    expect(found.variance).toBeCloseTo((1 - 1 / 20) / 4, 2);
    expect(found.bias).toBeCloseTo(1 + 1 / 80, 1);
  });
});

describe('0/1 loss', () => {
  test('variance costs where the main prediction is right and helps where it is wrong', () => {
    // Right: 2 of 3. Wrong main prediction: one of 3 is right by variance.
    expect(zeroOneDecomposition([[0], [0], [1]], [0], 2)).toEqual({
      error: 1 / 3,
      bias: 0,
      unbiasedVariance: 1 / 3,
      biasedVariance: 0,
    });
    expect(zeroOneDecomposition([[1], [1], [0]], [0], 2)).toEqual({
      error: 2 / 3,
      bias: 1,
      unbiasedVariance: 0,
      biasedVariance: 1 / 3,
    });
  });

  test('of three classes, variance to another wrong one helps nothing', () => {
    expect(zeroOneDecomposition([[1], [1], [2]], [0], 3)).toEqual({
      error: 1,
      bias: 1,
      unbiasedVariance: 0,
      biasedVariance: 0,
    });
  });

  test.each([2, 3])('is exact for every outcome of four replicas and %i classes', (classes) => {
    const outcomes = classes ** 4;
    for (let code = 0; code < outcomes; code++) {
      const given = Array.from({ length: 4 }, (_, replica) => [
        Math.floor(code / classes ** replica) % classes,
      ]);
      const { error, bias, unbiasedVariance, biasedVariance } = zeroOneDecomposition(given, [0], classes);
      expect(error).toBe(given.filter(([answer]) => answer !== 0).length / 4);
      expect(error).toBeCloseTo(bias + unbiasedVariance - biasedVariance, 12);
      // Two classes: Domingos' theorem 2, error = B + (2·P(main is right) − 1)·V.
      if (classes === 2) {
        const main = given.filter(([answer]) => answer === 1).length > 2 ? 1 : 0;
        const ties = given.filter(([answer]) => answer === 1).length === 2;
        const variance = given.filter(([answer]) => answer !== (ties ? 0 : main)).length / 4;
        expect(error).toBeCloseTo(main + (main === 0 ? 1 : -1) * variance, 12);
      }
    }
  });

  test('as numpy has it by the factors of the theorem', () => {
    const answers = golden.logits.map((row) =>
      golden.targets.map((_, index) => {
        const own = row.slice(3 * index, 3 * index + 3);
        return own.indexOf(Math.max(...own));
      }),
    );
    const found = zeroOneDecomposition(answers, golden.targets, 3);
    for (const key of ['error', 'bias', 'unbiasedVariance', 'biasedVariance'] as const) {
      expect(found[key]).toBeCloseTo(golden.zeroOne[key], 12);
    }
  });
});
