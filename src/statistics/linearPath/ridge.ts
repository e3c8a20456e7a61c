import { type Design, dot } from './design.ts';

/**
 * The minimum of ‖y − Xw‖²/n + λ‖w‖² for any λ > 0 by the normal equations: w = (XᵀX/n + λI)⁻¹·Xᵀy/n, or with fewer
 * rows than columns w = Xᵀ·(XXᵀ/n + λI)⁻¹·y/n, which is the same.
 * @param y centred
 */
export function ridge({ rows, columns }: Design, y: Float64Array): (lambda: number) => Float64Array {
  if (columns.length <= rows) {
    const gram = symmetric(columns.length, (a, b) => dot(columns[a]!, columns[b]!) / rows);
    const right = Float64Array.from(columns, (column) => dot(column, y) / rows);
    return (lambda) => solvePositive(gram, right, lambda);
  }
  const byRow = Array.from({ length: rows }, (_, row) =>
    Float64Array.from(columns, (column) => column[row]!),
  );
  const gram = symmetric(rows, (a, b) => dot(byRow[a]!, byRow[b]!) / rows);
  const right = y.map((value) => value / rows);
  return (lambda) => {
    const dual = solvePositive(gram, right, lambda);
    return Float64Array.from(columns, (column) => dot(column, dual));
  };
}

/** Row-major. */
function symmetric(size: number, entry: (a: number, b: number) => number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      const value = entry(a, b);
      matrix[a * size + b] = value;
      matrix[b * size + a] = value;
    }
  return matrix;
}

/** (A + λI)·x = right by Cholesky's A + λI = L·Lᵀ; A symmetric and not negative. */
function solvePositive(matrix: Float64Array, right: Float64Array, lambda: number): Float64Array {
  const size = right.length;
  const rows = Array.from({ length: size }, (_, row) => matrix.slice(row * size, (row + 1) * size));
  for (let row = 0; row < size; row++) {
    const values = rows[row]!;
    values[row]! += lambda;
    for (let column = 0; column <= row; column++) {
      const other = rows[column]!;
      let sum = values[column]!;
      for (let index = 0; index < column; index++) sum -= values[index]! * other[index]!;
      values[column] = column === row ? Math.sqrt(sum) : sum / other[column]!;
    }
  }
  const x = right.slice();
  for (let row = 0; row < size; row++) {
    for (let index = 0; index < row; index++) x[row]! -= rows[row]![index]! * x[index]!;
    x[row]! /= rows[row]![row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let index = row + 1; index < size; index++) x[row]! -= rows[index]![row]! * x[index]!;
    x[row]! /= rows[row]![row]!;
  }
  return x;
}
