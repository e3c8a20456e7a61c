/**
 * The inner loops of convolutions: tiles of up to six rows, a row being Σ source[row + sum]·panel[sum] over a table of
 * byte offsets. Each sum runs over the table in order, so a value has the same bits wherever its tile begins.
 */
import { multiplyAdd } from './simd';

const ROWS: i32 = 6;
/** Columns of a panel that all channels of the source are summed into. */
export const WIDE: i32 = 8;
/** Columns of a depthwise panel. */
export const NARROW: i32 = 4;
/** Bytes of the tile where the edges of the output are put together. */
export const SCRATCH: usize = <usize>(ROWS * WIDE) << 2;

/** Address of row `row`; rows after the last repeat it. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function rowAddress(source: usize, rows: usize, row: i32, count: i32): usize {
  return source + load<usize>(rows + (<usize>min(row, count - 1) << 2));
}

/** To the output: values of at least `floor`, or what is there plus the values. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function put(at: usize, value: v128, floor: v128, add: bool): void {
  v128.store(at, add ? f32x4.add(v128.load(at), value) : f32x4.pmax(value, floor));
}

/** A tile from scratch memory to the rows and columns that exist. */
function putEdge(
  scratch: usize, width: i32, out: usize, targets: usize, count: i32, columns: i32, floor: f32, add: bool,
): void {
  for (let row = 0; row < count; row++, targets += 4, scratch += <usize>width << 2) {
    const at = out + load<usize>(targets);
    for (let column: usize = 0; column < <usize>columns; column++) {
      const value = load<f32>(scratch + (column << 2));
      const to = at + (column << 2);
      store<f32>(to, add ? load<f32>(to) + value : value < floor ? floor : value);
    }
  }
}

/** Up to six rows by eight columns; an element of the source is multiplied with a row of the panel. */
function wideTile(
  source: usize, rows: usize, count: i32, sums: usize, depth: i32, panel: usize, start: usize,
  out: usize, targets: usize, columns: i32, floor: f32, add: bool, scratch: usize,
): void {
  const row0 = rowAddress(source, rows, 0, count), row1 = rowAddress(source, rows, 1, count);
  const row2 = rowAddress(source, rows, 2, count), row3 = rowAddress(source, rows, 3, count);
  const row4 = rowAddress(source, rows, 4, count), row5 = rowAddress(source, rows, 5, count);
  let a0 = v128.load(start), b0 = v128.load(start, 16);
  let a1 = a0, b1 = b0, a2 = a0, b2 = b0, a3 = a0, b3 = b0, a4 = a0, b4 = b0, a5 = a0, b5 = b0;
  const end = sums + (<usize>depth << 2);
  for (; sums < end; sums += 4, panel += 32) {
    const sum = load<usize>(sums);
    const a = v128.load(panel), b = v128.load(panel, 16);
    let x = v128.load32_splat(row0 + sum);
    a0 = multiplyAdd(x, a, a0);
    b0 = multiplyAdd(x, b, b0);
    x = v128.load32_splat(row1 + sum);
    a1 = multiplyAdd(x, a, a1);
    b1 = multiplyAdd(x, b, b1);
    x = v128.load32_splat(row2 + sum);
    a2 = multiplyAdd(x, a, a2);
    b2 = multiplyAdd(x, b, b2);
    x = v128.load32_splat(row3 + sum);
    a3 = multiplyAdd(x, a, a3);
    b3 = multiplyAdd(x, b, b3);
    x = v128.load32_splat(row4 + sum);
    a4 = multiplyAdd(x, a, a4);
    b4 = multiplyAdd(x, b, b4);
    x = v128.load32_splat(row5 + sum);
    a5 = multiplyAdd(x, a, a5);
    b5 = multiplyAdd(x, b, b5);
  }
  if (count >= ROWS && columns >= WIDE) {
    const least = f32x4.splat(floor);
    let at = out + load<usize>(targets);
    put(at, a0, least, add);
    put(at + 16, b0, least, add);
    at = out + load<usize>(targets, 4);
    put(at, a1, least, add);
    put(at + 16, b1, least, add);
    at = out + load<usize>(targets, 8);
    put(at, a2, least, add);
    put(at + 16, b2, least, add);
    at = out + load<usize>(targets, 12);
    put(at, a3, least, add);
    put(at + 16, b3, least, add);
    at = out + load<usize>(targets, 16);
    put(at, a4, least, add);
    put(at + 16, b4, least, add);
    at = out + load<usize>(targets, 20);
    put(at, a5, least, add);
    put(at + 16, b5, least, add);
    return;
  }
  v128.store(scratch, a0);
  v128.store(scratch, b0, 16);
  v128.store(scratch, a1, 32);
  v128.store(scratch, b1, 48);
  v128.store(scratch, a2, 64);
  v128.store(scratch, b2, 80);
  v128.store(scratch, a3, 96);
  v128.store(scratch, b3, 112);
  v128.store(scratch, a4, 128);
  v128.store(scratch, b4, 144);
  v128.store(scratch, a5, 160);
  v128.store(scratch, b5, 176);
  putEdge(scratch, WIDE, out, targets, min(count, ROWS), min(columns, WIDE), floor, add);
}

