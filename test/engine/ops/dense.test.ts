import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { startBackend } from '../../../src/engine/backend.ts';
import { withComposedOperations } from '../../../src/engine/kernels/module.ts';
import { type DenseActivation, stackedDense } from '../../../src/engine/ops/dense.ts';
import { expectClose, someNumbers } from '../layers/harness.ts';

beforeAll(() => startBackend(TEST_FOLDER));
beforeEach(() => tf.engine().startScope());
afterAll(() => tf.engine().endScope());

interface Layer {
  runs: number;
  rows: number;
  inputs: number;
  units: number;
  activation: DenseActivation;
  useBias: boolean;
  useMask: boolean;
  /** All runs have the same rows. */
  shared: boolean;
}

const LAYER: Layer = {
  runs: 3,
  rows: 9,
  inputs: 6,
  units: 11,
  activation: 'relu',
  useBias: true,
  useMask: true,
  shared: false,
};

/** One run's arrays; run 0's rows are everybody's where they are shared. */
function valuesOf({ rows, inputs, units, shared }: Layer, run: number) {
  return {
    x: someNumbers(rows * inputs, shared ? 0 : run, 1),
    kernel: someNumbers(inputs * units, run, 2),
    bias: someNumbers(units, run, 3),
    mask: someNumbers(rows * units, run, 4).map((value) => (value < 0 ? 0 : 2)),
    weights: someNumbers(rows * units, run, 5),
  };
}

type Values = ReturnType<typeof valuesOf>;

const joined = (parts: Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));

/** Output and gradients of Σ weights·y for a stack of these runs. */
function stackOf(layer: Layer, runs: Values[]) {
  const { rows, inputs, units, activation, useBias, useMask, shared } = layer;
  const count = runs.length;
  const all = (name: keyof Values, shape: number[]) => tf.tensor(joined(runs.map((run) => run[name])), shape);
  const x = shared ? tf.tensor(runs[0]!.x, [1, rows, inputs]) : all('x', [count, rows, inputs]);
  const kernel = all('kernel', [count, inputs, units]);
  const bias = useBias ? all('bias', [count, units]) : undefined;
  const mask = useMask ? all('mask', [count, rows, units]) : undefined;
  const weights = all('weights', [count, rows, units]);
  let y: tf.TypedArray = new Float32Array();
  const gradients = tf.grads((...tensors) => {
    const [rowsOf, weightsOf, biasOf] = tensors as [tf.Tensor3D, tf.Tensor3D, tf.Tensor | undefined];
    const output = stackedDense(rowsOf, weightsOf, biasOf, activation, mask);
    y = output.dataSync();
    return tf.sum(tf.mul(output, weights));
  })([x, kernel, ...(bias ? [bias] : [])]);
  return [y, ...gradients.map((gradient) => gradient.dataSync())];
}

/** The same of one run, written as TensorFlow.js' operations on matrices. */
function alone({ rows, inputs, units, activation, useBias, useMask }: Layer, values: Values) {
  const tensors = [
    tf.tensor2d(values.x, [rows, inputs]),
    tf.tensor2d(values.kernel, [inputs, units]),
    ...(useBias ? [tf.tensor1d(values.bias)] : []),
  ];
  const forward = (x: tf.Tensor, kernel: tf.Tensor, bias?: tf.Tensor) => {
    const product = tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D);
    const z = bias ? tf.add(product, bias) : product;
    const activated = activation === 'relu' ? tf.relu(z) : z;
    return useMask ? tf.mul(activated, tf.tensor2d(values.mask, [rows, units])) : activated;
  };
  const gradients = tf.grads((x: tf.Tensor, kernel: tf.Tensor, bias?: tf.Tensor) =>
    tf.sum(tf.mul(forward(x, kernel, bias), tf.tensor2d(values.weights, [rows, units]))),
  )(tensors);
  const y = forward(tensors[0]!, tensors[1]!, tensors[2]);
  return [y, ...gradients].map((tensor) => Float32Array.from(tensor.dataSync()));
}

/** What a stack must give, from the cpu backend: shared rows get the sum of the runs' gradients. */
async function expectedOf(layer: Layer, runs: Values[]) {
  await tf.setBackend('cpu');
  const each = runs.map((run) => alone(layer, run));
  await tf.setBackend('wasm');
  return each[0]!.map((_, part) => {
    const parts = each.map((results) => results[part]!);
    if (part !== 1 || !layer.shared) return joined(parts);
    return parts[0]!.map((_, index) => parts.reduce((sum, values) => sum + values[index]!, 0));
  });
}

