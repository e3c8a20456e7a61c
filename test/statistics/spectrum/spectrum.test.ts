import { beforeAll, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { sampledSingularValues } from '../../../src/statistics/spectrum/sampled.ts';
import { spectrumOfMatrix } from '../../../src/statistics/spectrum/spectrum.ts';
import { loadTensorKernels } from '../../../src/statistics/tensor/kernels.ts';
import { matrixView } from '../../../src/statistics/tensor/view.ts';
import flat from '../../fixtures/files/spectra/expected.json' with { type: 'json' };
import expected from '../../fixtures/files/statistics/expected.json' with { type: 'json' };
import { orderOf, type Recipe, tensorOf } from '../tensor/recipe.ts';

type Values = Float32Array | Float64Array;

/** All values in pieces of 1,000. */
const passOf = (values: Values) => async (use: (piece: Values) => void) => {
  for (let from = 0; from < values.length; from += 1000) use(values.subarray(from, from + 1000));
};

describe.each(expected.spectra)('singular values: $name', (golden) => {
  const recipe = golden.recipe as Recipe;
  const { rows, columns } = matrixView(recipe.shape, orderOf(recipe))!;
  const values = tensorOf(recipe);

  test('exactly, as NumPy and SciPy', async () => {
    const found = (await spectrumOfMatrix({ rows, columns }, passOf(values)))!;
    const [largest] = golden.largest as [number];
    const error = 1e-7 * largest;
    expect(found).toMatchObject({ method: 'exact', spectralNorm: expect.closeTo(largest, 9) });
    expect(found.singularValues).toHaveLength(Math.min(rows, columns));
    golden.largest.forEach((value, index) => {
      expect(Math.abs(found.singularValues[index]! - value)).toBeLessThan(1e-9 * largest);
    });
    golden.smallest.forEach((value, index) => {
      expect(Math.abs(found.singularValues.at(index - 3)! - value)).toBeLessThan(error);
    });
    expect(found.stableRank).toBeCloseTo(golden.stableRank, 6);
    expect(found.effectiveRank).toBeCloseTo(golden.effectiveRank, 4);
    const { alpha, xmin, tail, distance } = golden.alpha;
    expect(found.alpha).toMatchObject({
      alpha: expect.closeTo(alpha, 5),
      xmin: expect.closeTo(xmin, 8),
      tail,
      distance: expect.closeTo(distance, 6),
    });
  });

  describe.each([
    ['by the kernels', TEST_FOLDER],
    ['in TypeScript', '/no/such/folder'],
  ])('%s', (_, folder) => {
    beforeAll(() => loadTensorKernels(folder));

    test('sampled: the first within 1 %, none above the true one', async () => {
      const found = (await sampledSingularValues({ rows, columns }, passOf(values)))!;
      golden.largest.slice(0, 10).forEach((value, index) => {
        expect(found.singularValues[index]! / value).toBeGreaterThan(0.99);
        expect(found.singularValues[index]! / value).toBeLessThan(1 + 1e-5);
      });
      const squares = golden.stableRank * golden.largest[0]! ** 2;
      expect(found.squares / squares).toBeCloseTo(1, 9);
    });
  });
});

describe('matrices without a normal answer', () => {
  const of = (rows: number, columns: number, ...values: number[]) =>
    spectrumOfMatrix({ rows, columns }, passOf(Float32Array.from(values)));

  test.each([
    ['NaN', [1, Number.NaN]],
    ['an infinity', [1, Number.NEGATIVE_INFINITY]],
  ])('with %s there is none', async (_, values) => expect(await of(1, 2, ...values)).toBeNull());

  test('an empty one has none', async () => expect(await of(0, 5)).toBeNull());

  test('zeros: all singular values and both ranks are 0', async () => {
    expect(await of(2, 3, 0, 0, 0, 0, 0, 0)).toMatchObject({
      singularValues: [0, 0],
      spectralNorm: 0,
      stableRank: 0,
      effectiveRank: 0,
      alpha: null,
    });
  });

  test('one row: its length, and rank 1', async () => {
    expect(await of(1, 2, 3, 4)).toMatchObject({
      singularValues: [expect.closeTo(5, 12)],
      stableRank: 1,
      effectiveRank: expect.closeTo(1, 12),
    });
  });

  test('a diagonal one: its sizes in descending order', async () => {
    const { singularValues } = (await of(3, 3, 2, 0, 0, 0, -7, 0, 0, 0, 1e-3))!;
    expect(singularValues).toEqual([7, 2, 1e-3].map((value) => expect.closeTo(value, 7)));
  });

  test('sizes whose squares are beyond float64', async () => {
    const huge = await spectrumOfMatrix({ rows: 1, columns: 2 }, passOf(Float64Array.of(3e200, 4e200)));
    expect(huge!.spectralNorm / 5e200).toBeCloseTo(1, 12);
  });
});

describe('power law', () => {
  const SIDE = 200;
  const diagonal = (eigenvalue: (share: number) => number, side = SIDE) =>
    spectrumOfMatrix(
      { rows: side, columns: side },
      passOf(
        Float64Array.from({ length: side * side }, (_, index) =>
          index % (side + 1) === 0 ? Math.sqrt(eigenvalue((index / (side + 1) + 0.5) / side)) : 0,
        ),
      ),
    );
  /** Quantiles of p(λ) ∝ λ^(−α), λ ≥ 2. */
  const pareto = (alpha: number) => (share: number) => 2 * (1 - share) ** (-1 / (alpha - 1));

  test.each([2.5, 3, 4])('α = %d from its own quantiles, nothing to doubt', async (alpha) => {
    const found = (await diagonal(pareto(alpha)))!.alpha!;
    expect(Math.abs(found.alpha - alpha)).toBeLessThan(0.15);
    expect(found.tail).toBeGreaterThan(SIDE / 2);
    expect(found.distance).toBeLessThan(0.01);
    expect(found.doubt).toBe('');
  });

  test.each<[string, (share: number) => number, number, string]>([
    ['few eigenvalues', pareto(3), 30, 'The matrix has only 30 eigenvalues: too few for a power law.'],
    ['a short tail', (share) => (share < 0.9 ? 1 + share : pareto(3)(share)), SIDE, 'The tail has only'],
    ['two groups', (share) => (share < 0.5 ? 1 : 100) * (1 + share / 100), SIDE, 'The fit is poor'],
    ['no heavy tail', (share) => 1 + 0.1 * share, SIDE, 'is no heavy tail of a trained layer'],
  ])('%s: not to be believed', async (_, eigenvalue, side, words) => {
    expect((await diagonal(eigenvalue, side))!.alpha!.doubt).toContain(words);
  });

  test('fewer than ten eigenvalues, or all equal: none', async () => {
    expect((await diagonal(pareto(3), 9))!.alpha).toBeNull();
    expect((await diagonal(() => 4))!.alpha).toBeNull();
  });
});

test('a matrix of more than 1,024 rows and columns is sampled, and says so', async () => {
  const side = 1100;
  const values = tensorOf({ shape: [side, side], order: 'outputs-first', scale: 0.1 });
  await loadTensorKernels(TEST_FOLDER);
  const found = (await spectrumOfMatrix({ rows: side, columns: side }, passOf(values)))!;
  expect(found.method).toBe('sampled');
  expect(found.note).toContain('The 256 largest of 1,100 singular values, by a randomized decomposition');
  expect(found.alpha!.doubt).not.toBe('');
  // Entries of variance s², independent: the largest singular value is near 2·s·√n (Bai & Yin 1988).
  const deviation = 0.1 * Math.sqrt(3 / 12);
  expect(found.spectralNorm / (2 * deviation * Math.sqrt(side))).toBeGreaterThan(0.97);
  expect(found.spectralNorm / (2 * deviation * Math.sqrt(side))).toBeLessThan(1.03);
});

describe.each(flat)(
  'sampled, $shape, where no singular value stands out',
  ({ shape, largest, stableRank }) => {
    test('the largest within its residual of SciPy’s, and so is the stable rank', async () => {
      await loadTensorKernels(TEST_FOLDER);
      const [rows, columns] = shape as [number, number];
      const values = tensorOf({ shape, order: 'outputs-first', scale: 0.1 });
      const { singularValues, squares, residual } = (await sampledSingularValues(
        { rows, columns },
        passOf(values),
      ))!;
      const [found] = singularValues as [number];
      expect(residual).toBeLessThan(0.004);
      const ratio = found / largest[0]!;
      expect(ratio).toBeGreaterThan(1 - residual);
      expect(ratio).toBeLessThan(1 + 1e-6);
      expect(squares / found ** 2 / stableRank).toBeLessThan(1 + 2.1 * residual);
      expect(squares / found ** 2 / stableRank).toBeGreaterThan(1 - 1e-5);
    });
  },
);
