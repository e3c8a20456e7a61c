/** The optimizer step composed of TensorFlow.js' operations: the same formulas as the kernels, in the same order. */
import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer, ParameterPenalty } from '../network.ts';
import {
  denominatorOf,
  SMALLEST_MOMENT,
  SMALLEST_SQUARED,
  type StepScalars,
  velocityScales,
} from '../optimizer.ts';
import {
  groupLassoGradient,
  held,
  limitUnitNorms,
  perRun as perRunOf,
  shrinkUnits,
  shrinkUnitsInMetric,
  signOf,
  softThreshold,
} from './proximal.ts';

const RANK = 3;
const perRun = (values: number[]): tf.Tensor => perRunOf(values, RANK);

/** What an optimizer makes of a gradient: the change that is added to the weights, and its new slots. */
interface Direction {
  change: tf.Tensor;
  slots: tf.Tensor[];
  /** √(s + ε) or √s + ε, for optimizers that divide by it. */
  denominator?: tf.Tensor;
}

/** x, and 0 where |x| is below the limit. */
const zeroBelow = (x: tf.Tensor, limit: number): tf.Tensor =>
  tf.where(tf.less(tf.abs(x), limit), tf.zerosLike(x), x);

const flushed = (moment: tf.Tensor): tf.Tensor => zeroBelow(moment, SMALLEST_MOMENT);

/** decay·average + share·next, as a moment is kept. */
const averaged = (average: tf.Tensor, decay: number, next: tf.Tensor, share: number): tf.Tensor =>
  flushed(tf.add(tf.mul(average, decay), tf.mul(next, share)));

const squared = (gradient: tf.Tensor): tf.Tensor => tf.square(zeroBelow(gradient, SMALLEST_SQUARED));

const some = (values: number[]): boolean => values.some((value) => value !== 0);

/** g + λ1·sign(w) + 2·λ2·w + λg·w/‖w_u‖. */
function penalizedGradient(
  weights: tf.Tensor,
  gradient: tf.Tensor,
  penalties: ParameterPenalty[],
): tf.Tensor {
  const l1 = penalties.map((penalty) => penalty.l1);
  const l2 = penalties.map((penalty) => 2 * penalty.l2);
  const groupLasso = penalties.map((penalty) => penalty.groupLasso);
  let sum = gradient;
  if (some(groupLasso)) sum = tf.add(sum, groupLassoGradient(weights, groupLasso));
  if (some(l1)) sum = tf.add(sum, tf.mul(signOf(weights), perRun(l1)));
  if (some(l2)) sum = tf.add(sum, tf.mul(weights, perRun(l2)));
  return sum;
}

/** √(s + ε) or √s + ε, as the convention has it. */
function denominatorFor(optimizer: Optimizer, slot: tf.Tensor, epsilon: number[]): tf.Tensor {
  return denominatorOf(optimizer)!.epsilon === 'inside'
    ? tf.sqrt(tf.add(slot, perRun(epsilon)))
    : tf.add(tf.sqrt(slot), perRun(epsilon));
}

function sgdDirection(
  optimizer: Extract<Optimizer, { kind: 'sgd' }>,
  slots: tf.Tensor[],
  gradient: tf.Tensor,
  { rate }: StepScalars,
): Direction {
  if (optimizer.momentum === 0) return { change: tf.neg(tf.mul(gradient, perRun(rate))), slots: [] };
  const scales = rate.map((value) => velocityScales(optimizer, value));
  const scaled = tf.mul(gradient, perRun(scales.map((scale) => scale.gradient)));
  const velocity = flushed(tf.add(tf.mul(slots[0]!, optimizer.momentum), scaled));
  const direction = optimizer.nesterov ? tf.add(tf.mul(velocity, optimizer.momentum), scaled) : velocity;
  return { change: tf.mul(direction, perRun(scales.map((scale) => scale.velocity))), slots: [velocity] };
}

