import { beforeAll, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { TensorAccumulator } from '../../../src/statistics/tensor/accumulator.ts';
import { loadTensorKernels } from '../../../src/statistics/tensor/kernels.ts';
import { statisticsOf } from '../../../src/statistics/tensor/statistics.ts';
import { structureOf } from '../../../src/statistics/tensor/structure.ts';
import { matrixView } from '../../../src/statistics/tensor/view.ts';
import type { KernelOrder } from '../../../src/weights/weightFile.ts';
import expected from '../../fixtures/files/statistics/expected.json' with { type: 'json' };
import { orderOf, type Recipe, tensorOf } from './recipe.ts';

function measure(
  values: Float32Array | Float64Array,
  shape: number[],
  order: KernelOrder,
  piece = values.length,
) {
  const view = matrixView(shape, order);
  const accumulator = new TensorAccumulator(values.length, view);
  for (let from = 0; from < values.length; from += piece)
    accumulator.add(values.subarray(from, from + piece));
  const counts = accumulator.end();
  return { statistics: statisticsOf(counts), structure: view && structureOf(counts, view) };
}

const finiteSum = (values: number[]) => values.reduce((sum, value) => sum + value, 0);

describe.each([
  ['by the kernels', TEST_FOLDER, true],
  ['in TypeScript', '/no/such/folder', false],
])('%s', (_, folder, loaded) => {
  beforeAll(async () => expect(await loadTensorKernels(folder)).toBe(loaded));

  describe.each(expected.tensors)('$name', ({ recipe, statistics, structure }) => {
    const values = tensorOf(recipe as Recipe);
    const isKept = values.length <= 4096;

    test.each([values.length, 1000, 7001])('in pieces of %i: as NumPy', (piece) => {
      const found = measure(values, recipe.shape, orderOf(recipe as Recipe), piece);
      const { histogram, relativeNearZeros, outliers, gini, ...exact } = statistics;
      const close = (value: number) =>
        expect.closeTo(value, 9 - Math.ceil(Math.log10(Math.abs(value) + 1e-9)));
      for (const [name, value] of Object.entries(exact))
        expect(found.statistics, name).toMatchObject({
          [name]: Number.isInteger(value) ? value : close(value),
        });
      const giniError = isKept ? 1e-9 : 'offset' in recipe ? 2e-3 : 1e-4;
      expect(Math.abs(found.statistics.gini - gini)).toBeLessThan(giniError);
      const slack = isKept ? 0 : 0.004 * values.length;
      expect(Math.abs(found.statistics.relativeNearZeros - relativeNearZeros)).toBeLessThanOrEqual(slack);
      expect(Math.abs(found.statistics.outliers - outliers)).toBeLessThanOrEqual(slack);
      expect(finiteSum(found.statistics.histogram)).toBe(finiteSum(histogram));
      found.statistics.histogram.forEach((count, bin) => {
        expect(Math.abs(count - histogram[bin]!), `bin ${bin}`).toBeLessThanOrEqual(slack);
      });
      if (!structure) return;
      const { outputMaximaSum, inputMaximaSum, twoOfFour, ...rest } = structure;
      expect(found.structure).toMatchObject(rest);
      expect(found.structure!.twoOfFour).toEqual(
        twoOfFour && {
          exact: expect.closeTo(twoOfFour.exact, 12),
          near: expect.closeTo(twoOfFour.near, 12),
        },
      );
      const step = (lines: number) => Math.ceil(lines / 1024);
      if (step(structure.outputs) === 1)
        expect(finiteSum(found.structure!.outputMaxima)).toBeCloseTo(outputMaximaSum, 5);
      if (step(structure.inputs) === 1)
        expect(finiteSum(found.structure!.inputMaxima)).toBeCloseTo(inputMaximaSum, 5);
    });
  });
});
