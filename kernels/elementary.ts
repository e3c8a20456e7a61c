/**
 * tanh and the logistic function of rows of float32, by exp: no tables, no branches. Relative error below 2·10⁻⁷; NaN
 * stays NaN. Constants are local variables outside the loops: V8 would make them anew in every round, which doubles the
 * time.
 */
import { multiplyAdd } from './simd';
import { load4, store4 } from './vectors';

const LOG2_E: f32 = 1.4426950408889634;
/** ln 2 in two parts: whole multiples of the first up to 2⁷ are exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440054690583e-4;
/** 1.5·2²³: adding it rounds to a whole number, which stands in the lowest bits. */
const ROUNDER: f32 = 12582912;
/** The bits of 1: both the number and the exponent of 2⁰. */
const ONE_BITS: i32 = 0x3f800000;
const SIGN_BIT: i32 = 0x80000000;

/** (exp(r) − 1 − r)/r² for |r| ≤ ½·ln 2: the minimax polynomial of degree 4 (relative error of r + r²·P(r): 1.4·10⁻⁸). */
const P4: f32 = 0.0013947598;
const P3: f32 = 0.008367247;
const P2: f32 = 0.041666266;
const P1: f32 = 0.16666538;
const P0: f32 = 0.5;

/** Largest exponent for which exp and its reciprocal are normal numbers. */
const LARGEST: f32 = 87;
/** exp(−20) no longer changes 1 − exp(…). */
const SATURATED: f32 = -20;

/** 2ⁿ for the whole number in the lowest bits, by the bits of its exponent. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function powerOf2(n: v128, one: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), one);
}

/** exp(r) − 1 of what is left of y without n·ln 2; n as `ROUNDER` left it. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function restMinus1(
  y: v128, n: v128, rounder: v128, high: v128, low: v128, p4: v128, p3: v128, p2: v128, p1: v128, p0: v128,
): v128 {
  const whole = f32x4.sub(n, rounder);
  const r = multiplyAdd(whole, low, multiplyAdd(whole, high, y));
  let p = multiplyAdd(r, p4, p3);
  p = multiplyAdd(p, r, p2);
  p = multiplyAdd(p, r, p1);
  p = multiplyAdd(p, r, p0);
  return multiplyAdd(f32x4.mul(r, r), p, r);
}

/**
 * to = tanh(from + bias) = |e|/(2 + e) with e = exp(−2|x|) − 1 and the sign of x, which is accurate near 0, too.
 * @param fromStep, toStep bytes from row to row
 * @param bias `[columns]`
 */
export function tanhRows(
  from: usize, fromStep: usize, bias: usize, to: usize, toStep: usize, rows: i32, columns: i32,
): void {
  const log2e = f32x4.splat(LOG2_E), rounder = f32x4.splat(ROUNDER);
  const high = f32x4.splat(-LN2_HIGH), low = f32x4.splat(-LN2_LOW);
  const p4 = f32x4.splat(P4), p3 = f32x4.splat(P3), p2 = f32x4.splat(P2), p1 = f32x4.splat(P1), p0 = f32x4.splat(P0);
  const one = i32x4.splat(ONE_BITS), signBit = i32x4.splat(SIGN_BIT);
  const minus2 = f32x4.splat(-2), saturated = f32x4.splat(SATURATED);
  for (let row = 0; row < rows; row++, from += fromStep, to += toStep) {
    for (let left = columns, at: usize = 0; left > 0; left -= 4, at += 16) {
      const x = f32x4.add(load4(from + at, left), load4(bias + at, left));
      const sign = v128.and(x, signBit);
      const y = f32x4.pmax(f32x4.mul(v128.xor(x, sign), minus2), saturated);
      const n = multiplyAdd(y, log2e, rounder);
      const power = powerOf2(n, one);
      const rest = restMinus1(y, n, rounder, high, low, p4, p3, p2, p1, p0);
      const e = multiplyAdd(power, rest, f32x4.sub(power, one));
      store4(to + at, v128.xor(f32x4.div(f32x4.abs(e), f32x4.sub(e, minus2)), sign), left);
    }
  }
}

/**
 * to = 1/(1 + exp(−x)) of x = from + bias; below −87 it stays at its value there, 1.6·10⁻³⁸.
 * @param fromStep, toStep bytes from row to row
 * @param bias `[columns]`
 */
export function logisticRows(
  from: usize, fromStep: usize, bias: usize, to: usize, toStep: usize, rows: i32, columns: i32,
): void {
  const log2e = f32x4.splat(LOG2_E), rounder = f32x4.splat(ROUNDER);
  const high = f32x4.splat(-LN2_HIGH), low = f32x4.splat(-LN2_LOW);
  const p4 = f32x4.splat(P4), p3 = f32x4.splat(P3), p2 = f32x4.splat(P2), p1 = f32x4.splat(P1), p0 = f32x4.splat(P0);
  const one = i32x4.splat(ONE_BITS), largest = f32x4.splat(LARGEST), smallest = f32x4.splat(-LARGEST);
  for (let row = 0; row < rows; row++, from += fromStep, to += toStep) {
    for (let left = columns, at: usize = 0; left > 0; left -= 4, at += 16) {
      const x = f32x4.add(load4(from + at, left), load4(bias + at, left));
      const y = f32x4.pmax(f32x4.pmin(f32x4.neg(x), largest), smallest);
      const n = multiplyAdd(y, log2e, rounder);
      const rest = restMinus1(y, n, rounder, high, low, p4, p3, p2, p1, p0);
      const exp = f32x4.mul(powerOf2(n, one), f32x4.add(rest, one));
      store4(to + at, f32x4.div(one, f32x4.add(exp, one)), left);
    }
  }
}
