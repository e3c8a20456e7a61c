import * as tf from '@tensorflow/tfjs-core';
import type { NoiseSpec } from '../layerSpecs.ts';
import { noiseLayout } from '../layouts/noise.ts';
import type { LayerContext, LayerKind } from './layer.ts';
import { perRun } from './perRun.ts';

/** x + N(0, deviation²). */
function gaussianNoise(x: tf.Tensor, context: LayerContext): tf.Tensor {
  const deviations = perRun(context.strengths(0), x.rank);
  return tf.add(x, tf.mul(context.normals(0, x.shape.slice(1)), deviations));
}

/** −α·λ of SELU: what its output tends to for x → −∞. */
const ALPHA_PRIME = -1.7580993408473766;

/** x·N(1, rate/(1 − rate)): the mean and variance of inverted dropout (Srivastava et al. 2014, ch. 10). */
function gaussianDropout(x: tf.Tensor, context: LayerContext): tf.Tensor {
  const deviations = perRun(
    context.strengths(0).map((rate) => Math.sqrt(rate / (1 - rate))),
    x.rank,
  );
  return tf.mul(x, tf.add(tf.mul(context.normals(0, x.shape.slice(1)), deviations), 1));
}

/** What keeps mean and variance: a = ((1 − rate)·(1 + rate·α′²))^−½. */
const alphaScale = (rate: number): number => 1 / Math.sqrt((1 - rate) * (1 + rate * ALPHA_PRIME ** 2));

/**
 * Dropped numbers become α′, then all become a·x + b with b = −a·α′·rate, so that mean and variance stay
 * (Klambauer et al. 2017). With the mask m, a or 0: x·m + (a·α′ + b − α′·m).
 */
function alphaDropout(x: tf.Tensor, context: LayerContext): tf.Tensor {
  const mask = context.mask(0, x.shape.slice(1), alphaScale);
  if (!mask) return x;
  const shifts = context.strengths(0).map((rate) => alphaScale(rate) * ALPHA_PRIME * (1 - rate));
  return tf.add(tf.mul(x, mask), tf.sub(perRun(shifts, x.rank), tf.mul(mask, ALPHA_PRIME)));
}

const NOISES = { gaussianNoise, gaussianDropout, alphaDropout };

/** Noise in training with the formulas of Keras; nothing in evaluation. */
export const noise: LayerKind<NoiseSpec> = {
  ...noiseLayout,
  forward(spec, [x], _, context) {
    const none = context.strengths(0).every((strength) => strength === 0);
    return none || !context.training ? x! : NOISES[spec.noise](x!, context);
  },
  acceptsShared: true,
};
