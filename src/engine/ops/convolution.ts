import * as tf from '@tensorflow/tfjs-core';
import type { Geometry } from '../geometry.ts';
import { kernels } from '../kernels/module.ts';
import { convolutionSpace, PASS, type WindowKernels, type WindowModule } from '../kernels/window.ts';
import { composedConvolution, composedTransposedConvolution } from './composedConvolution.ts';
import { differentiable } from './differentiable.ts';

export type FusedActivation = 'linear' | 'relu';

/** A stack of images `[K|1, batch, height, width, channels]`, or of kernels `[K, height, width, channels, filters]`. */
export type Images = tf.Tensor5D;

/** What all three passes of a convolution in kernels need to know. */
export interface Problem {
  module: WindowModule;
  geometry: Geometry;
  runs: number;
  batch: number;
  depthwise: boolean;
}

const addressOf = ({ address }: WindowModule, tensor: tf.TensorInfo | undefined) =>
  tensor ? address(tensor) : 0;

/** y = act(x ∗ kernel + bias), `[runs, batch, outHeight, outWidth, outChannels]`. */
function convolvedByKernels(
  { module, geometry, runs, batch, depthwise }: Problem,
  x: tf.TensorInfo,
  kernel: tf.TensorInfo,
  bias: tf.TensorInfo | undefined,
  activation: FusedActivation,
): Images {
  const y = module.output([runs, batch, geometry.outHeight, geometry.outWidth, geometry.outChannels]);
  module.exports.convolve(
    ...[convolutionSpace(module, geometry, batch, depthwise, PASS.forward), runs],
    ...[module.address(x), Number(x.shape[0] === 1), module.address(kernel), addressOf(module, bias)],
    ...[module.address(y), Number(activation === 'relu')],
  );
  return y as Images;
}

/** Gradients of the kernel and, when its shape is given, of the bias. A gate is the output of a relu. */
export function kernelGradientByKernels(
  { module, geometry, runs, batch, depthwise }: Problem,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  gate: tf.TensorInfo | undefined,
  kernelShape: number[],
  biasShape: number[] | undefined,
) {
  const kernel = module.output(kernelShape);
  const bias = biasShape && module.output(biasShape);
  module.exports.convolutionKernelGradient(
    ...[convolutionSpace(module, geometry, batch, depthwise, PASS.kernelGradient), runs],
    ...[module.address(x), Number(x.shape[0] === 1), module.address(dy), addressOf(module, gate)],
    ...[module.address(kernel), addressOf(module, bias)],
  );
  return { kernel, bias };
}

/** The input's gradient; with bias and activation, the forward pass of a transposed convolution. */
export function inputGradientByKernels(
  { module, geometry, runs, batch, depthwise }: Problem,
  dy: tf.TensorInfo,
  gate: tf.TensorInfo | undefined,
  kernel: tf.TensorInfo,
  bias?: tf.TensorInfo,
  activation: FusedActivation = 'linear',
): Images {
  const dx = module.output([runs, batch, geometry.inHeight, geometry.inWidth, geometry.inChannels]);
  module.exports.convolutionInputGradient(
    ...[convolutionSpace(module, geometry, batch, depthwise, PASS.inputGradient), runs],
    ...[module.address(dy), addressOf(module, gate), module.address(kernel), addressOf(module, bias)],
    ...[module.address(dx), Number(activation === 'relu')],
  );
  return dx as Images;
}

/** The gradient of images that all runs share is the sum of theirs. */
const sumIfShared = (gradient: Images, images: tf.Tensor): Images =>
  images.shape[0]! < gradient.shape[0] ? tf.sum<Images>(gradient, 0, true) : gradient;

/** Convolution or depthwise convolution by kernels, with gradients. */
export function convolutionByKernels(
  problem: Problem,
  x: Images,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: FusedActivation,
): Images {
  return differentiable(
    { x, kernel, ...(bias && { bias }) },
    (save) => {
      const y = convolvedByKernels(problem, x, kernel, bias, activation);
      save([x, kernel, ...(activation === 'relu' ? [y] : [])]);
      return y;
    },
    (dy, [images, weights, gate]) => {
      const gradients = kernelGradientByKernels(problem, images!, dy, gate, kernel.shape, bias?.shape);
      return {
        x: () => sumIfShared(inputGradientByKernels(problem, dy, gate, weights!), images!),
        kernel: () => gradients.kernel,
        ...(bias && { bias: () => gradients.bias! }),
      };
    },
  );
}

