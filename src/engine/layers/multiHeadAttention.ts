import * as tf from '@tensorflow/tfjs-core';
import type { MultiHeadAttentionSpec } from '../layerSpecs.ts';
import { multiHeadAttentionLayout } from '../layouts/multiHeadAttention.ts';
import { attention } from '../ops/attention.ts';
import { stackedDense } from '../ops/dense.ts';
import type { LayerKind } from './layer.ts';

/** x·W + b over the last axis: `[K, batch, steps, features]` → `[K·batch, steps, units]`. */
function project(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor | undefined, units: number): tf.Tensor3D {
  const [runs, batch, steps, features] = x.shape as [number, number, number, number];
  const y = stackedDense(
    tf.reshape(x, [runs, batch * steps, features]),
    tf.reshape(kernel, [runs, features, units]),
    bias && tf.reshape(bias, [runs, units]),
    'linear',
  );
  return tf.reshape(y, [runs * batch, steps, units]);
}

/** `[samples, steps, heads·size]` → `[samples·heads, steps, size]`. */
function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor3D {
  const [samples, steps, width] = x.shape;
  const split = tf.transpose(tf.reshape(x, [samples, steps, heads, width / heads]), [0, 2, 1, 3]);
  return tf.reshape(split, [samples * heads, steps, width / heads]);
}

/** The reverse of `splitHeads`. */
function joinHeads(x: tf.Tensor3D, heads: number): tf.Tensor3D {
  const [count, steps, size] = x.shape;
  const joined = tf.transpose(tf.reshape(x, [count / heads, heads, steps, size]), [0, 2, 1, 3]);
  return tf.reshape(joined, [count / heads, steps, heads * size]);
}

/** Multi-head scaled dot-product attention (Vaswani et al. 2017), with Keras' parameters. */
export const multiHeadAttention: LayerKind<MultiHeadAttentionSpec> = {
  ...multiHeadAttentionLayout,
  forward(spec, [query, value, key = value], values, context) {
    const { heads, keySize, valueSize, outputs, useBias } = spec;
    const [batch, steps] = query!.shape.slice(1) as [number, number];
    const projected = (x: tf.Tensor, index: number, units: number) => {
      const [kernel, bias] = useBias ? values.slice(2 * index) : values.slice(index);
      return project(x, kernel!, useBias ? bias : undefined, units);
    };
    const headsOf = (x: tf.Tensor, index: number, size: number) =>
      splitHeads(projected(x, index, heads * size), heads);
    const mask = context.training
      ? context.mask(0, [batch, heads, steps, value!.shape[2]!], (rate) => 1 / (1 - rate))
      : undefined;
    const attended = attention(
      headsOf(query!, 0, keySize),
      headsOf(key!, 1, keySize),
      headsOf(value!, 2, valueSize),
      spec.causal,
      mask && tf.reshape(mask, [context.runs * batch * heads, steps, -1]),
    );
    const joined = tf.reshape(joinHeads(attended, heads), [context.runs, batch, steps, heads * valueSize]);
    const y = projected(joined, 3, outputs);
    return tf.reshape(y, [context.runs, batch, steps, outputs]);
  },
};
