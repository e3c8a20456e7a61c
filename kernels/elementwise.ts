// What the optimizer steps do with each element, four at a time. Without fused multiply-add: these passes wait for
// memory, and so every processor, build and backend computes the same bits.

/** Smallest normal float32: below it arithmetic is many times slower. */
export const SMALLEST_NORMAL: f32 = 1.17549435e-38;
/** A weight that only shrinks stays here: far below what any sum can notice, with room for its gradient. */
export const SMALLEST_WEIGHT: f32 = 1e-30;
/** Below it a square, and a thousandth of it, leaves the normal numbers: 2^-58. */
export const SMALLEST_SQUARED: f32 = 3.46944695e-18;

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** g + λ1·sign(w) + factor·w; the sign of 0 is 0. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function penalized(gradient: v128, weight: v128, l1: v128, factor: v128): v128 {
  const signed = v128.or(v128.and(weight, i32x4.splat(0x80000000)), l1);
  const subgradient = v128.and(signed, f32x4.ne(weight, splat(0)));
  return f32x4.add(f32x4.add(gradient, subgradient), f32x4.mul(factor, weight));
}

/** x, and 0 where it is denormal. NaN stays. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function flushed(x: v128, smallest: v128 = splat(SMALLEST_NORMAL)): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), smallest));
}

/** retain·old + admit·next, and 0 where that is denormal. @param smallest SMALLEST_NORMAL */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function average(old: v128, next: v128, retain: v128, admit: v128, smallest: v128): v128 {
  return flushed(f32x4.add(f32x4.mul(old, retain), f32x4.mul(next, admit)), smallest);
}

/** x², and 0 where it would be close to the denormals. @param smallest SMALLEST_SQUARED */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function squared(x: v128, smallest: v128): v128 {
  const visible = v128.andnot(x, f32x4.lt(f32x4.abs(x), smallest));
  return f32x4.mul(visible, visible);
}

/**
 * A weight as it is kept: one that is not 0 stays at least 1e-30 away from it, with its sign. Without a proximal step
 * one that was not 0 before does not become 0 either: a difference that happens to be 0 is no sparsity.
 * @param smallest SMALLEST_WEIGHT
 */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function held(weight: v128, before: v128, proximal: bool, smallest: v128): v128 {
  const other = f32x4.ne(weight, splat(0));
  const alive = proximal ? other : v128.or(other, f32x4.ne(before, splat(0)));
  const tiny = v128.and(f32x4.lt(f32x4.abs(weight), smallest), alive);
  return v128.bitselect(v128.or(v128.and(weight, i32x4.splat(0x80000000)), smallest), weight, tiny);
}

/** u − min(max(u, −t), t): the soft threshold sign(u)·max(|u| − t, 0), with 0 and never −0 inside. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function softThreshold(u: v128, threshold: v128): v128 {
  const inside = f32x4.pmax(f32x4.neg(threshold), f32x4.pmin(threshold, u));
  return f32x4.sub(u, inside);
}

/** √(v + inside) + beside: the denominator of an adaptive step; frameworks differ in where ε stands. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function denominator(meanSquare: v128, inside: v128, beside: v128): v128 {
  return f32x4.add(f32x4.sqrt(f32x4.add(meanSquare, inside)), beside);
}

/** The last 1 to 3 elements of an array into a vector in scratch memory, zeros after them. */
export function padTail(vector: usize, from: usize, count: i32): void {
  v128.store(vector, splat(0));
  for (let i = 0; i < count; i++) store<f32>(vector + (<usize>i << 2), load<f32>(from + (<usize>i << 2)));
}

/** The first elements of a vector in scratch memory to where they belong. */
export function storeTail(to: usize, vector: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<f32>(to + (<usize>i << 2), load<f32>(vector + (<usize>i << 2)));
}
