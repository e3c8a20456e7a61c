import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from './network.ts';

/**
 * Mean data loss of each run over its batch, differentiable.
 * @param outputs logits or values `[K, rows, outputs]`
 * @param targets one-hot classes `[K, rows, outputs]` for `softmax`, otherwise `[K, rows, 1]`
 * @returns `[K]`
 */
export function batchLosses(loss: Loss, outputs: tf.Tensor3D, targets: tf.Tensor3D): tf.Tensor1D {
  switch (loss) {
    case 'softmax':
      // −Σ_c y_c · log softmax(z)_c
      return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(outputs)), 2), 1));
    case 'sigmoid':
      // max(z, 0) − z·y + log(1 + e^−|z|): the numerically safe form of −y·log σ(z) − (1 − y)·log(1 − σ(z))
      return tf.mean(
        tf.add(tf.sub(tf.relu(outputs), tf.mul(outputs, targets)), tf.log1p(tf.exp(tf.neg(tf.abs(outputs))))),
        [1, 2],
      );
    case 'squared':
      return tf.mean(tf.square(tf.sub(outputs, targets)), [1, 2]);
    default: {
      const never: never = loss;
      throw new Error(`loss ${never}`);
    }
  }
}

export interface Evaluation {
  /** Mean over the rows, in double precision. */
  loss: number;
  /** Share of rows classified correctly; absent for regression. */
  accuracy?: number;
}

/**
 * Loss and accuracy of plain numbers: `outputs` is `[rows, width]` row-major, `targets` class indices or values.
 */
export function evaluateOutputs(
  loss: Loss,
  outputs: Float32Array,
  targets: Float32Array,
  width: number,
): Evaluation {
  const rows = targets.length;
  let total = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const target = targets[row]!;
    const start = row * width;
    if (loss === 'squared') {
      total += (outputs[start]! - target) ** 2;
    } else if (loss === 'sigmoid') {
      const z = outputs[start]!;
      total += Math.max(z, 0) - z * target + Math.log1p(Math.exp(-Math.abs(z)));
      if (z > 0 === target > 0.5) right++;
    } else {
      let largest = start;
      for (let at = start + 1; at < start + width; at++) if (outputs[at]! > outputs[largest]!) largest = at;
      let sum = 0;
      for (let at = start; at < start + width; at++) sum += Math.exp(outputs[at]! - outputs[largest]!);
      total += Math.log(sum) + outputs[largest]! - outputs[start + target]!;
      if (largest === start + target) right++;
    }
  }
  return loss === 'squared' ? { loss: total / rows } : { loss: total / rows, accuracy: right / rows };
}
