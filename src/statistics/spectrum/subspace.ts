/** Directions of a subspace, as the columns of a matrix `[rows, count]` in row-major order. */

/**
 * Columns of random signs: word i of a seed is a finalizer over a golden-ratio step (MurmurHash3, SplitMix), so that the
 * same seed gives the same directions everywhere.
 */
export function randomColumns(rows: number, count: number, seed: number): Float32Array {
  const key = Math.imul(seed, 0x85ebca6b);
  return Float32Array.from({ length: rows * count }, (_, index) => {
    let h = (key + Math.imul(index + 1, 0x9e3779b9)) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) & 1 ? 1 : -1;
  });
}

/** Of a column's length: what is left of it below this is rounding. */
const DEPENDENT = 1e-6;

/** Orthonormal columns that span the same space (modified Gram–Schmidt); those that depend on earlier ones become 0. */
export function orthonormalize(columns: Float32Array, rows: number, count: number): Float32Array {
  const turned = Array.from({ length: count }, (_, column) =>
    Float64Array.from({ length: rows }, (_, row) => columns[row * count + column]!),
  );
  for (const [index, column] of turned.entries()) {
    const before = lengthOf(column);
    for (let other = 0; other < index; other++) removePart(column, turned[other]!);
    const after = lengthOf(column);
    const scale = after > DEPENDENT * before ? 1 / after : 0;
    for (let row = 0; row < rows; row++) column[row]! *= scale;
  }
  const result = new Float32Array(rows * count);
  for (const [index, column] of turned.entries()) {
    for (let row = 0; row < rows; row++) result[row * count + index] = column[row]!;
  }
  return result;
}

function lengthOf(x: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < x.length; row++) sum += x[row]! * x[row]!;
  return Math.sqrt(sum);
}

function removePart(x: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let row = 0; row < x.length; row++) product += x[row]! * unit[row]!;
  for (let row = 0; row < x.length; row++) x[row]! -= product * unit[row]!;
}
