/** Runs in evaluation mode: dropout off, moving averages for batch normalization. */
import * as tf from '@tensorflow/tfjs-core';
import type { Part } from '../dataset/dataset.ts';
import { upload } from './arrays.ts';
import { forward } from './forward.ts';
import { layoutOf } from './layout.ts';
import { averageRows, type Evaluation, evaluateRows, type RowEvaluation } from './losses.ts';
import type { Network } from './network.ts';
import { rowsPerPiece } from './pieces.ts';
import { sizeOf } from './shapes.ts';

/**
 * Outputs (logits or values) of each of K runs, `[rows, outputs]` row-major.
 * @param values parameter tensors `[K, ...shape]`
 * @param strengths per place, per run (standard dropout scales by them in evaluation)
 */
function outputsOfStack(
  network: Network,
  values: readonly tf.Tensor[],
  strengths: readonly (readonly number[])[],
  runs: number,
  part: Part,
): Float32Array[] {
  const outputs = Array.from({ length: runs }, () => new Float32Array(part.rows * network.outputs));
  eachPiece(network, part, (x, from, rows) => {
    const found = dataOf(() => forward(network, values, x, { runs, strengths }));
    const size = rows * network.outputs;
    outputs.forEach((output, run) => {
      output.set(found.subarray(run * size, (run + 1) * size), from * network.outputs);
    });
  });
  return outputs;
}

/** Numbers of a tensor; everything that `compute` makes is freed. `tf.tidy` would look into an array that it returns. */
export function dataOf(compute: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(compute);
  const data = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return data;
}

/** Inputs of a part `[1, rows, ...inputShape]`, as many rows at a time as are evaluated together. */
export function eachPiece(
  network: Network,
  part: Part,
  use: (x: tf.Tensor, from: number, rows: number) => void,
): void {
  const width = sizeOf(network.inputShape);
  const most = rowsPerPiece(network);
  for (let from = 0; from < part.rows; from += most) {
    const rows = Math.min(most, part.rows - from);
    const inputs = part.inputs.subarray(from * width, (from + rows) * width);
    const x = tf.tensor(inputs, [1, rows, ...network.inputShape]);
    use(x, from, rows);
    x.dispose();
  }
}

/** Loss and correctness of each row of `part` for each of K runs: {@link outputsOfStack} against the targets. */
export function evaluateStack(
  network: Network,
  values: readonly tf.Tensor[],
  strengths: readonly (readonly number[])[],
  runs: number,
  part: Part,
): RowEvaluation[] {
  const outputs = outputsOfStack(network, values, strengths, runs, part);
  return outputs.map((output) => evaluateRows(network.loss, output, part.targets, network.outputs));
}

/** One run's parameters, or what they would be after pruning, with the strengths of its random places. */
export interface Candidate {
  values: Float32Array[];
  rates: readonly number[];
}

/** Outputs of each candidate, `[rows, outputs]` row-major. */
export function outputsOf(network: Network, candidates: Candidate[], part: Part): Float32Array[] {
  const tensors = uploadParameters(
    network,
    candidates.map(({ values }) => values),
  );
  const found = outputsOfStack(network, tensors, strengthsOf(candidates), candidates.length, part);
  tf.dispose(tensors);
  return found;
}

/** Parameter tensors `[K, ...shape]` of K candidates. */
export const uploadParameters = (network: Network, values: Float32Array[][]): tf.Tensor[] =>
  layoutOf(network).parameters.map(({ shape }, index) =>
    upload(
      values.map((arrays) => arrays[index]!),
      shape,
    ),
  );

/** Loss and correctness of each row for each candidate. */
export const evaluateCandidates = (network: Network, candidates: Candidate[], part: Part): RowEvaluation[] =>
  outputsOf(network, candidates, part).map((output) =>
    evaluateRows(network.loss, output, part.targets, network.outputs),
  );

export const evaluateRun = (network: Network, candidate: Candidate, part: Part): Evaluation =>
  averageRows(evaluateCandidates(network, [candidate], part)[0]!);

/** Rates of K runs place by place. */
export function strengthsOf(runs: { rates: readonly number[] }[]): number[][] {
  return runs[0]!.rates.map((_, place) => runs.map(({ rates }) => rates[place]!));
}
