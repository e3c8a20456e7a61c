import * as tf from '@tensorflow/tfjs-core';
import type { PermuteSpec } from '../layerSpecs.ts';
import { permuteLayout } from '../layouts/permute.ts';
import type { LayerKind } from './layer.ts';

/** The axes of a row in another order. */
export const permute: LayerKind<PermuteSpec> = {
  ...permuteLayout,
  forward: ({ order }, [x]) => tf.transpose(x!, [0, 1, ...order.map((axis) => axis + 2)]),
  acceptsShared: true,
};
