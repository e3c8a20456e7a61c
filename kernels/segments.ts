// Rows of a table picked by whole numbers, and the sum that is its gradient.

/**
 * out[i] ← table[indices[i]]: rows of `width` float32 picked from `rows` by `count` int32.
 * @returns the place of the first index outside 0…rows − 1, where it stops; −1 when there is none
 */
export function gatherRows(out: usize, table: usize, indices: usize, count: i32, rows: i32, width: i32): i32 {
  const bytes = <usize>width << 2;
  for (let i = 0; i < count; i++, out += bytes) {
    const index = load<i32>(indices + (<usize>i << 2));
    if (<u32>index >= <u32>rows) return i;
    copyRow(out, table + <usize>index * bytes, width);
  }
  return -1;
}

/**
 * out[s] ← Σ values[i] over the i with segments[i] = s, for `rows` segments of `width` float32. Sums in the order of
 * i; segments outside 0…rows − 1 are left out.
 */
export function sumSegments(out: usize, values: usize, segments: usize, count: i32, rows: i32, width: i32): void {
  const bytes = <usize>width << 2;
  memory.fill(out, 0, <usize>rows * bytes);
  for (let i = 0; i < count; i++, values += bytes) {
    const segment = load<i32>(segments + (<usize>i << 2));
    if (<u32>segment < <u32>rows) addRow(out + <usize>segment * bytes, values, width);
  }
}

function copyRow(to: usize, from: usize, width: i32): void {
  for (; width >= 4; width -= 4, to += 16, from += 16) v128.store(to, v128.load(from));
  for (; width > 0; width--, to += 4, from += 4) store<f32>(to, load<f32>(from));
}

function addRow(to: usize, from: usize, width: i32): void {
  for (; width >= 4; width -= 4, to += 16, from += 16) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  }
  for (; width > 0; width--, to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}
