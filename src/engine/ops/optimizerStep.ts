import * as tf from '@tensorflow/tfjs-core';
import { type Kernels, kernels } from '../kernels/module.ts';
import type { Optimizer, ParameterPenalty } from '../network.ts';
import { denominatorOf, type StepScalars, velocityScales } from '../optimizer.ts';
import { composedStep } from './composedStep.ts';

/**
 * The functions of `kernels/optimizer.ts`, which all take the addresses of weights, slots and gradients, how many
 * elements, numbers of their own, and then keep, l1, l2, threshold and scratch memory.
 */
export interface ElementwiseSteps {
  sgdStep(...numbers: number[]): void;
  momentumStep(...numbers: number[]): void;
  adaptiveStep(...numbers: number[]): void;
  adaptiveMomentumStep(...numbers: number[]): void;
  adamStep(...numbers: number[]): void;
}

/** These, and the functions of `kernels/penalties.ts`. */
export interface OptimizerKernels extends ElementwiseSteps {
  addGroupLassoGradient(...[out, gradients, weights, rows, units, strength, scratch]: number[]): void;
  shrinkUnits(...[weights, rows, units, threshold, scratch]: number[]): void;
  shrinkUnitsInMetric(
    ...[weights, squares, rows, units, rate, inside, beside, strength, scratch]: number[]
  ): void;
  limitUnitNorms(...[weights, rows, units, limit, scratch]: number[]): void;
}

/** One stacked parameter `[K, ...shape]` and the optimizer's slots of the same shape. */
export interface OptimizerState {
  value: tf.Tensor;
  slots: tf.Tensor[];
}

/**
 * One step of every run on one parameter: penalty gradients, the optimizer, decoupled decay, the proximal operators of
 * L1 and then of the group lasso (in this order they are the operator of the sum), and the limit on norms.
 *
 * The proximal step takes the optimizer's own metric: L1's threshold is proximalRate·λ for SGD and
 * proximalRate·λ/(√v + ε) elementwise where the step is divided by that. Decay w ← (1 − η·λ)·w comes before the step,
 * as in PyTorch's AdamW and Keras' `weight_decay`; penalty gradients are those of the weights before it. A limited norm
 * is exact; Keras' `MaxNorm` divides by ‖w‖ + 1e-7.
 *
 * With kernels, tensors are written in place and returned; otherwise new ones are, to be kept by the caller, and the
 * old ones are disposed. Elementwise steps give the same bits both ways, steps on norms agree to 1e-5.
 * @param gradient of the data loss, `[K, ...shape]`; not changed
 * @param units how many units the parameter has, counted by its last axes: groups are the columns of `[rows, units]`
 */
export function optimizerStep(
  optimizer: Optimizer,
  state: OptimizerState,
  gradient: tf.Tensor,
  scalars: StepScalars,
  penalties: ParameterPenalty[],
  units: number,
): OptimizerState {
  const kernel = kernels<OptimizerKernels>('optimizer');
  if (!kernel) return composed(optimizer, state, gradient, scalars, penalties, units);
  tf.tidy(() => stepInPlace(kernel, optimizer, state, gradient, scalars, penalties, units));
  return state;
}

function composed(
  optimizer: Optimizer,
  state: OptimizerState,
  gradient: tf.Tensor,
  scalars: StepScalars,
  penalties: ParameterPenalty[],
  units: number,
): OptimizerState {
  const { shape } = state.value;
  const stepped = tf.tidy(() => {
    const matrix = (tensor: tf.Tensor) => tf.reshape(tensor, [penalties.length, -1, units]);
    const { weights, slots } = composedStep(
      optimizer,
      matrix(state.value),
      state.slots.map(matrix),
      matrix(gradient),
      scalars,
      penalties,
    );
    const kept = (tensor: tf.Tensor) => tf.keep(tf.reshape(tensor, shape));
    return { value: kept(weights), slots: slots.map(kept) };
  });
  tf.dispose([state.value, ...state.slots]);
  return stepped;
}

/** A parameter in memory: addresses of its first run, one matrix a run. */
interface Matrices {
  weights: number;
  slots: number[];
  /** One for each run. */
  gradients: number[];
  rows: number;
  units: number;
  scratch: number;
}

function stepInPlace(
  kernel: Kernels<OptimizerKernels>,
  optimizer: Optimizer,
  state: OptimizerState,
  gradient: tf.Tensor,
  scalars: StepScalars,
  penalties: ParameterPenalty[],
  units: number,
): void {
  const { exports, address, output, workspace } = kernel;
  const rows = state.value.size / penalties.length / units;
  const penalized = penalties.some(({ groupLasso }) => groupLasso > 0) ? address(output(gradient.shape)) : 0;
  const first = address(gradient);
  const matrices: Matrices = {
    weights: address(state.value),
    slots: state.slots.map(address),
    gradients: penalties.map((_, run) => first + 4 * rows * units * run),
    rows,
    units,
    scratch: workspace(Math.max(64, 8 * units, 32 * rows)),
  };
  addGroupLasso(exports, matrices, penalties, penalized);
  stepElements(exports, optimizer, matrices, scalars, penalties);
  constrainNorms(exports, optimizer, matrices, scalars, penalties);
}

