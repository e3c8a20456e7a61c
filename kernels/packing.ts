// Copies of blocks of the operands in the order in which the tiles of a product read them.
import { TILE_COLUMNS } from './generated/microkernels';

/** Four rows `step` bytes apart, transposed: stored as four columns `out` apart `outStep`. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function transpose4(from: usize, step: usize, out: usize, outStep: usize): void {
  const row0 = v128.load(from);
  const row1 = v128.load(from + step);
  const row2 = v128.load(from + 2 * step);
  const row3 = v128.load(from + 3 * step);
  const low01 = v128.shuffle<i32>(row0, row1, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(row0, row1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(row2, row3, 0, 4, 1, 5);
  const high23 = v128.shuffle<i32>(row2, row3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(out + outStep, v128.shuffle<i64>(low01, low23, 1, 3));
  v128.store(out + 2 * outStep, v128.shuffle<i64>(high01, high23, 0, 2));
  v128.store(out + 3 * outStep, v128.shuffle<i64>(high01, high23, 1, 3));
}

/** A whole panel of B whose rows lie side by side. */
function packRows(depth: i32, b: usize, rowStep: usize, panel: usize): void {
  for (let p = 0; p < depth; p++, b += rowStep, panel += TILE_COLUMNS * 4) {
    v128.store(panel, v128.load(b));
    v128.store(panel, v128.load(b, 16), 16);
  }
}

/** A whole panel of a transposed B: its columns lie side by side. */
function packColumns(depth: i32, b: usize, columnStep: usize, panel: usize): void {
  let p = 0;
  for (; p + 4 <= depth; p += 4, b += 16, panel += TILE_COLUMNS * 16) {
    transpose4(b, columnStep, panel, TILE_COLUMNS * 4);
    transpose4(b + 4 * columnStep, columnStep, panel + 16, TILE_COLUMNS * 4);
  }
  for (; p < depth; p++, b += 4, panel += TILE_COLUMNS * 4) {
    for (let column: usize = 0; column < <usize>TILE_COLUMNS; column++) {
      store<f32>(panel + (column << 2), load<f32>(b + column * columnStep));
    }
  }
}

/** A ragged panel of B, `width` columns wide: zeros after the `columns` that exist. */
export function packEdge(depth: i32, columns: i32, width: i32, b: usize, rowStep: usize, columnStep: usize, panel: usize): void {
  for (let p = 0; p < depth; p++, b += rowStep) {
    let from = b;
    for (let column = 0; column < width; column++, from += columnStep, panel += 4) {
      store<f32>(panel, column < columns ? load<f32>(from) : 0);
    }
  }
}

/** Whole panels of a block of B, one after the other, `[panel][depth][8]`. */
export function packPanels(depth: i32, columns: i32, b: usize, rowStep: usize, columnStep: usize, panels: usize): void {
  for (let column = 0; column < columns; column += TILE_COLUMNS) {
    if (columnStep == 4) packRows(depth, b, rowStep, panels);
    else if (rowStep == 4) packColumns(depth, b, columnStep, panels);
    else packEdge(depth, TILE_COLUMNS, TILE_COLUMNS, b, rowStep, columnStep, panels);
    b += <usize>TILE_COLUMNS * columnStep;
    panels += <usize>(TILE_COLUMNS * depth) << 2;
  }
}

/** Rows of A that lie side by side, `[depth][rows]` with every element four times. */
function splatRows(rows: i32, depth: i32, a: usize, rowStep: usize, panel: usize): void {
  const step = <usize>rows << 4;
  for (let row = 0; row < rows; row++, a += rowStep, panel += 16) {
    let from = a;
    let to = panel;
    let p = 0;
    for (; p + 4 <= depth; p += 4, from += 16) {
      const four = v128.load(from);
      v128.store(to, v128.shuffle<i32>(four, four, 0, 0, 0, 0));
      to += step;
      v128.store(to, v128.shuffle<i32>(four, four, 1, 1, 1, 1));
      to += step;
      v128.store(to, v128.shuffle<i32>(four, four, 2, 2, 2, 2));
      to += step;
      v128.store(to, v128.shuffle<i32>(four, four, 3, 3, 3, 3));
      to += step;
    }
    for (; p < depth; p++, from += 4, to += step) v128.store(to, v128.load32_splat(from));
  }
}

/** Rows of A with any strides. */
function splatAny(rows: i32, depth: i32, a: usize, rowStep: usize, columnStep: usize, panel: usize): void {
  for (let p = 0; p < depth; p++, a += columnStep) {
    let from = a;
    for (let row = 0; row < rows; row++, from += rowStep, panel += 16) v128.store(panel, v128.load32_splat(from));
  }
}

/** A panel of A, `[depth][rows]` with every element four times. */
export function splat(rows: i32, depth: i32, a: usize, rowStep: usize, columnStep: usize, panel: usize): void {
  if (columnStep == 4) splatRows(rows, depth, a, rowStep, panel);
  else splatAny(rows, depth, a, rowStep, columnStep, panel);
}
