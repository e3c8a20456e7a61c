import * as tf from '@tensorflow/tfjs-core';
import type { GroupNormalizationSpec } from '../layerSpecs.ts';
import { groupNormalizationLayout } from '../layouts/groupNormalization.ts';
import { blockMeans, scaleAndShift, standardize } from '../ops/normalization.ts';
import { lastOf } from '../shapes.ts';
import { affineOf } from './affine.ts';
import type { LayerKind } from './layer.ts';

/**
 * y = γ·(x − μ)/√(σ² + ε) + β with μ and σ² over the spatial axes and one group of neighbouring channels of each row
 * (Wu & He 2018); γ and β are those of the channel.
 */
export const groupNormalization: LayerKind<GroupNormalizationSpec> = {
  ...groupNormalizationLayout,
  forward(spec, [x], values, { runs }) {
    const channels = lastOf(x!.shape);
    const samples = runs * x!.shape[1]!;
    const perSample = tf.reshape(x!, [samples, -1, channels]) as tf.Tensor3D;
    const normal = standardize(perSample, blockMeans(spec.groups), spec.epsilon);
    const perRun = tf.reshape(normal, [runs, -1, channels]) as tf.Tensor3D;
    return tf.reshape(scaleAndShift(perRun, affineOf(spec, values)), x!.shape);
  },
};
