import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { startBackend } from '../../../src/engine/backend.ts';
import { differentiable } from '../../../src/engine/ops/differentiable.ts';

beforeAll(() => startBackend(TEST_FOLDER));

/** a·b of scalars, noting which gradients are computed. */
const times = (a: tf.Scalar, b: tf.Scalar, computed: string[]) =>
  differentiable(
    { a, b },
    (save) => {
      save([a, b]);
      return tf.mul(a, b) as tf.Scalar;
    },
    (dy, [left, right]) => ({
      a: () => {
        computed.push('a');
        return tf.mul(dy, right!);
      },
      b: () => {
        computed.push('b');
        return tf.mul(dy, left!);
      },
    }),
  );

test('only gradients that are asked for are computed', () => {
  const computed: string[] = [];
  const three = tf.scalar(3);
  const gradient = tf.grad((b) => times(three, b as tf.Scalar, computed))(tf.scalar(5));
  expect(computed).toEqual(['b']);
  expect(gradient.dataSync()[0]).toBe(3);
});

test('gradients flow through a chain: (a·b)·a has the gradients 2ab and a²', () => {
  const computed: string[] = [];
  const [da, db] = tf.grads((a, b) =>
    times(times(a as tf.Scalar, b as tf.Scalar, computed), a as tf.Scalar, computed),
  )([tf.scalar(3), tf.scalar(5)]);
  expect(da!.dataSync()[0]).toBe(2 * 3 * 5);
  expect(db!.dataSync()[0]).toBe(3 ** 2);
  expect(computed).toHaveLength(4);
});

test('nothing is left behind, with or without gradients', () => {
  const inputs = [tf.scalar(3), tf.scalar(5)] as const;
  const before = tf.memory().numTensors;
  for (let step = 0; step < 1000; step++) {
    tf.tidy(() => {
      times(...inputs, []);
      tf.grads((a, b) => times(a as tf.Scalar, b as tf.Scalar, []))([...inputs]);
    });
  }
  expect(tf.memory().numTensors).toBe(before);
});
