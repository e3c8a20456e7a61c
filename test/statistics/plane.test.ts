import { describe, expect, test } from 'vitest';
import { contourLevels, contours } from '../../src/statistics/contours.ts';
import { largestStrength, lossAt, penalizedMinimum, type Surface } from '../../src/statistics/plane.ts';

const axis = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + (index * (to - from)) / (count - 1));

function surfaceOf(loss: (x: number, y: number) => number, from = -1, to = 2, count = 31): Surface {
  const values = axis(from, to, count).map((value) => (Math.abs(value) < 1e-12 ? 0 : value));
  return { xs: values, ys: values, loss: values.map((y) => values.map((x) => loss(x, y))) };
}

/** Loss of an orthonormal design: the least-squares solution is (a, b). */
const bowl = (a: number, b: number) => (x: number, y: number) => 0.3 + (x - a) ** 2 + (y - b) ** 2;

const quadratic = (x: number, y: number) => 1 + 2 * x - y + 3 * x * x - 2 * x * y + y * y;

describe('between the values of the grid', () => {
  test.each([
    [0.123, 0.456],
    [-0.97, 1.99],
    [1.95, -0.98],
    [-1, 2],
    [0.1, 0.1],
  ])('a quadratic loss is met exactly at (%d, %d)', (x, y) => {
    expect(lossAt(surfaceOf(quadratic), x, y)).toBeCloseTo(quadratic(x, y), 10);
  });

  test('a grid value is the loss itself', () => {
    const surface = surfaceOf((x, y) => Math.sin(7 * x) * Math.cos(5 * y));
    expect(lossAt(surface, surface.xs[4]!, surface.ys[11]!)).toBeCloseTo(surface.loss[11]![4]!, 12);
  });

  test('the slope has no jump at a grid line', () => {
    const surface = surfaceOf((x, y) => Math.exp(x) * Math.cos(3 * y));
    const at = surface.xs[9]!;
    const left = (lossAt(surface, at, 0.33) - lossAt(surface, at - 1e-6, 0.33)) / 1e-6;
    const right = (lossAt(surface, at + 1e-6, 0.33) - lossAt(surface, at, 0.33)) / 1e-6;
    expect(right).toBeCloseTo(left, 4);
  });
});

describe('of a loss with an orthonormal design', () => {
  const surface = surfaceOf(bowl(1, 0.4));
  const threshold = (value: number, lambda: number) => Math.max(value - lambda / 2, 0);

  test.each([0, 0.1, 0.5, 0.79, 0.81, 1.5, 2.1])('λ %d of L1 subtracts λ/2, and stops at 0', (lambda) => {
    const found = penalizedMinimum(surface, 'l1', lambda);
    expect(found.x).toBeCloseTo(threshold(1, lambda), 5);
    expect(found.y).toBeCloseTo(threshold(0.4, lambda), 5);
    expect(found.size).toBeCloseTo(threshold(1, lambda) + threshold(0.4, lambda), 5);
    expect(found.y === 0).toBe(lambda > 0.8);
    expect(found.x === 0).toBe(lambda > 2);
    expect(found.atEdge).toBe(false);
  });

  test.each([0, 0.1, 1, 10])('λ %d of L2 divides by 1 + λ', (lambda) => {
    const found = penalizedMinimum(surface, 'l2', lambda);
    expect(found.x).toBeCloseTo(1 / (1 + lambda), 5);
    expect(found.y).toBeCloseTo(0.4 / (1 + lambda), 5);
    expect(found.size).toBeCloseTo(Math.hypot(1, 0.4) / (1 + lambda), 5);
    expect(found.y).not.toBe(0);
  });

  test('the objective is the loss and the penalty', () => {
    const { loss, objective } = penalizedMinimum(surface, 'l1', 0.5);
    expect(loss).toBeCloseTo(0.3 + 0.25 ** 2 + 0.25 ** 2, 8);
    expect(objective).toBeCloseTo(loss + 0.5 * (0.75 + 0.15), 8);
  });

  test('L1 takes both weights to 0 from λ = 2·max(|a|, |b|) on', () => {
    expect(largestStrength(surface)).toBeCloseTo(2, 6);
    expect(largestStrength(surfaceOf(bowl(-0.2, -0.9)))).toBeCloseTo(1.8, 6);
  });
});

