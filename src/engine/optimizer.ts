import * as tf from '@tensorflow/tfjs-core';
import type { Training } from './network.ts';

const BETA_1 = 0.9;
const BETA_2 = 0.999;
/** Keras' default; it stands beside √v without bias correction, as in Keras and unlike in PyTorch. */
const EPSILON = 1e-7;

/** Slot tensors an optimizer keeps beside each trainable parameter. */
export const slotsOf = (training: Training): number =>
  training.optimizer === 'adam' ? 2 : training.momentum > 0 ? 1 : 0;

/**
 * One step of the optimizer on one stacked parameter `[K, ...shape]`.
 *
 * Adam (Kingma & Ba 2015, in the form Keras uses): m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
 * w ← w − η·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε). SGD with momentum μ: u ← μu − ηg, w ← w + u.
 * @param rate step size of each run, broadcastable to the parameter: see {@link stepSizes}
 * @returns the new value and the new slots
 */
export function step(
  training: Training,
  value: tf.Tensor,
  gradient: tf.Tensor,
  slots: tf.Tensor[],
  rate: tf.Tensor,
): { value: tf.Tensor; slots: tf.Tensor[] } {
  if (training.optimizer === 'adam') {
    const m = tf.add(tf.mul(slots[0]!, BETA_1), tf.mul(gradient, 1 - BETA_1));
    const v = tf.add(tf.mul(slots[1]!, BETA_2), tf.mul(tf.square(gradient), 1 - BETA_2));
    const change = tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), EPSILON));
    return { value: tf.sub(value, change), slots: [m, v] };
  }
  const plain = tf.mul(gradient, rate);
  if (training.momentum === 0) return { value: tf.sub(value, plain), slots: [] };
  const velocity = tf.sub(tf.mul(slots[0]!, training.momentum), plain);
  return { value: tf.add(value, velocity), slots: [velocity] };
}

/** η for SGD; η·√(1−β₂ᵗ)/(1−β₁ᵗ) for Adam, where t counts a run's steps from 1. */
export function stepSizes(training: Training, steps: number[]): number[] {
  if (training.optimizer === 'sgd') return steps.map(() => training.learningRate);
  return steps.map((t) => (training.learningRate * Math.sqrt(1 - BETA_2 ** t)) / (1 - BETA_1 ** t));
}
