import * as tf from '@tensorflow/tfjs-core';
import type { PReluSpec } from '../layerSpecs.ts';
import { preluLayout } from '../layouts/prelu.ts';
import { differentiable } from '../ops/differentiable.ts';
import { negativePart } from '../ops/elementary.ts';
import { columnSums } from '../ops/normalization.ts';
import { sizeOf } from '../shapes.ts';
import type { LayerKind } from './layer.ts';

/** Sum of dy·min(x, 0) over the batch and the shared axes: `[K, batch, …]` → the shape of α `[K, 1, …]`. */
function alphaGradient(dy: tf.Tensor, x: tf.Tensor, alpha: tf.Tensor): tf.Tensor {
  const [runs, batch, ...shape] = dy.shape as [number, number, ...number[]];
  const products = tf.reshape(tf.mul(dy, negativePart(x)), [runs, batch, sizeOf(shape)]);
  const perElement = tf.reshape(columnSums(products), [runs, 1, ...shape]);
  const shared = shape.flatMap((size, axis) => (alpha.shape[axis + 2]! < size ? [axis + 2] : []));
  return tf.sum(perElement, shared, true);
}

/** max(0, x) + α·min(0, x), differentiable; slope α at 0, as in PyTorch. @param alpha `[K, 1, …]`, broadcast to x */
const parametricRelu = (x: tf.Tensor, alpha: tf.Tensor): tf.Tensor =>
  differentiable(
    { x, alpha },
    (save) => {
      save([x, alpha]);
      return tf.add(tf.relu(x), tf.mul(negativePart(x), alpha));
    },
    (dy, saved) => {
      const [input, slope] = saved as [tf.Tensor, tf.Tensor];
      return {
        x() {
          const positive = tf.step(input);
          return tf.mul(dy, tf.add(positive, tf.mul(tf.sub(1, positive), slope)));
        },
        alpha: () => alphaGradient(dy, input, slope),
      };
    },
  );

/** max(0, x) + α·min(0, x) with a trained α (He et al. 2015). */
export const prelu: LayerKind<PReluSpec> = {
  ...preluLayout,
  forward: (_, [x], [alpha]) => parametricRelu(x!, tf.expandDims(alpha!, 1)),
};