describe('of other losses', () => {
  test('correlated weights: the narrow valley is followed to its end', () => {
    // Hessian [[2, 1.98], [1.98, 2]], condition 199; stationary where 2H(w − w₀) = −λ·sign(w).
    const loss = (x: number, y: number) => (x - 0.9) ** 2 + (y - 0.7) ** 2 + 1.98 * (x - 0.9) * (y - 0.7);
    const found = penalizedMinimum(surfaceOf(loss), 'l2', 0.01);
    // (H + 2λI)·w = H·w₀ by Cramer's rule.
    const [h, c] = [2, 1.98];
    const [a, b] = [h * 0.9 + c * 0.7, c * 0.9 + h * 0.7];
    const determinant = (h + 0.02) ** 2 - c ** 2;
    expect(found.x).toBeCloseTo((a * (h + 0.02) - b * c) / determinant, 4);
    expect(found.y).toBeCloseTo((b * (h + 0.02) - a * c) / determinant, 4);
  });

  test('negative weights, and a zero of L1 at x where y is not', () => {
    const found = penalizedMinimum(surfaceOf(bowl(0.1, -0.8)), 'l1', 0.4);
    expect(found.x).toBe(0);
    expect(found.y).toBeCloseTo(-0.6, 5);
  });

  test('a loss that falls towards the border is said to end there', () => {
    const found = penalizedMinimum(
      surfaceOf((x) => -x),
      'l2',
      0,
    );
    expect(found).toMatchObject({ x: 2, atEdge: true });
  });

  test('a loss that is not convex: a second valley holds out against L1 longer than the slope at 0 says', () => {
    const valley = surfaceOf((x, y) => y * y - Math.exp(-(((x - 1) / 0.3) ** 2)));
    // At λ the valley's minimum is about λ − 1, at 0 it is about 0.
    expect(largestStrength(valley)).toBeGreaterThan(0.9);
    expect(largestStrength(valley)).toBeLessThan(1.2);
  });

  test('a loss that is not a number at 0 has no strength; elsewhere it is passed over', () => {
    const broken = (x: number, y: number) => (Math.hypot(x, y) < 0.05 ? Number.NaN : bowl(1, 0.4)(x, y));
    expect(largestStrength(surfaceOf(broken))).toBe(0);
    const far = surfaceOf((x, y) => (x < -0.9 ? Number.POSITIVE_INFINITY : bowl(1, 0.4)(x, y)));
    expect(penalizedMinimum(far, 'l2', 1)).toMatchObject({
      x: expect.closeTo(0.5, 4),
      y: expect.closeTo(0.2, 4),
    });
    expect(contours(far, [0.5])[0]!.lines).toHaveLength(1);
    expect(contourLevels(far, 2).every(Number.isFinite)).toBe(true);
  });

  test('a flat loss needs no penalty', () => {
    expect(largestStrength(surfaceOf(() => 1))).toBe(0);
    expect(
      contourLevels(
        surfaceOf(() => 1),
        5,
      ),
    ).toEqual([]);
  });
});

describe('contours', () => {
  const surface = surfaceOf((x, y) => x * x + y * y, -1, 1, 41);

  test('of a bowl are circles, closed', () => {
    const [contour] = contours(surface, [0.25]);
    expect(contour!.lines).toHaveLength(1);
    const [line] = contour!.lines;
    for (const [x, y] of line!) expect(Math.hypot(x, y)).toBeCloseTo(0.5, 2);
    expect(line![0]).toEqual(line!.at(-1));
    // The length of the polygon is nearly 2πr.
    const length = line!
      .slice(1)
      .reduce((sum, [x, y], at) => sum + Math.hypot(x - line![at]![0], y - line![at]![1]), 0);
    expect(length).toBeCloseTo(Math.PI, 1);
  });

  test('that leave the grid are open: four arcs in the corners', () => {
    const [contour] = contours(surface, [1.5]);
    expect(contour!.lines).toHaveLength(4);
    for (const line of contour!.lines) {
      expect(line[0]).not.toEqual(line.at(-1));
      for (const end of [line[0]!, line.at(-1)!])
        expect(Math.max(Math.abs(end[0]), Math.abs(end[1]))).toBe(1);
    }
  });

  test('at a saddle do not cross', () => {
    const cell = (loss: number[][]): Surface => ({ xs: [0, 1], ys: [0, 1], loss });
    // The mean is above the level: the corners (0, 0) and (1, 1) belong together, the others are cut off.
    const high = contours(
      cell([
        [1, 0],
        [0, 1],
      ]),
      [0.4],
    )[0]!.lines;
    expect(high).toHaveLength(2);
    for (const [a, b] of high) expect(Math.hypot(a![0] - b![0], a![1] - b![1])).toBeCloseTo(0.4 * Math.SQRT2);
    const low = contours(
      cell([
        [1, 0],
        [0, 1],
      ]),
      [0.6],
    )[0]!.lines;
    for (const [a, b] of low) expect(Math.hypot(a![0] - b![0], a![1] - b![1])).toBeCloseTo(0.4 * Math.SQRT2);
  });

  test('levels are closer together towards the minimum', () => {
    const levels = contourLevels(surface, 3);
    expect(levels).toEqual([2 / 16, 8 / 16, 18 / 16]);
  });

  test('no level, no line', () => {
    expect(contours(surface, [3])).toEqual([{ level: 3, lines: [] }]);
  });
});
