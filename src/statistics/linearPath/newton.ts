import type { Scores } from './crossEntropy.ts';
import { type Design, softThreshold } from './design.ts';

/** λ1·Σ|w| + λ2·Σw² beside the mean cross-entropy; intercepts are free. */
export interface Strengths {
  l1: number;
  l2: number;
}

export interface LogisticModel {
  /** Per score, the coefficient of each column. */
  weights: Float64Array[];
  intercepts: Float64Array;
}

/** Of the mean cross-entropy, penalty left out. */
export interface Slopes {
  weights: Float64Array[];
  intercepts: Float64Array;
}

/** Where the model would go, and what that does to its scores. */
export interface Direction extends LogisticModel {
  /** Change of the scores. */
  scores: Scores;
  /** Change of the objective along the direction to first order, with the whole change of the penalty: negative. */
  descent: number;
}

const MOST_PASSES = 100;
/** Of what the first pass over the coordinates changes: the quadratic problem counts as solved when one changes less. */
const SETTLED = 0.1;

export const penaltyOf = ({ l1, l2 }: Strengths, weights: Float64Array[]): number =>
  weights.reduce(
    (total, values) => total + values.reduce((sum, w) => sum + l1 * Math.abs(w) + l2 * w * w, 0),
    0,
  );

/** A coefficient that may move, or an intercept: its column is ones, and it is free. */
interface Coordinate {
  score: number;
  /** Its column; of an intercept its score. */
  index: number;
  values: Float64Array;
  isFree: boolean;
  /** Second derivative of the loss. */
  curvature: number;
}

/**
 * Minimizes the loss's quadratic model with the penalty, coordinate by coordinate. The second derivative of a row's
 * cross-entropy is diag(p) − p·pᵀ of its probabilities p (p − p² of a sigmoid, which is the same with one score), so
 * beside the change q of the scores only pᵀq of each row is needed.
 */
export function newtonDirection(
  design: Design,
  shares: Scores,
  slopes: Slopes,
  strengths: Strengths,
  { weights, intercepts }: LogisticModel,
): Direction {
  const moved = { weights: weights.map((values) => values.slice()), intercepts: intercepts.slice() };
  const change = shares.map(() => new Float64Array(design.rows));
  const mean = new Float64Array(design.rows);
  const coordinates = coordinatesOf(design, shares, slopes, strengths, weights);
  let first = 0;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    let total = 0;
    for (const { score, index, values, isFree, curvature } of coordinates) {
      const of = isFree ? moved.intercepts : moved.weights[score]!;
      const start = (isFree ? slopes.intercepts : slopes.weights[score]!)[index]!;
      const slope = start + bend(values, shares[score]!, change[score]!, mean) / design.rows;
      const after = minimumAlong(of[index]!, slope, curvature, isFree ? NONE : strengths);
      const step = after - of[index]!;
      if (step === 0) continue;
      of[index] = after;
      shift(values, shares[score]!, change[score]!, mean, step);
      total += curvature * step * step;
    }
    if (pass === 0) first = total;
    if (total <= SETTLED * first) break;
  }
  const descent =
    products(slopes.weights, moved.weights, weights) +
    products([slopes.intercepts], [moved.intercepts], [intercepts]) +
    penaltyOf(strengths, moved.weights) -
    penaltyOf(strengths, weights);
  return { ...moved, scores: change, descent };
}

const NONE: Strengths = { l1: 0, l2: 0 };

/** Σ slope·(to − from) */
const products = (slopes: Float64Array[], to: Float64Array[], from: Float64Array[]): number =>
  slopes.reduce(
    (total, slope, score) =>
      total +
      slope.reduce((sum, value, index) => sum + value * (to[score]![index]! - from[score]![index]!), 0),
    0,
  );

/** Intercepts, and the coefficients that are not 0 or would leave it; a constant column has none. */
function coordinatesOf(
  { rows, columns }: Design,
  shares: Scores,
  slopes: Slopes,
  { l1 }: Strengths,
  weights: Float64Array[],
): Coordinate[] {
  const ones = new Float64Array(rows).fill(1);
  return shares.flatMap((share, score) => {
    const spread = share.map((p) => (p * (1 - p)) / rows);
    const coordinate = (index: number, values: Float64Array, isFree: boolean): Coordinate => {
      let curvature = 0;
      for (let row = 0; row < rows; row++) curvature += spread[row]! * values[row]! * values[row]!;
      return { score, index, values, isFree, curvature };
    };
    const moving = columns.flatMap((values, index) => {
      const stays = weights[score]![index] === 0 && Math.abs(slopes.weights[score]![index]!) <= l1;
      return stays ? [] : [coordinate(index, values, false)];
    });
    return [coordinate(score, ones, true), ...moving].filter(({ curvature }) => curvature > 0);
  });
}

/** The quadratic model's minimum along a coordinate: slope `slope` at `value`. */
function minimumAlong(value: number, slope: number, curvature: number, { l1, l2 }: Strengths): number {
  return softThreshold(curvature * value - slope, l1) / (curvature + 2 * l2);
}

/** Σ_i x_i·p_i·(q_i − pᵀq): by how much the slope of a coordinate has changed, times the rows. */
function bend(values: Float64Array, share: Float64Array, change: Float64Array, mean: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < mean.length; row++) sum += values[row]! * share[row]! * (change[row]! - mean[row]!);
  return sum;
}

/** The coordinate has moved by `step`. */
function shift(
  values: Float64Array,
  share: Float64Array,
  change: Float64Array,
  mean: Float64Array,
  step: number,
): void {
  for (let row = 0; row < mean.length; row++) {
    const moved = step * values[row]!;
    change[row]! += moved;
    mean[row]! += share[row]! * moved;
  }
}
