// A fully connected layer, run by run: mask ∘ act(x·W + b) and the gradient before the product.
import { gemm } from './gemm';

/** y ← mask ∘ act(y + bias) in place; bias, mask: 0 when there is none. */
function finish(rows: i32, units: i32, y: usize, bias: usize, relu: i32, mask: usize): void {
  const end = <usize>units << 2;
  const whole = end & ~15;
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row++, y += end) {
    let at: usize = 0;
    for (; at < whole; at += 16) {
      let value = v128.load(y + at);
      if (bias) value = f32x4.add(value, v128.load(bias + at));
      // value < 0 ? 0 : value, which lets NaN through
      if (relu) value = f32x4.pmax(value, zero);
      if (mask) value = f32x4.mul(value, v128.load(mask + at));
      v128.store(y + at, value);
    }
    for (; at < end; at += 4) {
      let value = load<f32>(y + at);
      if (bias) value += load<f32>(bias + at);
      if (relu && value < 0) value = 0;
      if (mask) value *= load<f32>(mask + at);
      store<f32>(y + at, value);
    }
    if (mask) mask += end;
  }
}

/**
 * y[r] = mask[r] ∘ act(x[r]·W[r] + b[r]) for each run r: x `[rows, inputs]`, W `[inputs, units]`, b `[units]`, mask and
 * y `[rows, units]`.
 * @param xRun floats from a run's rows to the next; 0: all runs share them
 * @param bias, mask 0: none
 * @param relu 0: act is the identity
 * @param workspace `gemmWorkspace()` bytes
 */
export function dense(
  runs: i32, rows: i32, inputs: i32, units: i32,
  x: usize, xRun: i32, kernel: usize, bias: usize, relu: i32, mask: usize, y: usize, workspace: usize,
): void {
  const outputBytes = <usize>(rows * units) << 2;
  for (let run = 0; run < runs; run++) {
    gemm(rows, units, inputs, x, inputs, 1, kernel, units, 1, y, units, 0, workspace);
    if (bias != 0 || relu != 0 || mask != 0) finish(rows, units, y, bias, relu, mask);
    x += <usize>xRun << 2;
    kernel += <usize>(inputs * units) << 2;
    y += outputBytes;
    if (bias) bias += <usize>units << 2;
    if (mask) mask += outputBytes;
  }
}

/** One row of {@link denseGradient}. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function gradientRow(end: usize, dy: usize, y: usize, mask: usize, dz: usize, sums: usize): void {
  const whole = end & ~15;
  const zero = f32x4.splat(0);
  let at: usize = 0;
  for (; at < whole; at += 16) {
    let value = v128.load(dy + at);
    if (y) value = v128.and(value, f32x4.gt(v128.load(y + at), zero));
    if (mask) value = f32x4.mul(value, v128.load(mask + at));
    if (dz) v128.store(dz + at, value);
    if (sums) v128.store(sums + at, f32x4.add(v128.load(sums + at), value));
  }
  for (; at < end; at += 4) {
    let value = load<f32>(dy + at);
    if (y && !(load<f32>(y + at) > 0)) value = 0;
    if (mask) value *= load<f32>(mask + at);
    if (dz) store<f32>(dz + at, value);
    if (sums) store<f32>(sums + at, load<f32>(sums + at) + value);
  }
}

/**
 * From the gradient of `dense`'s y to that of z = x·W + b, and the bias' gradient, its column sums: dz = dy ∘ mask where
 * y > 0 (relu) or everywhere.
 * @param y 0: act is the identity
 * @param mask 0: none
 * @param dz 0: not wanted (it equals dy)
 * @param sums `[runs, units]`; 0: not wanted
 */
export function denseGradient(
  runs: i32, rows: i32, units: i32, dy: usize, y: usize, mask: usize, dz: usize, sums: usize,
): void {
  const end = <usize>units << 2;
  for (let run = 0; run < runs; run++) {
    if (sums) memory.fill(sums, 0, end);
    for (let row = 0; row < rows; row++) {
      gradientRow(end, dy, y, mask, dz, sums);
      dy += end;
      if (y) y += end;
      if (mask) mask += end;
      if (dz) dz += end;
    }
    if (sums) sums += end;
  }
}
