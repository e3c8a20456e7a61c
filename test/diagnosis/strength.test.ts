import { describe, expect, test } from 'vitest';
import { equivalentL2, oneStandardErrorStrength } from '../../src/diagnosis/strength.ts';

const point = (lambda: number, mean: number | null, standardError = 0.01) => ({
  lambda,
  validationLoss: { mean, standardError, seeds: 3 },
});

describe('one standard error', () => {
  test('the largest λ whose loss is within it, also beyond one that is not', () => {
    const points = [
      point(1e-4, 0.205),
      point(1e-3, 0.2),
      point(1e-2, 0.22),
      point(3e-2, 0.209),
      point(0.1, 0.4),
    ];
    expect(oneStandardErrorStrength(points)).toEqual({ lambda: 1e-3, oneStandardError: 3e-2 });
  });

  test('the best itself when the others are worse, and with one seed', () => {
    const alone = [point(1e-4, 0.3), point(1e-3, 0.2), point(1e-2, 0.3)];
    expect(oneStandardErrorStrength(alone)).toEqual({ lambda: 1e-3, oneStandardError: 1e-3 });
    const seed = [
      { lambda: 1, validationLoss: { mean: 0.2, standardError: null, seeds: 1 } },
      point(2, 0.21),
    ];
    expect(oneStandardErrorStrength(seed)).toEqual({ lambda: 1, oneStandardError: 1 });
  });

  test('λ whose runs all diverged are left out', () => {
    expect(oneStandardErrorStrength([point(1e-3, 0.2), point(1e-2, null)])!.lambda).toBe(1e-3);
    expect(oneStandardErrorStrength([point(1e-2, null)])).toBeUndefined();
  });
});

describe('early stopping on a quadratic loss ½·h·(w − 1)² from w = 0', () => {
  /** Gradient descent, step by step. */
  function stopped(curvature: number, rate: number, steps: number): number {
    let w = 0;
    for (let step = 0; step < steps; step++) w -= rate * curvature * (w - 1);
    return w;
  }
  /** The minimum of ½·h·(w − 1)² + λ·w²: h·(w − 1) + 2·λ·w = 0. */
  const ridge = (curvature: number, lambda: number) => curvature / (curvature + 2 * lambda);

  test.each([
    [0.01, 50],
    [0.05, 200],
    [0.5, 20],
  ])('rate %f, %i steps: as ridge where little is learned, and never far from it', (rate, steps) => {
    const lambda = equivalentL2(rate, steps);
    for (const small of [1e-2, 1e-3]) {
      const curvature = small / (rate * steps);
      const [early, penalized] = [stopped(curvature, rate, steps), ridge(curvature, lambda)];
      // Both are x = η·h·t to first order; the second orders differ by x/2.
      expect(Math.abs(early / penalized - 1)).toBeLessThan(0.6 * small);
    }
    for (let x = 0.1; x < 30; x *= 1.3) {
      const curvature = Math.min(x / (rate * steps), 1 / rate);
      const difference = stopped(curvature, rate, steps) - ridge(curvature, lambda);
      // 1 − e^−x against x/(1 + x): at most 0.204 apart, near x = 1.8; discrete steps add a little.
      expect(difference).toBeGreaterThan(0);
      expect(difference).toBeLessThan(0.23);
    }
  });

  test('half of the λ of the textbook’s ½·α·Σw² with α = 1/(η·t)', () => {
    expect(equivalentL2(0.1, 100)).toBeCloseTo(1 / (0.1 * 100) / 2, 12);
  });
});
