/** Float64 far beyond the range in which its fourth power can be held: the measures of the same values of normal size. */
import { describe, expect, test } from 'vitest';
import { TensorAccumulator } from '../../../src/statistics/tensor/accumulator.ts';
import { addDifference, distancesOf, noDifference } from '../../../src/statistics/tensor/difference.ts';
import { statisticsOf } from '../../../src/statistics/tensor/statistics.ts';
import golden from '../../fixtures/files/statistics/expected.json' with { type: 'json' };
import { type Recipe, tensorOf } from './recipe.ts';

function measure(values: Float64Array, piece = values.length) {
  const accumulator = new TensorAccumulator(values.length, null);
  for (let from = 0; from < values.length; from += piece)
    accumulator.add(values.subarray(from, from + piece));
  return statisticsOf(accumulator.end());
}

const finite = golden.tensors.filter(({ recipe }) => !('special' in recipe));

describe.each([900, 400, 150, -150, -600])('times 2^%i', (exponent) => {
  test.each(finite)('$name: as NumPy has them without the factor', ({ recipe, statistics }) => {
    const values = Float64Array.from(tensorOf(recipe as Recipe), (w) => w * 2 ** exponent);
    const found = measure(values, 1000);
    const relative = (value: number) => value / 2 ** exponent;
    const { l1, l2, max, mean, standardDeviation, hoyer } = statistics;
    const close = (value: number) => expect.closeTo(value, 8 - Math.ceil(Math.log10(Math.abs(value) + 1e-8)));
    expect({
      l1: relative(found.l1),
      l2: relative(found.l2),
      max: relative(found.max),
      mean: relative(found.mean),
      standardDeviation: relative(found.standardDeviation),
      hoyer: found.hoyer,
    }).toEqual({
      l1: close(l1),
      l2: close(l2),
      max: close(max),
      mean: close(mean),
      standardDeviation: close(standardDeviation),
      hoyer: close(hoyer),
    });
    // Of large tensors by the first 4,096 values.
    expect(Math.abs(found.gini - statistics.gini)).toBeLessThan(values.length <= 4096 ? 1e-6 : 0.02);
  });
});

test('float32 without a normal exponent: no outliers among equal sizes, and the Gini index of a ramp', () => {
  // Sizes k·2⁻¹⁴⁹, k from 1 to 100 in turn: the Gini index is (n² − 1)/(3n·(n + 1)) = (n − 1)/(3n).
  const ramp = Float32Array.from({ length: 10_000 }, (_, i) => ((i % 100) + 1) * 2 ** -149);
  const accumulator = new TensorAccumulator(ramp.length, null);
  accumulator.add(ramp);
  const found = statisticsOf(accumulator.end());
  expect(found.outliers).toBe(0);
  expect(found.gini).toBeCloseTo(99 / 300, 2);
});

test('a tensor that begins with zeros and small values, and grows', () => {
  const values = new Float64Array(3000).fill(1e-200, 1000, 2000).fill(1e200, 2000);
  const found = measure(values, 1000);
  expect(found.exactZeros).toBe(1000);
  expect(found.l2 / 1e200).toBeCloseTo(Math.sqrt(1000), 9);
  expect(found.mean / 1e200).toBeCloseTo(1 / 3, 9);
});

test('a norm beyond float64 is its largest number', () => {
  const found = measure(new Float64Array(100).fill(1.5e308).fill(-1.2e308, 50));
  expect([found.l1, found.l2]).toEqual([Number.MAX_VALUE, Number.MAX_VALUE]);
  expect(found.mean / 1e308).toBeCloseTo(0.15, 9);
});

test('a difference too small or too large to be squared is one', () => {
  const distanceOf = (a: number, b: number) => {
    const difference = noDifference();
    addDifference(difference, Float64Array.of(a), Float64Array.of(b));
    return distancesOf(difference);
  };
  expect(distanceOf(1e-200, 2e-200).distance).toBeGreaterThan(0);
  expect(distanceOf(1e200, 2e200)).toEqual({
    distance: Number.MAX_VALUE,
    relativeDistance: null,
    cosine: null,
  });
});
