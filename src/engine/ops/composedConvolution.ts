/** Convolutions from TensorFlow.js' own operations, run by run, with the results of the kernels; gradients are TensorFlow.js'. */
import * as tf from '@tensorflow/tfjs-core';
import { frameOf, type Geometry } from '../geometry.ts';
import type { FusedActivation, Images } from './convolution.ts';
import { unstacked } from './unstacked.ts';

/** Images of one run with a border of zeros in which every window lies. */
export function framed(x: tf.Tensor4D, g: Geometry): tf.Tensor4D {
  const { height, width } = frameOf(g);
  const bottom = height - g.inHeight - g.paddingTop;
  const right = width - g.inWidth - g.paddingLeft;
  if (g.paddingTop + g.paddingLeft + bottom + right === 0) return x;
  return tf.pad(x, [
    [0, 0],
    [g.paddingTop, bottom],
    [g.paddingLeft, right],
    [0, 0],
  ]);
}

/** The kernel with zeros between its taps: TensorFlow.js has no gradients for dilation. */
function dilated(kernel: tf.Tensor4D, g: Geometry): tf.Tensor4D {
  const [height, width, channels, filters] = kernel.shape;
  const { dilationHeight, dilationWidth } = g;
  if (dilationHeight === 1 && dilationWidth === 1) return kernel;
  const spread = tf.pad(tf.reshape(kernel, [height, 1, width, 1, channels * filters]), [
    [0, 0],
    [0, dilationHeight - 1],
    [0, 0],
    [0, dilationWidth - 1],
    [0, 0],
  ]);
  const all = tf.reshape(spread, [height * dilationHeight, width * dilationWidth, channels, filters]);
  const size = [(height - 1) * dilationHeight + 1, (width - 1) * dilationWidth + 1, channels, filters];
  return tf.slice(all, [0, 0, 0, 0], size as [number, number, number, number]) as tf.Tensor4D;
}

/** Every `strideHeight`-th row and `strideWidth`-th column. */
function subsampled(y: tf.Tensor4D, g: Geometry): tf.Tensor4D {
  const [batch, height, width, channels] = y.shape;
  const rows = Math.ceil(height / g.strideHeight);
  const columns = Math.ceil(width / g.strideWidth);
  const whole = tf.pad(y, [
    [0, 0],
    [0, rows * g.strideHeight - height],
    [0, columns * g.strideWidth - width],
    [0, 0],
  ]);
  const grouped = tf.reshape(whole, [batch * rows, g.strideHeight, columns, g.strideWidth * channels]);
  const kept = tf.slice(grouped, [0, 0, 0, 0], [batch * rows, 1, columns, channels]);
  return tf.reshape(kept, [batch, rows, columns, channels]);
}

/** `one` of each run's images and kernel, stacked again, plus bias, activated. */
function eachRun(
  x: Images,
  kernel: Images,
  bias: tf.Tensor2D | undefined,
  activation: FusedActivation,
  one: (images: tf.Tensor4D, weights: tf.Tensor4D) => tf.Tensor4D,
): Images {
  const images = unstacked(x) as tf.Tensor4D[];
  const outputs = (unstacked(kernel) as tf.Tensor4D[]).map((weights, run) =>
    one(images.length === 1 ? images[0]! : images[run]!, weights),
  );
  const stacked = tf.stack(outputs);
  const z = bias ? tf.add(stacked, tf.reshape(bias, [bias.shape[0], 1, 1, 1, bias.shape[1]])) : stacked;
  return (activation === 'relu' ? tf.relu(z) : z) as Images;
}

/** See `stackedConvolution`. */
export function composedConvolution(
  x: Images,
  kernel: Images,
  bias: tf.Tensor2D | undefined,
  g: Geometry,
  activation: FusedActivation,
): Images {
  return eachRun(x, kernel, bias, activation, (images, weights) =>
    tf.conv2d(framed(images, g), dilated(weights, g), [g.strideHeight, g.strideWidth], 'valid'),
  );
}

/** See `stackedDepthwiseConvolution`. */
export function composedDepthwiseConvolution(
  x: Images,
  kernel: Images,
  bias: tf.Tensor2D | undefined,
  g: Geometry,
  activation: FusedActivation,
): Images {
  return eachRun(x, kernel, bias, activation, (images, weights) => {
    const filter = dilated(weights, g);
    if (g.strideHeight === g.strideWidth) {
      return tf.depthwiseConv2d(framed(images, g), filter, g.strideHeight, 'valid');
    }
    // Native TensorFlow has no depthwise convolution with two different strides.
    return subsampled(tf.depthwiseConv2d(framed(images, g), filter, 1, 'valid'), g);
  });
}

/** See `stackedTransposedConvolution`. */
export function composedTransposedConvolution(
  x: Images,
  kernel: Images,
  bias: tf.Tensor2D | undefined,
  g: Geometry,
  activation: FusedActivation,
): Images {
  const strides: [number, number] = [g.strideHeight, g.strideWidth];
  return eachRun(x, kernel, bias, activation, (images, weights) => {
    const filter = dilated(weights, g);
    const height = (g.outHeight - 1) * g.strideHeight + filter.shape[0];
    const width = (g.outWidth - 1) * g.strideWidth + filter.shape[1];
    const shape: [number, number, number, number] = [images.shape[0], height, width, g.inChannels];
    const full = tf.conv2dTranspose(images, filter, shape, strides, 'valid');
    const whole = tf.pad(full, [
      [0, 0],
      [0, Math.max(0, g.paddingTop + g.inHeight - height)],
      [0, Math.max(0, g.paddingLeft + g.inWidth - width)],
      [0, 0],
    ]);
    const size = [images.shape[0], g.inHeight, g.inWidth, g.inChannels] as [number, number, number, number];
    return tf.slice(whole, [0, g.paddingTop, g.paddingLeft, 0], size);
  });
}
