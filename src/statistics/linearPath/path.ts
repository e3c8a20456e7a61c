/** Paths of a linear or logistic regression over λ, on standardized columns. */
import type { Part } from '../../dataset/dataset.ts';
import type { LinearPath, PathPoint } from '../linearPaths.ts';
import { crossEntropy, type Targets } from './crossEntropy.ts';
import { type Design, designOf, dot, product, scalingOf } from './design.ts';
import { lasso, lassoMaximum } from './lasso.ts';
import { emptyModel, logistic, logisticMaximum, scoresOf } from './logistic.ts';
import type { LogisticModel } from './newton.ts';
import { ridge } from './ridge.ts';

/** λ of each path. */
const COUNT = 40;
/** The weakest λ as a share of the one from which on L1 leaves nothing; the strongest of L2 as a multiple of it. */
const WEAKEST = 1e-3;
const STRONGEST_L2 = 10;

/** What a path is computed on. */
export interface PathData {
  columns: string[];
  training: Part;
  validation: Part;
  /** Left out: a regression. */
  classes?: number;
}

/** A model of one point, and how to measure it. */
interface Solver {
  loss: LinearPath['loss'];
  /** λ from which on L1 leaves nothing. */
  maximum: number;
  /** To be called with falling λ: each solution begins at the one before. */
  begin(penalty: 'l1' | 'l2'): (lambda: number) => Omit<PathPoint, 'lambda'>;
}

/**
 * The L1 and L2 paths of least squares, or of a logistic (two classes) or softmax regression.
 * @param turn called before each point
 * @returns undefined when no column tells anything about the target
 */
export async function linearPath(data: PathData, turn: () => Promise<void>): Promise<LinearPath | undefined> {
  const scaling = scalingOf(data.training.inputs, data.training.rows);
  const [training, validation] = [data.training, data.validation].map(({ inputs, rows }) =>
    designOf(inputs, rows, scaling),
  ) as [Design, Design];
  const solver =
    data.classes === undefined
      ? leastSquares(training, validation, data)
      : logisticRegression(training, validation, data, data.classes);
  const { maximum, loss } = solver;
  if (!(maximum > 0)) return undefined;
  const path = async (penalty: 'l1' | 'l2', strongest: number): Promise<PathPoint[]> => {
    const solve = solver.begin(penalty);
    const points: PathPoint[] = [];
    for (const lambda of falling(strongest, WEAKEST * maximum)) {
      await turn();
      points.push({ lambda, ...solve(lambda) });
    }
    return points;
  };
  return {
    loss,
    columns: data.columns,
    rows: training.rows,
    l1: await path('l1', maximum),
    l2: await path('l2', STRONGEST_L2 * maximum),
  };
}

/** Evenly on a logarithmic axis. */
const falling = (from: number, to: number): number[] =>
  Array.from({ length: COUNT }, (_, index) => from * (to / from) ** (index / (COUNT - 1)));

function leastSquares(training: Design, validation: Design, data: PathData): Solver {
  const mean = data.training.targets.reduce((sum, value) => sum + value, 0) / training.rows;
  const [y, validationY] = [data.training, data.validation].map(({ targets }) =>
    Float64Array.from(targets, (value) => value - mean),
  ) as [Float64Array, Float64Array];
  const point = (weights: Float64Array) => ({
    coefficients: [...weights],
    zeroColumns: weights.filter((weight) => weight === 0).length,
    trainLoss: meanSquare(training, weights, y),
    validationLoss: meanSquare(validation, weights, validationY),
  });
  return {
    loss: 'squared',
    maximum: lassoMaximum(training, y),
    begin(penalty) {
      if (penalty === 'l2') {
        const solve = ridge(training, y);
        return (lambda) => point(solve(lambda));
      }
      const weights = new Float64Array(training.columns.length);
      return (lambda) => {
        lasso(training, y, lambda, weights);
        return point(weights);
      };
    },
  };
}

function meanSquare(design: Design, weights: Float64Array, y: Float64Array): number {
  const residual = product(design, weights).map((value, row) => y[row]! - value);
  return dot(residual, residual) / design.rows;
}

function logisticRegression(training: Design, validation: Design, data: PathData, classes: number): Solver {
  const targetsOf = ({ targets }: Part): Targets =>
    classes === 2
      ? { kind: 'sigmoid', classes: targets, scores: 1 }
      : { kind: 'softmax', classes: targets, scores: classes };
  const targets = targetsOf(data.training);
  return {
    loss: targets.kind,
    maximum: logisticMaximum(training, targets),
    begin(penalty) {
      const model = emptyModel(training, targets);
      let before = model;
      return (lambda) => {
        const now = { ...model };
        Object.assign(model, continued(before, now));
        before = now;
        logistic(training, targets, { l1: 0, l2: 0, [penalty]: lambda }, model);
        const coefficients = data.columns.map((_, column) =>
          Math.hypot(...model.weights.map((weights) => weights[column]!)),
        );
        return {
          coefficients: classes === 2 ? [...model.weights[0]!] : coefficients,
          zeroColumns: coefficients.filter((size) => size === 0).length,
          trainLoss: crossEntropy(targets, scoresOf(training, model)),
          validationLoss: crossEntropy(targetsOf(data.validation), scoresOf(validation, model)),
        };
      };
    },
  };
}

/**
 * Where a path probably goes: as far again as in the last step, as its λ have equal steps on a logarithmic axis. A
 * coefficient that is 0 stays there, and none changes its sign.
 */
function continued(before: LogisticModel, now: LogisticModel): LogisticModel {
  const next = (value: number, earlier: number) => 2 * value - earlier;
  return {
    weights: now.weights.map((values, score) =>
      values.map((value, column) => {
        const guess = next(value, before.weights[score]![column]!);
        return Math.sign(guess) === Math.sign(value) ? guess : value;
      }),
    ),
    intercepts: now.intercepts.map((value, score) => next(value, before.intercepts[score]!)),
  };
}
