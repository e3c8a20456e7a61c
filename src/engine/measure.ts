import type { Dataset } from '../dataset/dataset.ts';
import type { FinishedRun } from '../experiment/records.ts';
import { inputStatistics, kernelStatistics, NEAR_ZERO, pruneSmallest } from '../statistics/kernel.ts';
import { evaluateRun, evaluateRunRows } from './evaluate.ts';
import { averageRows } from './losses.ts';
import { denseLayers, type Network } from './network.ts';
import { parametersOf } from './parameters.ts';

const PRUNED_SHARES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 1];

/** The Dense kernels among a run's parameter arrays. */
function kernelsOf(network: Network, values: Float32Array[]): Float32Array[] {
  return parametersOf(network).flatMap((parameter, index) =>
    parameter.role === 'kernel' ? [values[index]!] : [],
  );
}

function withKernels(network: Network, values: Float32Array[], kernels: Float32Array[]): Float32Array[] {
  let next = 0;
  return parametersOf(network).map((parameter, index) =>
    parameter.role === 'kernel' ? kernels[next++]! : values[index]!,
  );
}

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

/** What is measured on the weights of a run that has ended; losses in evaluation mode, without penalty. */
export function measureWeights(
  network: Network,
  data: Dataset,
  values: Float32Array[],
  best: Float32Array[],
): { measured: Measured; rows: RowLosses } {
  const kernels = kernelsOf(network, values);
  const statistics = denseLayers(network).map((layer, index) =>
    kernelStatistics(layer.name, kernels[index]!, layer.inputs, layer.units),
  );
  const count = statistics.reduce((sum, kernel) => sum + kernel.count, 0);
  const near = kernels.reduce(
    (sum, kernel) => sum + kernel.filter((w) => Math.abs(w) <= NEAR_ZERO).length,
    0,
  );
  const inputs = inputStatistics(kernels[0]!, network.inputs);
  const testRows = evaluateRunRows(network, values, data.test);
  const test = averageRows(testRows);
  const pruning = PRUNED_SHARES.map((share) => {
    const pruned = withKernels(network, values, pruneSmallest(kernels, share));
    return { share, testLoss: evaluateRun(network, pruned, data.test).loss };
  });
  return {
    measured: {
      testLoss: test.loss,
      testAccuracy: test.accuracy,
      bestTestLoss: evaluateRun(network, best, data.test).loss,
      kernels: statistics,
      exactZeros: statistics.reduce((sum, kernel) => sum + kernel.exactZeros, 0) / count,
      nearZeros: near / count,
      inputMaxima: inputs.maxima,
      inputNorms: inputs.norms,
      pruning,
    },
    rows: {
      validation: evaluateRunRows(network, values, data.validation).losses,
      validationBest: evaluateRunRows(network, best, data.validation).losses,
      test: testRows.losses,
      testCorrect: testRows.correct,
    },
  };
}
