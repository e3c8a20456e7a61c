import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { withComposedOperations } from '../../../src/engine/kernels/module.ts';
import type { PoolingSpec, Shape } from '../../../src/engine/layerSpecs.ts';
import { globalPooling } from '../../../src/engine/layers/globalPooling.ts';
import { pooling } from '../../../src/engine/layers/pooling.ts';
import { startTestBackend } from '../backend.ts';
import { cpuAnswer } from './cpuAnswer.ts';
import { expectClose, expectStackEqualsAlone, runInputs, runLayer } from './harness.ts';
import { poolingOf } from './windowSpecs.ts';

beforeAll(startTestBackend);

const BATCH = 2;
const OPERATIONS = ['max', 'average'] as const;
const SETTINGS = { batch: BATCH, training: true };

const WAYS = [
  ['kernels', <T>(use: () => T) => use()],
  ['composed operations', withComposedOperations],
] as const;

type Pair = [number, number];

/** Rows, window, strides, padding. */
const GEOMETRIES: [Shape, Pair, Pair, 'same' | 'valid'][] = [
  [[4, 4, 4], [2, 2], [2, 2], 'valid'],
  [[5, 7, 3], [2, 2], [2, 2], 'valid'],
  [[5, 7, 9], [2, 2], [2, 2], 'same'],
  [[6, 5, 6], [2, 2], [1, 1], 'same'],
  [[7, 6, 4], [3, 3], [2, 2], 'same'],
  [[7, 6, 5], [3, 2], [1, 3], 'valid'],
  [[6, 6, 1], [1, 1], [2, 1], 'valid'],
  [[3, 4, 2], [3, 4], [1, 1], 'valid'],
];

describe.each(WAYS)('by %s', (_, by) => {
  describe.each(OPERATIONS)('%s pooling is that of TensorFlow.js', (operation) => {
    test.each(GEOMETRIES)('%j, window %j, strides %j, padding %s', async (shape, size, strides, padding) => {
      const spec = poolingOf(operation, size, strides, padding);
      const runs = [1, 2].map((seed) => runInputs(pooling, spec, [shape], BATCH, seed));
      const results = by(() => expectStackEqualsAlone(pooling, spec, [shape], SETTINGS, runs));
      for (const [index, run] of runs.entries()) {
        const answer = await cpuAnswer(
          ([x]) =>
            operation === 'max'
              ? tf.maxPool(x as tf.Tensor4D, size, strides, padding)
              : tf.avgPool(x as tf.Tensor4D, size, strides, padding),
          run,
          BATCH,
          [shape],
        );
        expectClose(results[index]!.output, answer.output, 1e-6);
        // TensorFlow.js takes the whole window for the mean's gradient, padding included; its mean leaves it out.
        if (operation === 'average' && padding === 'same') continue;
        expectClose(results[index]!.inputGradients[0]!, answer.inputGradients[0]!, 1e-6);
      }
    });
  });

  test.each(GEOMETRIES)(
    'a mean is linear: its gradient times other inputs is their weighted output: %j, window %j, strides %j, padding %s',
    (shape, size, strides, padding) => {
      const spec = poolingOf('average', size, strides, padding);
      const [first, second] = [1, 2].map((seed) => runInputs(pooling, spec, [shape], BATCH, seed));
      const other = { ...second!, weights: first!.weights };
      const results = by(() => runLayer(pooling, spec, [shape], [first!, other], SETTINGS));
      const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
      const gradient = results[0]!.inputGradients[0]!;
      expect(dot(gradient, other.inputs[0]!)).toBeCloseTo(dot(other.weights, results[1]!.output), 4);
    },
  );

  const gradientOf = (spec: PoolingSpec, shape: Shape, x: number[], weights: number[]) => {
    const run = { inputs: [Float32Array.from(x)], values: [], weights: Float32Array.from(weights), seed: 0 };
    const [result] = by(() => runLayer(pooling, spec, [shape], [run], { batch: 1, training: true }));
    return [...result!.inputGradients[0]!];
  };

  test('among equal maxima the first, row by row, gets the gradient, below 0 too', () => {
    const spec = poolingOf('max', [2, 2], [2, 2]);
    const shape = [2, 4, 1];
    expect(gradientOf(spec, shape, [-1, -1, -5, -2, -1, -1, -2, -2], [3, 4])).toEqual([
      3, 0, 0, 4, 0, 0, 0, 0,
    ]);
    expect(gradientOf(spec, shape, [0, 7, 0, 0, 7, 0, 0, 0], [3, 4])).toEqual([0, 3, 4, 0, 0, 0, 0, 0]);
  });

  test('one place that is the maximum of several windows gets the sum', () => {
    const spec = poolingOf('max', [2], [1]);
    expect(gradientOf(spec, [4, 1], [1, 9, 2, 3], [1, 10, 100])).toEqual([0, 11, 0, 100]);
  });

  test('padding is left out of the mean', () => {
    const spec = poolingOf('average', [2], [1], [[1, 0]]);
    const run = {
      inputs: [Float32Array.of(4, 6, 8)],
      values: [],
      weights: Float32Array.of(1, 10, 100),
      seed: 0,
    };
    const [result] = by(() => runLayer(pooling, spec, [[3, 1]], [run], { batch: 1, training: true }));
    expect([...result!.output]).toEqual([4, (4 + 6) / 2, (6 + 8) / 2]);
    expect([...result!.inputGradients[0]!]).toEqual([1 + 10 / 2, 10 / 2 + 100 / 2, 100 / 2]);
  });
});

test.each([
  [[3, 4, 5], false, [5]],
  [[3, 4, 5], true, [1, 1, 5]],
  [[6, 2], false, [2]],
  [[6, 2], true, [1, 2]],
] as [Shape, boolean, Shape][])('global pooling of %j, axes kept: %s', (shape, keepAxes, output) => {
  for (const operation of OPERATIONS) {
    const spec = { kind: 'globalPooling', operation, keepAxes } as const;
    expect(globalPooling.outputShape(spec, [shape])).toEqual(output);
    const run = runInputs(globalPooling, spec, [shape], 1, 4);
    const [result] = runLayer(globalPooling, spec, [shape], [run], { batch: 1, training: true });
    const channels = shape.at(-1)!;
    const ofChannel = (channel: number) => [...run.inputs[0]!].filter((_, at) => at % channels === channel);
    const expected = Array.from({ length: channels }, (_, channel) => {
      const values = ofChannel(channel);
      const sum = values.reduce((total, value) => total + value, 0);
      return operation === 'max' ? Math.max(...values) : sum / values.length;
    });
    expectClose(result!.output, expected, 1e-6);
    const gradients = [...run.inputs[0]!].map((value, at) => {
      const weight = run.weights[at % channels]!;
      if (operation === 'average') return weight / (run.inputs[0]!.length / channels);
      return value === expected[at % channels] ? weight : 0;
    });
    expectClose(result!.inputGradients[0]!, gradients, 1e-6);
  }
});

test('a NaN in a window is its maximum, so that a broken run is seen', () => {
  const spec = poolingOf('max', [2], [2]);
  const run = {
    inputs: [Float32Array.of(Number.NaN, 1, 2, Number.NaN, 3, 4)],
    values: [],
    weights: Float32Array.of(1, 1, 1),
    seed: 0,
  };
  const [result] = runLayer(pooling, spec, [[6, 1]], [run], { batch: 1, training: true });
  expect([...result!.output]).toEqual([Number.NaN, Number.NaN, 4]);
});
