import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from './module.ts';
import type { ProductKernels } from './registeredProduct.ts';

const SIZE = 192;
const ROUNDS = 5;

/** Whether a product by `one` takes clearly less time than by `other`: best of some interleaved rounds, 2 ms in all. */
export function isFaster(one: Kernels<unknown>, other: Kernels<unknown>): boolean {
  const best = [one, other].map(() => Number.POSITIVE_INFINITY);
  const a = tf.ones([1, SIZE, SIZE]);
  for (let round = 0; round < ROUNDS; round++) {
    [one, other].forEach((kernels, index) => {
      best[index] = Math.min(best[index]!, timeOf(kernels as Kernels<ProductKernels>, a));
    });
  }
  a.dispose();
  return best[0]! < 0.9 * best[1]!;
}

function timeOf({ exports, address, output, workspace }: Kernels<ProductKernels>, a: tf.Tensor): number {
  const c = output([1, SIZE, SIZE]);
  const [from, to, scratch] = [address(a), address(c), workspace(exports.gemmWorkspace())];
  const begin = performance.now();
  exports.product(1, SIZE, SIZE, SIZE, from, 0, 0, from, 0, 0, to, scratch);
  const time = performance.now() - begin;
  c.dispose();
  return time;
}
