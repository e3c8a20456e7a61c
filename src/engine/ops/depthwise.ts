import * as tf from '@tensorflow/tfjs-core';
import type { Geometry } from '../geometry.ts';
import { kernels } from '../kernels/module.ts';
import type { WindowKernels } from '../kernels/window.ts';
import { composedDepthwiseConvolution } from './composedConvolution.ts';
import { checkOperands, convolutionByKernels, type FusedActivation, type Images } from './convolution.ts';

/** Each channel `multiplier` times, one after the other. */
function repeatChannels(x: Images, multiplier: number): Images {
  if (multiplier === 1) return x;
  const [runs, batch, height, width, channels] = x.shape;
  const places = tf.reshape(x, [runs, batch * height * width * channels, 1]);
  const repeated = tf.mul(places, tf.ones([1, 1, multiplier]));
  return tf.reshape(repeated, [runs, batch, height, width, channels * multiplier]);
}

/**
 * A depthwise convolution in each run: every channel has kernels of its own, as many as the multiplier says; output
 * channel c·multiplier + m is act(x_c ∗ kernel_cm + bias).
 * @param x `[K|1, batch, inHeight, inWidth, inChannels]`; a first axis of 1 stands for the same rows in every run
 * @param kernel `[K, kernelHeight, kernelWidth, inChannels, multiplier]`
 * @param bias `[K, outChannels]`
 * @returns `[K, batch, outHeight, outWidth, outChannels]`, differentiable; relu's gradient at 0 is 0
 * @throws Error when the shapes do not fit the geometry
 */
export function stackedDepthwiseConvolution(
  x: Images,
  kernel: Images,
  bias: tf.Tensor2D | undefined,
  geometry: Geometry,
  activation: FusedActivation,
): Images {
  const { inHeight, inWidth, inChannels, outChannels, kernelHeight, kernelWidth } = geometry;
  const multiplier = outChannels / inChannels;
  const kernelShape = [kernelHeight, kernelWidth, inChannels, multiplier];
  checkOperands('stackedDepthwiseConvolution', x, kernel, bias, [inHeight, inWidth, inChannels], kernelShape);
  const module = kernels<WindowKernels>('convolution');
  if (!module) return composedDepthwiseConvolution(x, kernel, bias, geometry, activation);
  const runs = kernel.shape[0];
  const problem = {
    module,
    geometry: { ...geometry, inChannels: outChannels },
    runs,
    batch: x.shape[1],
    depthwise: true,
  };
  const filters = tf.reshape(kernel, [runs, kernelHeight, kernelWidth, outChannels]);
  return convolutionByKernels(problem, repeatChannels(x, multiplier), filters, bias, activation);
}
