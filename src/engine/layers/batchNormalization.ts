import * as tf from '@tensorflow/tfjs-core';
import type { BatchNormalizationSpec } from '../layerSpecs.ts';
import { batchNormalizationLayout } from '../layouts/batchNormalization.ts';
import { normalizeColumns, normalizeWith } from '../ops/normalization.ts';
import { lastOf, sizeOf } from '../shapes.ts';
import { affineOf } from './affine.ts';
import type { LayerContext, LayerKind } from './layer.ts';

/** moving ← momentum·moving + (1 − momentum)·batch. */
function moveAverages(
  spec: BatchNormalizationSpec,
  rows: number,
  values: tf.Tensor[],
  context: LayerContext,
) {
  const first = values.length - 2;
  const move = (parameter: number, batch: tf.Tensor) =>
    context.update(
      parameter,
      tf.add(tf.mul(values[parameter]!, spec.momentum), tf.mul(batch, 1 - spec.momentum)),
    );
  // One row has no unbiased variance: it counts as it is.
  const correction = spec.unbiasedMovingVariance && rows > 1 ? rows / (rows - 1) : 1;
  return (mean: tf.Tensor, variance: tf.Tensor) => {
    move(first, mean);
    move(first + 1, tf.mul(variance, correction));
  };
}

/**
 * y = γ·(x − μ)/√(σ² + ε) + β for each feature (last axis): in training with the mean and variance (divided by n) of the
 * batch and all other axes, in evaluation with the moving ones (Ioffe & Szegedy 2015).
 */
export const batchNormalization: LayerKind<BatchNormalizationSpec> = {
  ...batchNormalizationLayout,
  forward(spec, [x], values, context) {
    const features = lastOf(x!.shape);
    const rows = sizeOf(x!.shape) / (context.runs * features);
    const flat = tf.reshape(x!, [context.runs, rows, features]) as tf.Tensor3D;
    const affine = affineOf(spec, values);
    const [mean, variance] = values.slice(-2) as [tf.Tensor, tf.Tensor];
    const y = context.movingAverages
      ? normalizeWith(flat, mean, variance, affine, spec.epsilon)
      : normalizeColumns(flat, affine, spec.epsilon, moveAverages(spec, rows, values, context));
    return tf.reshape(y, x!.shape);
  },
};
