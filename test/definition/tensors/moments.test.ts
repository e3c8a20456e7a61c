import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Distribution, momentsOf } from '../../../src/definition/tensors/distributions.ts';
import { initializerDistribution } from '../../../src/definition/tensors/initializers.ts';
import { erf, sphereCoordinate } from '../../../src/definition/tensors/special.ts';
import { initializer } from './layer.ts';

/** Mean |w|, its standard error, mean w², its standard error of numbers drawn by numpy. */
type Drawn = [absolute: number, error: number, square: number, error: number];

const golden = JSON.parse(readFileSync('test/goldens/parameters.json', 'utf8')) as {
  draws: Record<string, Drawn>;
};

const uniform = (minimum: number, maximum: number): Distribution => ({ kind: 'uniform', minimum, maximum });
const normal = (mean: number, deviation: number): Distribution => ({ kind: 'normal', mean, deviation });
const truncated = (mean: number, deviation: number): Distribution => ({
  kind: 'truncatedNormal',
  mean,
  deviation,
});

describe('moments against closed forms', () => {
  test.each<[string, Distribution, number, number]>([
    ['uniform ±a: a/2 and a²/3', uniform(-0.3, 0.3), 0.3 / 2, 0.3 ** 2 / 3],
    ['uniform above 0: the mean', uniform(1, 3), 2, (1 + 3 + 9) / 3],
    ['uniform below 0', uniform(-3, -1), 2, (1 + 3 + 9) / 3],
    ['normal: σ√(2/π) and σ²', normal(0, 0.1), 0.1 * Math.sqrt(2 / Math.PI), 0.01],
    ['a normal far from 0: its mean', normal(-5, 0.1), 5, 25.01],
    ['no deviation', normal(-2, 0), 2, 4],
    // φ(0) − φ(2) = 0.3989422804 − 0.0539909665, Φ(2) − Φ(−2) = 0.9544997361.
    [
      'truncated normal',
      truncated(0, 1),
      (2 * (0.3989422804 - 0.0539909665)) / 0.9544997361,
      1 - (4 * 0.0539909665) / 0.9544997361,
    ],
    [
      'truncated normal on one side of 0: its mean',
      truncated(3, 1),
      3,
      9 + 1 - (4 * 0.0539909665) / 0.9544997361,
    ],
    ['constant', { kind: 'constant', value: -3 }, 3, 9],
    ['orthogonal of one column: ±1', { kind: 'orthogonal', gain: 2, length: 1 }, 2, 4],
    // A rotation by a uniform angle: the mean of |cos| is 2/π.
    ['orthogonal 2 × 2', { kind: 'orthogonal', gain: 1, length: 2 }, 2 / Math.PI, 1 / 2],
    // Archimedes: a coordinate on the sphere in three dimensions is uniform on ±1.
    ['orthogonal 3 × 3', { kind: 'orthogonal', gain: 1, length: 3 }, 1 / 2, 1 / 3],
    [
      'a quarter of ones',
      {
        kind: 'mixture',
        parts: [
          { share: 3 / 4, of: { kind: 'constant', value: 0 } },
          { share: 1 / 4, of: { kind: 'constant', value: 1 } },
        ],
      },
      1 / 4,
      1 / 4,
    ],
  ])('%s', (_name, distribution, absolute, square) => {
    const moments = momentsOf(distribution);
    expect(moments.absolute).toBeCloseTo(absolute, 8);
    expect(moments.square).toBeCloseTo(square, 8);
  });
});

describe('moments against numbers drawn by numpy: within five standard errors', () => {
  test.each<[string, Distribution]>([
    ['uniform(-0.2, 0.5)', uniform(-0.2, 0.5)],
    ['uniform(0.1, 0.5)', uniform(0.1, 0.5)],
    ['normal(0, 0.3)', normal(0, 0.3)],
    ['normal(0.4, 0.3)', normal(0.4, 0.3)],
    ['normal(-0.4, 0.3)', normal(-0.4, 0.3)],
    ['truncated(0, 0.3)', truncated(0, 0.3)],
    ['truncated(0.4, 0.3)', truncated(0.4, 0.3)],
    ['truncated(-1, 0.3)', truncated(-1, 0.3)],
    [
      'he_normal of fan 50',
      initializerDistribution(initializer('he_normal'), { shape: [50, 9], fanIn: 50, fanOut: 9 }, 'keras')!,
    ],
    ['orthogonal(12, 5)', { kind: 'orthogonal', gain: 1, length: 12 }],
    ['orthogonal(5, 12)', { kind: 'orthogonal', gain: 1, length: 12 }],
    ['orthogonal(300, 300)', { kind: 'orthogonal', gain: 1, length: 300 }],
  ])('%s', (name, distribution) => {
    const [absolute, absoluteError, square, squareError] = golden.draws[name]!;
    const moments = momentsOf(distribution);
    // The goldens have six digits.
    expect(Math.abs(moments.absolute - absolute)).toBeLessThan(5 * absoluteError + 1e-5 * absolute);
    expect(Math.abs(moments.square - square)).toBeLessThan(5 * squareError + 1e-5 * square);
  });
});

