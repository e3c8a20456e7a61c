import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { MergeSpec, Shape } from '../../../src/engine/layerSpecs.ts';
import { merge } from '../../../src/engine/layers/merge.ts';
import { startTestBackend } from '../backend.ts';
import { cpuAnswer } from './cpuAnswer.ts';
import { expectClose, expectStackEqualsAlone, runInputs, runLayer } from './harness.ts';

beforeAll(startTestBackend);

const specOf = (operation: MergeSpec['operation'], axis?: number): MergeSpec => ({
  kind: 'merge',
  operation,
  axis,
});

const three: Shape[] = [
  [2, 3],
  [2, 3],
  [2, 3],
];
const CASES: [MergeSpec, Shape[], (inputs: tf.Tensor[]) => tf.Tensor][] = [
  [specOf('add'), three, (inputs) => tf.addN(inputs)],
  [specOf('multiply'), three, ([a, b, c]) => tf.mul(a!, tf.mul(b!, c!))],
  [specOf('average'), three, (inputs) => tf.mean(tf.stack(inputs), 0)],
  [specOf('subtract'), three.slice(1), ([a, b]) => tf.sub(a!, b!)],
  [specOf('maximum'), three, (inputs) => tf.max(tf.stack(inputs), 0)],
  [
    specOf('concatenate'),
    [
      [2, 3],
      [2, 1],
      [2, 4],
    ],
    (inputs) => tf.concat(inputs, 2),
  ],
  [
    specOf('concatenate', 0),
    [
      [2, 3],
      [1, 3],
    ],
    (inputs) => tf.concat(inputs, 1),
  ],
];

test.each(CASES)('%j of %j as on the cpu backend, in a stack', async (spec, shapes, forward) => {
  const settings = { batch: 4, training: true };
  const runs = [2, 3].map((seed) => runInputs(merge, spec, shapes, 4, seed));
  expectStackEqualsAlone(merge, spec, shapes, settings, runs);
  const [result] = runLayer(merge, spec, shapes, runs, settings);
  const expected = await cpuAnswer(forward, runs[0]!, 4, shapes);
  expectClose(result!.output, expected.output);
  result!.inputGradients.forEach((gradient, index) => {
    expectClose(gradient, expected.inputGradients[index]!);
  });
});

test('of equal inputs the first has the gradient of their maximum', () => {
  const run = {
    inputs: [Float32Array.of(1, 2, 0), Float32Array.of(1, 3, -1)],
    values: [],
    weights: Float32Array.of(5, 6, 7),
    seed: 0,
  };
  const [result] = runLayer(merge, specOf('maximum'), [[3], [3]], [run], { batch: 1, training: true });
  expect(result!.output).toEqual(Float32Array.of(1, 3, 0));
  expect(result!.inputGradients).toEqual([Float32Array.of(5, 0, 7), Float32Array.of(0, 6, 0)]);
});

test.each<[MergeSpec, Shape[], string]>([
  [specOf('add'), [[2]], 'add needs at least two inputs, not 1.'],
  [specOf('subtract'), three, 'subtract needs two inputs, not 3.'],
  [
    specOf('multiply'),
    [
      [2, 3],
      [3, 2],
    ],
    'multiply needs inputs of one shape, not [2, 3] and [3, 2].',
  ],
  [
    specOf('concatenate'),
    [
      [2, 3],
      [1, 3],
    ],
    'concatenate along axis 1 of a row needs inputs that are equal in all other axes, not [2, 3] and [1, 3].',
  ],
])('%j of %j: %s', (spec, shapes, message) => {
  expect(() => merge.outputShape(spec, shapes)).toThrow(message);
});
