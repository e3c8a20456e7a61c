import * as tf from '@tensorflow/tfjs-core';
import { activate } from './activations.ts';
import { stackedMatMul } from './matMul.ts';

/** Keras' stand-in for −∞: its exponential is 0 beside any score. */
const NEVER = -1e9;

/** `[1, queries, keys]`: 0 where a query may attend (to its own position and earlier ones), −10⁹ elsewhere. */
function causalScores(queries: number, keys: number): tf.Tensor3D {
  const values = Float32Array.from({ length: queries * keys }, (_, index) =>
    index % keys <= Math.floor(index / keys) ? 0 : NEVER,
  );
  return tf.tensor3d(values, [1, queries, keys]);
}

/**
 * softmax(QKᵀ/√size)·V of each of N heads (Vaswani et al. 2017), differentiable.
 * @param query `[N, queries, size]`
 * @param key `[N, keys, size]`
 * @param value `[N, keys, values]`
 * @param causal a query attends to its own and earlier positions only
 * @param mask `[N, queries, keys]`, a dropout mask on the attention weights
 * @returns `[N, queries, values]`
 */
export function attention(
  query: tf.Tensor3D,
  key: tf.Tensor3D,
  value: tf.Tensor3D,
  causal: boolean,
  mask?: tf.Tensor,
): tf.Tensor3D {
  const [, queries, size] = query.shape;
  const products = stackedMatMul(tf.mul(query, 1 / Math.sqrt(size)), key, false, true);
  const scores = causal ? tf.add(products, causalScores(queries, key.shape[1])) : products;
  const weights = activate(scores, 'softmax');
  return stackedMatMul((mask ? tf.mul(weights, mask) : weights) as tf.Tensor3D, value);
}
