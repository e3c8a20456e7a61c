import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { startBackend } from '../../../src/engine/backend.ts';
import {
  type Recurrence,
  type RecurrentOperands,
  stackedRecurrence,
} from '../../../src/engine/ops/recurrent.ts';
import { uniforms } from '../../../src/engine/random.ts';

beforeAll(() => startBackend(TEST_FOLDER));

const ONE_UNIT: Recurrence = {
  cell: 'lstm',
  units: 1,
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  resetAfter: true,
  returnSequences: false,
  goBackwards: false,
};

const last = (recurrence: Recurrence, operands: Record<string, tf.Tensor>) =>
  stackedRecurrence(recurrence, operands as unknown as RecurrentOperands).dataSync();

/** tanh(x) is the first output of a simple cell whose kernel is 1. */
const tanhOf = (xs: Float32Array) =>
  last(
    { ...ONE_UNIT, cell: 'simple' },
    {
      x: tf.tensor(xs, [1, xs.length, 1, 1]),
      kernel: tf.ones([1, 1, 1]),
      recurrentKernel: tf.zeros([1, 1, 1]),
    },
  );

/** With gates i and f and a candidate of 1, 12 steps make c = 12, tanh(c) = 1 and h = σ(x), the output gate. */
const logisticOf = (xs: Float32Array) =>
  last(ONE_UNIT, {
    x: tf.tile(tf.tensor(xs, [1, xs.length, 1, 1]), [1, 1, 12, 1]),
    kernel: tf.tensor([0, 0, 0, 1], [1, 1, 4]),
    recurrentKernel: tf.zeros([1, 1, 4]),
    bias: tf.tensor([50, 50, 50, 0], [1, 4]),
  });

/** Uniform from −limit to limit, and every power of two in between. */
function pointsTo(limit: number): Float32Array {
  const powers = Array.from({ length: 149 }, (_, index) => 2 ** (index - 140)).filter(
    (value) => value <= limit,
  );
  const spread = Array.from(uniforms({ seed: 1, stream: 1, step: 0 }, 20_000), (u) => (2 * u - 1) * limit);
  return Float32Array.from([...powers, ...powers.map((value) => -value), ...spread]);
}

const worstError = (actual: ArrayLike<number>, xs: Float32Array, exact: (x: number) => number) =>
  xs.reduce((worst, x, index) => Math.max(worst, Math.abs(actual[index]! / exact(x) - 1)), 0);

describe("the kernels' functions", () => {
  test.each([0.5, 3, 20, 200])('tanh within ±%d: relative error at most 2e-7', (limit) => {
    const xs = pointsTo(limit);
    expect(worstError(tanhOf(xs), xs, Math.tanh)).toBeLessThanOrEqual(2e-7);
  });

  test.each([0.5, 3, 20, 87])('σ within ±%d: relative error at most 2e-7', (limit) => {
    const xs = pointsTo(limit);
    expect(worstError(logisticOf(xs), xs, (x) => 1 / (1 + Math.exp(-x)))).toBeLessThanOrEqual(2e-7);
  });

  test('at the ends of the numbers', () => {
    const ends = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 3e38, -3e38];
    expect([...tanhOf(Float32Array.from(ends))]).toEqual([1, -1, 0, 1, -1]);
    const [high, middle, low] = logisticOf(Float32Array.from([3e38, 0, -3e38]));
    expect([high, middle]).toEqual([1, 0.5]);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(low).toBeLessThan(2e-38);
  });
});

test('operands that do not fit are named', () => {
  const operands = {
    x: tf.zeros([2, 3, 5, 6]),
    kernel: tf.zeros([2, 6, 28]),
    recurrentKernel: tf.zeros([2, 7, 27]),
  };
  expect(() => last({ ...ONE_UNIT, units: 7 }, operands)).toThrow(
    'stackedRecurrence: lstm of 7 units does not fit x [2,3,5,6], kernel [2,6,28], recurrentKernel [2,7,27].',
  );
});
