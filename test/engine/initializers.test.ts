import { describe, expect, test } from 'vitest';
import { initialArray } from '../../src/engine/initializers.ts';
import type { Initializer } from '../../src/engine/layerSpecs.ts';

const [INPUTS, UNITS] = [120, 80];
const COUNT = INPUTS * UNITS;
const ADDRESS = { seed: 1, stream: 2, step: 0 };

const sample = (initializer: Initializer, shape = [INPUTS, UNITS]) =>
  initialArray({ shape, initializer, fanIn: INPUTS, fanOut: UNITS }, ADDRESS);

const sum = (values: Float32Array, of: (w: number) => number) =>
  values.reduce((total, w) => total + of(w), 0);
const largest = (values: Float32Array) => values.reduce((max, w) => Math.max(max, Math.abs(w)), 0);

type Scaling = Extract<Initializer, { kind: 'varianceScaling' }>;
const scaling = (scale: number, fan: Scaling['fan'], distribution: Scaling['distribution']): Scaling => ({
  kind: 'varianceScaling',
  scale,
  fan,
  distribution,
});

// Moments of a standard normal cut off at ±2, from its density φ and distribution Φ:
// variance 1 − 2·2·φ(2)/(2Φ(2) − 1), E|z| = 2(φ(0) − φ(2))/(2Φ(2) − 1).
const density = (z: number) => Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
const INSIDE = 0.954499736103642;
const CUT_VARIANCE = 1 - (2 * 2 * density(2)) / INSIDE;
const CUT_ABSOLUTE = (2 * (density(0) - density(2))) / INSIDE;

/**
 * The penalty of a fresh layer is known: E Σ|w| = n·E|w| and E Σw² = n·E w². Five standard errors of the sample are
 * allowed: √n·√(E w² − (E|w|)²) for the first, and √n·√(E w⁴ − (E w²)²) ≤ √n·√2·E w² for the second.
 */
describe('expected penalties at initialization, in closed form', () => {
  const uniform = (limit: number): [number, number] => [limit / 2, limit ** 2 / 3];
  const normal = (deviation: number): [number, number] => [
    deviation * Math.sqrt(2 / Math.PI),
    deviation ** 2,
  ];
  const cut = (deviation: number): [number, number] => [
    deviation * CUT_ABSOLUTE,
    deviation ** 2 * CUT_VARIANCE,
  ];
  /** The truncated normal that has the variance after the cut. */
  const widened = (variance: number) => cut(Math.sqrt(variance / CUT_VARIANCE));
  const glorot = 2 / (INPUTS + UNITS);

  test.each<[string, Initializer, [number, number]]>([
    [
      'Glorot uniform: limit √(6/(in + out))',
      scaling(1, 'average', 'uniform'),
      uniform(Math.sqrt(6 / (INPUTS + UNITS))),
    ],
    ['Glorot normal', scaling(1, 'average', 'truncatedNormal'), widened(glorot)],
    ['He uniform: limit √(6/in)', scaling(2, 'in', 'uniform'), uniform(Math.sqrt(6 / INPUTS))],
    ['He normal', scaling(2, 'in', 'truncatedNormal'), widened(2 / INPUTS)],
    ['LeCun uniform: limit √(3/in)', scaling(1, 'in', 'uniform'), uniform(Math.sqrt(3 / INPUTS))],
    ['LeCun normal', scaling(1, 'in', 'truncatedNormal'), widened(1 / INPUTS)],
    ['fan out, not cut', scaling(1, 'out', 'normal'), normal(Math.sqrt(1 / UNITS))],
    ['PyTorch’s default: limit 1/√in', scaling(1 / 3, 'in', 'uniform'), uniform(1 / Math.sqrt(INPUTS))],
    ['RandomUniform(−0.05, 0.05)', { kind: 'uniform', minimum: -0.05, maximum: 0.05 }, uniform(0.05)],
    ['RandomNormal(0, 0.05)', { kind: 'normal', mean: 0, deviation: 0.05 }, normal(0.05)],
    ['TruncatedNormal(0, 0.05)', { kind: 'truncatedNormal', mean: 0, deviation: 0.05 }, cut(0.05)],
  ])('%s', (_, initializer, [absolute, square]) => {
    const weights = sample(initializer);
    const errorOfL1 = Math.sqrt(COUNT * (square - absolute ** 2));
    expect(Math.abs(sum(weights, Math.abs) - COUNT * absolute)).toBeLessThan(5 * errorOfL1);
    const errorOfL2 = Math.sqrt(2 * COUNT) * square;
    expect(Math.abs(sum(weights, (w) => w * w) - COUNT * square)).toBeLessThan(5 * errorOfL2);
    // The distributions are symmetric: the mean is 0.
    expect(Math.abs(sum(weights, (w) => w))).toBeLessThan(5 * Math.sqrt(COUNT * square));
  });
});

