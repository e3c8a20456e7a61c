import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { startBackend } from '../../../src/engine/backend.ts';
import { withComposedOperations } from '../../../src/engine/kernels/module.ts';
import { stackedMatMul } from '../../../src/engine/ops/matMul.ts';
import { expectClose, someNumbers } from '../layers/harness.ts';

beforeAll(() => startBackend(TEST_FOLDER));
beforeEach(() => tf.engine().startScope());
afterAll(() => tf.engine().endScope());

type Shape3D = [number, number, number];

const someTensor = (shape: Shape3D, stream: number) =>
  tf.tensor3d(someNumbers(tf.util.sizeFromShape(shape), 5, stream), shape);

/** Shapes of operands that multiply to `[K, m, n]`. */
function operands(runs: [number, number], m: number, n: number, k: number, transposes: [boolean, boolean]) {
  const a: Shape3D = transposes[0] ? [runs[0], k, m] : [runs[0], m, k];
  const b: Shape3D = transposes[1] ? [runs[1], n, k] : [runs[1], k, n];
  return [someTensor(a, 1), someTensor(b, 2)] as const;
}

/** Σ_r Σ_ij weights·(op(a[r])·op(b[r])) and its gradients by the definition, in float64. */
function byDefinition(a: tf.Tensor3D, b: tf.Tensor3D, [ta, tb]: [boolean, boolean], weights: Float32Array) {
  const [left, right] = [a.dataSync(), b.dataSync()];
  const runs = Math.max(a.shape[0], b.shape[0]);
  const [m, k] = ta ? [a.shape[2], a.shape[1]] : [a.shape[1], a.shape[2]];
  const n = tb ? b.shape[1] : b.shape[2];
  const c = new Float64Array(runs * m * n);
  const da = new Float64Array(a.size);
  const db = new Float64Array(b.size);
  for (let r = 0; r < runs; r++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const at = (r * m + i) * n + j;
        for (let p = 0; p < k; p++) {
          const atA = (a.shape[0] === 1 ? 0 : r * m * k) + (ta ? p * m + i : i * k + p);
          const atB = (b.shape[0] === 1 ? 0 : r * k * n) + (tb ? j * k + p : p * n + j);
          c[at]! += left[atA]! * right[atB]!;
          da[atA]! += weights[at]! * right[atB]!;
          db[atB]! += weights[at]! * left[atA]!;
        }
      }
    }
  }
  return { c, da, db };
}

const TRANSPOSES: [boolean, boolean][] = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
];

const WAYS = {
  kernels: <T>(use: () => T) => use(),
  composed: withComposedOperations,
};

