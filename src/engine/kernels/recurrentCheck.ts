import * as tf from '@tensorflow/tfjs-core';
import { GATES } from '../layouts/gates.ts';
import type { Recurrence, RecurrentOperands } from '../ops/recurrent.ts';
import { cellCode, type RecurrentKernels, recurrenceByKernels } from '../ops/recurrentKernels.ts';
import { uniforms } from '../random.ts';
import type { Kernels } from './module.ts';
import { hasTwoBiases, type PlainLayer, type PlainValues, plainRecurrence } from './recurrentReference.ts';

type Cell = Pick<Recurrence, 'cell' | 'resetAfter'>;

interface Case extends PlainLayer {
  masked: boolean;
}

interface Values extends PlainValues {
  /** The loss is Σ weights·output. */
  weights: Float64Array;
}

const CELLS: Cell[] = [
  { cell: 'simple', resetAfter: false },
  { cell: 'lstm', resetAfter: false },
  { cell: 'gru', resetAfter: false },
  { cell: 'gru', resetAfter: true },
];

/** Units that are no multiple of four, with and without masks, both orders and both kinds of output. */
const CASES: Case[] = CELLS.flatMap((cell) => [
  {
    ...cell,
    ...{ batch: 3, steps: 3, features: 5, units: 7 },
    masked: false,
    returnSequences: false,
    goBackwards: false,
  },
  {
    ...cell,
    ...{ batch: 2, steps: 3, features: 3, units: 6 },
    masked: true,
    returnSequences: true,
    goBackwards: true,
  },
]);

const DIFFERENTIATED = ['x', 'kernel', 'recurrentKernel', 'bias'] as const;
const RUNS = [0, 1];
/** float32 differs from float64 by far less here; a wrong element by far more. */
const TOLERANCE = 1e-4;
const DIFFERENCE = 1e-5;

/** Numbers in (−1, 1) that float32 holds. */
const someNumbers = (count: number, seed: number, stream: number) =>
  Float64Array.from(uniforms({ seed, stream, step: 0 }, count), (u) => Math.fround(2 * u - 1));

function shapesOf(layer: Case): Record<keyof Values, number[]> {
  const { cell, units, batch, steps, features, returnSequences } = layer;
  const gates = GATES[cell];
  return {
    x: [batch, steps, features],
    kernel: [features, gates * units],
    recurrentKernel: [units, gates * units],
    bias: [(hasTwoBiases(layer) ? 2 : 1) * gates * units],
    inputMask: [gates, batch, features],
    stateMask: [gates, batch, units],
    weights: returnSequences ? [batch, steps, units] : [batch, units],
  };
}

const sizeOf = (shape: number[]) => shape.reduce((product, size) => product * size, 1);

function valuesOf(layer: Case, run: number): Values {
  const entries = Object.entries(shapesOf(layer)).map(([name, shape], stream) => {
    const numbers = someNumbers(sizeOf(shape), run, stream);
    return [name, name.endsWith('Mask') && !layer.masked ? numbers.fill(1) : numbers] as const;
  });
  return Object.fromEntries(entries) as unknown as Values;
}

/** Outputs of all runs, and of each operand its gradient. */
function measured(kernels: Kernels<RecurrentKernels>, layer: Case, runs: Values[]) {
  const recurrence: Recurrence = { ...layer, activation: 'tanh', recurrentActivation: 'sigmoid' };
  const code = cellCode(recurrence)!;
  const shapes = shapesOf(layer);
  const stack = (name: keyof Values) =>
    tf.tensor(Float32Array.from(runs.flatMap((run) => [...run[name]])), [runs.length, ...shapes[name]]);
  const masks = layer.masked ? { inputMask: stack('inputMask'), stateMask: stack('stateMask') } : {};
  let outputs: ArrayLike<number> = [];
  const gradients = tf.grads((...tensors: tf.Tensor[]) => {
    const [x, kernel, recurrentKernel, bias] = tensors;
    const operands = { x, kernel, recurrentKernel, bias, ...masks } as RecurrentOperands;
    const y = recurrenceByKernels(kernels, code, recurrence, operands);
    outputs = y.dataSync();
    return tf.sum(tf.mul(y, stack('weights')));
  })(DIFFERENTIATED.map(stack));
  return { outputs, gradients: gradients.map((gradient) => gradient.dataSync()) };
}

/** The loss where one operand is moved by `distance` along a direction. */
function lossAt(
  layer: Case,
  values: Values,
  name: keyof PlainValues,
  direction: Float64Array,
  distance: number,
) {
  const moved = values[name].map((value, index) => value + distance * direction[index]!);
  const outputs = plainRecurrence(layer, { ...values, [name]: moved });
  return outputs.reduce((sum, value, index) => sum + value * values.weights[index]!, 0);
}

const differs = (actual: number, expected: number) =>
  !(Math.abs(actual - expected) <= TOLERANCE * (1 + Math.abs(expected)));

/** The gradient along a random direction is the central difference of the loss. */
function gradientFault(layer: Case, values: Values, name: keyof PlainValues, gradient: ArrayLike<number>) {
  const direction = someNumbers(gradient.length, 2, 1);
  const expected =
    (lossAt(layer, values, name, direction, DIFFERENCE) -
      lossAt(layer, values, name, direction, -DIFFERENCE)) /
    (2 * DIFFERENCE);
  const actual = direction.reduce((sum, part, index) => sum + part * gradient[index]!, 0);
  return differs(actual, expected) ? `gradient of ${name} is ${actual}, expected ${expected}` : undefined;
}

function checkCase(kernels: Kernels<RecurrentKernels>, layer: Case): string | undefined {
  const runs = RUNS.map((run) => valuesOf(layer, run));
  const { outputs, gradients } = measured(kernels, layer, runs);
  const part = (values: ArrayLike<number>, run: number) => {
    const size = values.length / runs.length;
    return Array.prototype.slice.call(values, run * size, (run + 1) * size) as number[];
  };
  for (const [run, values] of runs.entries()) {
    const expected = plainRecurrence(layer, values);
    const actual = part(outputs, run);
    const wrong = actual.findIndex((value, index) => differs(value, expected[index]!));
    if (wrong >= 0) return `output ${wrong} is ${actual[wrong]}, expected ${expected[wrong]}`;
    for (const [index, name] of DIFFERENTIATED.entries()) {
      const fault = gradientFault(layer, values, name, part(gradients[index]!, run));
      if (fault) return fault;
    }
  }
  return undefined;
}

/** Compares each cell with sums in float64. @returns what differs, undefined when all is well */
export function checkRecurrent(kernels: Kernels<RecurrentKernels>): string | undefined {
  for (const layer of CASES) {
    const wrong = checkCase(kernels, layer);
    if (wrong) return `${layer.cell}${layer.masked ? ' with masks' : ''}: ${wrong}`;
  }
  return undefined;
}
