import {
  crossEntropy,
  interceptsOf,
  isTarget,
  mixedEntropy,
  probabilities,
  type Scores,
  type Targets,
} from './crossEntropy.ts';
import { type Design, dot, product } from './design.ts';
import {
  type Direction,
  type LogisticModel,
  newtonDirection,
  penaltyOf,
  type Slopes,
  type Strengths,
} from './newton.ts';

/** Share of the loss without columns that the duality gap may be. */
const GAP = 3e-9;
const MOST_STEPS = 100;
const MOST_HALVINGS = 40;

/** The best model without columns: where every path begins. */
export const emptyModel = ({ rows, columns }: Design, targets: Targets): LogisticModel => ({
  weights: Array.from({ length: targets.scores }, () => new Float64Array(columns.length)),
  intercepts: interceptsOf(targets, rows),
});

/** λ1 from which on all coefficients are 0: the largest slope of the mean cross-entropy there. */
export function logisticMaximum(design: Design, targets: Targets): number {
  const slopes = slopesOf(
    design,
    targets,
    probabilities(targets, scoresOf(design, emptyModel(design, targets))),
  );
  return Math.max(0, ...slopes.weights.flatMap((values) => Array.from(values, Math.abs)));
}

/** Per score, the value of each row. */
export const scoresOf = (design: Design, { weights, intercepts }: LogisticModel): Scores =>
  weights.map((values, score) => product(design, values).map((value) => value + intercepts[score]!));

/**
 * Brings a model to the minimum of mean cross-entropy + λ1·Σ|w| + λ2·Σw² by proximal Newton steps: the loss's quadratic
 * model is minimized by coordinate descent (Friedman, Hastie & Tibshirani 2010; Lee, Sun & Saunders 2014), with a
 * line search. It ends when the duality gap is small.
 * @param model the start, changed in place
 */
export function logistic(design: Design, targets: Targets, strengths: Strengths, model: LogisticModel): void {
  const scores = scoresOf(design, model);
  const enough = GAP * crossEntropy(targets, scoresOf(design, emptyModel(design, targets)));
  for (let step = 0; step < MOST_STEPS; step++) {
    const shares = probabilities(targets, scores);
    const slopes = slopesOf(design, targets, shares);
    if (isSolved(targets, strengths, { model, scores, shares, slopes }, enough)) return;
    const direction = newtonDirection(design, shares, slopes, strengths, model);
    if (!search(targets, strengths, model, scores, direction)) return;
  }
}

function slopesOf({ rows, columns }: Design, targets: Targets, shares: Scores): Slopes {
  const residuals = shares.map((share, score) =>
    share.map((value, row) => (value - isTarget(targets, score, row)) / rows),
  );
  return {
    weights: residuals.map((residual) => Float64Array.from(columns, (column) => dot(column, residual))),
    intercepts: Float64Array.from(residuals, (residual) => residual.reduce((sum, value) => sum + value, 0)),
  };
}

interface Point {
  model: LogisticModel;
  scores: Scores;
  shares: Scores;
  slopes: Slopes;
}

/**
 * Dual: the mean entropy of q − Σ_j (|Σ_i x_ij·θ_i| − λ1)₊²/(4λ2), where q mixes the probabilities with the targets so that, with
 * λ2 = 0, all slopes are within λ1. It is a lower bound once the slopes of the intercepts are 0.
 */
function isSolved(
  targets: Targets,
  strengths: Strengths,
  { model, scores, shares, slopes }: Point,
  enough: number,
): boolean {
  const { l1, l2 } = strengths;
  const sizes = slopes.weights.flatMap((values) => Array.from(values, Math.abs));
  const share = l2 > 0 ? 1 : Math.min(1, l1 / Math.max(...sizes, Number.MIN_VALUE));
  const beyond = l2 > 0 ? sizes.reduce((sum, size) => sum + Math.max(size - l1, 0) ** 2, 0) / (4 * l2) : 0;
  const gap =
    crossEntropy(targets, scores) +
    penaltyOf(strengths, model.weights) -
    (mixedEntropy(targets, shares, share) - beyond);
  return gap <= enough && slopes.intercepts.every((slope) => Math.abs(slope) <= Math.sqrt(enough) / 100);
}

/** Armijo's condition asks for this share of the descent that the direction promises. */
const SUFFICIENT = 1e-4;

/** Goes along the direction as far as it helps. @returns whether it could move at all */
function search(
  targets: Targets,
  strengths: Strengths,
  model: LogisticModel,
  scores: Scores,
  direction: Direction,
): boolean {
  const before = crossEntropy(targets, scores) + penaltyOf(strengths, model.weights);
  for (let halving = 0; halving < MOST_HALVINGS; halving++) {
    const share = 2 ** -halving;
    const between = (from: Float64Array, to: Float64Array) =>
      share === 1 ? to : from.map((value, index) => value + share * (to[index]! - value));
    const weights = model.weights.map((values, score) => between(values, direction.weights[score]!));
    const tried = scores.map((values, score) =>
      values.map((value, row) => value + share * direction.scores[score]![row]!),
    );
    const after = crossEntropy(targets, tried) + penaltyOf(strengths, weights);
    if (after > before + SUFFICIENT * share * direction.descent) continue;
    model.intercepts = between(model.intercepts, direction.intercepts);
    model.weights = weights;
    tried.forEach((values, score) => {
      scores[score] = values;
    });
    return after < before;
  }
  return false;
}
