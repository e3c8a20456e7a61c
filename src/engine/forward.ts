import * as tf from '@tensorflow/tfjs-core';
import type { Activation, BatchNormalizationSpec, Network } from './network.ts';
import { stackedMatMul } from './products.ts';

/** Activations as Keras 3 defines them (leaky_relu: slope 0.2). */
function activate(x: tf.Tensor, activation: Activation): tf.Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'relu6':
      return tf.relu6(x);
    case 'leaky_relu':
      return tf.leakyRelu(x, 0.2);
    case 'elu':
      return tf.elu(x);
    case 'selu':
      return tf.selu(x);
    case 'tanh':
      return tf.tanh(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'softplus':
      return tf.softplus(x);
    case 'silu':
      return tf.mul(x, tf.sigmoid(x));
    default: {
      const never: never = activation;
      throw new Error(`activation ${never}`);
    }
  }
}

/** Mean and (biased) variance of each batch-normalization layer over the batch, `[K, 1, features]`. */
export interface BatchMoments {
  mean: tf.Tensor;
  variance: tf.Tensor;
}

/** What differs between the two modes of a forward pass. */
export type Mode =
  | { training: false }
  | {
      training: true;
      /** Per dropout place, `[K, batch, units]`, already scaled by 1/(1 − rate); undefined: no run drops here. */
      masks: (tf.Tensor | undefined)[];
      /** Receives the batch moments of each batch normalization, kept for the moving averages. */
      moments: BatchMoments[];
    };

/** y = γ·(x − μ)/√(σ² + ε) + β, with the batch's μ, σ² in training and the moving ones otherwise. */
function normalize(x: tf.Tensor, layer: BatchNormalizationSpec, values: tf.Tensor[], mode: Mode): tf.Tensor {
  const [gamma, beta, movingMean, movingVariance] = values.map((value) => tf.expandDims(value, 1)) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  let mean = movingMean;
  let variance = movingVariance;
  if (mode.training) {
    mean = tf.mean(x, 1, true);
    variance = tf.mean(tf.square(tf.sub(x, mean)), 1, true);
    mode.moments.push({ mean: tf.keep(mean.clone()), variance: tf.keep(variance.clone()) });
  }
  const scaled = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, layer.epsilon)));
  return tf.add(tf.mul(scaled, gamma), beta);
}

/**
 * The network's outputs (logits or values) for a stack of K runs.
 * @param values parameter tensors `[K, ...shape]` in the order of `parametersOf`
 * @param x inputs `[K, rows, inputs]`
 * @returns `[K, rows, outputs]`
 */
export function forward(
  network: Network,
  values: readonly tf.Tensor[],
  x: tf.Tensor3D,
  mode: Mode,
): tf.Tensor3D {
  let next = 0;
  let place = 0;
  let y: tf.Tensor = x;
  for (const layer of network.layers) {
    switch (layer.kind) {
      case 'dense': {
        const product = mode.training ? stackedMatMul : tf.matMul<tf.Tensor3D>;
        y = product(y as tf.Tensor3D, values[next++] as tf.Tensor3D);
        if (layer.useBias) y = tf.add(y, tf.expandDims(values[next++]!, 1));
        break;
      }
      case 'batchNormalization':
        y = normalize(y, layer, values.slice(next, next + 4), mode);
        next += 4;
        break;
      case 'activation':
        y = activate(y, layer.activation);
        break;
      case 'dropout': {
        const mask = mode.training ? mode.masks[place] : undefined;
        if (mask) y = tf.mul(y, mask);
        place++;
        break;
      }
      default: {
        const never: never = layer;
        throw new Error(`layer ${never}`);
      }
    }
  }
  return y as tf.Tensor3D;
}
