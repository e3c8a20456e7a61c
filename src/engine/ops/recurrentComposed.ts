/** Recurrent layers from TensorFlow.js' operations: any activation, any backend; unrolled, so autodiff does the rest. */
import * as tf from '@tensorflow/tfjs-core';
import { activate } from './activations.ts';
import { stackedMatMul } from './matMul.ts';
import type { Recurrence, RecurrentOperands } from './recurrent.ts';
import { unstacked } from './unstacked.ts';

/** The gates as an axis of their own after the runs: each gate's product is one of the stack's. */
interface Gated {
  runs: number;
  gates: number;
  batch: number;
  units: number;
  /** Of each step, `[K, gates, batch, units]`: x·W, and the bias that acts with it. */
  inputs: tf.Tensor[];
  /** `[K, gates, units, units]` */
  recurrentKernel: tf.Tensor;
  /** `[K, gates, 1, units]`: GRU, reset after. */
  recurrentBias?: tf.Tensor;
  stateMask?: tf.Tensor;
}

/** `[K, rows, gates·units]` → `[K, gates, rows, units]` */
function byGate(kernel: tf.Tensor3D, units: number): tf.Tensor {
  const [runs, rows, columns] = kernel.shape;
  return tf.transpose(tf.reshape(kernel, [runs, rows, columns / units, units]), [0, 2, 1, 3]);
}

/** a `[K, G, m, k]`·b `[K, G, k, n]` */
function gatedProduct(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [runs, gates, m, k] = a.shape as [number, number, number, number];
  const n = b.shape[3]!;
  const y = stackedMatMul(tf.reshape(a, [runs * gates, m, k]), tf.reshape(b, [runs * gates, k, n]));
  return tf.reshape(y, [runs, gates, m, n]);
}

/** x·W of all steps, one tensor a step in the order of processing. */
function inputProducts(
  { goBackwards, units }: Recurrence,
  { x, kernel, inputMask }: RecurrentOperands,
): tf.Tensor[] {
  const [, batch, steps, features] = x.shape;
  const [runs, , columns] = kernel.shape;
  const gates = columns / units;
  const ordered = goBackwards ? tf.reverse(x, 2) : x;
  // The gradient of a broadcast exists for few axes only.
  const flat = tf.reshape(ordered, [x.shape[0], 1, batch * steps * features]);
  const each = tf.broadcastTo(flat, [runs, gates, batch * steps * features]);
  const unmasked = tf.reshape(each, [runs, gates, batch, steps, features]);
  const rows = inputMask ? tf.mul(unmasked, tf.expandDims(inputMask, 3)) : unmasked;
  const y = gatedProduct(tf.reshape(rows, [runs, gates, batch * steps, features]), byGate(kernel, units));
  return unstacked(tf.reshape(y, [runs, gates, batch, steps, units]), 3);
}

function gated(recurrence: Recurrence, operands: RecurrentOperands): Gated {
  const { units, cell, resetAfter } = recurrence;
  const { kernel, recurrentKernel, bias, x, stateMask } = operands;
  const [runs, , columns] = kernel.shape;
  const biases = cell === 'gru' && resetAfter ? 2 : 1;
  const parts = bias
    ? unstacked(tf.reshape(bias, [runs, biases, columns / units, 1, units]), 1)
    : ([] as tf.Tensor[]);
  const products = inputProducts(recurrence, operands);
  return {
    ...{ runs, units, gates: columns / units, batch: x.shape[1], stateMask },
    inputs: parts[0] ? products.map((product) => tf.add(product, parts[0]!)) : products,
    recurrentKernel: byGate(recurrentKernel, units),
    recurrentBias: parts[1],
  };
}

const gatesFrom = (tensor: tf.Tensor, first: number, count: number): tf.Tensor => {
  const [runs, gates, rows, columns] = tensor.shape as [number, number, number, number];
  return gates === 1 ? tensor : tf.slice(tensor, [0, first, 0, 0], [runs, count, rows, columns]);
};

/** (mask∘h)·U (and the recurrent bias) of `count` gates, `[K, count, batch, units]`. */
function stateProduct(layer: Gated, h: tf.Tensor, first = 0, count = layer.gates): tf.Tensor {
  const { runs, batch, units, stateMask, recurrentKernel, recurrentBias } = layer;
  // For each gate one copy, masked or not: their gradients are summed in the same order.
  const copies = tf.broadcastTo(tf.expandDims(h, 1), [runs, count, batch, units]);
  const masked = stateMask ? tf.mul(copies, gatesFrom(stateMask, first, count)) : copies;
  const product = gatedProduct(masked, gatesFrom(recurrentKernel, first, count));
  return recurrentBias ? tf.add(product, gatesFrom(recurrentBias, first, count)) : product;
}

type Step = (input: tf.Tensor, h: tf.Tensor) => tf.Tensor;

function simpleStep(layer: Gated, { activation }: Recurrence): Step {
  return (input, h) => activate(tf.squeeze(tf.add(input, stateProduct(layer, h)), [1]), activation);
}

/** @returns a step that keeps the cell's state to itself */
function lstmStep(layer: Gated, { activation, recurrentActivation }: Recurrence): Step {
  let c: tf.Tensor = tf.zeros([layer.runs, layer.batch, layer.units]);
  return (input, h) => {
    const [i, f, g, o] = unstacked(tf.add(input, stateProduct(layer, h)), 1);
    const gate = (sum: tf.Tensor | undefined) => activate(sum!, recurrentActivation);
    c = tf.add(tf.mul(gate(f), c), tf.mul(gate(i), activate(g!, activation)));
    return tf.mul(gate(o), activate(c, activation));
  };
}

function gruStep(layer: Gated, { activation, recurrentActivation, resetAfter }: Recurrence): Step {
  return (input, h) => {
    const sums = tf.add(gatesFrom(input, 0, 2), stateProduct(layer, h, 0, 2));
    const [z, r] = unstacked(sums, 1).map((sum) => activate(sum, recurrentActivation)) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const recurrent = resetAfter
      ? tf.mul(r, tf.squeeze(stateProduct(layer, h, 2, 1), [1]))
      : tf.squeeze(stateProduct(layer, tf.mul(r, h), 2, 1), [1]);
    const candidate = activate(tf.add(tf.squeeze(gatesFrom(input, 2, 1), [1]), recurrent), activation);
    return tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));
  };
}

const STEPS = { simple: simpleStep, lstm: lstmStep, gru: gruStep };

/** {@link stackedRecurrence} of checked shapes. */
export function recurrenceComposed(recurrence: Recurrence, operands: RecurrentOperands): tf.Tensor {
  const layer = gated(recurrence, operands);
  const step = STEPS[recurrence.cell](layer, recurrence);
  let h: tf.Tensor = tf.zeros([layer.runs, layer.batch, layer.units]);
  const outputs = layer.inputs.map((input) => {
    h = step(input, h);
    return h;
  });
  if (!recurrence.returnSequences) return h;
  return tf.stack(recurrence.reverseOutput ? outputs.reverse() : outputs, 2);
}
