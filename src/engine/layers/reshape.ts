import * as tf from '@tensorflow/tfjs-core';
import type { ReshapeSpec } from '../layerSpecs.ts';
import { outputShape, reshapeLayout } from '../layouts/reshape.ts';
import type { LayerKind } from './layer.ts';

/** The values of a row in the same order under another shape. */
export const reshape: LayerKind<ReshapeSpec> = {
  ...reshapeLayout,
  forward(spec, [x]) {
    const [stack, batch, ...shape] = x!.shape as [number, number, ...number[]];
    return tf.reshape(x!, [stack, batch, ...outputShape(spec, shape)]);
  },
  acceptsShared: true,
};
