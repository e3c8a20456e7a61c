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

/** Each row's data loss and, for classification, whether it is classified correctly (1 or 0). */
export interface RowEvaluation {
  losses: Float64Array;
  correct?: Float32Array;
}

/** `outputs` is `[rows, width]` row-major, `targets` class indices or values; computed in double precision. */
export function evaluateRows(
  loss: Loss,
  outputs: Float32Array,
  targets: Float32Array,
  width: number,
): RowEvaluation {
  const losses = new Float64Array(targets.length);
  const correct = loss === 'squared' ? undefined : new Float32Array(targets.length);
  targets.forEach((target, row) => {
    const values = outputs.subarray(row * width, (row + 1) * width);
    if (loss === 'squared') losses[row] = (values[0]! - target) ** 2;
    else if (loss === 'sigmoid') {
      const z = values[0]!;
      losses[row] = Math.max(z, 0) - z * target + Math.log1p(Math.exp(-Math.abs(z)));
      correct![row] = Number(z > 0 === target > 0.5);
    } else {
      const largest = values.indexOf(values.reduce((max, z) => Math.max(max, z)));
      const sum = values.reduce((total, z) => total + Math.exp(z - values[largest]!), 0);
      losses[row] = Math.log(sum) + values[largest]! - values[target]!;
      correct![row] = Number(largest === target);
    }
  });
  return { losses, correct };
}

export interface Evaluation {
  /** Mean over the rows. */
  loss: number;
  /** Share of rows classified correctly; absent for regression. */
  accuracy?: number;
}

export function averageRows({ losses, correct }: RowEvaluation): Evaluation {
  const mean = (values: Float64Array | Float32Array) =>
    (values as Float64Array).reduce((sum, value) => sum + value, 0) / values.length;
  return { loss: mean(losses), ...(correct && { accuracy: mean(correct) }) };
}
