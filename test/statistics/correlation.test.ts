import { expect, test } from 'vitest';
import {
  meanAbsoluteCorrelation,
  neighbourCorrelation,
  standardizedColumns,
} from '../../src/statistics/correlation.ts';
import golden from '../goldens/weights.json' with { type: 'json' };

/** ZᵀZ. */
function product({ scores, columns }: { scores: Float32Array; columns: number }, rows: number): Float32Array {
  return Float32Array.from({ length: columns ** 2 }, (_, index) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const at = row * columns;
      sum += scores[at + Math.floor(index / columns)]! * scores[at + (index % columns)]!;
    }
    return sum;
  });
}

test('mean |r| of the pairs of columns that vary, against NumPy; the constant column has no part in it', () => {
  const { rows, columns, values, meanAbsolute } = golden.units;
  const standardized = standardizedColumns(Float32Array.from(values), rows, columns, 100);
  expect(standardized.columns).toBe(columns - 1);
  expect(meanAbsoluteCorrelation(product(standardized, rows), columns - 1)).toBeCloseTo(meanAbsolute, 6);
});

test('at most so many columns', () => {
  const { rows, columns, values } = golden.units;
  expect(standardizedColumns(Float32Array.from(values), rows, columns, 2).columns).toBe(2);
});

test('columns that are multiples of each other: 1, of either sign', () => {
  const matrix = Float32Array.of(1, -2, 2, -4, 4, -8);
  const standardized = standardizedColumns(matrix, 3, 2, 100);
  expect(meanAbsoluteCorrelation(product(standardized, 3), 2)).toBeCloseTo(1, 6);
});

test('fewer than two columns that vary: no number', () => {
  const standardized = standardizedColumns(Float32Array.of(1, 5, 2, 5, 4, 5), 3, 2, 100);
  expect(standardized.columns).toBe(1);
  expect(meanAbsoluteCorrelation(product(standardized, 3), 1)).toBeNull();
});

test('neighbours of feature maps, against NumPy; the constant channel has no part in it', () => {
  const { shape, values, correlation } = golden.maps;
  const size = shape as [number, number, number, number];
  expect(neighbourCorrelation(Float32Array.from(values), size)).toBeCloseTo(correlation, 6);
});

test('neighbours: a ramp 1, 1 for a line is a perfect correlation, a checkerboard −1, a constant none', () => {
  expect(neighbourCorrelation(Float32Array.of(1, 2, 3, 4), [1, 1, 4, 1])).toBeCloseTo(1, 9);
  expect(neighbourCorrelation(Float32Array.of(1, 0, 0, 1), [1, 2, 2, 1])).toBeCloseTo(-1, 9);
  expect(neighbourCorrelation(new Float32Array(4).fill(7), [1, 2, 2, 1])).toBeNull();
});
