/** Optimizer steps on given gradients, with our kernels and without. */
import * as tf from '@tensorflow/tfjs-core';
import { download, upload } from '../../../src/engine/arrays.ts';
import { withComposedOperations } from '../../../src/engine/kernels/module.ts';
import { NO_PENALTY, type ParameterPenalty, type Training } from '../../../src/engine/network.ts';
import { type OptimizerState, optimizerStep } from '../../../src/engine/ops/optimizerStep.ts';
import { slotsOf, stepScalars } from '../../../src/engine/optimizer.ts';

type Way = <T>(use: () => T) => T;

/** Both ways of every operation, for `describe.each`. */
export const WAYS: [name: string, way: Way][] = [
  ['kernels', (use) => use()],
  ['composed operations', withComposedOperations],
];

export interface Run {
  weights: number[];
  slots?: number[][];
  penalty?: Partial<ParameterPenalty>;
}

export interface Stepped {
  weights: Float32Array;
  slots: Float32Array[];
}

export const penaltyOf = (penalty: Partial<ParameterPenalty> = {}): ParameterPenalty => ({
  ...NO_PENALTY,
  ...penalty,
});

function stateOf({ optimizer }: Training, runs: Run[], shape: number[]): OptimizerState {
  const slots = slotsOf(optimizer).map(({ initial }, slot) =>
    upload(
      runs.map((run) =>
        run.slots ? Float32Array.from(run.slots[slot]!) : new Float32Array(run.weights.length).fill(initial),
      ),
      shape,
    ),
  );
  return {
    value: upload(
      runs.map(({ weights }) => Float32Array.from(weights)),
      shape,
    ),
    slots,
  };
}

/**
 * `steps` steps of runs that are stacked; no tensor is left.
 * @param gradientOf of one run in one step, from 1, given its present weights
 */
export function runSteps(
  training: Training,
  runs: Run[],
  shape: number[],
  steps: number,
  gradientOf: (step: number, weights: Float32Array, run: number) => ArrayLike<number>,
  firstStep = 1,
): Stepped[] {
  let state = stateOf(training, runs, shape);
  const penalties = runs.map(({ penalty }) => penaltyOf(penalty));
  const units = shape[shape.length - 1]!;
  for (let step = firstStep; step < firstStep + steps; step++) {
    const weights = download(state.value);
    const gradient = upload(
      weights.map((values, run) => Float32Array.from(gradientOf(step, values, run))),
      shape,
    );
    const counts = runs.map(() => step);
    const scalars = stepScalars(training, counts, 1);
    state = optimizerStep(training.optimizer, state, gradient, scalars, penalties, units);
    gradient.dispose();
  }
  const slots = state.slots.map(download);
  const weights = download(state.value);
  tf.dispose([state.value, ...state.slots]);
  return runs.map((_, run) => ({ weights: weights[run]!, slots: slots.map((arrays) => arrays[run]!) }));
}
