/** Logistic regression with an L2 penalty: a small classifier for questions about the data itself. */

/** Rows with a label each; `inputs[row * columns + column]`. */
export interface Labelled {
  inputs: Float32Array;
  columns: number;
  /** 1 or 0. */
  labels: Uint8Array;
}

export interface LogisticModel {
  weights: Float64Array;
  intercept: number;
}

const NEWTON_STEPS = 25;

/**
 * Minimizes Σ ln(1 + e^(−s·z)) + ½·penalty·‖w‖² over weights and intercept (not penalized), where z = w·x + b and
 * s = ±1: scikit-learn's `LogisticRegression(C=1/penalty)`. Newton's method, each step by conjugate gradients
 * (Lin, Weng & Keerthi 2008 without their trust region: steps are halved while the objective does not fall).
 * @param tolerance ends when the gradient's norm has fallen to this share of the first one
 */
export function fitLogistic(data: Labelled, penalty: number, tolerance = 1e-3): LogisticModel {
  const problem = new Problem(data, penalty);
  let point: Vector = new Float64Array(data.columns + 1);
  let objective = problem.objective(point);
  let first: number | undefined;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const { gradient, curvature } = problem.derivatives(point);
    const size = norm(gradient);
    first ??= size;
    if (size <= tolerance * first || size === 0) break;
    const direction = conjugateGradients(
      (vector) => problem.curve(curvature, vector),
      gradient,
      0.1 * tolerance ** 0.5,
    );
    let share = 1;
    let next = moved(point, direction, -share);
    let value = problem.objective(next);
    while (value > objective && share > 1e-4) {
      share /= 2;
      next = moved(point, direction, -share);
      value = problem.objective(next);
    }
    if (value >= objective) break;
    [point, objective] = [next, value];
  }
  return { weights: point.slice(0, data.columns), intercept: point[data.columns]! };
}

type Vector = Float64Array<ArrayBuffer>;

/** The objective at [weights, intercept]. */
class Problem {
  readonly #data: Labelled;
  readonly #penalty: number;

  constructor(data: Labelled, penalty: number) {
    this.#data = data;
    this.#penalty = penalty;
  }

  objective(point: Vector): number {
    const { columns, labels } = this.#data;
    const scores = scoresOf(this.#data, point);
    let sum = 0;
    for (let row = 0; row < labels.length; row++) {
      const margin = labels[row] ? scores[row]! : -scores[row]!;
      sum += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
    }
    for (let j = 0; j < columns; j++) sum += 0.5 * this.#penalty * point[j]! ** 2;
    return sum;
  }

  /** Gradient Xᵀ(p − y) + penalty·w, and the weights p(1 − p) of the rows in the second derivative. */
  derivatives(point: Vector): { gradient: Vector; curvature: Vector } {
    const residuals = scoresOf(this.#data, point);
    const curvature: Vector = new Float64Array(residuals.length);
    for (let row = 0; row < residuals.length; row++) {
      const p = 1 / (1 + Math.exp(-residuals[row]!));
      residuals[row] = p - this.#data.labels[row]!;
      curvature[row] = p * (1 - p);
    }
    return { gradient: this.#transposed(residuals, point), curvature };
  }

  /** Second derivative times a vector: Xᵀ·diag(curvature)·X·v + penalty·v. */
  curve(curvature: Vector, vector: Vector): Vector {
    const scores = scoresOf(this.#data, vector);
    for (let row = 0; row < scores.length; row++) scores[row]! *= curvature[row]!;
    return this.#transposed(scores, vector);
  }

  #transposed(values: Vector, point: Vector): Vector {
    const { inputs, columns } = this.#data;
    const result: Vector = new Float64Array(columns + 1);
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      const from = row * columns;
      for (let j = 0; j < columns; j++) result[j]! += value * inputs[from + j]!;
      result[columns]! += value;
    }
    for (let j = 0; j < columns; j++) result[j]! += this.#penalty * point[j]!;
    return result;
  }
}

/** w·x + b of each row. */
function scoresOf({ inputs, columns, labels }: Labelled, point: Vector): Vector {
  const scores: Vector = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const from = row * columns;
    let sum = point[columns]!;
    for (let j = 0; j < columns; j++) sum += point[j]! * inputs[from + j]!;
    scores[row] = sum;
  }
  return scores;
}

/** w·x + b of each row. */
export function predict({ weights, intercept }: LogisticModel, data: Labelled): Float64Array {
  return scoresOf(data, Float64Array.of(...weights, intercept));
}

/** Solves A·x = b for a positive definite A (Hestenes & Stiefel 1952), to a residual of `tolerance`·‖b‖. */
function conjugateGradients(multiply: (vector: Vector) => Vector, b: Vector, tolerance: number): Vector {
  let x: Vector = new Float64Array(b.length);
  let residual: Vector = b.slice();
  let direction: Vector = b.slice();
  let size = dot(residual, residual);
  const enough = tolerance ** 2 * size;
  for (let step = 0; step < b.length && size > enough; step++) {
    const curved = multiply(direction);
    const length = size / dot(direction, curved);
    x = moved(x, direction, length);
    residual = moved(residual, curved, -length);
    const next = dot(residual, residual);
    direction = moved(residual, direction, next / size);
    size = next;
  }
  return x;
}

const moved = (from: Vector, direction: Vector, length: number): Vector =>
  from.map((value, i) => value + length * direction[i]!);

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const norm = (vector: Vector): number => Math.sqrt(dot(vector, vector));
