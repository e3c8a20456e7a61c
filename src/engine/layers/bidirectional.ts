import * as tf from '@tensorflow/tfjs-core';
import type { BidirectionalSpec, RecurrentSpec } from '../layerSpecs.ts';
import { bidirectionalLayout } from '../layouts/bidirectional.ts';
import { RECURRENT_PLACES } from '../layouts/recurrent.ts';
import type { LayerKind } from './layer.ts';
import { recurrentForward } from './recurrent.ts';

/** The layer that takes the steps the other way round. */
const reversed = (layer: RecurrentSpec): RecurrentSpec => ({ ...layer, goBackwards: !layer.goBackwards });

const MERGES: Record<BidirectionalSpec['merge'], (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  concatenate: (a, b) => tf.concat([a, b], -1),
  add: tf.add,
  multiply: tf.mul,
  average: (a, b) => tf.mul(tf.add(a, b), 0.5),
};

/**
 * A recurrent layer and its copy over the reversed sequence (Schuster & Paliwal 1997), as Keras' `Bidirectional`: where
 * sequences are returned, the copy's are turned round again, so that both stand at the same step.
 */
export const bidirectional: LayerKind<BidirectionalSpec> = {
  ...bidirectionalLayout,
  forward({ layer, merge }, [x], values, context) {
    const half = values.length / 2;
    const ahead = recurrentForward(layer, x!, values.slice(0, half), context);
    const back = recurrentForward(reversed(layer), x!, values.slice(half), context, {
      firstPlace: RECURRENT_PLACES.length,
      reverseOutput: true,
    });
    return MERGES[merge](ahead, back);
  },
  acceptsShared: true,
};
