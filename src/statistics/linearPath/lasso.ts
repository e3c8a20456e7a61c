import { addScaled, type Design, dot, product, softThreshold } from './design.ts';

/** Share of ‖y‖²/n that the duality gap may be: about five digits of the coefficients. */
const GAP = 1e-9;
const MOST_PASSES = 10_000;

/** λ from which on all coefficients are 0: max |2·xᵀy|/n. */
export const lassoMaximum = ({ rows, columns }: Design, y: Float64Array): number =>
  Math.max(0, ...columns.map((column) => (2 * Math.abs(dot(column, y))) / rows));

/**
 * Minimizes ‖y − Xw‖²/n + λ‖w‖₁ by coordinate descent over an active set (Friedman, Hastie & Tibshirani 2010), until the
 * duality gap is small.
 * @param y centred
 * @param weights the start, brought to the minimum in place
 */
export function lasso(design: Design, y: Float64Array, lambda: number, weights: Float64Array): void {
  const { rows } = design;
  const residual = product(design, weights).map((value, row) => y[row]! - value);
  const squares = design.columns.map((column) => dot(column, column) / rows);
  const enough = (GAP * dot(y, y)) / rows;
  const descend = (index: number): number => {
    const square = squares[index]!;
    if (square === 0) return 0;
    const column = design.columns[index]!;
    const before = weights[index]!;
    const after = softThreshold(before + dot(column, residual) / rows / square, lambda / 2 / square);
    if (after === before) return 0;
    addScaled(residual, column, before - after);
    weights[index] = after;
    return square * (after - before) ** 2;
  };
  const all = weights.map((_, index) => index);
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    all.forEach(descend);
    if (dualityGap(design, y, residual, lambda, weights) <= enough) return;
    // Between two passes over all columns only those in the model move, until they hardly do.
    const active = all.filter((index) => weights[index] !== 0);
    let change = Number.POSITIVE_INFINITY;
    for (; pass < MOST_PASSES && change > enough / 100; pass++)
      change = active.reduce((sum, index) => sum + descend(index), 0);
  }
}

/**
 * Of P(w) = ‖y − Xw‖²/n + λ‖w‖₁ and D(θ) = θᵀy − n‖θ‖²/4 under ‖Xᵀθ‖∞ ≤ λ, at θ = 2r/n scaled into it.
 */
export function dualityGap(
  { rows, columns }: Design,
  y: Float64Array,
  residual: Float64Array,
  lambda: number,
  weights: Float64Array,
): number {
  const largest = columns.reduce(
    (most, column) => Math.max(most, (2 * Math.abs(dot(column, residual))) / rows),
    0,
  );
  const scale = largest > lambda ? lambda / largest : 1;
  const squared = dot(residual, residual) / rows;
  const norm = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  const dual = scale * ((2 / rows) * dot(residual, y) - scale * squared);
  return squared + lambda * norm - dual;
}
