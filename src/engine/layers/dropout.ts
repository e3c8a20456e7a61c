import * as tf from '@tensorflow/tfjs-core';
import type { DropoutSpec } from '../layerSpecs.ts';
import { dropoutLayout } from '../layouts/dropout.ts';
import type { LayerContext, LayerKind } from './layer.ts';
import { perRun } from './perRun.ts';

/** `[batch, 1…, channels]` for channels, `[batch, …]` for elements. */
const maskShape = ({ unit }: DropoutSpec, shape: number[]): number[] =>
  unit === 'element'
    ? shape
    : shape.map((size, axis) => (axis === 0 || axis === shape.length - 1 ? size : 1));

function inTraining(spec: DropoutSpec, x: tf.Tensor, { mask }: LayerContext): tf.Tensor {
  const kept = spec.form === 'inverted' ? (rate: number) => 1 / (1 - rate) : () => 1;
  const factors = mask(0, maskShape(spec, x.shape.slice(1)), kept);
  return factors ? tf.mul(x, factors) : x;
}

function inEvaluation({ form }: DropoutSpec, x: tf.Tensor, context: LayerContext): tf.Tensor {
  const rates = context.strengths(0);
  if (form === 'inverted' || rates.every((rate) => rate === 0)) return x;
  return tf.mul(
    x,
    perRun(
      rates.map((rate) => 1 - rate),
      x.rank,
    ),
  );
}

/**
 * Drops each unit with the run's rate. Inverted: kept units are divided by 1 − rate in training (all frameworks).
 * Standard (Hinton et al. 2012): a 0/1 mask in training, all units times 1 − rate in evaluation. `channel`: a whole
 * channel of a row at once (Tompson et al. 2015).
 */
export const dropout: LayerKind<DropoutSpec> = {
  ...dropoutLayout,
  forward: (spec, [x], _, context) => (context.training ? inTraining : inEvaluation)(spec, x!, context),
  acceptsShared: true,
};
