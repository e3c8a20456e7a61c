/**
 * What Keras 3 computes in SimpleRNN, LSTM and GRU cells, gate by gate and step by step (`implementation=1` of its
 * cells), for one run, in TensorFlow.js' operations on the cpu backend, with its autodiff.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Activation, RecurrentSpec, Shape } from '../../../src/engine/layerSpecs.ts';
import type { RunInputs } from './harness.ts';

type Vector = tf.Tensor2D;

/** Keras' LSTM that returns its sequence; tests give the values of its parameters. */
export const lstmSpec = (name: string, units: number): RecurrentSpec => ({
  kind: 'recurrent',
  name,
  cell: 'lstm',
  units,
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  useBias: true,
  unitForgetBias: true,
  resetAfter: true,
  returnSequences: true,
  goBackwards: false,
  kernelInitializer: { kind: 'constant', value: 0 },
  recurrentInitializer: { kind: 'constant', value: 0 },
  biasInitializer: { kind: 'constant', value: 0 },
});

const FUNCTIONS: Partial<Record<Activation, (x: tf.Tensor) => tf.Tensor>> = {
  linear: (x) => x,
  tanh: tf.tanh,
  relu: tf.relu,
  sigmoid: tf.sigmoid,
  softsign: (x) => tf.div(x, tf.add(1, tf.abs(x))),
  hardSigmoid: (x) => tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6),
};

/** One mask a gate, `[batch, size]`; none: nothing is dropped. */
export interface Masks {
  input?: tf.Tensor[];
  state?: tf.Tensor[];
}

interface Weights {
  /** `[features, units]` of each gate, and so on. */
  kernels: Vector[];
  recurrentKernels: Vector[];
  biases: tf.Tensor[];
  /** GRU, reset after. */
  recurrentBiases: tf.Tensor[];
}

const GATES = { simple: 1, lstm: 4, gru: 3 };

/** Of the last axis. The gradient of `tf.split` fails for a single part. */
const parts = (tensor: tf.Tensor, count: number): tf.Tensor[] =>
  count === 1 ? [tensor] : tf.split(tensor, count, -1);

function weightsOf({ cell, units }: RecurrentSpec, [kernel, recurrentKernel, bias]: tf.Tensor[]): Weights {
  const gates = GATES[cell];
  const zeros = () => Array.from({ length: gates }, () => tf.zeros([units]));
  const rows = bias?.rank === 2 ? tf.unstack(bias) : [bias];
  return {
    kernels: parts(kernel!, gates) as Vector[],
    recurrentKernels: parts(recurrentKernel!, gates) as Vector[],
    biases: rows[0] ? parts(rows[0], gates) : zeros(),
    recurrentBiases: rows[1] ? parts(rows[1], gates) : zeros(),
  };
}

/** Steps of one run, `[batch, units]` each. */
function outputs(spec: RecurrentSpec, x: tf.Tensor, values: tf.Tensor[], masks: Masks): tf.Tensor[] {
  const { cell, units, activation, recurrentActivation, resetAfter, goBackwards } = spec;
  const { kernels, recurrentKernels, biases, recurrentBiases } = weightsOf(spec, values);
  const g = FUNCTIONS[activation]!;
  const f = FUNCTIONS[recurrentActivation]!;
  const masked = (tensor: tf.Tensor, of: tf.Tensor[] | undefined, gate: number) =>
    (of ? tf.mul(tensor, of[gate]!) : tensor) as Vector;
  let h: tf.Tensor = tf.zeros([x.shape[0]!, units]);
  let c: tf.Tensor = tf.zeros([x.shape[0]!, units]);
  // The gradient of `tf.unstack` fails for a single part, too.
  const inTime = x.shape[1] === 1 ? [tf.squeeze(x, [1])] : tf.unstack(x, 1);
  return (goBackwards ? [...inTime].reverse() : inTime).map((input) => {
    const fromInput = (gate: number) =>
      tf.add(tf.matMul(masked(input, masks.input, gate), kernels[gate]!), biases[gate]!);
    const fromState = (gate: number, state = h) =>
      tf.add(tf.matMul(masked(state, masks.state, gate), recurrentKernels[gate]!), recurrentBiases[gate]!);
    const sum = (gate: number) => tf.add(fromInput(gate), fromState(gate));
    if (cell === 'simple') h = g(sum(0));
    else if (cell === 'lstm') {
      c = tf.add(tf.mul(f(sum(1)), c), tf.mul(f(sum(0)), g(sum(2))));
      h = tf.mul(f(sum(3)), g(c));
    } else {
      const z = f(sum(0));
      const r = f(sum(1));
      const recurrent = resetAfter ? tf.mul(r, fromState(2)) : fromState(2, tf.mul(r, h));
      h = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), g(tf.add(fromInput(2), recurrent))));
    }
    return h;
  });
}

/** Output of one run, `[batch, steps, units]` or `[batch, units]`. */
export function referenceForward(spec: RecurrentSpec, x: tf.Tensor, values: tf.Tensor[], masks: Masks = {}) {
  const steps = outputs(spec, x, values, masks);
  return spec.returnSequences ? tf.stack(steps, 1) : steps.at(-1)!;
}

type Forward = (x: tf.Tensor, values: tf.Tensor[]) => tf.Tensor;

function gradientsOf(
  forward: Forward,
  run: RunInputs,
  batch: number,
  inputShape: Shape,
  valueShapes: Shape[],
) {
  const tensors = [
    tf.tensor(run.inputs[0]!, [batch, ...inputShape]),
    ...valueShapes.map((shape, index) => tf.tensor(run.values[index]!, [...shape])),
  ];
  let output = new Float32Array();
  const gradients = tf.grads((x: tf.Tensor, ...values: tf.Tensor[]) => {
    const y = forward(x, values);
    output = Float32Array.from(y.dataSync());
    return tf.sum(tf.mul(y, tf.tensor(run.weights, y.shape)));
  })(tensors);
  return { output, gradients: gradients.map((gradient) => Float32Array.from(gradient.dataSync())) };
}

/** Output and gradients of Σ weights·output of one run, of any forward pass, on the cpu backend. */
export async function onCpu(
  forward: Forward,
  run: RunInputs,
  batch: number,
  inputShape: Shape,
  valueShapes: Shape[],
): Promise<{ output: Float32Array; gradients: Float32Array[] }> {
  const before = tf.getBackend();
  await tf.setBackend('cpu');
  try {
    return tf.tidy(() => gradientsOf(forward, run, batch, inputShape, valueShapes));
  } finally {
    await tf.setBackend(before);
  }
}
