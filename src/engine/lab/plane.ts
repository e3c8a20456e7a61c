/** The data loss on a plane through two weights of a trained run: what the contour picture draws. */
import { UserError } from '../../errors.ts';
import type { LabTask, LossPlane, WeightPlace } from '../../protocol/lab.ts';
import type { WorkerSetup } from '../../protocol/worker.ts';
import { formatCount } from '../../words.ts';
import { evaluateCandidates } from '../evaluate.ts';
import { isWeight, layoutOf, matrixOf } from '../layout.ts';
import { averageRows } from '../losses.ts';
import type { Network } from '../network.ts';
import { sizeOf } from '../shapes.ts';
import { weightName } from '../weightName.ts';
import { planeAxes } from './axes.ts';
import { cutBefore } from './cut.ts';
import { firstRows } from './linear.ts';
import { storedWeights } from './stored.ts';

/** Floating-point operations of about a second. */
const BUDGET = 5e10;
/** Values along an axis; the smaller number where even few rows would take longer. */
const FINE = 41;
const COARSE = 21;
const MOST_ROWS = 1000;
const FEWEST_ROWS = 100;
/** Bytes of the weights that are evaluated together: more would only take memory. */
const STACK = 2 ** 23;

/**
 * Mean data loss of training rows (all, or the first ones), in evaluation mode, over a grid of two weights' values; all
 * other weights are as trained.
 * @param turn between two stacks of candidates; throws when the answer is no longer wanted
 * @throws UserError when the run's weights are not stored, or the network has no such weight
 */
export async function lossPlane(
  { run, x, y, network: own }: Extract<LabTask, { kind: 'plane' }>,
  { network: shared, folder, dataset }: WorkerSetup,
  turn: () => Promise<void>,
): Promise<LossPlane> {
  const network = own ?? shared;
  const weights = [findWeight(network, x), findWeight(network, y)];
  if (isSame(weights[0]!, weights[1]!)) throw noPlane(x);
  const values = storedWeights(network, folder, run.id);
  const [atX, atY] = weights.map(({ parameter, index }) => values[parameter]![index]!) as [number, number];
  const usual = Math.max(...weights.map(({ parameter }) => rootMeanSquare(values[parameter]!)));
  const cut = cutBefore(network, Math.min(...weights.map(({ node }) => node)));
  const { rows, count } = effort(cut.rest, dataset.training.rows);
  const { xs, ys } = planeAxes({ x: atX, y: atY }, usual, count);
  const part = cut.enter({ values, rates: run.rates }, firstRows(dataset.training, rows));
  const rates = cut.rates(run.rates);
  const points = ys.flatMap((second) => xs.map((first) => [first, second]));
  const losses: number[] = [];
  const atOnce = atMost(cut.rest, points.length);
  while (losses.length < points.length) {
    await turn();
    const candidates = points
      .slice(losses.length, losses.length + atOnce)
      .map((point) => ({ values: cut.values(moved(values, weights, point)), rates }));
    losses.push(...evaluateCandidates(cut.rest, candidates, part).map((found) => averageRows(found).loss));
  }
  const loss = ys.map((_, row) => losses.slice(row * count, (row + 1) * count));
  return { x, y, xs, ys, loss, trained: { x: atX, y: atY }, rows };
}

/** A single weight among the network's parameters. */
interface Found {
  node: number;
  parameter: number;
  index: number;
}

/** @throws UserError when there is none */
function findWeight(network: Network, { layer, input, unit }: WeightPlace): Found {
  const { parameters } = layoutOf(network);
  const parameter = parameters.findIndex(
    (each, index) => isWeight(each) && weightName(network, index) === layer,
  );
  const found = parameters[parameter];
  const matrix = found && matrixOf(found);
  if (!found || !matrix || !isWithin(input, matrix.inputs) || !isWithin(unit, matrix.units))
    throw noSuchWeight({ layer, input, unit }, matrix);
  const index = input * matrix.units + unit;
  if (!found.unitsBeforeLast) return { node: found.node, parameter, index };
  // Units are counted before the channels of a transposed convolution: `[…, units, channels]`.
  const channels = found.shape.at(-1)!;
  const place = Math.floor(input / channels);
  return {
    node: found.node,
    parameter,
    index: (place * matrix.units + unit) * channels + (input % channels),
  };
}

const isWithin = (index: number, size: number): boolean =>
  Number.isInteger(index) && index >= 0 && index < size;

function noSuchWeight(
  { layer, input, unit }: WeightPlace,
  matrix: ReturnType<typeof matrixOf> | undefined,
): UserError {
  return new UserError({
    code: 'NO_SUCH_WEIGHT',
    title: matrix
      ? `${layer} has no weight from input ${input} to unit ${unit}`
      : `The model has no weights “${layer}”`,
    explanation: matrix
      ? `It has ${formatCount(matrix.inputs, 'input')} and ${formatCount(matrix.units, 'unit')}, counted from 0.`
      : 'The model may have changed since it was measured.',
    remedy: matrix ? 'Choose another weight.' : 'Measure again, then choose a layer.',
  });
}

const isSame = (a: Found, b: Found): boolean => a.parameter === b.parameter && a.index === b.index;

const noPlane = ({ layer, input, unit }: WeightPlace): UserError =>
  new UserError({
    code: 'NO_PLANE',
    title: 'A plane needs two different weights',
    explanation: `Both are the weight of ${layer} from input ${input} to unit ${unit}, counted from 0.`,
    remedy: 'Choose another weight for one of the axes.',
  });

/** A copy of the values with each of the weights at its new value. */
function moved(values: Float32Array[], weights: Found[], point: number[]): Float32Array[] {
  const copies = values.slice();
  for (const { parameter } of weights) copies[parameter] = values[parameter]!.slice();
  weights.forEach(({ parameter, index }, at) => {
    copies[parameter]![index] = point[at]!;
  });
  return copies;
}

/** Rows and values along an axis that are affordable. */
function effort(network: Network, available: number): { rows: number; count: number } {
  const { flops } = layoutOf(network);
  const affordable = (count: number) => Math.floor(BUDGET / (count ** 2 * flops));
  const count = affordable(FINE) >= Math.min(FEWEST_ROWS, available) ? FINE : COARSE;
  return { rows: Math.min(available, MOST_ROWS, Math.max(FEWEST_ROWS, affordable(count))), count };
}

/** Candidates evaluated together. */
function atMost(network: Network, candidates: number): number {
  const numbers = layoutOf(network).parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return Math.max(1, Math.min(candidates, FINE, Math.floor(STACK / (4 * numbers))));
}

const rootMeanSquare = (array: Float32Array): number =>
  Math.sqrt(array.reduce((sum, value) => sum + value * value, 0) / array.length);