/** @throws Error unless x has the geometry's input size, and runs and kernel fit */
export function checkOperands(
  name: string,
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  row: number[],
  kernelShape: number[],
): void {
  const runs = kernel.shape[0]!;
  const fits =
    (x.shape[0] === runs || x.shape[0] === 1) &&
    tf.util.arraysEqual(x.shape.slice(2), row) &&
    tf.util.arraysEqual(kernel.shape.slice(1), kernelShape) &&
    (!bias || bias.shape[0] === runs);
  if (fits) return;
  const biasText = bias ? `, bias [${bias.shape}]` : '';
  throw new Error(
    `${name}: x [${x.shape}] and kernel [${kernel.shape}]${biasText} do not fit rows of [${row}] ` +
      `and kernels of [${kernelShape}].`,
  );
}

/**
 * A convolution in each run: act(x ∗ kernel + bias), cross-correlation as in all frameworks.
 * @param x `[K|1, batch, inHeight, inWidth, inChannels]`; a first axis of 1 stands for the same rows in every run
 * @param kernel `[K, kernelHeight, kernelWidth, inChannels, outChannels]`
 * @param bias `[K, outChannels]`
 * @returns `[K, batch, outHeight, outWidth, outChannels]`, differentiable; relu's gradient at 0 is 0
 * @throws Error when the shapes do not fit the geometry
 */
export function stackedConvolution(
  x: Images,
  kernel: Images,
  bias: tf.Tensor2D | undefined,
  geometry: Geometry,
  activation: FusedActivation,
): Images {
  const { inHeight, inWidth, inChannels, outChannels, kernelHeight, kernelWidth } = geometry;
  const kernelShape = [kernelHeight, kernelWidth, inChannels, outChannels];
  checkOperands('stackedConvolution', x, kernel, bias, [inHeight, inWidth, inChannels], kernelShape);
  const module = kernels<WindowKernels>('convolution');
  if (!module) return composedConvolution(x, kernel, bias, geometry, activation);
  const problem = { module, geometry, runs: kernel.shape[0], batch: x.shape[1], depthwise: false };
  return convolutionByKernels(problem, x, kernel, bias, activation);
}

/** A transposed convolution by kernels: each pass is another one of the convolution that it transposes. */
function transposedByKernels(
  problem: Problem,
  x: Images,
  kernel: Images,
  bias: tf.Tensor2D | undefined,
  activation: FusedActivation,
): Images {
  return differentiable(
    { x, kernel, ...(bias && { bias }) },
    (save) => {
      const y = inputGradientByKernels(problem, x, undefined, kernel, bias, activation);
      save([x, kernel, ...(activation === 'relu' ? [y] : [])]);
      return y;
    },
    (dy, [images, weights, y]) => {
      const dz = (y ? tf.mul(dy, tf.step(y)) : dy) as Images;
      return {
        x: () => convolvedByKernels(problem, dz, weights!, undefined, 'linear'),
        kernel: () =>
          kernelGradientByKernels(problem, dz, images!, undefined, kernel.shape, undefined).kernel,
        ...(bias && { bias: () => tf.sum(dz, [1, 2, 3]) }),
      };
    },
  );
}

/**
 * A transposed convolution in each run: the input's gradient of the convolution with this geometry, plus bias.
 * @param x `[K|1, batch, outHeight, outWidth, outChannels]`; a first axis of 1 stands for the same rows in every run
 * @param kernel `[K, kernelHeight, kernelWidth, inChannels, outChannels]`: in- and outChannels are the geometry's, so
 * the filters come before the channels of x, as in Keras
 * @param bias `[K, inChannels]`
 * @returns `[K, batch, inHeight, inWidth, inChannels]`, differentiable
 * @throws Error when the shapes do not fit the geometry
 */
export function stackedTransposedConvolution(
  x: Images,
  kernel: Images,
  bias: tf.Tensor2D | undefined,
  geometry: Geometry,
  activation: FusedActivation,
): Images {
  const { outHeight, outWidth, inChannels, outChannels, kernelHeight, kernelWidth } = geometry;
  const kernelShape = [kernelHeight, kernelWidth, inChannels, outChannels];
  checkOperands(
    'stackedTransposedConvolution',
    x,
    kernel,
    bias,
    [outHeight, outWidth, outChannels],
    kernelShape,
  );
  const runs = kernel.shape[0];
  const own = x.shape[0] === runs ? x : repeated(x, runs);
  const module = kernels<WindowKernels>('convolution');
  if (!module) return composedTransposedConvolution(own, kernel, bias, geometry, activation);
  const problem = { module, geometry, runs, batch: x.shape[1], depthwise: false };
  return transposedByKernels(problem, own, kernel, bias, activation);
}

/** Shared images, once for each run. */
const repeated = (x: Images, runs: number): Images =>
  tf.concat<Images>(Array.from<Images>({ length: runs }).fill(x), 0);
