/** What is measured on the weights of a run that has ended; losses in evaluation mode, without penalties. */
import type { Dataset } from '../dataset/dataset.ts';
import type { FinishedRun } from '../experiment/records.ts';
import { inputStatistics, kernelStatistics, NEAR_ZERO, prunedCopies } from '../statistics/kernel.ts';
import { type Candidate, evaluateCandidates } from './evaluate.ts';
import { isWeight, layoutOf, matrixOf, unitMatrix } from './layout.ts';
import { averageRows } from './losses.ts';
import type { Network } from './network.ts';

const PRUNED_SHARES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 1];

/** Pruned copies of the weights that are evaluated as one stack: more would only take memory. */
const PRUNED_AT_ONCE = 4;

/** Each row's loss at the end of a run, for intervals that account for the rows. */
export interface RowLosses {
  /** With the weights of the last epoch and of the best one. */
  validation: Float64Array;
  validationBest: Float64Array;
  test: Float64Array;
  /** 1 where the test row is classified correctly; absent for regression. */
  testCorrect?: Float32Array;
}

type Measured = Pick<
  FinishedRun,
  | 'testLoss'
  | 'testAccuracy'
  | 'bestTestLoss'
  | 'kernels'
  | 'exactZeros'
  | 'nearZeros'
  | 'inputMaxima'
  | 'inputNorms'
  | 'pruning'
>;

/**
 * @param values arrays of all parameters after the last epoch
 * @param best those of the epoch with the lowest validation loss
 */
export function measureWeights(
  network: Network,
  data: Dataset,
  values: Float32Array[],
  best: Float32Array[],
  rates: readonly number[],
): { measured: Measured; rows: RowLosses } {
  const last: Candidate = { values, rates };
  const both = [last, { values: best, rates }];
  const [testRows, bestTestRows] = evaluateCandidates(network, both, data.test);
  const [validation, validationBest] = evaluateCandidates(network, both, data.validation);
  const test = averageRows(testRows!);
  return {
    measured: {
      testLoss: test.loss,
      testAccuracy: test.accuracy,
      bestTestLoss: averageRows(bestTestRows!).loss,
      ...sparsityOf(network, values),
      ...inputsOf(network, values),
      pruning: pruningCurve(network, last, data),
    },
    rows: {
      validation: validation!.losses,
      validationBest: validationBest!.losses,
      test: testRows!.losses,
      testCorrect: testRows!.correct,
    },
  };
}

function sparsityOf(network: Network, values: Float32Array[]) {
  const kernels = layoutOf(network).parameters.flatMap((parameter, index) => {
    if (!isWeight(parameter)) return [];
    const { inputs, units } = matrixOf(parameter);
    return kernelStatistics(nameOf(network, index), unitMatrix(parameter, values[index]!), inputs, units);
  });
  const sum = (of: (kernel: (typeof kernels)[number]) => number) =>
    kernels.reduce((total, kernel) => total + of(kernel), 0);
  const weights = weightArrays(network, values);
  const near = weights.reduce((total, array) => total + countNearZero(array), 0);
  const count = sum((kernel) => kernel.count);
  return { kernels, exactZeros: sum((kernel) => kernel.exactZeros) / count, nearZeros: near / count };
}

/** `dense_1`, or `lstm/recurrent_kernel` where a layer has more than one weight tensor. */
function nameOf(network: Network, index: number): string {
  const { parameters } = layoutOf(network);
  const { name, node } = parameters[index]!;
  const alone = parameters.filter((other) => other.node === node && isWeight(other)).length === 1;
  return alone ? name.slice(0, name.indexOf('/')) : name;
}

function countNearZero(array: Float32Array): number {
  let count = 0;
  for (const w of array) if (Math.abs(w) <= NEAR_ZERO) count++;
  return count;
}

const weightArrays = (network: Network, values: Float32Array[]): Float32Array[] =>
  values.filter((_, index) => isWeight(layoutOf(network).parameters[index]!));

/** Outgoing weights of each input column, where the first layer takes them one by one. */
function inputsOf(
  network: Network,
  values: Float32Array[],
): { inputMaxima?: number[]; inputNorms?: number[] } {
  const reader = network.nodes.findIndex(({ inputs }) => inputs.includes(-1));
  if (network.inputShape.length !== 1 || network.nodes[reader]!.layer.kind !== 'dense') return {};
  const [kernel] = layoutOf(network).nodes[reader]!.parameters;
  const { maxima, norms } = inputStatistics(values[kernel]!, network.inputShape[0]!);
  return { inputMaxima: maxima, inputNorms: norms };
}

/** Test loss after zeroing the smallest share of all weights. */
function pruningCurve(network: Network, { values, rates }: Candidate, data: Dataset): FinishedRun['pruning'] {
  const copies = prunedCopies(weightArrays(network, values), PRUNED_SHARES);
  const curve: FinishedRun['pruning'] = [];
  for (let from = 0; from < PRUNED_SHARES.length; from += PRUNED_AT_ONCE) {
    const shares = PRUNED_SHARES.slice(from, from + PRUNED_AT_ONCE);
    const candidates = shares.map((_, at) => ({
      values: withWeights(network, values, copies(from + at)),
      rates,
    }));
    evaluateCandidates(network, candidates, data.test).forEach((rows, at) => {
      curve.push({ share: shares[at]!, testLoss: averageRows(rows).loss });
    });
  }
  return curve;
}

function withWeights(network: Network, values: Float32Array[], weights: Float32Array[]): Float32Array[] {
  let next = 0;
  return layoutOf(network).parameters.map((parameter, index) =>
    isWeight(parameter) ? weights[next++]! : values[index]!,
  );
}
