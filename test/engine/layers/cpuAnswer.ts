/** The independent answer for one run alone: TensorFlow.js' own operations on its plain JavaScript backend. */
import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '../../../src/engine/layerSpecs.ts';
import type { RunInputs } from './harness.ts';

/**
 * @param forward of one run: inputs `[batch, ...shape]`, values `[...shape]`
 * @param valueShapes of all values of the run, which all are taken for trainable
 */
export async function cpuAnswer(
  forward: (inputs: tf.Tensor[], values: tf.Tensor[]) => tf.Tensor,
  { inputs, values, weights }: RunInputs,
  batch: number,
  inputShapes: Shape[],
  valueShapes: Shape[] = [],
): Promise<{ output: Float32Array; inputGradients: Float32Array[]; valueGradients: Float32Array[] }> {
  const before = tf.getBackend();
  await tf.setBackend('cpu');
  const answer = tf.tidy(() => {
    const tensors = [
      ...inputs.map((input, index) => tf.tensor(input, [batch, ...inputShapes[index]!])),
      ...values.map((value, index) => tf.tensor(value, [...valueShapes[index]!])),
    ];
    let output = new Float32Array();
    const gradients = tf.grads((...given: tf.Tensor[]) => {
      const y = forward(given.slice(0, inputs.length), given.slice(inputs.length));
      output = Float32Array.from(y.dataSync());
      return tf.sum(tf.mul(y, tf.tensor(weights, y.shape))) as tf.Scalar;
    })(tensors);
    const arrays = gradients.map((gradient) => Float32Array.from(gradient.dataSync()));
    return {
      output,
      inputGradients: arrays.slice(0, inputs.length),
      valueGradients: arrays.slice(inputs.length),
    };
  });
  await tf.setBackend(before);
  return answer;
}
