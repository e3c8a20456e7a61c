import * as tf from '@tensorflow/tfjs-core';
import type { DenseSpec } from '../layerSpecs.ts';
import { denseLayout } from '../layouts/dense.ts';
import { stackedDense } from '../ops/dense.ts';
import { lastOf, sizeOf } from '../shapes.ts';
import type { LayerKind } from './layer.ts';

/** y = x·W + b over the last axis; the axes before it are rows. */
export const dense: LayerKind<DenseSpec> = {
  ...denseLayout,
  forward({ units }, [x], [kernel, bias], { runs, epilogue }) {
    const activation = epilogue?.relu ? 'relu' : 'linear';
    // A call of TensorFlow.js costs as much as a small product does: nothing is reshaped needlessly.
    if (x!.rank === 3)
      return stackedDense(x as tf.Tensor3D, kernel as tf.Tensor3D, bias, activation, epilogue?.mask);
    const [stack, ...axes] = x!.shape as [number, ...number[]];
    const rows = axes.slice(0, -1);
    const y = stackedDense(
      tf.reshape(x!, [stack, sizeOf(rows), lastOf(axes)]),
      kernel as tf.Tensor3D,
      bias,
      activation,
      epilogue?.mask && tf.reshape(epilogue.mask, [runs, sizeOf(rows), units]),
    );
    return tf.reshape(y, [runs, ...rows, units]);
  },
  acceptsShared: true,
  fuses: 'reluAndMask',
};
