import * as tf from '@tensorflow/tfjs-core';

type Inputs = Record<string, tf.Tensor>;

/** By input name, what computes its gradient. Called in the order of the inputs, each at most once, inside a `tf.tidy`. */
type Gradients<I extends Inputs> = { [name in keyof I]: () => tf.Tensor };

interface Engine {
  runKernelFunc(operation: {
    inputs: Inputs;
    forwardFunc(backend: unknown, save: (tensors: tf.Tensor[]) => void): tf.Tensor;
    backwardsFunc(dy: tf.Tensor, saved: tf.Tensor[]): Record<string, () => tf.Tensor>;
  }): tf.Tensor;
}

/**
 * An operation with its own gradients, of which only those are computed that somebody asks for: the network's input
 * needs none, and its product would be a third of the backward pass. (`tf.customGrad`, which makes the same call, wants
 * the gradients of all inputs at once.)
 * @param forward computes the output; tensors given to `save` come back as `saved` (nothing is saved outside training)
 * @param backward is called once per backward pass
 */
export function differentiable<I extends Inputs, T extends tf.Tensor>(
  inputs: I,
  forward: (save: (tensors: tf.Tensor[]) => void) => T,
  backward: (dy: T, saved: tf.Tensor[]) => Gradients<I>,
): T {
  const engine = tf.engine() as unknown as Engine;
  return engine.runKernelFunc({
    inputs,
    forwardFunc: (_, save) => forward(save),
    backwardsFunc: (dy, saved) => backward(dy as T, saved),
  }) as T;
}