/** Runs with a group lasso get gradients of their own, in the memory at `out`. */
function addGroupLasso(
  exports: OptimizerKernels,
  { weights, gradients, rows, units, scratch }: Matrices,
  penalties: ParameterPenalty[],
  out: number,
): void {
  penalties.forEach(({ groupLasso }, run) => {
    if (groupLasso === 0) return;
    const from = 4 * rows * units * run;
    const places = [out + from, gradients[run]!, weights + from];
    exports.addGroupLassoGradient(...places, rows, units, groupLasso, scratch);
    gradients[run] = out + from;
  });
}

/** Neighbours with the same numbers are stepped by one call. */
function stepElements(
  exports: OptimizerKernels,
  optimizer: Optimizer,
  { weights, slots, gradients, rows, units, scratch }: Matrices,
  scalars: StepScalars,
  penalties: ParameterPenalty[],
): void {
  const step = elementwiseStep(exports, optimizer, scalars);
  const numbers = penalties.map(({ l1, l2, decay, proximalL1 }, run) => [
    ...step.numbers(run),
    1 - scalars.learningRate[run]! * decay,
    l1,
    2 * l2,
    scalars.proximalRate[run]! * proximalL1,
  ]);
  const bytes = 4 * rows * units;
  for (let run = 0; run < penalties.length; ) {
    let end = run + 1;
    while (
      end < penalties.length &&
      gradients[end] === gradients[end - 1]! + bytes &&
      numbers[end]!.every((value, index) => value === numbers[run]![index])
    ) {
      end++;
    }
    const from = bytes * run;
    const places = [weights + from, ...slots.map((slot) => slot + from), gradients[run]!];
    step.kernel(...places, rows * units * (end - run), ...numbers[run]!, scratch);
    run = end;
  }
}

/** The kernel of an optimizer, and the numbers of its own in one run. */
interface ElementwiseStep {
  kernel(...numbers: number[]): void;
  numbers(run: number): number[];
}

function elementwiseStep(
  exports: ElementwiseSteps,
  optimizer: Optimizer,
  { rate, epsilon }: StepScalars,
): ElementwiseStep {
  switch (optimizer.kind) {
    case 'sgd': {
      const { momentum, nesterov } = optimizer;
      if (momentum === 0) return { kernel: exports.sgdStep, numbers: (run) => [rate[run]!] };
      return {
        kernel: exports.momentumStep,
        numbers(run) {
          const { gradient, velocity } = velocityScales(optimizer, rate[run]!);
          return [momentum, gradient, velocity, Number(nesterov)];
        },
      };
    }
    case 'rmsprop': {
      const { decay, momentum } = optimizer;
      const epsilons = (run: number) => epsilonPlaces(optimizer, epsilon[run]!);
      if (momentum === 0) {
        const numbers = (run: number) => [decay, 1 - decay, rate[run]!, ...epsilons(run)];
        return { kernel: exports.adaptiveStep, numbers };
      }
      return {
        kernel: exports.adaptiveMomentumStep,
        numbers(run) {
          const { gradient, velocity } = velocityScales(optimizer, rate[run]!);
          return [decay, 1 - decay, momentum, gradient, velocity, ...epsilons(run)];
        },
      };
    }
    case 'adam': {
      const { beta1, beta2 } = optimizer;
      const betas = [beta1, 1 - beta1, beta2, 1 - beta2];
      return { kernel: exports.adamStep, numbers: (run) => [...betas, rate[run]!, epsilon[run]!] };
    }
    case 'adagrad':
      return {
        kernel: exports.adaptiveStep,
        numbers: (run) => [1, 1, rate[run]!, ...epsilonPlaces(optimizer, epsilon[run]!)],
      };
  }
}

/** ε inside the root and beside it, one of them 0. */
const epsilonPlaces = (optimizer: Optimizer, epsilon: number): [inside: number, beside: number] =>
  denominatorOf(optimizer)?.epsilon === 'inside' ? [epsilon, 0] : [0, epsilon];

function constrainNorms(
  exports: OptimizerKernels,
  optimizer: Optimizer,
  { weights, slots, rows, units, scratch }: Matrices,
  { proximalRate, epsilon }: StepScalars,
  penalties: ParameterPenalty[],
): void {
  const denominator = denominatorOf(optimizer);
  penalties.forEach(({ proximalGroupLasso, maxNorm }, run) => {
    const from = 4 * rows * units * run;
    const rate = proximalRate[run]!;
    if (proximalGroupLasso > 0 && denominator) {
      const metric = [slots[denominator.slot]! + from, rows, units, rate];
      const epsilons = epsilonPlaces(optimizer, epsilon[run]!);
      exports.shrinkUnitsInMetric(weights + from, ...metric, ...epsilons, proximalGroupLasso, scratch);
    } else if (proximalGroupLasso > 0) {
      exports.shrinkUnits(weights + from, rows, units, rate * proximalGroupLasso, scratch);
    }
    if (Number.isFinite(maxNorm)) exports.limitUnitNorms(weights + from, rows, units, maxNorm, scratch);
  });
}
