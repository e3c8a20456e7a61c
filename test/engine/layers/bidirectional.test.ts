import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { startBackend } from '../../../src/engine/backend.ts';
import { withComposedOperations } from '../../../src/engine/kernels/module.ts';
import type { BidirectionalSpec, Shape } from '../../../src/engine/layerSpecs.ts';
import { bidirectional } from '../../../src/engine/layers/bidirectional.ts';
import { recurrent } from '../../../src/engine/layers/recurrent.ts';
import {
  expectClose,
  expectStackEqualsAlone,
  type RunOutputs,
  runInputs,
  runLayer,
  tensorsLeftBy,
} from './harness.ts';
import { expectGolden, golden, goldenInputs } from './recurrentGolden.ts';
import { lstmSpec, onCpu, referenceForward } from './recurrentReference.ts';

beforeAll(() => startBackend(TEST_FOLDER));

const BATCH = 3;
const STEPS = 5;
const UNITS = 7;
const SHAPE: Shape = [STEPS, 6];

const LAYER = lstmSpec('lstm', UNITS);
const SPEC: BidirectionalSpec = { kind: 'bidirectional', name: 'both', layer: LAYER, merge: 'concatenate' };

/** Keras' merge modes of outputs that stand at the same step. */
const MERGES = {
  concatenate: (a: tf.Tensor, b: tf.Tensor) => tf.concat([a, b], -1),
  add: (a: tf.Tensor, b: tf.Tensor) => tf.add(a, b),
  multiply: (a: tf.Tensor, b: tf.Tensor) => tf.mul(a, b),
  average: (a: tf.Tensor, b: tf.Tensor) => tf.div(tf.add(a, b), 2),
};

/** Both directions of one run: what the layer gives for the reversed sequence is turned round again. */
function reference({ layer, merge }: BidirectionalSpec, x: tf.Tensor, values: tf.Tensor[]): tf.Tensor {
  const half = values.length / 2;
  const back = referenceForward(
    { ...layer, goBackwards: false },
    tf.reverse(x, layer.goBackwards ? [] : 1),
    values.slice(half),
  );
  const ahead = referenceForward(layer, x, values.slice(0, half));
  return MERGES[merge](ahead, layer.returnSequences ? tf.reverse(back, 1) : back);
}

const CASES = (['concatenate', 'add', 'multiply', 'average'] as const).flatMap((merge) =>
  [true, false].flatMap((returnSequences) =>
    (['kernels', 'composed'] as const).map((way) => ({ merge, returnSequences, way })),
  ),
);

test.each(CASES)('$way, $merge, sequences $returnSequences: output and gradients', async (given) => {
  const spec: BidirectionalSpec = {
    ...SPEC,
    merge: given.merge,
    layer: { ...LAYER, cell: 'gru', returnSequences: given.returnSequences },
  };
  const settings = { batch: BATCH, training: true };
  const runs = [1, 2].map((seed) => runInputs(bidirectional, spec, [SHAPE], BATCH, seed));
  const way =
    given.way === 'kernels' ? (use: () => RunOutputs[]) => use() : withComposedOperations<RunOutputs[]>;
  const actual = way(() => expectStackEqualsAlone(bidirectional, spec, [SHAPE], settings, runs));
  const shapes = bidirectional.parameters!(spec, [SHAPE]).map(({ shape }) => shape);
  for (const [index, run] of runs.entries()) {
    const forward = (x: tf.Tensor, values: tf.Tensor[]) => reference(spec, x, values);
    const { output, gradients } = await onCpu(forward, run, BATCH, SHAPE, shapes);
    expectClose(actual[index]!.output, output);
    [...actual[index]!.inputGradients, ...actual[index]!.valueGradients].forEach((gradient, operand) => {
      expectClose(gradient, gradients[operand]!);
    });
  }
});

test.each(golden.cases.filter(({ name }) => name.startsWith('bidirectional')))(
  '$name: as PyTorch',
  (numbers) => {
    const cell = numbers.name.split(' ')[1] as 'lstm' | 'gru';
    const spec = { ...SPEC, layer: { ...LAYER, cell, units: golden.units } };
    const shapes = [[golden.steps, golden.features]];
    const run = { ...goldenInputs(numbers), seed: 0 };
    const [actual] = runLayer(bidirectional, spec, shapes, [run], { batch: golden.batch, training: true });
    expectGolden(actual!, numbers);
  },
);

describe('random places', () => {
  const settings = (strengths: number[][]) => ({ batch: BATCH, training: true, strengths });

  test('each direction has its own for the input and for the state', () => {
    expect(bidirectional.places!(SPEC)).toEqual(Array.from({ length: 4 }, () => ({ strength: 'rate' })));
    const none = [[0], [0], [0], [0]];
    const run = runInputs(bidirectional, SPEC, [SHAPE], BATCH, 3);
    const outputOf = (strengths: number[][]) =>
      runLayer(bidirectional, SPEC, [SHAPE], [run], settings(strengths))[0]!.output;
    const without = outputOf(none);
    none.forEach((_, place) => {
      const changed = outputOf(none.map((rates, other) => (other === place ? [0.5] : rates)));
      // The first half of each output is the forward layer's: places 0 and 1.
      const differs = (direction: number) =>
        changed.some(
          (value, index) => Math.floor(index / UNITS) % 2 === direction && value !== without[index],
        );
      expect([differs(0), differs(1)]).toEqual(place < 2 ? [true, false] : [false, true]);
    });
  });

  test('a stack equals its runs alone', () => {
    const strengths = [
      [0.4, 0, 0.2],
      [0, 0.3, 0],
      [0.1, 0, 0],
      [0, 0, 0.5],
    ];
    expectStackEqualsAlone(bidirectional, SPEC, [SHAPE], settings(strengths));
  });
});

describe('the layer', () => {
  test('parameters are those of both directions, named as in Keras', () => {
    const single = recurrent.parameters!(LAYER, [SHAPE]);
    const both = bidirectional.parameters!(SPEC, [SHAPE]);
    expect(both.map(({ name }) => name)).toEqual([
      'forward_lstm/kernel',
      'forward_lstm/recurrent_kernel',
      'forward_lstm/bias',
      'backward_lstm/kernel',
      'backward_lstm/recurrent_kernel',
      'backward_lstm/bias',
    ]);
    expect(both.map(({ shape, initializer }) => ({ shape, initializer }))).toEqual(
      [...single, ...single].map(({ shape, initializer }) => ({ shape, initializer })),
    );
  });

  test.each([
    ['concatenate', true, [STEPS, 2 * UNITS]],
    ['concatenate', false, [2 * UNITS]],
    ['add', true, [STEPS, UNITS]],
    ['average', false, [UNITS]],
  ] as const)('%s, sequences %s: output %j', (merge, returnSequences, expected) => {
    const spec = { ...SPEC, merge, layer: { ...LAYER, returnSequences } };
    expect(bidirectional.outputShape(spec, [SHAPE])).toEqual(expected);
  });

  test('twice the floating-point operations of one direction', () => {
    expect(bidirectional.flops!(SPEC, [SHAPE])).toBe(2 * recurrent.flops!(LAYER, [SHAPE]));
  });

  test('1,000 steps leave no tensors', () => {
    const spec = { ...SPEC, layer: { ...LAYER, units: 2 } };
    const strengths = [[0.5], [0.5], [0.5], [0.5]];
    expect(tensorsLeftBy(bidirectional, spec, [[2, 2]], { batch: 1, training: true, strengths })).toBe(0);
  });
});
