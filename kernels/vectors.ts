/** Rows of float32 whose length need not be a multiple of four. */
import { multiplyAdd } from './simd';

/** The next 1 to 3 floats, zeros after them. */
function loadFew(from: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(from);
  const two = v128.load64_zero(from);
  return count == 2 ? two : v128.load_lane<u32>(from + 8, two, 2);
}

function storeFew(to: usize, value: v128, count: i32): void {
  if (count == 1) v128.store_lane<u32>(to, value, 0);
  else v128.store_lane<u64>(to, value, 0);
  if (count == 3) v128.store_lane<u32>(to + 8, value, 2);
}

/** Four floats, or the `count` < 4 that are left. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function load4(from: usize, count: i32): v128 {
  return count >= 4 ? v128.load(from) : loadFew(from, count);
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function store4(to: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(to, value);
  else storeFew(to, value, count);
}

/** to = from, or mask∘from where there is a mask. */
export function copyMasked(from: usize, mask: usize, count: i32, to: usize): void {
  if (mask == 0) {
    memory.copy(to, from, <usize>count << 2);
    return;
  }
  for (; count > 0; count -= 4, from += 16, mask += 16, to += 16) {
    store4(to, f32x4.mul(load4(from, count), load4(mask, count)), count);
  }
}

/**
 * Σ mask∘share over the gates: shares `shareStep` bytes apart, masks (0: none) `maskStep`.
 * @param count floats that are left in the row
 */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function sumOfShares(share: usize, shareStep: usize, mask: usize, maskStep: usize, gates: i32, count: i32): v128 {
  let sum = f32x4.splat(0);
  for (let gate = 0; gate < gates; gate++, share += shareStep) {
    const value = load4(share, count);
    if (mask) {
      sum = multiplyAdd(load4(mask, count), value, sum);
      mask += maskStep;
    } else sum = f32x4.add(sum, value);
  }
  return sum;
}

/** to `[columns, rows]` = the transpose of from `[rows, columns]`. */
export function transpose(from: usize, rows: i32, columns: i32, to: usize): void {
  for (let row = 0; row < rows; row++) {
    let at = to + (<usize>row << 2);
    for (let column = 0; column < columns; column++, from += 4, at += <usize>rows << 2) store<f32>(at, load<f32>(from));
  }
}

/** to `[columns]` = Σ over the rows of from `[rows, columns]`. */
export function sumRows(from: usize, rows: i32, columns: i32, to: usize): void {
  memory.fill(to, 0, <usize>columns << 2);
  for (let row = 0; row < rows; row++) {
    let sum = to;
    for (let left = columns; left > 0; left -= 4, from += 16, sum += 16) {
      store4(sum, f32x4.add(load4(sum, left), load4(from, left)), left);
    }
    from -= <usize>((4 - (columns & 3)) & 3) << 2;
  }
}
