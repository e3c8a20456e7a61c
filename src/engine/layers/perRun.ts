import * as tf from '@tensorflow/tfjs-core';

/** One number a run, broadcast over tensors `[K, …]` of `rank` axes. */
export const perRun = (numbers: readonly number[], rank: number): tf.Tensor =>
  tf.tensor([...numbers], [numbers.length, ...Array<number>(rank - 1).fill(1)], 'float32');
