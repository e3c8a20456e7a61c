import { beforeAll, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { TensorAccumulator } from '../../../src/statistics/tensor/accumulator.ts';
import { loadTensorKernels } from '../../../src/statistics/tensor/kernels.ts';
import { statisticsOf } from '../../../src/statistics/tensor/statistics.ts';
import { structureOf } from '../../../src/statistics/tensor/structure.ts';
import { matrixView } from '../../../src/statistics/tensor/view.ts';

/** Enough values for the kernels, and for measures by the histogram. */
const COUNT = 20_000;
const filled = (value: number) => new Float32Array(COUNT).fill(value);

function measure(values: Float32Array | Float64Array) {
  const accumulator = new TensorAccumulator(values.length, null);
  accumulator.add(values);
  return statisticsOf(accumulator.end());
}

const NONE = { l1: 0, l2: 0, max: 0, mean: 0, standardDeviation: 0, excessKurtosis: 0, hoyer: 0, gini: 0 };

describe.each([
  ['by the kernels', TEST_FOLDER],
  ['in TypeScript', '/no/such/folder'],
])('tensors without a normal answer, %s', (_, folder) => {
  beforeAll(() => loadTensorKernels(folder));

  test('zeros of both signs', () => {
    const values = filled(0).map((_, index) => (index % 2 === 0 ? 0 : -0));
    expect(measure(values)).toMatchObject({
      ...NONE,
      count: COUNT,
      exactZeros: COUNT,
      nearZeros: COUNT,
      relativeNearZeros: COUNT,
      outliers: 0,
      distribution: null,
    });
  });

  test('all equal: no spread, no distribution', () => {
    expect(measure(filled(0.1))).toMatchObject({
      mean: Math.fround(0.1),
      standardDeviation: 0,
      excessKurtosis: 0,
      hoyer: expect.closeTo(0, 9),
      gini: 0,
      outliers: 0,
      distribution: null,
    });
  });

  test('nothing finite', () => {
    const values = filled(Number.NaN).fill(Number.POSITIVE_INFINITY, 0, 3);
    expect(measure(values)).toMatchObject({
      ...NONE,
      nan: COUNT - 3,
      inf: 3,
      exactZeros: 0,
      relativeNearZeros: 0,
    });
  });

  test('none', () => expect(measure(new Float32Array())).toMatchObject({ ...NONE, count: 0, exactZeros: 0 }));

  test('one', () => {
    expect(measure(Float32Array.of(-2))).toMatchObject({ ...NONE, l1: 2, l2: 2, max: 2, mean: -2 });
  });

  test('1e-3 is near 0 in float32 and in float64', () => {
    expect(measure(filled(1e-3)).nearZeros).toBe(COUNT);
    expect(measure(new Float64Array(COUNT).fill(1e-3)).nearZeros).toBe(COUNT);
  });

  test('float64 beyond float32 is neither 0 nor infinite', () => {
    const values = new Float64Array(COUNT).fill(1e-60);
    values[7] = 1e60;
    const { exactZeros, inf, max, histogram } = measure(values);
    expect([exactZeros, inf, max]).toEqual([0, 0, 1e60]);
    expect([histogram[0], histogram.at(-1)]).toEqual([COUNT - 1, 1]);
  });

  test('values of bfloat16, which have no more bits, are counted exactly', () => {
    // 1, 1 + 1/128, …: the largest is 2 − 1/128, and a thousandth of it lies between bins.
    const values = filled(0).map((_, index) => (1 + (index % 128) / 128) * (index % 4 === 0 ? 2 ** -10 : 1));
    const limit = 1e-3 * (2 - 1 / 128);
    const expected = values.filter((w) => w <= limit).length;
    expect(measure(values).relativeNearZeros).toBe(expected);
  });

  test('a unit with NaN is not dead, and shows the largest weight', () => {
    const values = filled(0);
    values[100] = 3;
    values[COUNT / 2] = Number.NaN;
    const view = matrixView([200, 100], 'outputs-first')!;
    const accumulator = new TensorAccumulator(COUNT, view);
    accumulator.add(values);
    const { deadOutputs, outputMaxima } = structureOf(accumulator.end(), view);
    expect(deadOutputs).toEqual({ exact: 198, near: 198 });
    expect([outputMaxima[1], outputMaxima[100], outputMaxima[2]]).toEqual([3, 3, 0]);
  });

  test('of many units the largest of neighbours is told', () => {
    const values = new Float32Array(10_000);
    values[9_999] = 5;
    const view = matrixView([10_000, 1], 'outputs-first')!;
    const accumulator = new TensorAccumulator(10_000, view);
    accumulator.add(values);
    const { outputs, outputMaxima, deadOutputs } = structureOf(accumulator.end(), view);
    expect([outputs, outputMaxima.length, deadOutputs.exact]).toEqual([
      10_000,
      Math.ceil(10_000 / 10),
      9_999,
    ]);
    expect(outputMaxima.at(-1)).toBe(5);
  });
});

test('two tensors can be measured at once', async () => {
  await loadTensorKernels(TEST_FOLDER);
  const [first, second] = [new TensorAccumulator(COUNT, null), new TensorAccumulator(COUNT, null)];
  for (let from = 0; from < COUNT; from += 5000) {
    first.add(filled(1).subarray(from, from + 5000));
    second.add(filled(2).subarray(from, from + 5000));
  }
  expect([first, second].map((each) => statisticsOf(each.end()).l1)).toEqual([COUNT, 2 * COUNT]);
});

test('what is no matrix has no view', () => {
  expect(matrixView([5], 'outputs-first')).toBeNull();
  expect(matrixView([5, 0], 'outputs-first')).toBeNull();
  expect(matrixView([2 ** 25, 2], 'outputs-first')).toBeNull();
});
