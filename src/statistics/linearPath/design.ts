/** Columns of a linear model, standardized. */

/** `columns[j]` holds column j of all rows: mean 0, mean square 1; a column that is constant holds zeros. */
export interface Design {
  rows: number;
  columns: Float64Array[];
}

/** How the columns of training rows were shifted and scaled, so that other rows can be the same way. */
export interface Scaling {
  means: number[];
  /** 0 for a constant column. */
  scales: number[];
}

/** A column that varies by less than this share of its size holds nothing but rounding. */
const CONSTANT = 1e-7;

/** @param inputs row-major, as in `Part` */
export function scalingOf(inputs: Float32Array, rows: number): Scaling {
  const width = inputs.length / rows;
  const means = new Array<number>(width).fill(0);
  const squares = new Array<number>(width).fill(0);
  inputs.forEach((value, index) => {
    means[index % width]! += value / rows;
  });
  inputs.forEach((value, index) => {
    squares[index % width]! += (value - means[index % width]!) ** 2 / rows;
  });
  const scales = squares.map((square, column) => {
    const deviation = Math.sqrt(square);
    return deviation > CONSTANT * Math.abs(means[column]!) ? 1 / deviation : 0;
  });
  return { means, scales };
}

export function designOf(inputs: Float32Array, rows: number, { means, scales }: Scaling): Design {
  const width = means.length;
  const columns = means.map((mean, column) =>
    Float64Array.from({ length: rows }, (_, row) => (inputs[row * width + column]! - mean) * scales[column]!),
  );
  return { rows, columns };
}

/** X·w for one output. */
export function product({ rows, columns }: Design, weights: ArrayLike<number>): Float64Array {
  const sum = new Float64Array(rows);
  columns.forEach((column, index) => {
    const weight = weights[index]!;
    if (weight !== 0) addScaled(sum, column, weight);
  });
  return sum;
}

export function addScaled(target: Float64Array, values: Float64Array, factor: number): void {
  for (let row = 0; row < target.length; row++) target[row]! += factor * values[row]!;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < a.length; row++) sum += a[row]! * b[row]!;
  return sum;
}

/** sign(z)·max(|z| − t, 0) */
export const softThreshold = (z: number, t: number): number => Math.sign(z) * Math.max(Math.abs(z) - t, 0);
