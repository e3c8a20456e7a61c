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
 * Loss and correctness of each row of `part` for each of K runs.
 * @param values parameter tensors `[K, ...shape]`
 * @param strengths per place, per run (standard dropout scales by them in evaluation)
 */
export function evaluateStack(
  network: Network,
  values: readonly tf.Tensor[],
  strengths: readonly (readonly number[])[],
  runs: number,
  part: Part,
): RowEvaluation[] {
  const width = sizeOf(network.inputShape);
  const outputs = Array.from({ length: runs }, () => new Float32Array(part.rows * network.outputs));
  const piece = rowsPerPiece(network);
  for (let from = 0; from < part.rows; from += piece) {
    const rows = Math.min(piece, part.rows - from);
    // A tensor: from an array, `tidy` would look for tensors in each of its numbers.
    const outputsOfPiece = tf.tidy(() => {
      const x = tf.tensor(part.inputs.subarray(from * width, (from + rows) * width), [
        1,
        rows,
        ...network.inputShape,
      ]);
      return forward(network, values, x, { runs, strengths });
    });
    const found = outputsOfPiece.dataSync() as Float32Array;
    outputsOfPiece.dispose();
    const size = rows * network.outputs;
    outputs.forEach((output, run) => {
      output.set(found.subarray(run * size, (run + 1) * size), from * network.outputs);
    });
  }
  return outputs.map((output) => evaluateRows(network.loss, output, part.targets, network.outputs));
}

/** One run's parameters, or what they would be after pruning, with the strengths of its random places. */
export interface Candidate {
  values: Float32Array[];
  rates: readonly number[];
}

/** {@link evaluateStack} of arrays. */
export function evaluateCandidates(network: Network, candidates: Candidate[], part: Part): RowEvaluation[] {
  const tensors = layoutOf(network).parameters.map(({ shape }, index) =>
    upload(
      candidates.map(({ values }) => values[index]!),
      shape,
    ),
  );
  const found = evaluateStack(network, tensors, strengthsOf(candidates), candidates.length, part);
  tf.dispose(tensors);
  return found;
}

export const evaluateRun = (network: Network, candidate: Candidate, part: Part): Evaluation =>
  averageRows(evaluateCandidates(network, [candidate], part)[0]!);

/** Rates of K runs place by place. */
export function strengthsOf(runs: { rates: readonly number[] }[]): number[][] {
  return runs[0]!.rates.map((_, place) => runs.map(({ rates }) => rates[place]!));
}
