/** Runs in evaluation mode: dropout off, moving averages for batch normalization. */
import * as tf from '@tensorflow/tfjs-core';
import type { Part } from '../dataset/dataset.ts';
import { upload } from './arrays.ts';
import { forward } from './forward.ts';
import { layoutOf } from './layout.ts';
import { averageRows, type Evaluation, evaluateRows, type RowEvaluation } from './losses.ts';
import type { Network } from './network.ts';
import { sizeOf } from './shapes.ts';

/** Numbers in all layers' outputs for one piece of the rows and one run; the largest stacks take 64 times as much. */
const PIECE = 2 ** 20;

/**
 * Rows that are evaluated at a time. It depends on nothing but the network, so that the arithmetic of a run is the
 * same in every stack.
 */
function rowsPerPiece(network: Network): number {
  const layout = layoutOf(network);
  const numbers = layout.nodes.reduce((sum, { output }) => sum + sizeOf(output), sizeOf(network.inputShape));
  return Math.max(1, Math.min(4096, Math.floor(PIECE / numbers)));
}

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
