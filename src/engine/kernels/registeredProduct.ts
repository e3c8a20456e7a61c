import * as tf from '@tensorflow/tfjs-core';
import { type Kernels, kernels } from './module.ts';

/** The functions of `kernels/gemm.ts`. */
export interface ProductKernels {
  gemmWorkspace(): number;
  product(...[runs, m, n, k, a, aRun, aTransposed, b, bRun, bTransposed, c, workspace]: number[]): void;
}

interface Operands {
  a: tf.TensorInfo;
  b: tf.TensorInfo;
}

interface Transposes {
  transposeA: boolean;
  transposeB: boolean;
}

/**
 * For each matrix of the output's batch, the index of the operand's matrix that it takes: axes of 1 are repeated, as
 * NumPy's broadcasting does.
 */
function matrixIndexes(batch: number[], operandBatch: number[]): number[] {
  const missing = batch.length - operandBatch.length;
  let indexes = [0];
  batch.forEach((size, axis) => {
    const own = axis < missing ? 1 : operandBatch[axis - missing]!;
    indexes = indexes.flatMap((index) =>
      Array.from({ length: size }, (_, at) => index * own + (own === 1 ? 0 : at)),
    );
  });
  return indexes;
}

/** A product of stacks of matrices of any rank. */
function batchMatMul(
  kernel: Kernels<ProductKernels>,
  { a, b }: Operands,
  { transposeA, transposeB }: Transposes,
) {
  const { exports, address, output, workspace } = kernel;
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [depth, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  tf.util.assert(
    k === depth,
    () => `matMul cannot multiply [${a.shape}] by [${b.shape}]: ${k} and ${depth} differ.`,
  );
  const aBatch = a.shape.slice(0, -2);
  const bBatch = b.shape.slice(0, -2);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
  const c = output([...batch, m, n]);
  const space = workspace(exports.gemmWorkspace());
  const multiply = (
    runs: number,
    aMatrix: number,
    aRun: number,
    bMatrix: number,
    bRun: number,
    cMatrix: number,
  ) =>
    exports.product(
      ...[runs, m, n, k],
      ...[address(a) + 4 * m * k * aMatrix, aRun, Number(transposeA)],
      ...[address(b) + 4 * k * n * bMatrix, bRun, Number(transposeB)],
      ...[address(c) + 4 * m * n * cMatrix, space],
    );
  const runs = tf.util.sizeFromShape(batch);
  const aRuns = tf.util.sizeFromShape(aBatch);
  const bRuns = tf.util.sizeFromShape(bBatch);
  if ((aRuns === 1 || aRuns === runs) && (bRuns === 1 || bRuns === runs)) {
    multiply(runs, 0, aRuns === 1 ? 0 : m * k, 0, bRuns === 1 ? 0 : k * n, 0);
    return c;
  }
  const aIndexes = matrixIndexes(batch, aBatch);
  const bIndexes = matrixIndexes(batch, bBatch);
  for (let run = 0; run < runs; run++) multiply(1, aIndexes[run]!, 0, bIndexes[run]!, 0, run);
  return c;
}

/** Makes our product that of `tf.matMul` on the wasm backend, so that gradients of TensorFlow.js' operations use it, too. */
export function registerProduct(): void {
  const stock = tf.getKernel('BatchMatMul', 'wasm');
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({
    ...stock,
    kernelFunc(call) {
      const kernel = kernels<ProductKernels>('product');
      const operands = call.inputs as unknown as Operands;
      const usable = kernel && operands.a.dtype === 'float32' && operands.b.dtype === 'float32';
      return usable
        ? batchMatMul(kernel, operands, call.attrs as unknown as Transposes)
        : stock.kernelFunc(call);
    },
  });
}
