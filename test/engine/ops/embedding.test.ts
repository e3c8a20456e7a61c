import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { kernels } from '../../../src/engine/kernels/module.ts';
import { checkIndices, gatherRows } from '../../../src/engine/ops/embedding.ts';
import { normals } from '../../../src/engine/random.ts';
import { startTestBackend } from '../backend.ts';
import { WAYS } from './steps.ts';

beforeAll(async () => {
  await startTestBackend();
});

const [RUNS, VOCABULARY, WIDTH] = [3, 6, 5];
const numbers = (count: number, stream: number) =>
  Float32Array.from(normals({ seed: 2, stream, step: 0 }, count));
const TABLE = numbers(RUNS * VOCABULARY * WIDTH, 1);
const OWN = [5, 0, 5, 2, 1, 1, 1, 1, 0, 3, 4, 5];
const SHARED = [4, 4, 0, 5];

/** Picked rows and the table's gradient for Σ weights·y, written out in float64. */
function expectedOf(indices: number[], weights: Float32Array) {
  const rows: number[] = [];
  const gradient = new Float64Array(TABLE.length);
  for (let run = 0; run < RUNS; run++) {
    for (let i = 0; i < 4; i++) {
      const index = indices[indices.length === 4 ? i : 4 * run + i]!;
      for (let d = 0; d < WIDTH; d++) {
        const at = (run * VOCABULARY + index) * WIDTH + d;
        rows.push(TABLE[at]!);
        gradient[at]! += weights[(4 * run + i) * WIDTH + d]!;
      }
    }
  }
  return { rows, gradient };
}

function gathered(indices: number[]) {
  return tf.tidy(() => {
    const table = tf.tensor(TABLE, [RUNS, VOCABULARY, WIDTH]);
    const places = tf.tensor2d(indices, [indices.length / 4, 4], 'int32');
    const weights = tf.tensor(numbers(RUNS * 4 * WIDTH, 2), [RUNS, 4, WIDTH]);
    const { value, grad } = tf.valueAndGrad(
      (x) => tf.sum(tf.mul(gatherRows(x, places), weights)) as tf.Scalar,
    )(table);
    expect(value.shape).toEqual([]);
    return { rows: [...gatherRows(table, places).dataSync()], gradient: [...grad.dataSync()] };
  });
}

describe.each(WAYS)('with %s', (way, use) => {
  test.each([
    ['of each run’s own', OWN],
    ['shared', SHARED],
  ])('indices %s pick rows, and their gradients are summed', (_what, indices) => {
    expect(use(() => kernels('segments')) !== undefined).toBe(way === 'kernels');
    const expected = expectedOf(indices, numbers(RUNS * 4 * WIDTH, 2));
    const found = use(() => gathered(indices));
    expect(found.rows).toEqual(expected.rows);
    found.gradient.forEach((value, at) => {
      expect(value).toBeCloseTo(expected.gradient[at]!, 5);
    });
  });

  test.each([VOCABULARY, -1])('the index %d is refused by name', (wrong) => {
    const before = tf.memory().numTensors;
    expect(() => use(() => gathered([0, 1, wrong, 2]))).toThrow(`no row for the index ${wrong}`);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('tf.gather has a gradient on the wasm backend', () => {
    const gradientOf = () =>
      tf.tidy(() => {
        const x = tf.tensor2d(TABLE.subarray(0, 30), [6, 5]);
        const weights = tf.tensor2d(numbers(20, 3), [4, 5]);
        const picked = tf.tensor1d(SHARED, 'int32');
        const gradient = tf.grad((table) => tf.sum(tf.mul(tf.gather(table, picked), weights)))(x);
        return [...gradient.dataSync()];
      });
    const found = use(gradientOf);
    tf.setBackend('cpu');
    const expected = gradientOf();
    tf.setBackend('wasm');
    found.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at]!, 5);
    });
  });

  test('1,000 forward and backward passes leave no tensor', () => {
    const before = tf.memory().numTensors;
    for (let step = 0; step < 1000; step++) use(() => gathered(SHARED));
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('ids outside the segments are left out of unsortedSegmentSum', () => {
  const sums = tf.tidy(() =>
    tf.unsortedSegmentSum(tf.tensor2d([1, 2, 4, 8, 16, 32], [3, 2]), tf.tensor1d([1, -1, 1], 'int32'), 2),
  );
  expect([...sums.dataSync()]).toEqual([0, 0, 1 + 16, 2 + 32]);
  sums.dispose();
});

describe('before training', () => {
  test.each([
    [7, 'no row for the index 7', 'whole numbers from 0 to 6'],
    [-1, 'no row for the index -1', 'whole numbers from 0 to 6'],
    [1.5, 'no row for the index 1.5', 'whole numbers from 0 to 6'],
    [Number.NaN, 'no row for the index NaN', 'whole numbers from 0 to 6'],
  ])('%d among the inputs is refused, with its place and the vocabulary', (wrong, title, explanation) => {
    const values = Float32Array.from([0, 6, wrong]);
    const refusal = (() => {
      try {
        checkIndices(values, 7);
      } catch (error) {
        return error as { problem: { title: string; explanation: string } };
      }
      return undefined;
    })();
    expect(refusal?.problem.title).toContain(title);
    expect(refusal?.problem.explanation).toContain('Value 3 of the inputs');
    expect(refusal?.problem.explanation).toContain(explanation);
  });

  test('indices within the vocabulary pass', () => {
    expect(() => checkIndices(Float32Array.from([0, 3, 6]), 7)).not.toThrow();
  });
});
