// What several kernels need of vectors of four float32.

/** a·b + c: rounded once in the build with relaxed SIMD, twice in the other. Decided when compiling. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Copies or adds the first `columns` of each row of a tile to C; steps from row to row in bytes. */
export function merge(tile: usize, tileStep: usize, c: usize, cStep: usize, rows: i32, columns: i32, add: bool): void {
  for (let row = 0; row < rows; row++, tile += tileStep, c += cStep) {
    for (let column: usize = 0; column < <usize>columns; column++) {
      const value = load<f32>(tile + (column << 2));
      const at = c + (column << 2);
      store<f32>(at, add ? load<f32>(at) + value : value);
    }
  }
}

/** Copies or adds columns that lie side by side, `[columns][rows]`, to the rows of C; steps in bytes. */
export function mergeTransposed(
  from: usize, fromStep: usize, rows: i32, columns: i32, c: usize, cStep: usize, add: bool,
): void {
  for (let row = 0; row < rows; row++, from += 4, c += cStep) {
    let at = from;
    const end = c + (<usize>columns << 2);
    for (let to = c; to < end; to += 4, at += fromStep) {
      const value = load<f32>(at);
      store<f32>(to, add ? load<f32>(to) + value : value);
    }
  }
}