describe('limits', () => {
  test.each<[string, Initializer, number]>([
    ['Glorot uniform', scaling(1, 'average', 'uniform'), Math.sqrt(6 / (INPUTS + UNITS))],
    ['PyTorch’s default', scaling(1 / 3, 'in', 'uniform'), 1 / Math.sqrt(INPUTS)],
    [
      'He normal: two deviations of the normal before the cut',
      scaling(2, 'in', 'truncatedNormal'),
      2 * Math.sqrt(2 / INPUTS / CUT_VARIANCE),
    ],
    ['TruncatedNormal(0, 0.1): 0.2', { kind: 'truncatedNormal', mean: 0, deviation: 0.1 }, 0.2],
  ])('%s', (_, initializer, limit) => {
    expect(largest(sample(initializer))).toBeLessThanOrEqual(limit * (1 + 1e-6));
    expect(largest(sample(initializer))).toBeGreaterThan(0.97 * limit);
  });

  test('uniform and normal numbers around another mean', () => {
    const high = sample({ kind: 'uniform', minimum: 3, maximum: 5 });
    expect(Math.min(...high)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...high)).toBeLessThanOrEqual(5);
    const shifted = sample({ kind: 'normal', mean: 2, deviation: 0.1 });
    expect(sum(shifted, (w) => w) / COUNT).toBeCloseTo(2, 2);
  });

  test('constants', () => {
    expect([...sample({ kind: 'constant', value: 0.5 }, [3])]).toEqual([0.5, 0.5, 0.5]);
  });
});

describe('orthogonal', () => {
  /** Products of all pairs of rows (or of columns) of a matrix. */
  const gram = (matrix: Float32Array, rows: number, columns: number, ofRows: boolean): number[][] => {
    const vectors = ofRows ? rows : columns;
    const length = ofRows ? columns : rows;
    const at = (vector: number, index: number) =>
      matrix[ofRows ? vector * columns + index : index * columns + vector]!;
    return Array.from({ length: vectors }, (_, a) =>
      Array.from({ length: vectors }, (_, b) =>
        Array.from({ length }, (_, index) => at(a, index) * at(b, index)).reduce((x, y) => x + y, 0),
      ),
    );
  };

  test.each([
    [[16, 16], false],
    [[16, 16], true],
    [[40, 12], false],
    [[12, 48], true],
    [[3, 3, 4, 8], false],
  ])('%j has orthonormal %s', (shape, ofRows) => {
    const columns = shape.at(-1)!;
    const rows = shape.slice(0, -1).reduce((a, b) => a * b, 1);
    const products = gram(sample({ kind: 'orthogonal', gain: 1 }, shape), rows, columns, ofRows);
    products.forEach((row, a) => {
      row.forEach((product, b) => {
        expect(product).toBeCloseTo(a === b ? 1 : 0, 6);
      });
    });
  });

  test('the gain scales it', () => {
    const [once, twice] = [1, 2].map((gain) => sample({ kind: 'orthogonal', gain }, [6, 6]));
    expect([...twice!]).toEqual([...once!].map((w) => Math.fround(2 * w)));
  });

  test('reflections are as likely as rotations: the sign of the determinant of 2 × 2 matrices', () => {
    const signs = Array.from({ length: 400 }, (_, seed) => {
      const parameter = {
        shape: [2, 2],
        initializer: { kind: 'orthogonal', gain: 1 } as const,
        fanIn: 2,
        fanOut: 2,
      };
      const [a, b, c, d] = initialArray(parameter, { ...ADDRESS, seed });
      return Math.sign(a! * d! - b! * c!);
    });
    // The sum of 400 signs has the standard deviation 20.
    expect(Math.abs(signs.reduce((x, y) => x + y, 0))).toBeLessThan(100);
  });
});

test('identity', () => {
  expect([...sample({ kind: 'identity', gain: 2 }, [2, 3])]).toEqual([2, 0, 0, 0, 2, 0]);
});

test('blocks: equal parts of the last axis, each with its own, and no number twice', () => {
  const normal = { kind: 'normal', mean: 0, deviation: 1 } as const;
  const blocks = sample({ kind: 'blocks', blocks: [normal, { kind: 'constant', value: 1 }, normal] }, [2, 6]);
  const rows = [blocks.slice(0, 6), blocks.slice(6)];
  for (const row of rows) expect([...row.slice(2, 4)]).toEqual([1, 1]);
  const drawn = rows.flatMap((row) => [...row.slice(0, 2), ...row.slice(4)]);
  expect(new Set(drawn).size).toBe(8);
  // The normal numbers are those that the whole array would have in these places.
  const whole = sample(normal, [2, 6]);
  expect([...blocks.slice(0, 2)]).toEqual([...whole.slice(0, 2)]);
});

test('another seed, another stream: other numbers; the same address: the same', () => {
  const initializer = scaling(1, 'average', 'uniform');
  const parameter = { shape: [4, 4], initializer, fanIn: 4, fanOut: 4 };
  const of = (change: object) => [...initialArray(parameter, { ...ADDRESS, ...change })];
  expect(of({})).toEqual(of({}));
  expect(of({ seed: 2 })).not.toEqual(of({}));
  expect(of({ stream: 3 })).not.toEqual(of({}));
});