function rmspropDirection(
  optimizer: Extract<Optimizer, { kind: 'rmsprop' }>,
  slots: tf.Tensor[],
  gradient: tf.Tensor,
  { rate, epsilon }: StepScalars,
): Direction {
  const meanSquare = averaged(slots[0]!, optimizer.decay, squared(gradient), 1 - optimizer.decay);
  const denominator = denominatorFor(optimizer, meanSquare, epsilon);
  if (optimizer.momentum === 0) {
    const change = tf.neg(tf.mul(tf.div(gradient, denominator), perRun(rate)));
    return { change, slots: [meanSquare], denominator };
  }
  const scales = rate.map((value) => velocityScales(optimizer, value));
  const scaled = tf.mul(tf.div(gradient, denominator), perRun(scales.map((scale) => scale.gradient)));
  const velocity = flushed(tf.add(tf.mul(slots[1]!, optimizer.momentum), scaled));
  const change = tf.mul(velocity, perRun(scales.map((scale) => scale.velocity)));
  return { change, slots: [meanSquare, velocity], denominator };
}

function directionOf(
  optimizer: Optimizer,
  slots: tf.Tensor[],
  gradient: tf.Tensor,
  scalars: StepScalars,
): Direction {
  switch (optimizer.kind) {
    case 'sgd':
      return sgdDirection(optimizer, slots, gradient, scalars);
    case 'rmsprop':
      return rmspropDirection(optimizer, slots, gradient, scalars);
    case 'adam': {
      const { beta1, beta2 } = optimizer;
      const first = averaged(slots[0]!, beta1, gradient, 1 - beta1);
      const second = averaged(slots[1]!, beta2, squared(gradient), 1 - beta2);
      const denominator = denominatorFor(optimizer, second, scalars.epsilon);
      const change = tf.neg(tf.mul(tf.div(first, denominator), perRun(scalars.rate)));
      return { change, slots: [first, second], denominator };
    }
    case 'adagrad': {
      const accumulator = averaged(slots[0]!, 1, squared(gradient), 1);
      const denominator = denominatorFor(optimizer, accumulator, scalars.epsilon);
      const change = tf.neg(tf.mul(tf.div(gradient, denominator), perRun(scalars.rate)));
      return { change, slots: [accumulator], denominator };
    }
  }
}

/** The proximal operators of the run's penalties, and its limit on norms. */
function constrained(
  before: tf.Tensor,
  weights: tf.Tensor,
  { denominator }: Direction,
  { proximalRate }: StepScalars,
  penalties: ParameterPenalty[],
): tf.Tensor {
  const thresholds = penalties.map(({ proximalL1 }, run) => proximalRate[run]! * proximalL1);
  const groups = penalties.map(({ proximalGroupLasso }) => proximalGroupLasso);
  const limits = penalties.map(({ maxNorm }) => maxNorm);
  let next = weights;
  if (some(thresholds)) {
    const threshold = perRun(thresholds);
    next = softThreshold(next, denominator ? tf.div(threshold, denominator) : threshold);
  }
  // A proximal step may make zeros.
  next = held(next, tf.mul(before, perRun(thresholds.map((threshold) => (threshold > 0 ? 0 : 1)))));
  if (some(groups)) {
    next = denominator
      ? shrinkUnitsInMetric(next, tf.div(denominator, perRun(proximalRate)), groups)
      : shrinkUnits(
          next,
          groups.map((strength, run) => strength * proximalRate[run]!),
        );
  }
  return limits.some(Number.isFinite) ? limitUnitNorms(next, limits) : next;
}

/**
 * @param weights `[K, rows, units]`, as are the slots and the gradient
 * @returns new tensors: the weights and the slots
 */
export function composedStep(
  optimizer: Optimizer,
  weights: tf.Tensor,
  slots: tf.Tensor[],
  gradient: tf.Tensor,
  scalars: StepScalars,
  penalties: ParameterPenalty[],
): { weights: tf.Tensor; slots: tf.Tensor[] } {
  const direction = directionOf(optimizer, slots, penalizedGradient(weights, gradient, penalties), scalars);
  const keep = penalties.map(({ decay }, run) => 1 - scalars.learningRate[run]! * decay);
  const kept = keep.some((factor) => factor !== 1) ? tf.mul(weights, perRun(keep)) : weights;
  const next = tf.add(kept, direction.change);
  return { weights: constrained(weights, next, direction, scalars, penalties), slots: direction.slots };
}
