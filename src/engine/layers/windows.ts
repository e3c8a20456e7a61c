/** Layers with sliding windows: sequences are images of height 1. */
import * as tf from '@tensorflow/tfjs-core';
import type { Geometry } from '../geometry.ts';
import type { Shape } from '../layerSpecs.ts';
import type { LayerLayout } from '../layouts/layerLayout.ts';
import type { FusedActivation, Images } from '../ops/convolution.ts';
import type { LayerKind } from './layer.ts';

/** `[K|1, batch, steps, channels]` with a height of 1; images as they are. */
export const asImages = (x: tf.Tensor): Images => {
  if (x.rank === 5) return x as Images;
  const [runs, batch, steps, channels] = x.shape as [number, number, number, number];
  return tf.reshape(x, [runs, batch, 1, steps, channels]);
};

/** `[K, ...size, a, b]` with a height of 1 where the window has one axis. */
const asKernels = (kernel: tf.Tensor): Images => {
  if (kernel.rank === 5) return kernel as Images;
  const [runs, places, a, b] = kernel.shape as [number, number, number, number];
  return tf.reshape(kernel, [runs, 1, places, a, b]);
};

/** Images as rows of `shape`. */
export const asRows = (y: Images, shape: Shape): tf.Tensor =>
  y.rank === shape.length + 2 ? y : tf.reshape(y, [y.shape[0], y.shape[1], ...shape]);

/** A convolution of some form in every run. */
type StackedOperation = (
  x: Images,
  kernel: Images,
  bias: tf.Tensor2D | undefined,
  geometry: Geometry,
  activation: FusedActivation,
) => Images;

/** The kind of a layer that is one such operation, with the relu that follows it. */
export const convolutionKind = <Spec>(
  layout: LayerLayout<Spec>,
  geometryOf: (spec: Spec, shape: Shape) => Geometry,
  operation: StackedOperation,
): LayerKind<Spec> => ({
  ...layout,
  forward(spec, [x], [kernel, bias], { epilogue }) {
    const shape = x!.shape.slice(2);
    const y = operation(
      asImages(x!),
      asKernels(kernel!),
      bias as tf.Tensor2D | undefined,
      geometryOf(spec, shape),
      epilogue?.relu ? 'relu' : 'linear',
    );
    return asRows(y, layout.outputShape(spec, [shape]));
  },
  acceptsShared: true,
  fuses: 'relu',
});
