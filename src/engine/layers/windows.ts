/** Sequences are images of height 1. */
import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '../layerSpecs.ts';
import type { Images } from '../ops/convolution.ts';

/** `[K|1, batch, steps, channels]` with a height of 1; images as they are. */
export const asImages = (x: tf.Tensor): Images => {
  if (x.rank === 5) return x as Images;
  const [runs, batch, steps, channels] = x.shape as [number, number, number, number];
  return tf.reshape(x, [runs, batch, 1, steps, channels]);
};

/** `[K, ...size, a, b]` with a height of 1 where the window has one axis. */
export const asKernels = (kernel: tf.Tensor): Images => {
  if (kernel.rank === 5) return kernel as Images;
  const [runs, places, a, b] = kernel.shape as [number, number, number, number];
  return tf.reshape(kernel, [runs, 1, places, a, b]);
};

/** Images as rows of `shape`. */
export const asRows = (y: Images, shape: Shape): tf.Tensor =>
  y.rank === shape.length + 2 ? y : tf.reshape(y, [y.shape[0], y.shape[1], ...shape]);
