import * as tf from '@tensorflow/tfjs-core';
import type { MergeSpec } from '../layerSpecs.ts';
import { axisOf, mergeLayout } from '../layouts/merge.ts';
import { maximum } from '../ops/elementary.ts';
import type { LayerKind } from './layer.ts';

/** Sum, product, mean, difference or maximum of inputs of one shape, or their concatenation along an axis. */
export const merge: LayerKind<MergeSpec> = {
  ...mergeLayout,
  forward(spec, inputs) {
    switch (spec.operation) {
      case 'add':
        return inputs.reduce((sum, x) => tf.add(sum, x));
      case 'multiply':
        return inputs.reduce((product, x) => tf.mul(product, x));
      case 'average':
        return tf.div(
          inputs.reduce((sum, x) => tf.add(sum, x)),
          inputs.length,
        );
      case 'subtract':
        return tf.sub(inputs[0]!, inputs[1]!);
      case 'maximum':
        return inputs.reduce((largest, x) => maximum(largest, x));
      case 'concatenate':
        return tf.concat(inputs, 2 + axisOf(spec, inputs[0]!.shape.slice(2)));
      default:
        throw new Error(`merge ${spec.operation satisfies never}`);
    }
  },
};
