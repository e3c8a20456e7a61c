import * as tf from '@tensorflow/tfjs-core';
import type { RecurrentSpec } from '../layerSpecs.ts';
import { GATES } from '../layouts/gates.ts';
import { recurrentLayout } from '../layouts/recurrent.ts';
import { stackedRecurrence } from '../ops/recurrent.ts';
import type { LayerContext, LayerKind } from './layer.ts';

/** A recurrent layer's random places; a layer that holds others counts on from its first. */
const INPUT_PLACE = 0;

const STATE_PLACE = 1;

const inverted = (rate: number) => 1 / (1 - rate);

/** Of runs that have one mask for all gates the first gate's stands for the others, too. */
function tieGates(mask: tf.Tensor4D, tied: boolean[]): tf.Tensor4D {
  const [runs, gates, ...rows] = mask.shape;
  const sources = tied.flatMap((one, run) =>
    Array.from({ length: gates }, (_, gate) => run * gates + (one ? 0 : gate)),
  );
  const picked = tf.gather(tf.reshape(mask, [runs * gates, ...rows]), tf.tensor1d(sources, 'int32'));
  return tf.reshape(picked, mask.shape);
}

/**
 * Masks of the input and of the state, the same for all steps (Gal & Ghahramani 2016). As in Keras 3, an LSTM or GRU
 * with dropout on the state draws both for each gate; one with dropout on the input alone draws one for all gates.
 */
function masksOf(spec: RecurrentSpec, x: tf.Tensor, context: LayerContext, firstPlace: number) {
  if (!context.training) return {};
  const [, batch, , features] = x.shape as [number, number, number, number];
  const { runs } = context;
  const tied = context.strengths(firstPlace + STATE_PLACE).map((rate) => rate === 0);
  const gates = tied.every(Boolean) ? 1 : GATES[spec.cell];
  const draw = (place: number, size: number) => {
    const mask = context.mask(firstPlace + place, [gates * batch, size], inverted);
    return mask && (tf.reshape(mask, [runs, gates, batch, size]) as tf.Tensor4D);
  };
  const inputMask = draw(INPUT_PLACE, features);
  const someTied = gates > 1 && tied.some(Boolean);
  return {
    inputMask: inputMask && someTied ? tieGates(inputMask, tied) : inputMask,
    stateMask: draw(STATE_PLACE, spec.units),
  };
}

/**
 * @param firstPlace the layer's first random place among those of `context`
 * @param reverseOutput whether returned sequences are turned round
 */
export function recurrentForward(
  spec: RecurrentSpec,
  x: tf.Tensor,
  values: tf.Tensor[],
  context: LayerContext,
  { firstPlace = 0, reverseOutput = false } = {},
): tf.Tensor {
  const [kernel, recurrentKernel, bias] = values as [tf.Tensor3D, tf.Tensor3D, tf.Tensor?];
  return stackedRecurrence(
    { ...spec, reverseOutput },
    {
      ...{ x: x as tf.Tensor4D, kernel, recurrentKernel, bias },
      ...masksOf(spec, x, context, firstPlace),
    },
  );
}

/** SimpleRNN, LSTM or GRU as in Keras; formulas: `stackedRecurrence`. */
export const recurrent: LayerKind<RecurrentSpec> = {
  ...recurrentLayout,
  forward: (spec, [x], values, context) => recurrentForward(spec, x!, values, context),
  acceptsShared: true,
};
