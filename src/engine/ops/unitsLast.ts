import * as tf from '@tensorflow/tfjs-core';
import type { ParameterPenalty } from '../network.ts';
import type { OptimizerState } from './optimizerStep.ts';

/** Whether a penalty looks at a unit's weights together. */
export const actsOnUnits = ({ groupLasso, proximalGroupLasso, maxNorm }: ParameterPenalty): boolean =>
  groupLasso > 0 || proximalGroupLasso > 0 || Number.isFinite(maxNorm);

/** The last two axes changed for each other. */
const turned = (tensor: tf.Tensor): tf.Tensor => {
  const axes = tensor.shape.map((_, axis) => axis);
  return tf.transpose(tensor, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
};

/**
 * A step of a parameter `[K, …, units, channels]` as if its units were counted last, where a step takes them for units.
 * The tensors given are disposed.
 */
export function withUnitsLast(
  state: OptimizerState,
  gradient: tf.Tensor,
  step: (state: OptimizerState, gradient: tf.Tensor) => OptimizerState,
): OptimizerState {
  const towards = turned(gradient);
  const stepped = step({ value: turned(state.value), slots: state.slots.map(turned) }, towards);
  const kept = { value: turned(stepped.value), slots: stepped.slots.map(turned) };
  tf.dispose([towards, state.value, ...state.slots, stepped.value, ...stepped.slots]);
  return kept;
}
