/**
 * Elementwise functions from the operations that the wasm backend vectorizes (relu, elu, step, clip; products and
 * sums): its `where`, `minimum`, `greater` and `tanh` are 10 to 100 times slower. All of them keep NaN, so that a run
 * that diverged is seen.
 */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';

/** max(x, 0). The wasm backend's own makes 0 of a NaN with a sign; a step of NaN is NaN, of all else here 1. */
export const relu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.relu(x), tf.step(x, 1));

/** min(x, 0). */
export const negativePart = (x: tf.Tensor): tf.Tensor => tf.neg(relu(tf.neg(x)));

/** x within [low, high]. The wasm backend's own clip makes a number of NaN. */
export const clip = (x: tf.Tensor, low: number, high: number): tf.Tensor =>
  tf.mul(tf.clipByValue(x, low, high), tf.step(x, 1));

/** 1 where |x| < limit, 0 elsewhere. */
export const isWithin = (x: tf.Tensor, limit: number): tf.Tensor => tf.step(tf.sub(limit, tf.abs(x)));

/** exp(x) − 1 of min(x, 0), exact near 0. */
export const expm1OfNegative = (x: tf.Tensor): tf.Tensor => tf.elu(negativePart(x));

/** artanh(√z)/√z on [0, 1/9] by Chebyshev interpolation, relative error below 4e-9; from the highest power down. */
const ARTANH_SERIES = [0.14087329, 0.13980709, 0.20012427, 0.33333158, 1] as const;

/**
 * log(1 + exp(x)) = max(x, 0) + log(1 + e) with e = exp(−|x|): never overflows. log(1 + e) = 2·artanh(e/(e + 2)) is exact
 * where e is tiny; the wasm backend's `log1p` is not, and its `atanh` is slow.
 */
export function softplus(x: tf.Tensor): tf.Tensor {
  const e = tf.exp(tf.neg(tf.abs(x)));
  const s = tf.div(e, tf.add(e, 2));
  const z = tf.square(s);
  const [highest, ...others] = ARTANH_SERIES;
  const first: tf.Tensor = tf.mul(z, highest);
  const series = others.reduce((sum, term, index) => tf.add(index === 0 ? sum : tf.mul(sum, z), term), first);
  return tf.add(relu(x), tf.mul(tf.mul(series, s), 2));
}

/** tanh|x| = −e/(e + 2) with e = exp(−2|x|) − 1, and x's sign; relative error below 2e-7. */
export function tanh(x: tf.Tensor): tf.Tensor {
  if (tf.getBackend() !== 'wasm') return tf.tanh(x);
  const e = tf.elu(tf.mul(tf.abs(x), -2));
  return tf.mul(tf.div(e, tf.add(e, 2)), tf.step(tf.neg(x), -1));
}

/** The larger of a and b (one shape), differentiable; of equals the first one's gradient, as in TensorFlow. */
export const maximum = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
  differentiable(
    { a, b },
    (save) => {
      const second = tf.step(tf.sub(b, a));
      save([second]);
      return tf.add(tf.mul(a, tf.sub(1, second)), tf.mul(b, second));
    },
    (dy, [second]) => ({
      a: () => tf.mul(dy, tf.sub(1, second!)),
      b: () => tf.mul(dy, second!),
    }),
  );
