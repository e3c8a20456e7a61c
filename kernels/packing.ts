// Copies of blocks of the operands in the order in which the tiles of a product read them.
import { ELEMENT_BYTES, TILE_COLUMNS, TILE_ROWS } from './generated/microkernels';

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
    if (TILE_COLUMNS > 8) {
      v128.store(panel, v128.load(b, 32), 32);
      v128.store(panel, v128.load(b, 48), 48);
    }
  }
}

/** A whole panel of a transposed B: its columns lie side by side. */
function packColumns(depth: i32, b: usize, columnStep: usize, panel: usize): void {
  let p = 0;
  for (; p + 4 <= depth; p += 4, b += 16, panel += TILE_COLUMNS * 16) {
    for (let column = 0; column < TILE_COLUMNS; column += 4) {
      transpose4(b + <usize>column * columnStep, columnStep, panel + (<usize>column << 2), TILE_COLUMNS * 4);
    }
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

/** Whole panels of a block of B, one after the other, `[panel][depth][TILE_COLUMNS]`. */
export function packPanels(depth: i32, columns: i32, b: usize, rowStep: usize, columnStep: usize, panels: usize): void {
  for (let column = 0; column < columns; column += TILE_COLUMNS) {
    if (columnStep == 4) packRows(depth, b, rowStep, panels);
    else if (rowStep == 4) packColumns(depth, b, columnStep, panels);
    else packEdge(depth, TILE_COLUMNS, TILE_COLUMNS, b, rowStep, columnStep, panels);
    b += <usize>TILE_COLUMNS * columnStep;
    panels += <usize>(TILE_COLUMNS * depth) << 2;
  }
}

/** One element of a packed panel of A. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function storeElement(at: usize, from: usize): void {
  if (ELEMENT_BYTES == 16) v128.store(at, v128.load32_splat(from));
  else store<f32>(at, load<f32>(from));
}

/** Rows of A whose elements lie side by side. */
function packRowsOfA(rows: i32, depth: i32, a: usize, rowStep: usize, panel: usize): void {
  const step = <usize>(rows * ELEMENT_BYTES);
  for (let row = 0; row < rows; row++, a += rowStep, panel += ELEMENT_BYTES) {
    let from = a;
    let to = panel;
    let p = 0;
    for (; p + 4 <= depth; p += 4, from += 16) {
      const four = v128.load(from);
      if (ELEMENT_BYTES == 16) {
        v128.store(to, v128.shuffle<i32>(four, four, 0, 0, 0, 0));
        v128.store(to + step, v128.shuffle<i32>(four, four, 1, 1, 1, 1));
        v128.store(to + 2 * step, v128.shuffle<i32>(four, four, 2, 2, 2, 2));
        v128.store(to + 3 * step, v128.shuffle<i32>(four, four, 3, 3, 3, 3));
      } else {
        v128.store_lane<f32>(to, four, 0);
        v128.store_lane<f32>(to + step, four, 1);
        v128.store_lane<f32>(to + 2 * step, four, 2);
        v128.store_lane<f32>(to + 3 * step, four, 3);
      }
      to += 4 * step;
    }
    for (; p < depth; p++, from += 4, to += step) storeElement(to, from);
  }
}

/** Rows of A with any strides. */
function packAnyOfA(rows: i32, depth: i32, a: usize, rowStep: usize, columnStep: usize, panel: usize): void {
  for (let p = 0; p < depth; p++, a += columnStep) {
    let from = a;
    for (let row = 0; row < rows; row++, from += rowStep, panel += ELEMENT_BYTES) storeElement(panel, from);
  }
}

/** A whole panel of a transposed A: six elements lie side by side. */
function packColumnsOfA(depth: i32, a: usize, columnStep: usize, panel: usize): void {
  for (let p = 0; p < depth; p++, a += columnStep, panel += TILE_ROWS * 4) {
    v128.store(panel, v128.load(a));
    store<u64>(panel, load<u64>(a, 16), 16);
  }
}

/** A panel of A, `[depth][rows]`, every element ELEMENT_BYTES wide. */
export function packA(rows: i32, depth: i32, a: usize, rowStep: usize, columnStep: usize, panel: usize): void {
  if (columnStep == 4) packRowsOfA(rows, depth, a, rowStep, panel);
  else if (ELEMENT_BYTES == 4 && rowStep == 4 && rows == TILE_ROWS) packColumnsOfA(depth, a, columnStep, panel);
  else packAnyOfA(rows, depth, a, rowStep, columnStep, panel);
}
