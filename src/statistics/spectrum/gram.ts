/** Products of the rows of a matrix with each other. */

type Values = Float32Array | Float64Array;

/** Rows and columns of G that are computed together: their operands stay in registers. */
const TILE = 4;
/** Depth of a part: eight rows of it stay in the first cache. */
const DEPTH = 512;

/**
 * Lower triangle of G = B·Bᵀ in float64; what is above the diagonal is not set.
 * @param b `[m, n]`, row-major
 * @returns `[m, m]`
 */
export function gramOfRows(b: Values, m: number, n: number): Float64Array {
  const g = new Float64Array(m * m);
  // One type of values, so that the loops are compiled for it.
  const values = b instanceof Float64Array ? b : Float64Array.from(b);
  const whole = m - (m % TILE);
  for (let from = 0; from < n; from += DEPTH) {
    const to = Math.min(n, from + DEPTH);
    for (let i = 0; i < whole; i += TILE) {
      for (let j = 0; j < i + TILE; j += 2) addTile(g, values, m, n, i, j, from, to);
    }
    for (let i = whole; i < m; i++) {
      for (let j = 0; j <= i; j++) g[i * m + j]! += dot(values, i * n, j * n, from, to);
    }
  }
  return g;
}

/** Rows i … i + 3 with rows j and j + 1. */
function addTile(
  g: Float64Array,
  b: Float64Array,
  m: number,
  n: number,
  i: number,
  j: number,
  from: number,
  to: number,
): void {
  let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0];
  let p0 = i * n + from;
  let p1 = p0 + n;
  let p2 = p1 + n;
  let p3 = p2 + n;
  let q0 = j * n + from;
  let q1 = q0 + n;
  for (let k = from; k < to; k++) {
    const x = b[q0++]!;
    const y = b[q1++]!;
    const a0 = b[p0++]!;
    const a1 = b[p1++]!;
    const a2 = b[p2++]!;
    const a3 = b[p3++]!;
    s00 += a0 * x;
    s01 += a0 * y;
    s10 += a1 * x;
    s11 += a1 * y;
    s20 += a2 * x;
    s21 += a2 * y;
    s30 += a3 * x;
    s31 += a3 * y;
  }
  const at = i * m + j;
  g[at]! += s00;
  g[at + 1]! += s01;
  g[at + m]! += s10;
  g[at + m + 1]! += s11;
  g[at + 2 * m]! += s20;
  g[at + 2 * m + 1]! += s21;
  g[at + 3 * m]! += s30;
  g[at + 3 * m + 1]! += s31;
}

function dot(b: Float64Array, p: number, q: number, from: number, to: number): number {
  let sum = 0;
  for (let k = from; k < to; k++) sum += b[p + k]! * b[q + k]!;
  return sum;
}
