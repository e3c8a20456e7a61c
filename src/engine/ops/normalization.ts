/**
 * Normalizing groups of numbers: x̂ = (x − Px)/√(P(x − Px)² + ε), where P replaces each number by the mean of its
 * group. P is a projection, so with g = ∂loss/∂x̂ the gradient is the same for all groupings:
 * ∂loss/∂x = (g − Pg − x̂·P(g·x̂))/√(P(x − Px)² + ε).
 */
import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';
import { stackedMatMul } from './matMul.ts';

/** Means of the groups of `[samples, rows, columns]`, in a shape that broadcasts to it. */
type GroupMean = (x: tf.Tensor3D) => tf.Tensor;

/** Sums over the rows, `[…, 1, columns]`; by a product with ones, because `tf.sum` over a middle axis transposes first. */
export const columnSums = (x: tf.Tensor): tf.Tensor3D =>
  stackedMatMul(tf.ones([1, 1, x.shape[1]!]), x as tf.Tensor3D);

const columnMeans = (x: tf.Tensor): tf.Tensor3D => tf.div(columnSums(x), x.shape[1]!);

/** Each row is a group: layer normalization. */
export const rowMeans: GroupMean = (x) => tf.mean(x, 2, true);

/** All rows of a sample and one of `groups` equal blocks of columns are a group: group normalization. */
export const blockMeans =
  (groups: number): GroupMean =>
  (x) => {
    const [samples, , columns] = x.shape;
    const size = columns / groups;
    const means = tf.mean(tf.reshape(columnMeans(x), [samples, groups, size]), 2, true);
    return tf.reshape(tf.mul(means, tf.ones([1, 1, size])), [samples, 1, columns]);
  };

/**
 * x̂ of `[samples, rows, columns]`, differentiable.
 * @param epsilon ε, added to the variance
 */
export function standardize(x: tf.Tensor3D, mean: GroupMean, epsilon: number): tf.Tensor3D {
  return differentiable(
    { x },
    (save) => {
      const centered = tf.sub(x, mean(x));
      const scale = tf.rsqrt(tf.add(mean(tf.square(centered) as tf.Tensor3D), epsilon));
      const normal = tf.mul(centered, scale) as tf.Tensor3D;
      save([normal, scale]);
      return normal;
    },
    (dy, saved) => ({
      x() {
        const [normal, scale] = saved as [tf.Tensor3D, tf.Tensor];
        const along = tf.mul(normal, mean(tf.mul(dy, normal) as tf.Tensor3D));
        return tf.mul(tf.sub(tf.sub(dy, mean(dy)), along), scale);
      },
    }),
  );
}

/** γ and β of each column, `[K, columns]`; left out: 1 and 0. */
export interface Affine {
  gamma?: tf.Tensor;
  beta?: tf.Tensor;
}

/** `[K, columns]` → `[K, 1, columns]`. */
const overRows = (value: tf.Tensor): tf.Tensor => tf.expandDims(value, 1);

/** y = γ·x + β, differentiable. @param x `[K, rows, columns]` */
export function scaleAndShift(x: tf.Tensor3D, { gamma, beta }: Affine): tf.Tensor3D {
  if (!gamma && !beta) return x;
  return differentiable(
    { x, ...(gamma && { gamma }), ...(beta && { beta }) },
    (save) => {
      save(gamma ? [x, gamma] : []);
      const scaled = gamma ? tf.mul(x, overRows(gamma)) : x;
      return (beta ? tf.add(scaled, overRows(beta)) : scaled) as tf.Tensor3D;
    },
    (dy, [kept, scale]) => ({
      x: () => (scale ? tf.mul(dy, overRows(scale)) : dy),
      ...(gamma && { gamma: () => tf.squeeze(columnSums(tf.mul(dy, kept!)), [1]) }),
      ...(beta && { beta: () => tf.squeeze(columnSums(dy), [1]) }),
    }),
  );
}

/**
 * γ·x̂ + β with the columns as groups: batch normalization in training, `standardize` and `scaleAndShift` in one
 * because γ is constant within a group, which halves the sums of the backward pass.
 * @param x `[K, rows, columns]`
 * @param observe receives the columns' means and variances (divided by the number of rows), `[K, columns]`, which are
 * disposed afterwards
 */
export function normalizeColumns(
  x: tf.Tensor3D,
  { gamma, beta }: Affine,
  epsilon: number,
  observe: (mean: tf.Tensor, variance: tf.Tensor) => void,
): tf.Tensor3D {
  return differentiable(
    { x, ...(gamma && { gamma }), ...(beta && { beta }) },
    (save) => {
      const mean = columnMeans(x);
      const centered = tf.sub(x, mean);
      const variance = columnMeans(tf.square(centered));
      observe(tf.squeeze(mean, [1]), tf.squeeze(variance, [1]));
      const scale = tf.rsqrt(tf.add(variance, epsilon));
      const slope = gamma ? tf.mul(scale, overRows(gamma)) : scale;
      save([centered, scale, slope]);
      const scaled = tf.mul(centered, slope);
      return (beta ? tf.add(scaled, overRows(beta)) : scaled) as tf.Tensor3D;
    },
    (dy, saved) => {
      const [centered, scale, slope] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const sums = columnSums(dy);
      const products = tf.tidy(() => columnSums(tf.mul(dy, centered)));
      return {
        x() {
          const rows = x.shape[1];
          const along = tf.mul(centered, tf.div(tf.mul(products, tf.square(scale)), rows));
          return tf.mul(tf.sub(tf.sub(dy, tf.div(sums, rows)), along), slope);
        },
        ...(gamma && { gamma: () => tf.squeeze(tf.mul(products, scale), [1]) }),
        ...(beta && { beta: () => tf.squeeze(sums, [1]) }),
      };
    },
  );
}

/** γ·(x − μ)/√(σ² + ε) + β with given μ and σ² `[K, columns]`: batch normalization in evaluation. */
export function normalizeWith(
  x: tf.Tensor3D,
  mean: tf.Tensor,
  variance: tf.Tensor,
  { gamma, beta }: Affine,
  epsilon: number,
): tf.Tensor3D {
  const scale = tf.rsqrt(tf.add(variance, epsilon));
  const normal = tf.mul(tf.sub(x, overRows(mean)), overRows(scale)) as tf.Tensor3D;
  return scaleAndShift(normal, { gamma, beta });
}
