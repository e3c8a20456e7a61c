/** Rows of a part as the checks look at them. */
import type { Part } from '../dataset.ts';

/** A check looks at no more rows of a part than this. */
const MOST_ROWS = 2000;
/** Nor at more numbers, which costs rows of wide data only. */
const MOST_NUMBERS = 300_000;
const FEWEST_ROWS = 30;

/** How many rows of a part with so many columns a check looks at: the first ones, which are in random order. */
export function rowsToCheck(rows: number, columns: number): number {
  const affordable = Math.floor(MOST_NUMBERS / Math.max(1, columns));
  return Math.min(rows, Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, affordable)));
}

/** The rows of all parts below each other, each column with mean 0 and variance 1 over them; constant columns are 0. */
export function standardizedRows(parts: { part: Part; rows: number }[], columns: number): Float32Array {
  const total = parts.reduce((sum, { rows }) => sum + rows, 0);
  const matrix = new Float32Array(total * columns);
  let at = 0;
  for (const { part, rows } of parts) {
    matrix.set(part.inputs.subarray(0, rows * columns), at);
    at += rows * columns;
  }
  for (let j = 0; j < columns; j++) standardizeColumn(matrix, j, columns, total);
  return matrix;
}

function standardizeColumn(matrix: Float32Array, column: number, columns: number, rows: number): void {
  const first = matrix[column]!;
  let sum = 0;
  let squares = 0;
  // About the first value: squares of large numbers would lose what is small beside them.
  for (let i = column; i < matrix.length; i += columns) sum += matrix[i]! - first;
  const mean = sum / rows;
  for (let i = column; i < matrix.length; i += columns) squares += (matrix[i]! - first - mean) ** 2;
  const deviation = Math.sqrt(squares / rows);
  const constant = deviation <= 1e-6 * Math.abs(first + mean);
  for (let i = column; i < matrix.length; i += columns) {
    matrix[i] = constant || deviation === 0 ? 0 : (matrix[i]! - first - mean) / deviation;
  }
}
