import * as tf from '@tensorflow/tfjs-core';
import type { AffineSpec } from '../layouts/affine.ts';
import type { Affine } from '../ops/normalization.ts';

/** γ and β as `[K, columns]` among a layer's values, where they come first. */
export function affineOf({ scale, center }: AffineSpec, values: tf.Tensor[]): Affine {
  const flat = (value: tf.Tensor) => tf.reshape(value, [value.shape[0]!, -1]);
  return {
    ...(scale && { gamma: flat(values[0]!) }),
    ...(center && { beta: flat(values[scale ? 1 : 0]!) }),
  };
}
