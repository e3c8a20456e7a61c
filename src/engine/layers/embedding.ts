import * as tf from '@tensorflow/tfjs-core';
import type { EmbeddingSpec } from '../layerSpecs.ts';
import { embeddingLayout } from '../layouts/embedding.ts';
import { gatherRows } from '../ops/embedding.ts';
import { sizeOf } from '../shapes.ts';
import type { LayerKind } from './layer.ts';

/** Rows of a table `[vocabulary, size]`, picked by whole numbers that come as float32. */
export const embedding: LayerKind<EmbeddingSpec> = {
  ...embeddingLayout,
  forward({ size }, [x], [table], { runs }) {
    const [stack, ...axes] = x!.shape as [number, ...number[]];
    const indices = tf.cast(tf.reshape(x!, [stack, sizeOf(axes)]), 'int32');
    return tf.reshape(gatherRows(table!, indices), [runs, ...axes, size]);
  },
  acceptsShared: true,
};
