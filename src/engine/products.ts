import * as tf from '@tensorflow/tfjs-core';

/**
 * One product per run: `[K, m, k] · [K, k, n] → [K, m, n]`, differentiable. Faster kernels register themselves for
 * TensorFlow.js' own `BatchMatMul`, so this is the only place that knows about its quirks.
 *
 * The wasm backend takes a different routine, with another order of summation, for a single plain product. A stack
 * of one is therefore computed as a stack of two: a run's numbers must not depend on what trains beside it.
 */
export function stackedMatMul(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D {
  if (a.shape[0] > 1) return tf.matMul(a, b);
  const twice = tf.matMul(tf.concat([a, a]), tf.concat([b, b]));
  return tf.slice(twice, 0, 1) as tf.Tensor3D;
}
