import * as tf from '@tensorflow/tfjs-core';
import type { FlattenSpec } from '../layerSpecs.ts';
import { flattenLayout } from '../layouts/flatten.ts';
import { sizeOf } from '../shapes.ts';
import type { LayerKind } from './layer.ts';

/** All axes of a row as one, the last axis running fastest. */
export const flatten: LayerKind<FlattenSpec> = {
  ...flattenLayout,
  forward: (_, [x]) => tf.reshape(x!, [x!.shape[0]!, x!.shape[1]!, sizeOf(x!.shape.slice(2))]),
  acceptsShared: true,
};
