/** Gradients of convolutions that TensorFlow.js asks for by these names, and its wasm backend does not have. */
import * as tf from '@tensorflow/tfjs-core';
import type { Geometry } from '../geometry.ts';
import { framed } from '../ops/composedConvolution.ts';
import { inputGradientByKernels, kernelGradientByKernels } from '../ops/convolution.ts';
import { kernels } from './module.ts';
import type { WindowKernels } from './window.ts';

/** Attributes that TensorFlow.js gives with the gradients of `conv2d` and `depthwiseConv2d`. */
interface Attributes {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dilations?: [number, number] | number;
  dataFormat?: 'NHWC' | 'NCHW';
}

type Shape4D = [number, number, number, number];

/** @throws Error for channels first, which nothing here computes */
function geometryOf(x: number[], filter: number[], attributes: Attributes, depthwise: boolean): Geometry {
  const { strides, pad, dimRoundingMode, dilations = 1, dataFormat = 'NHWC' } = attributes;
  if (dataFormat !== 'NHWC') throw new Error(`Convolution gradients need channels last, not ${dataFormat}.`);
  const info = tf.backend_util.computeConv2DInfo(
    x as Shape4D,
    filter as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  );
  return {
    ...info,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    paddingTop: info.padInfo.top,
    paddingLeft: info.padInfo.left,
  };
}

/** patchesᵀ·dy, tap by tap. */
function kernelGradientBySlices(x: tf.Tensor4D, dy: tf.Tensor4D, g: Geometry): tf.Tensor {
  const images = framed(x, g);
  const rows = x.shape[0] * g.outHeight * g.outWidth;
  const gradients = tf.reshape(dy, [rows, g.outChannels]);
  const taps: tf.Tensor[] = [];
  for (let i = 0; i < g.kernelHeight; i++) {
    for (let j = 0; j < g.kernelWidth; j++) {
      const [top, left] = [i * g.dilationHeight, j * g.dilationWidth];
      const met = tf.stridedSlice(
        images,
        [0, top, left, 0],
        [
          x.shape[0],
          top + (g.outHeight - 1) * g.strideHeight + 1,
          left + (g.outWidth - 1) * g.strideWidth + 1,
          g.inChannels,
        ],
        [1, g.strideHeight, g.strideWidth, 1],
      );
      taps.push(tf.matMul(tf.reshape(met, [rows, g.inChannels]), gradients, true, false));
    }
  }
  return tf.reshape(tf.stack(taps), [g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels]);
}

/** `[C, C, 1]`: 1 where a channel meets itself. */
const ownChannel = (channels: number) => tf.reshape(tf.eye(channels), [channels, channels, 1]);

/** A depthwise kernel as that of a whole convolution, zeros between different channels. */
function wholeKernel(filter: tf.Tensor4D): tf.Tensor4D {
  const [height, width, channels, multiplier] = filter.shape;
  const spread = tf.reshape(filter, [height * width, channels, 1, multiplier]);
  return tf.reshape(tf.mul(spread, ownChannel(channels)), [height, width, channels, channels * multiplier]);
}

/** The depthwise part of a whole convolution's kernel. */
function ownPart(whole: tf.Tensor, [height, width, channels, multiplier]: Shape4D): tf.Tensor {
  const spread = tf.reshape(whole, [height * width, channels, channels, multiplier]);
  return tf.reshape(tf.sum(tf.mul(spread, ownChannel(channels)), 2), [height, width, channels, multiplier]);
}

/** One run's problem for the kernels; depthwise ones take as many channels as come out. */
function problemOf(g: Geometry, batch: number, depthwise: boolean) {
  const module = kernels<WindowKernels>('convolution');
  const geometry = depthwise ? { ...g, inChannels: g.outChannels } : g;
  return module && { module, geometry, runs: 1, batch, depthwise };
}

function convolutionKernelGradient(
  { x, dy }: Record<string, tf.Tensor4D>,
  attributes: Attributes,
  filterShape: Shape4D,
) {
  const g = geometryOf(x!.shape, filterShape, attributes, false);
  const problem = problemOf(g, x!.shape[0], false);
  if (!problem) return kernelGradientBySlices(x!, dy!, g);
  return kernelGradientByKernels(problem, x!, dy!, undefined, filterShape, undefined).kernel;
}

function depthwiseKernelGradient(
  { x, dy }: Record<string, tf.Tensor4D>,
  attributes: Attributes,
  filterShape: Shape4D,
) {
  const g = geometryOf(x!.shape, filterShape, attributes, true);
  const problem = filterShape[3] === 1 ? problemOf(g, x!.shape[0], true) : undefined;
  if (!problem) return ownPart(kernelGradientBySlices(x!, dy!, g), filterShape);
  return kernelGradientByKernels(problem, x!, dy!, undefined, filterShape, undefined).kernel;
}

function depthwiseInputGradient(
  { dy, filter }: Record<string, tf.Tensor4D>,
  attributes: Attributes,
  inputShape: Shape4D,
) {
  const g = geometryOf(inputShape, filter!.shape, attributes, true);
  const problem = filter!.shape[3] === 1 ? problemOf(g, inputShape[0], true) : undefined;
  if (problem) return tf.reshape(inputGradientByKernels(problem, dy!, undefined, filter!), inputShape);
  const { strides, pad, dimRoundingMode } = attributes;
  return tf.conv2dTranspose(dy!, wholeKernel(filter!), inputShape, strides, pad, dimRoundingMode);
}

type Gradient = (inputs: Record<string, tf.Tensor4D>, attributes: Attributes, shape: Shape4D) => tf.Tensor;

/** @param shape the attribute that holds the shape of the result */
function register(kernelName: string, shape: 'filterShape' | 'inputShape', gradient: Gradient): void {
  if (tf.getKernel(kernelName, 'wasm')) return;
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() =>
        gradient(
          inputs as unknown as Record<string, tf.Tensor4D>,
          attrs as unknown as Attributes,
          attrs![shape] as unknown as Shape4D,
        ),
      ),
  });
}

/** With them `tf.conv2d` and `tf.depthwiseConv2d` can be trained on the wasm backend. */
export function registerConvolution(): void {
  register('Conv2DBackpropFilter', 'filterShape', convolutionKernelGradient);
  register('DepthwiseConv2dNativeBackpropFilter', 'filterShape', depthwiseKernelGradient);
  register('DepthwiseConv2dNativeBackpropInput', 'inputShape', depthwiseInputGradient);
}
