import * as tf from '@tensorflow/tfjs-core';
import { type Kernels, kernels } from '../kernels/module.ts';
import type { ProductKernels } from '../kernels/registeredProduct.ts';
import { differentiable } from './differentiable.ts';

/** Which sizes a product has. @throws Error when the operands do not fit */
function sizesOf(a: tf.Tensor3D, b: tf.Tensor3D, transposeA: boolean, transposeB: boolean) {
  const [aRuns, aRows, aColumns] = a.shape;
  const [bRuns, bRows, bColumns] = b.shape;
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [depth, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (k !== depth || (aRuns !== bRuns && aRuns !== 1 && bRuns !== 1)) {
    const flag = (transposed: boolean) => (transposed ? ' (transposed)' : '');
    throw new Error(
      `stackedMatMul cannot multiply [${a.shape}]${flag(transposeA)} by [${b.shape}]${flag(transposeB)}.`,
    );
  }
  return { runs: Math.max(aRuns, bRuns), m, n, k };
}

function byKernels(
  kernel: Kernels<ProductKernels>,
  a: tf.Tensor3D,
  b: tf.Tensor3D,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor3D {
  const { runs, m, n, k } = sizesOf(a, b, transposeA, transposeB);
  const { exports, address, output, workspace } = kernel;
  const c = output([runs, m, n]);
  exports.product(
    ...[runs, m, n, k],
    ...[address(a), a.shape[0] === 1 ? 0 : m * k, Number(transposeA)],
    ...[address(b), b.shape[0] === 1 ? 0 : k * n, Number(transposeB)],
    ...[address(c), workspace(exports.gemmWorkspace())],
  );
  return c as tf.Tensor3D;
}

/**
 * TensorFlow.js' own product. Its wasm and native backends take another routine, with another order of summation, for a
 * single product: a stack of one is computed as a stack of two, because a run's numbers must not depend on what trains
 * beside it.
 */
function composed(a: tf.Tensor3D, b: tf.Tensor3D, transposeA: boolean, transposeB: boolean): tf.Tensor3D {
  const { runs } = sizesOf(a, b, transposeA, transposeB);
  if (runs > 1) return tf.matMul<tf.Tensor3D>(a, b, transposeA, transposeB);
  const twice = tf.matMul<tf.Tensor3D>(tf.concat([a, a]), tf.concat([b, b]), transposeA, transposeB);
  return tf.slice(twice, 0, 1);
}

/** The product alone, off the tape. */
export function productOf(
  a: tf.Tensor3D,
  b: tf.Tensor3D,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor3D {
  const kernel = kernels<ProductKernels>('product');
  return kernel ? byKernels(kernel, a, b, transposeA, transposeB) : composed(a, b, transposeA, transposeB);
}

/** The gradient of an operand that all runs share is the sum of theirs. */
export const sumIfShared = (gradient: tf.Tensor3D, operand: tf.Tensor3D): tf.Tensor3D =>
  operand.shape[0] < gradient.shape[0] ? tf.sum<tf.Tensor3D>(gradient, 0, true) : gradient;

/**
 * One product a run: op(a)·op(b) with a `[K|1, m, k]` (transposed: `[K|1, k, m]`), b `[K|1, k, n]` (transposed:
 * `[K|1, n, k]`); a first axis of 1 stands for the same matrix in every run.
 * @returns `[K, m, n]`, differentiable; a run's numbers are the same bits in every stack
 * @throws Error when the shapes do not fit
 */
export function stackedMatMul(
  a: tf.Tensor3D,
  b: tf.Tensor3D,
  transposeA = false,
  transposeB = false,
): tf.Tensor3D {
  return differentiable(
    { a, b },
    (save) => {
      save([a, b]);
      return productOf(a, b, transposeA, transposeB);
    },
    (dy, saved) => {
      const [left, right] = saved as [tf.Tensor3D, tf.Tensor3D];
      return {
        a: () =>
          sumIfShared(
            transposeA ? productOf(right, dy, transposeB, true) : productOf(dy, right, false, !transposeB),
            left,
          ),
        b: () =>
          sumIfShared(
            transposeB ? productOf(dy, left, true, transposeA) : productOf(left, dy, !transposeA, false),
            right,
          ),
      };
    },
  );
}