const runsOf = (layer: Layer) => Array.from({ length: layer.runs }, (_, run) => valuesOf(layer, run));

const LAYERS: [string, Partial<Layer>][] = [
  ['relu, bias and mask', {}],
  ['linear, bias, no mask', { activation: 'linear', useMask: false }],
  ['linear, no bias, no mask', { activation: 'linear', useBias: false, useMask: false }],
  ['linear with a mask', { activation: 'linear' }],
  ['relu alone', { useBias: false, useMask: false }],
  ['shared rows', { shared: true }],
  ['one run', { runs: 1 }],
  ['two units', { units: 2, inputs: 64, rows: 32 }],
  ['one of everything', { runs: 1, rows: 1, inputs: 1, units: 1 }],
  ['more rows than are read in place, two blocks of depth', { rows: 50, inputs: 230, units: 12 }],
];

describe.each(LAYERS)('%s', (_, settings) => {
  const layer = { ...LAYER, ...settings };

  test('output and gradients as the cpu backend has them for each run alone', async () => {
    const runs = runsOf(layer);
    const expected = await expectedOf(layer, runs);
    const byKernels = stackOf(layer, runs);
    const composed = withComposedOperations(() => stackOf(layer, runs));
    expected.forEach((values, part) => {
      expectClose(byKernels[part]!, values);
      expectClose(composed[part]!, values);
    });
  });

  test('a run gets the same bits alone as in the stack', () => {
    const runs = runsOf(layer);
    for (const way of [<T>(use: () => T) => use(), withComposedOperations]) {
      const together = way(() => stackOf(layer, runs));
      runs.forEach((run, index) => {
        const single = way(() => stackOf(layer, [run]));
        single.forEach((values, part) => {
          if (part === 1 && layer.shared) return;
          const { length } = values;
          expect(together[part]!.slice(index * length, (index + 1) * length)).toEqual(values);
        });
      });
    }
  });
});

test('rows that are shared give the same bits as copies of them', () => {
  const runs = runsOf({ ...LAYER, shared: true });
  const shared = stackOf({ ...LAYER, shared: true }, runs);
  const copies = stackOf({ ...LAYER, shared: false }, runs);
  for (const part of [0, 2, 3]) expect(shared[part]).toEqual(copies[part]);
});

test("relu's gradient at 0 is 0, and NaN passes through relu", () => {
  const x = tf.tensor3d([0, 1, Number.NaN], [1, 3, 1]);
  const kernel = tf.ones<tf.Rank.R3>([1, 1, 1]);
  expect([...stackedDense(x, kernel, undefined, 'relu').dataSync()]).toEqual([0, 1, Number.NaN]);
  const gradient = tf.grad((rows) => stackedDense(rows as tf.Tensor3D, kernel, undefined, 'relu'))(x);
  expect([...gradient.dataSync()].slice(0, 2)).toEqual([0, 1]);
});

test('nothing is left behind after 1,000 forward and backward passes', () => {
  const layer = { ...LAYER, runs: 2, rows: 2, inputs: 2, units: 2 };
  const runs = runsOf(layer);
  const before = tf.memory().numTensors;
  for (let step = 0; step < 1000; step++) tf.tidy(() => void stackOf(layer, runs));
  expect(tf.memory().numTensors).toBe(before);
});

test.each<[string, number[], number[], number[] | undefined, string]>([
  ['inputs', [2, 3, 4], [2, 5, 6], undefined, 'stackedDense: x [2,3,4] does not fit kernel [2,5,6].'],
  ['runs', [2, 3, 5], [3, 5, 6], undefined, 'stackedDense: x [2,3,5] does not fit kernel [3,5,6].'],
  ['bias', [2, 3, 5], [2, 5, 6], [2, 5], 'stackedDense: x [2,3,5] does not fit kernel [2,5,6], bias [2,5].'],
])('a wrong size of %s is refused with the shapes', (_, x, kernel, bias, message) => {
  const dense = () =>
    stackedDense(
      tf.zeros(x as [number, number, number]),
      tf.zeros(kernel as [number, number, number]),
      bias && tf.zeros(bias),
      'linear',
    );
  expect(dense).toThrow(message);
});
