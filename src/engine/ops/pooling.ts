import * as tf from '@tensorflow/tfjs-core';
import { frameOf, type Geometry } from '../geometry.ts';
import { kernels } from '../kernels/module.ts';
import { poolingSpace, type WindowKernels, type WindowModule } from '../kernels/window.ts';
import type { Images } from './convolution.ts';
import { differentiable } from './differentiable.ts';

export type PoolingOperation = 'max' | 'average';

function byKernels(module: WindowModule, x: Images, g: Geometry, operation: PoolingOperation): Images {
  const { exports, address, output } = module;
  const [runs, batch] = x.shape;
  const images = runs * batch;
  const average = operation === 'average';
  return differentiable(
    { x },
    (save) => {
      const y = output([runs, batch, g.outHeight, g.outWidth, g.outChannels]) as Images;
      exports.pool(poolingSpace(module, g), images, address(x), address(y), Number(average));
      save(average ? [] : [x, y]);
      return y;
    },
    (dy, [input, largest]) => ({
      x: () => {
        const dx = output([runs, batch, g.inHeight, g.inWidth, g.inChannels]) as Images;
        const space = poolingSpace(module, g);
        if (average) exports.averageGradient(space, images, address(dy), address(dx));
        else {
          exports.maximumGradient(
            ...[space, images, address(input!), address(largest!), address(dy), address(dx)],
          );
        }
        return dx;
      },
    }),
  );
}

/** Along one axis, how many places of each window are inside. */
const placesInside = (count: number, stride: number, padding: number, kernel: number, size: number) =>
  Array.from({ length: count }, (_, place) => {
    const start = place * stride - padding;
    return Math.min(size, start + kernel) - Math.max(0, start);
  });

/** Size of a whole window over its places inside the image, `[outHeight, outWidth, 1]`. */
function shares(g: Geometry): tf.Tensor {
  const rows = placesInside(g.outHeight, g.strideHeight, g.paddingTop, g.kernelHeight, g.inHeight);
  const columns = placesInside(g.outWidth, g.strideWidth, g.paddingLeft, g.kernelWidth, g.inWidth);
  const whole = g.kernelHeight * g.kernelWidth;
  return tf.tensor(
    rows.flatMap((height) => columns.map((width) => whole / (height * width))),
    [g.outHeight, g.outWidth, 1],
  );
}

/** From TensorFlow.js' own operations; padding is added here because not all backends know explicit padding. */
function composed(x: Images, g: Geometry, operation: PoolingOperation): Images {
  const [runs, batch] = x.shape;
  const { height, width } = frameOf(g);
  const bottom = height - g.inHeight - g.paddingTop;
  const right = width - g.inWidth - g.paddingLeft;
  const padded = g.paddingTop + g.paddingLeft + bottom + right > 0;
  const images: tf.Tensor4D = tf.reshape(x, [runs * batch, g.inHeight, g.inWidth, g.inChannels]);
  const border: [number, number][] = [
    [0, 0],
    [g.paddingTop, bottom],
    [g.paddingLeft, right],
    [0, 0],
  ];
  const filler = operation === 'max' ? Number.NEGATIVE_INFINITY : 0;
  const whole = padded ? tf.pad(images, border, filler) : images;
  const size: [number, number] = [g.kernelHeight, g.kernelWidth];
  const strides: [number, number] = [g.strideHeight, g.strideWidth];
  const pooled =
    operation === 'max'
      ? tf.maxPool(whole, size, strides, 'valid')
      : tf.avgPool(whole, size, strides, 'valid');
  const y = operation === 'average' && padded ? tf.mul(pooled, shares(g)) : pooled;
  return tf.reshape(y, [runs, batch, g.outHeight, g.outWidth, g.outChannels]);
}

/**
 * Maximum or mean of each window; padding takes no part in either. A maximum's gradient goes to the first place that
 * has it, row by row, as in PyTorch and TensorFlow.
 * @param x `[K|1, batch, inHeight, inWidth, channels]`
 * @returns `[K|1, batch, outHeight, outWidth, channels]`, differentiable
 * @throws Error when x does not have the geometry's input size, or windows are dilated
 */
export function stackedPooling(x: Images, geometry: Geometry, operation: PoolingOperation): Images {
  const row = [geometry.inHeight, geometry.inWidth, geometry.inChannels];
  if (!tf.util.arraysEqual(x.shape.slice(2), row)) {
    throw new Error(`stackedPooling: x [${x.shape}] does not have rows of [${row}].`);
  }
  const module = kernels<WindowKernels>('convolution');
  return module ? byKernels(module, x, geometry, operation) : composed(x, geometry, operation);
}
