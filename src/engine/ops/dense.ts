import * as tf from '@tensorflow/tfjs-core';
import { type Kernels, kernels } from '../kernels/module.ts';
import type { ProductKernels } from '../kernels/registeredProduct.ts';
import { differentiable } from './differentiable.ts';
import { productOf, stackedMatMul, sumIfShared } from './matMul.ts';

/** The functions of `kernels/gemm.ts` and `kernels/dense.ts`. */
export interface DenseKernels extends ProductKernels {
  dense(...[runs, rows, inputs, units, x, xRun, kernel, bias, relu, mask, y, workspace]: number[]): void;
  denseGradient(...[runs, rows, units, dy, y, mask, dz, sums]: number[]): void;
}

export type DenseActivation = 'linear' | 'relu';

interface Operands {
  x: tf.Tensor3D;
  kernel: tf.Tensor3D;
  bias?: tf.Tensor;
  activation: DenseActivation;
  mask?: tf.Tensor;
}

function forwardByKernels(module: Kernels<DenseKernels>, { x, kernel, bias, activation, mask }: Operands) {
  const { exports, address, output, workspace } = module;
  const [runs, inputs, units] = kernel.shape;
  const [xRuns, rows] = x.shape;
  const y = output([runs, rows, units]);
  exports.dense(
    ...[runs, rows, inputs, units, address(x), xRuns === 1 ? 0 : rows * inputs, address(kernel)],
    ...[bias ? address(bias) : 0, Number(activation === 'relu'), mask ? address(mask) : 0],
    ...[address(y), workspace(exports.gemmWorkspace())],
  );
  return y as tf.Tensor3D;
}

/** @returns gradients of x·W + b (dy itself where they are the same) and of b */
function beforeActivation(
  { exports, address, output }: Kernels<DenseKernels>,
  dy: tf.Tensor3D,
  y: tf.Tensor | undefined,
  mask: tf.Tensor | undefined,
  bias: tf.Tensor | undefined,
) {
  const [runs, rows, units] = dy.shape;
  const dz = y || mask ? (output([runs, rows, units]) as tf.Tensor3D) : dy;
  const sums = bias && output(bias.shape);
  if (dz !== dy || sums) {
    exports.denseGradient(
      ...[runs, rows, units, address(dy), y ? address(y) : 0, mask ? address(mask) : 0],
      ...[dz === dy ? 0 : address(dz), sums ? address(sums) : 0],
    );
  }
  return { dz, sums };
}

function byKernels(module: Kernels<DenseKernels>, operands: Operands): tf.Tensor3D {
  const { x, kernel, bias, activation, mask } = operands;
  const relu = activation === 'relu';
  return differentiable(
    // The kernel's gradient is the last that needs dz.
    { x, ...(bias && { bias }), kernel },
    (save) => {
      const y = forwardByKernels(module, operands);
      save([x, kernel, ...(relu ? [y] : []), ...(mask ? [mask] : [])]);
      return y;
    },
    (dy, saved) => {
      const [rows, weights, ...rest] = saved as [tf.Tensor3D, tf.Tensor3D, ...tf.Tensor[]];
      const { dz, sums } = beforeActivation(
        module,
        dy,
        relu ? rest[0] : undefined,
        mask && rest.at(-1),
        bias,
      );
      return {
        x: () => sumIfShared(productOf(dz, weights, false, true), rows),
        ...(bias && { bias: () => sums! }),
        kernel: () => {
          const gradient = productOf(rows, dz, true, false);
          if (dz !== dy) dz.dispose();
          return gradient;
        },
      };
    },
  );
}

function composed({ x, kernel, bias, activation, mask }: Operands): tf.Tensor3D {
  const [runs, , units] = kernel.shape;
  const product = stackedMatMul(x, kernel);
  const z = bias ? tf.add(product, tf.reshape(bias, [runs, 1, units])) : product;
  const activated = activation === 'relu' ? tf.relu(z) : z;
  return (mask ? tf.mul(activated, mask) : activated) as tf.Tensor3D;
}

/**
 * A fully connected layer in each run: mask ∘ act(x·W + b).
 * @param x `[K|1, rows, inputs]`; a first axis of 1 stands for the same rows in every run
 * @param kernel W, `[K, inputs, units]`
 * @param bias b, `[K, units]`
 * @param mask `[K, rows, units]`, not negative: a dropout mask. No gradient goes to it.
 * @returns `[K, rows, units]`, differentiable with respect to x, W and b; relu's gradient at 0 is 0
 * @throws Error when the shapes do not fit
 */
export function stackedDense(
  x: tf.Tensor3D,
  kernel: tf.Tensor3D,
  bias: tf.Tensor | undefined,
  activation: DenseActivation,
  mask?: tf.Tensor,
): tf.Tensor3D {
  const [runs, inputs, units] = kernel.shape;
  const rows = x.shape[1];
  const fits =
    x.shape[2] === inputs &&
    (x.shape[0] === runs || x.shape[0] === 1) &&
    (!bias || bias.size === runs * units) &&
    (!mask || mask.size === runs * rows * units);
  if (!fits) {
    const others = `${bias ? `, bias [${bias.shape}]` : ''}${mask ? `, mask [${mask.shape}]` : ''}`;
    throw new Error(`stackedDense: x [${x.shape}] does not fit kernel [${kernel.shape}]${others}.`);
  }
  const module = kernels<DenseKernels>('product');
  const operands = { x, kernel, bias, activation, mask };
  return module ? byKernels(module, operands) : composed(operands);
}