/** Up to six rows by four channels; four channels of the source are multiplied with those of the panel. */
function narrowTile(
  source: usize, rows: usize, count: i32, sums: usize, depth: i32, panel: usize, start: usize,
  out: usize, targets: usize, columns: i32, floor: f32, add: bool, scratch: usize,
): void {
  const row0 = rowAddress(source, rows, 0, count), row1 = rowAddress(source, rows, 1, count);
  const row2 = rowAddress(source, rows, 2, count), row3 = rowAddress(source, rows, 3, count);
  const row4 = rowAddress(source, rows, 4, count), row5 = rowAddress(source, rows, 5, count);
  let a0 = v128.load(start);
  let a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
  const end = sums + (<usize>depth << 2);
  for (; sums < end; sums += 4, panel += 16) {
    const sum = load<usize>(sums);
    const a = v128.load(panel);
    a0 = multiplyAdd(v128.load(row0 + sum), a, a0);
    a1 = multiplyAdd(v128.load(row1 + sum), a, a1);
    a2 = multiplyAdd(v128.load(row2 + sum), a, a2);
    a3 = multiplyAdd(v128.load(row3 + sum), a, a3);
    a4 = multiplyAdd(v128.load(row4 + sum), a, a4);
    a5 = multiplyAdd(v128.load(row5 + sum), a, a5);
  }
  if (count >= ROWS && columns >= NARROW) {
    const least = f32x4.splat(floor);
    put(out + load<usize>(targets), a0, least, add);
    put(out + load<usize>(targets, 4), a1, least, add);
    put(out + load<usize>(targets, 8), a2, least, add);
    put(out + load<usize>(targets, 12), a3, least, add);
    put(out + load<usize>(targets, 16), a4, least, add);
    put(out + load<usize>(targets, 20), a5, least, add);
    return;
  }
  v128.store(scratch, a0);
  v128.store(scratch, a1, 16);
  v128.store(scratch, a2, 32);
  v128.store(scratch, a3, 48);
  v128.store(scratch, a4, 64);
  v128.store(scratch, a5, 80);
  putEdge(scratch, NARROW, out, targets, min(count, ROWS), min(columns, NARROW), floor, add);
}

/**
 * `count` rows by one panel: out[targets[r] + column] = max(floor, start + Σ_s source[rows[r] + sums[s]]·panel[s]), or
 * with `add` what is there plus that sum. Tables hold byte offsets.
 * @param width WIDE: one element of the source for the whole row of the panel; NARROW: four channels for four
 * @param start `width` floats that the sums begin with
 * @param columns how many of the panel's columns exist
 * @param scratch SCRATCH bytes
 */
export function panelProduct(
  width: i32, source: usize, rows: usize, count: i32, sums: usize, depth: i32, panel: usize, start: usize,
  out: usize, targets: usize, columns: i32, floor: f32, add: bool, scratch: usize,
): void {
  for (; count > 0; count -= ROWS, rows += ROWS << 2, targets += ROWS << 2) {
    if (width == WIDE) {
      wideTile(source, rows, count, sums, depth, panel, start, out, targets, columns, floor, add, scratch);
    } else {
      narrowTile(source, rows, count, sums, depth, panel, start, out, targets, columns, floor, add, scratch);
    }
  }
}
