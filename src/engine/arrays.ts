/** Between a stack's tensors and its runs' arrays. */
import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from './layerSpecs.ts';

/** `[K, ...shape]` from K arrays of that shape. */
export function upload(parts: Float32Array[], shape: Shape): tf.Tensor {
  const size = parts[0]!.length;
  const joined = new Float32Array(size * parts.length);
  parts.forEach((part, index) => {
    joined.set(part, index * size);
  });
  return tf.tensor(joined, [parts.length, ...shape], 'float32');
}

/** The K arrays behind a `[K, ...shape]` tensor, as parts of one copy: keeping one of them keeps all. */
export function download(stacked: tf.Tensor): Float32Array[] {
  const values = stacked.dataSync() as Float32Array;
  const size = values.length / stacked.shape[0]!;
  return Array.from({ length: stacked.shape[0]! }, (_, index) =>
    values.subarray(index * size, (index + 1) * size),
  );
}