describe.each(['kernels', 'composed'] as const)('stackedMatMul by %s', (way) => {
  const run = WAYS[way];

  test.each<[string, [number, number]]>([
    ['a stack of three', [3, 3]],
    ['one run', [1, 1]],
    ['shared a', [1, 3]],
    ['shared b', [3, 1]],
  ])('%s: product and both gradients by the definition', (_, runs) => {
    for (const transposes of TRANSPOSES) {
      const [a, b] = operands(runs, 7, 11, 5, transposes);
      const weights = someNumbers(Math.max(...runs) * 7 * 11, 5, 3);
      const expected = byDefinition(a, b, transposes, weights);
      run(() => {
        expectClose(stackedMatMul(a, b, ...transposes).dataSync(), expected.c);
        const dy = tf.tensor3d(weights, [Math.max(...runs), 7, 11]);
        const [da, db] = tf.grads((left, right) =>
          tf.sum(tf.mul(stackedMatMul(left as tf.Tensor3D, right as tf.Tensor3D, ...transposes), dy)),
        )([a, b]);
        expectClose(da!.dataSync(), expected.da);
        expectClose(db!.dataSync(), expected.db);
      });
    }
  });

  test('a run gets the same bits alone, in a stack, and with a shared operand', () => {
    for (const [m, n, k] of [
      [32, 64, 20],
      [50, 10, 230],
    ] as const) {
      const one = someTensor([1, m, k], 7);
      const a = tf.tile(one, [3, 1, 1]);
      const b = someTensor([3, k, n], 8);
      run(() => {
        const stacked = stackedMatMul(a, b);
        expect(stackedMatMul(one, b).dataSync()).toEqual(stacked.dataSync());
        for (let index = 0; index < 3; index++) {
          const alone = stackedMatMul(one, tf.slice(b, index, 1));
          expect(alone.dataSync()).toEqual(tf.slice(stacked, index, 1).dataSync());
        }
      });
    }
  });

  test('nothing is left behind after 1,000 products and gradients', () => {
    const [a, b] = operands([2, 2], 2, 3, 2, [false, false]);
    const gradients = tf.grads((left, right) =>
      tf.sum(stackedMatMul(left as tf.Tensor3D, right as tf.Tensor3D)),
    );
    const before = tf.memory().numTensors;
    run(() => {
      for (let step = 0; step < 1000; step++) tf.tidy(() => void gradients([a, b]));
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a product of depth 0 is all zeros', () => {
  expect([...stackedMatMul(tf.zeros([2, 3, 0]), tf.zeros([2, 0, 1])).dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
});

test('NaN and Infinity reach every product they take part in', () => {
  const a = tf.tensor3d([Number.NaN, 0, 1, 0], [1, 2, 2]);
  const b = tf.tensor3d([0, 1, Number.POSITIVE_INFINITY, 1], [1, 2, 2]);
  // [NaN·0 + 0·∞, NaN·1 + 0·1; 1·0 + 0·∞, 1·1 + 0·1]
  expect([...stackedMatMul(a, b).dataSync()]).toEqual([Number.NaN, Number.NaN, Number.NaN, 1]);
});

test.each<[string, Shape3D, Shape3D, string]>([
  ['depths', [1, 2, 3], [1, 4, 5], 'stackedMatMul cannot multiply [1,2,3] by [1,4,5].'],
  ['stacks', [2, 2, 3], [3, 3, 5], 'stackedMatMul cannot multiply [2,2,3] by [3,3,5].'],
])('different %s are refused with both shapes', (_, a, b, message) => {
  expect(() => stackedMatMul(tf.zeros(a), tf.zeros(b))).toThrow(message);
});

describe("TensorFlow.js' own matMul on the wasm backend", () => {
  test.each<[string, number[], number[], boolean, boolean]>([
    ['matrices', [5, 7], [7, 3], false, false],
    ['transposed', [7, 5], [3, 7], true, true],
    ['rank 4', [2, 3, 4, 5], [2, 3, 5, 6], false, false],
    ['a matrix for a whole stack', [2, 3, 4, 5], [5, 6], false, false],
    ['axes of 1 on either side', [2, 1, 4, 5], [1, 3, 6, 5], false, true],
    ['an inner axis of 1', [2, 3, 5, 4], [2, 1, 5, 6], true, false],
  ])('%s [%j]·[%j] as the cpu backend has it', async (_, aShape, bShape, transposeA, transposeB) => {
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(aShape.slice(0, -2), bShape.slice(0, -2));
    const values = [aShape, bShape].map((shape, index) =>
      someNumbers(tf.util.sizeFromShape(shape), 6, index),
    );
    const multiply = (copied: boolean) => {
      const [a, b] = [aShape, bShape].map((shape, index) => {
        const operand = tf.tensor(values[index]!, shape);
        return copied ? tf.broadcastTo(operand, [...batch, ...shape.slice(-2)]) : operand;
      });
      const product = tf.matMul(a!, b!, transposeA, transposeB);
      return { shape: product.shape, values: product.dataSync() };
    };
    await tf.setBackend('cpu');
    // Broadcast by hand: the cpu backend's product reads beyond an operand whose inner axis is repeated.
    const expected = multiply(true);
    await tf.setBackend('wasm');
    const actual = multiply(false);
    expect(actual.shape).toEqual(expected.shape);
    expectClose(actual.values, expected.values, 1e-6);
  });

  test('a single product has the same bits as in a stack', () => {
    const a = someTensor([2, 20, 300], 1);
    const b = someTensor([2, 300, 20], 2);
    const stacked = tf.slice(tf.matMul(a, b), 0, 1).dataSync();
    const alone = tf.matMul(tf.slice(a, 0, 1), tf.slice(b, 0, 1)).dataSync();
    expect(alone).toEqual(stacked);
  });
});
