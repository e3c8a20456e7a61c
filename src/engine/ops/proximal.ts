/** Proximal operators and limits composed of TensorFlow.js' operations, on stacks of K runs. */
import * as tf from '@tensorflow/tfjs-core';
import { SMALLEST_WEIGHT } from '../optimizer.ts';

/** Seven of Newton's steps bring a norm to float32's precision, even for metrics that differ 10⁸-fold within a unit. */
const NEWTON_STEPS = 8;

/** One number a run, to be broadcast over a tensor of this rank. */
export const perRun = (values: number[], rank: number): tf.Tensor =>
  tf.tensor(values, [values.length, ...Array<number>(rank - 1).fill(1)], 'float32');

/** −1, 0 or 1. The wasm backend's own `tf.sign` gives 0 for small numbers. */
export const signOf = (x: tf.Tensor): tf.Tensor =>
  tf.sub(tf.cast(tf.greater(x, 0), 'float32'), tf.cast(tf.less(x, 0), 'float32'));

/**
 * A weight as it is kept: 0, or at least `SMALLEST_WEIGHT` away from it, with its sign. One that was not 0 `before` does
 * not become 0: a difference that happens to be 0 is no sparsity.
 */
export function held(weights: tf.Tensor, before?: tf.Tensor): tf.Tensor {
  const tiny = tf.less(tf.abs(weights), SMALLEST_WEIGHT);
  const cancelled = before && tf.logicalAnd(tf.equal(weights, 0), tf.notEqual(before, 0));
  const sign = cancelled ? tf.add(signOf(weights), tf.cast(cancelled, 'float32')) : signOf(weights);
  return tf.where(tiny, tf.mul(sign, SMALLEST_WEIGHT), weights);
}

/** u − min(max(u, −t), t): the soft threshold sign(u)·max(|u| − t, 0), the proximal operator of t·|w|. */
export const softThreshold = (u: tf.Tensor, threshold: tf.Tensor): tf.Tensor =>
  tf.sub(u, tf.maximum(tf.neg(threshold), tf.minimum(threshold, u)));

/** ‖w_u‖₂ of the units of `[K, rows, units]`: `[K, 1, units]`. */
const unitNorms = (weights: tf.Tensor): tf.Tensor => tf.sqrt(tf.sum(tf.square(weights), 1, true));

/** Multiplied by a factor; one of 0 gives 0, never −0. */
const scaled = (weights: tf.Tensor, factor: tf.Tensor): tf.Tensor => held(tf.add(tf.mul(weights, factor), 0));

/** λ·w/‖w_u‖, the sub-gradient of λ·Σ‖w_u‖₂; 0 for a unit whose weights are all 0. */
export function groupLassoGradient(weights: tf.Tensor, strengths: number[]): tf.Tensor {
  const norms = unitNorms(weights);
  const divisor = tf.where(tf.equal(norms, 0), tf.onesLike(norms), norms);
  return tf.mul(tf.div(weights, divisor), perRun(strengths, 3));
}

/** The proximal operator of t·Σ‖w_u‖₂: w_u ← max(0, 1 − t/‖w_u‖)·w_u. */
export function shrinkUnits(weights: tf.Tensor, thresholds: number[]): tf.Tensor {
  const t = perRun(thresholds, 3);
  const norms = unitNorms(weights);
  const factor = tf.sub(1, tf.div(t, norms));
  return scaled(weights, tf.where(tf.lessEqual(norms, t), tf.zerosLike(factor), factor));
}

/** w_u ← min(1, limit/‖w_u‖)·w_u. */
export function limitUnitNorms(weights: tf.Tensor, limits: number[]): tf.Tensor {
  const limit = perRun(limits, 3);
  const norms = unitNorms(weights);
  const factor = tf.div(limit, norms);
  return scaled(weights, tf.where(tf.lessEqual(norms, limit), tf.onesLike(factor), factor));
}

/**
 * The proximal operator of λ·Σ‖w_u‖₂ in a diagonal metric D `[K, rows, units]`: each unit minimizes
 * ½Σ D_i(w_i − u_i)² + λ‖w‖₂. It is 0 iff ‖D∘u‖₂ ≤ λ, otherwise w_i = D_i·u_i/(D_i + λ/n), where n = ‖w‖ solves
 * h(n) = Σ (D_i·u_i/(D_i·n + λ))² = 1, by Newton's method on 1/√h = 1 (see kernels/penalties.ts).
 */
export function shrinkUnitsInMetric(u: tf.Tensor, metric: tf.Tensor, strengths: number[]): tf.Tensor {
  const lambda = perRun(strengths, 3);
  const weighted = tf.mul(metric, u);
  const normInMetric = unitNorms(weighted);
  const removed = tf.lessEqual(normInMetric, lambda);
  let norm = tf.mul(unitNorms(u), tf.sub(1, tf.div(lambda, normInMetric)));
  norm = tf.where(removed, tf.zerosLike(norm), norm);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const denominator = tf.add(tf.mul(metric, norm), lambda);
    const squares = tf.square(tf.div(weighted, denominator));
    const h = tf.sum(squares, 1, true);
    const slope = tf.sum(tf.div(tf.mul(squares, metric), denominator), 1, true);
    const next = tf.add(norm, tf.div(tf.mul(h, tf.sub(tf.sqrt(h), 1)), slope));
    norm = tf.where(tf.logicalOr(removed, tf.less(next, 0)), tf.zerosLike(norm), next);
  }
  const shrunk = held(tf.div(weighted, tf.add(metric, tf.div(lambda, norm))));
  const none = tf.zerosLike(shrunk);
  const kept = tf.where(tf.logicalOr(removed, tf.equal(norm, 0)), none, shrunk);
  return tf.where(tf.equal(lambda, 0), u, kept);
}
