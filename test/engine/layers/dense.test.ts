import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { withComposedOperations } from '../../../src/engine/kernels/module.ts';
import { dense } from '../../../src/engine/layers/dense.ts';
import type { LayerContext } from '../../../src/engine/layers/layer.ts';
import { dense as denseSpec, startTestBackend } from '../backend.ts';
import { cpuAnswer } from './cpuAnswer.ts';
import { expectClose, expectStackEqualsAlone, runInputs, runLayer, someNumbers } from './harness.ts';

beforeAll(startTestBackend);

describe.each([true, false])('with kernels: %s', (withKernels) => {
  test.each([
    { shape: [6], batch: 5, useBias: true },
    { shape: [3, 6], batch: 4, useBias: true },
    { shape: [2, 3, 6], batch: 1, useBias: false },
  ])(
    '$shape, batch of $batch, bias $useBias: x·W + b over the last axis, as on the cpu backend',
    async (item) => {
      const { shape, batch, useBias } = item;
      const spec = { ...denseSpec('dense', 7), useBias };
      const run = runInputs(dense, spec, [shape], batch, 6);
      const other = runInputs(dense, spec, [shape], batch, 7);
      const settings = { batch, training: true };
      const once = () => runLayer(dense, spec, [shape], [run, other], settings);
      const [result] = withKernels ? once() : withComposedOperations(once);
      const forward = ([x]: tf.Tensor[], [kernel, bias]: tf.Tensor[]) => {
        const product = tf.matMul(tf.reshape(x!, [-1, 6]), kernel as tf.Tensor2D);
        return tf.reshape(bias ? tf.add(product, bias) : product, [batch, ...shape.slice(0, -1), 7]);
      };
      const expected = await cpuAnswer(forward, run, batch, [shape], [[6, 7], [7]]);
      expectClose(result!.output, expected.output);
      for (const part of ['inputGradients', 'valueGradients'] as const) {
        expect(result![part].length).toBe(expected[part].length);
        result![part].forEach((gradient, index) => {
          expectClose(gradient, expected[part][index]!);
        });
      }
    },
  );
});

test.each([1, 4])('a stack equals each run alone, bit for bit, batch of %d', (batch) => {
  expectStackEqualsAlone(dense, denseSpec('dense', 7), [[3, 6]], { batch, training: true });
});

test('rows that all runs share give what copies of them give; relu and mask that follow are applied', () => {
  const spec = denseSpec('dense', 5);
  const x = tf.tensor(someNumbers(2 * 3 * 4, 1, 1), [1, 2, 3, 4]);
  const values = [
    tf.tensor(someNumbers(3 * 4 * 5, 1, 2), [3, 4, 5]),
    tf.tensor(someNumbers(15, 1, 3), [3, 5]),
  ];
  const context = { runs: 3, training: true } as LayerContext;
  const shared = dense.forward(spec, [x], values, context);
  const copied = dense.forward(spec, [tf.tile(x, [3, 1, 1, 1])], values, context);
  expect(shared.shape).toEqual([3, 2, 3, 5]);
  expect(shared.dataSync()).toEqual(copied.dataSync());

  const mask = tf.tensor(
    someNumbers(90, 1, 4).map((value) => (value > 0 ? 2 : 0)),
    [3, 2, 3, 5],
  );
  const folded = dense.forward(spec, [x], values, { ...context, epilogue: { relu: true, mask } });
  expect(folded.dataSync()).toEqual(tf.mul(tf.relu(shared), mask).dataSync());
});
