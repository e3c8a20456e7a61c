/** What is measured on the weights of a run that has ended; losses in evaluation mode, without penalties. */
import type { Dataset, Part } from '../dataset/dataset.ts';
import type { FinishedRun } from '../experiment/records.ts';
import { inputStatistics, kernelStatistics, NEAR_ZERO, prunedCopies } from '../statistics/kernel.ts';
import { type Candidate, evaluateCandidates, outputsOf } from './evaluate.ts';
import { isWeight, layoutOf, matrixOf, unitMatrix } from './layout.ts';
import { averageRows, evaluateRows, type RowEvaluation } from './losses.ts';
import type { Network, RunSpec, Training } from './network.ts';
import { type Probes, probe } from './probes/probes.ts';
import { weightName } from './weightName.ts';

const PRUNED_SHARES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 1];

/** Pruned copies of the weights that are evaluated as one stack: more would only take memory. */
const PRUNED_AT_ONCE = 4;

/** Numbers of {@link RowLosses.testOutputs} that are kept. */
const MOST_OUTPUTS = 4_000_000;

/** Each row's loss at the end of a run, for intervals that account for the rows. */
export interface RowLosses {
  /** With the weights of the last epoch and of the best one. */
  validation: Float64Array;
  validationBest: Float64Array;
  test: Float64Array;
  /** 1 where the test row is classified correctly; absent for regression. */
  testCorrect?: Float32Array;
  /** Logits or values of the first test rows, `[rows, outputs]`; of runs on bootstrap samples only. */
  testOutputs?: Float32Array;
}

type Measured = Probes &
  Pick<
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

/** A run that has ended, as it is measured. */
export interface EndedRun {
  spec: RunSpec;
  training: Training;
  /** The parts that it was trained and evaluated on. */
  data: Dataset;
  /** Arrays of all parameters: those that are reported, and those of the epoch with the lowest validation loss. */
  values: Float32Array[];
  best: Float32Array[];
}

export function measureRun(network: Network, run: EndedRun): { measured: Measured; rows: RowLosses } {
  const { spec, training, data, values, best } = run;
  const last = { network, values, rates: spec.rates };
  const candidates = [last, { values: best, rates: spec.rates }];
  const evaluated = (part: Part) => {
    const outputs = outputsOf(network, candidates, part);
    return outputs.map((found) => ({
      outputs: found,
      ...evaluateRows(network.loss, found, part.targets, network.outputs),
    })) as [RowOutputs, RowOutputs];
  };
  const [test, bestTest] = evaluated(data.test);
  const [validation, validationBest] = evaluated(data.validation);
  const { loss, accuracy } = averageRows(test);
  const outputs = { validation: validation.outputs, test: test.outputs };
  // A run without a loss is no result: nothing else can be said of it.
  const probes = Number.isFinite(loss) ? probe(last, spec.seed, training, data, outputs) : { units: [] };
  return {
    measured: {
      testLoss: loss,
      testAccuracy: accuracy,
      bestTestLoss: averageRows(bestTest).loss,
      ...sparsityOf(network, values),
      ...inputsOf(network, values),
      pruning: pruningCurve(network, last, data),
      ...probes,
    },
    rows: {
      validation: validation.losses,
      validationBest: validationBest.losses,
      test: test.losses,
      testCorrect: test.correct,
      ...(spec.sample?.kind === 'bootstrap' && { testOutputs: wholeRows(test.outputs, network.outputs) }),
    },
  };
}

type RowOutputs = RowEvaluation & { outputs: Float32Array };

const wholeRows = (outputs: Float32Array, width: number): Float32Array =>
  outputs.subarray(0, Math.min(outputs.length, Math.floor(MOST_OUTPUTS / width) * width));

export function sparsityOf(network: Network, values: Float32Array[]) {
  const kernels = layoutOf(network).parameters.flatMap((parameter, index) => {
    if (!isWeight(parameter)) return [];
    const { inputs, units } = matrixOf(parameter);
    return kernelStatistics(weightName(network, index), unitMatrix(parameter, values[index]!), inputs, units);
  });
  const sum = (of: (kernel: (typeof kernels)[number]) => number) =>
    kernels.reduce((total, kernel) => total + of(kernel), 0);
  const weights = weightArrays(network, values);
  const near = weights.reduce((total, array) => total + countNearZero(array), 0);
  const count = sum((kernel) => kernel.count);
  return { kernels, exactZeros: sum((kernel) => kernel.exactZeros) / count, nearZeros: near / count };
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

/** Test loss after zeroing the smallest share of all weights, ranked together by |w|. */
export function pruningCurve(
  network: Network,
  { values, rates }: Candidate,
  data: Dataset,
): FinishedRun['pruning'] {
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
