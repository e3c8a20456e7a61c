import * as tf from '@tensorflow/tfjs-core';
import type { LayerNormalizationSpec } from '../layerSpecs.ts';
import { layerNormalizationLayout } from '../layouts/layerNormalization.ts';
import { rowMeans, scaleAndShift, standardize } from '../ops/normalization.ts';
import { sizeOf } from '../shapes.ts';
import { affineOf } from './affine.ts';
import type { LayerKind } from './layer.ts';

/** y = γ·(x − μ)/√(σ² + ε) + β with μ and σ² of each row's last `axes` axes (Ba, Kiros & Hinton 2016). */
export const layerNormalization: LayerKind<LayerNormalizationSpec> = {
  ...layerNormalizationLayout,
  forward(spec, [x], values, { runs }) {
    const columns = sizeOf(x!.shape.slice(-spec.axes));
    const flat = tf.reshape(x!, [runs, -1, columns]) as tf.Tensor3D;
    const normal = standardize(flat, rowMeans, spec.epsilon);
    return tf.reshape(scaleAndShift(normal, affineOf(spec, values)), x!.shape);
  },
};
