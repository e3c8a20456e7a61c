import * as tf from '@tensorflow/tfjs-core';
import type { Geometry } from '../geometry.ts';
import { kernels } from './module.ts';
import { poolingSpace, type WindowKernels, type WindowModule } from './window.ts';

interface Attributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Shape4D = [number, number, number, number];

function geometryOf(x: number[], { filterSize, strides, pad, dimRoundingMode }: Attributes): Geometry {
  const info = tf.backend_util.computePool2DInfo(x as Shape4D, filterSize, strides, 1, pad, dimRoundingMode);
  return {
    ...info,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    paddingTop: info.padInfo.top,
    paddingLeft: info.padInfo.left,
  };
}

/** Index of a window's first maximum. */
function firstMaximum(
  x: ArrayLike<number>,
  g: Geometry,
  image: number,
  i: number,
  j: number,
  channel: number,
): number {
  let largest = -1;
  for (let h = i * g.strideHeight - g.paddingTop, rows = g.kernelHeight; rows > 0; h++, rows--) {
    for (let w = j * g.strideWidth - g.paddingLeft, columns = g.kernelWidth; columns > 0; w++, columns--) {
      if (h < 0 || w < 0 || h >= g.inHeight || w >= g.inWidth) continue;
      const at = ((image * g.inHeight + h) * g.inWidth + w) * g.inChannels + channel;
      if (largest < 0 || x[at]! > x[largest]!) largest = at;
    }
  }
  return largest;
}

/** Without kernels: in TypeScript. */
function gradientByLoops(x: tf.Tensor, dy: tf.Tensor, g: Geometry): tf.Tensor {
  const values = x.dataSync();
  const dx = new Float32Array(values.length);
  dy.dataSync().forEach((gradient, index) => {
    const channel = index % g.outChannels;
    const place = Math.floor(index / g.outChannels);
    const j = place % g.outWidth;
    const i = Math.floor(place / g.outWidth) % g.outHeight;
    const image = Math.floor(place / (g.outWidth * g.outHeight));
    dx[firstMaximum(values, g, image, i, j, channel)]! += gradient;
  });
  return tf.tensor(dx, x.shape);
}

function gradientByKernels(
  module: WindowModule,
  x: tf.Tensor,
  y: tf.Tensor,
  dy: tf.Tensor,
  g: Geometry,
): tf.Tensor {
  const { exports, address, output } = module;
  const dx = output(x.shape);
  exports.maximumGradient(
    ...[poolingSpace(module, g), x.shape[0]!, address(x), address(y), address(dy), address(dx)],
  );
  return dx;
}

/**
 * The gradient of `tf.maxPool` on the wasm backend. TensorFlow.js' own (4.22) is wrong: windows without a positive
 * value lose their gradient, or give it to another window's place.
 */
export function registerPooling(): void {
  tf.unregisterKernel('MaxPoolGrad', 'wasm');
  tf.registerKernel({
    kernelName: 'MaxPoolGrad',
    backendName: 'wasm',
    kernelFunc({ inputs, attrs }) {
      const { input: x, output: y, dy } = inputs as unknown as Record<string, tf.Tensor>;
      const g = geometryOf(x!.shape, attrs as unknown as Attributes);
      const module = kernels<WindowKernels>('convolution');
      return module ? gradientByKernels(module, x!, y!, dy!, g) : gradientByLoops(x!, dy!, g);
    },
  });
}