describe('initializers', () => {
  const place = { shape: [3, 3, 8, 16], fanIn: 3 * 3 * 8, fanOut: 3 * 3 * 16 };
  const glorot = Math.sqrt(6 / (72 + 144));
  const corrected = 0.87962566103423978;

  test.each<[string, Record<string, number | string | null>, 'keras' | 'tfjs', Distribution | undefined]>([
    ['zeros', {}, 'keras', { kind: 'constant', value: 0 }],
    ['ones', {}, 'keras', { kind: 'constant', value: 1 }],
    ['constant', { value: 0.2 }, 'keras', { kind: 'constant', value: 0.2 }],
    ['constant', {}, 'keras', { kind: 'constant', value: 0 }],
    ['random_uniform', {}, 'keras', uniform(-0.05, 0.05)],
    ['random_uniform', { minval: 0, maxval: 1 }, 'keras', uniform(0, 1)],
    // `args.minval || -0.05`.
    ['random_uniform', { minval: 0, maxval: 1 }, 'tfjs', uniform(-0.05, 1)],
    ['random_normal', {}, 'keras', normal(0, 0.05)],
    ['random_normal', { mean: 1, stddev: 2 }, 'keras', normal(1, 2)],
    ['truncated_normal', { stddev: 0.1 }, 'keras', truncated(0, 0.1)],
    ['glorot_uniform', {}, 'keras', uniform(-glorot, glorot)],
    ['glorot_normal', {}, 'keras', truncated(0, Math.sqrt(2 / (72 + 144)) / corrected)],
    ['glorot_normal', {}, 'tfjs', truncated(0, Math.sqrt(2 / (72 + 144)))],
    ['he_uniform', {}, 'keras', uniform(-Math.sqrt(6 / 72), Math.sqrt(6 / 72))],
    ['he_normal', {}, 'keras', truncated(0, Math.sqrt(2 / 72) / corrected)],
    [
      'lecun_uniform',
      {},
      'tfjs',
      uniform(-Math.sqrt(3) * Math.sqrt(1 / 72), Math.sqrt(3) * Math.sqrt(1 / 72)),
    ],
    ['lecun_normal', {}, 'tfjs', truncated(0, Math.sqrt(1 / 72))],
    ['variance_scaling', {}, 'keras', truncated(0, Math.sqrt(1 / 72) / corrected)],
    [
      'variance_scaling',
      { scale: 2, mode: 'fan_out', distribution: 'untruncated_normal' },
      'keras',
      normal(0, Math.sqrt(2 / 144)),
    ],
    ['variance_scaling', { mode: 'fanAvg', distribution: 'uniform' }, 'tfjs', uniform(-glorot, glorot)],
    ['variance_scaling', { mode: 'constructor' }, 'keras', undefined],
    ['orthogonal', { gain: 2 }, 'keras', { kind: 'orthogonal', gain: 2, length: 72 }],
    ['identity', {}, 'keras', undefined],
    ['my_own', {}, 'keras', undefined],
    ['random_normal', { stddev: 'small' }, 'keras', undefined],
  ])('%s %j of %s', (name, given, library, expected) => {
    expect(initializerDistribution(initializer(name, given), place, library)).toEqual(expected);
  });

  test('identity has its gain on the diagonal: 3 of 12 elements', () => {
    const square = { shape: [3, 4], fanIn: 3, fanOut: 4 };
    const moments = momentsOf(
      initializerDistribution(initializer('identity', { gain: 2 }), square, 'keras')!,
    );
    expect(moments).toEqual({ absolute: (3 * 2) / 12, square: (3 * 4) / 12 });
  });
});

// Abramowitz & Stegun, table 7.1.
test.each([
  [0, 0],
  [0.5, 0.5204998778],
  [1, 0.8427007929],
  [-1, -0.8427007929],
  [2, 0.995322265],
  [5.9, 1],
  [60, 1],
])('erf(%d) = %d', (x, expected) => {
  expect(erf(x)).toBeCloseTo(expected, 10);
});

test('E|u| on the sphere has one value where the series takes over from the recurrence', () => {
  // The recurrence m → m + 2: (m − 2)/(m − 1) of the value before.
  for (const m of [201, 202])
    expect(sphereCoordinate(m) / sphereCoordinate(m - 2)).toBeCloseTo((m - 2) / (m - 1), 9);
});
