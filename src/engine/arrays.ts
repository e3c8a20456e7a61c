/** Between a stack's tensors and its runs' arrays. */
import * as tf from '@tensorflow/tfjs-core';

/** Below this a float32 is denormal, and arithmetic on it many times slower. */
export const SMALLEST_NORMAL = 2 ** -126;
/** Far below the resolution of any sum a weight takes part in, and far enough above the denormals for its gradient. */
export const SMALLEST_WEIGHT = 1e-30;

/**
 * Takes numbers on their way to denormals out, in place. A weight keeps its sign and does not become 0: L2 shrinks
 * weights without limit and must not seem to make exact zeros. An optimizer's moment becomes 0.
 * @returns whether anything was changed
 */
export function withoutDenormals(arrays: Float32Array[], limit: number, replacement: number): boolean {
  let changed = false;
  for (const values of arrays) {
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      if (value === 0 || Math.abs(value) >= limit) continue;
      const replaced = Math.fround(Math.sign(value) * replacement);
      changed ||= replaced !== value;
      values[index] = replaced;
    }
  }
  return changed;
}

/** `[K, ...shape]` from K arrays of that shape. */
export function upload(parts: Float32Array[], shape: number[]): tf.Tensor {
  const size = parts[0]!.length;
  const joined = new Float32Array(size * parts.length);
  parts.forEach((part, index) => {
    joined.set(part, index * size);
  });
  return tf.tensor(joined, [parts.length, ...shape], 'float32');
}

/** The K arrays behind a `[K, ...shape]` tensor. */
export function download(stacked: tf.Tensor): Float32Array[] {
  const values = stacked.dataSync() as Float32Array;
  const size = values.length / stacked.shape[0]!;
  return Array.from({ length: stacked.shape[0]! }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
