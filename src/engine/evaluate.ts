/** One run in evaluation mode: dropout off, moving averages for batch normalization. */
import * as tf from '@tensorflow/tfjs-core';
import type { Part } from '../dataset/dataset.ts';
import { upload } from './arrays.ts';
import { forward } from './forward.ts';
import { averageRows, type Evaluation, evaluateRows, type RowEvaluation } from './losses.ts';
import { denseLayers, type Network, type RunSpec } from './network.ts';
import { parametersOf } from './parameters.ts';

/** Loss and correctness of each row of `part` under one run's parameter arrays. */
export function evaluateRunRows(network: Network, values: Float32Array[], part: Part): RowEvaluation {
  const outputs = tf.tidy(() => {
    const tensors = parametersOf(network).map((parameter, index) =>
      upload([values[index]!], parameter.shape),
    );
    const x = tf.tensor3d(part.inputs, [1, part.rows, network.inputs]);
    return forward(network, tensors, x, { training: false }).dataSync() as Float32Array;
  });
  return evaluateRows(network.loss, outputs, part.targets, network.outputs);
}

export function evaluateRun(network: Network, values: Float32Array[], part: Part): Evaluation {
  return averageRows(evaluateRunRows(network, values, part));
}

/** λ1·Σ|w| + λ2·Σw² over the Dense kernels of one run. */
export function penaltyOf(
  network: Network,
  { spec, values }: { spec: RunSpec; values: Float32Array[] },
): number {
  const kernels = parametersOf(network).flatMap((parameter, index) =>
    parameter.role === 'kernel' ? [values[index]!] : [],
  );
  return denseLayers(network).reduce((sum, _, dense) => {
    const l1 = spec.l1[dense]!;
    const l2 = spec.l2[dense]!;
    if (l1 === 0 && l2 === 0) return sum;
    return sum + kernels[dense]!.reduce((part, w) => part + l1 * Math.abs(w) + l2 * w * w, 0);
  }, 0);
}
