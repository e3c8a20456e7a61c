import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { dataOf, uploadParameters } from '../../../src/engine/evaluate.ts';
import { forward } from '../../../src/engine/forward.ts';
import {
  cutBefore,
  firstDrop,
  firstRows,
  type Trained,
  withPlaceAfter,
} from '../../../src/engine/probes/trained.ts';
import { dense, sequential, startTestBackend } from '../backend.ts';
import { DROPOUT, NORMALIZATION, RELU, RESIDUAL, someRows, someTrained } from './networks.ts';

beforeAll(startTestBackend);

const CHAIN = sequential([6], 3, 'softmax', [
  dense('dense', 8),
  NORMALIZATION,
  RELU,
  DROPOUT,
  dense('dense_1', 5),
  DROPOUT,
  dense('dense_2', 3),
]);

function outputs({ network, values, rates }: Trained, x: tf.Tensor): Float32Array {
  const tensors = uploadParameters(network, [values]);
  const strengths = rates.map((rate) => [rate]);
  const found = dataOf(() => forward(network, tensors, x, { runs: 1, strengths }));
  tf.dispose(tensors);
  return found;
}

describe.each([
  ['a chain', CHAIN],
  ['a residual block', RESIDUAL],
])('%s', (_, network) => {
  const trained = someTrained(network);
  const part = someRows(network, 7);

  test.each(network.nodes.map((_, node) => node))(
    'in two before node %i: one after the other gives the same',
    (node) => {
      const { head, tail } = cutBefore(trained, node);
      const x = tf.tensor(part.inputs, [1, 7, 6]);
      const whole = outputs(trained, x);
      const between = head ? outputs(head, x) : part.inputs;
      const inTwo = outputs(tail, tf.tensor(between, [1, 7, ...tail.network.inputShape]));
      expect([...inTwo]).toEqual([...whole].map((value) => expect.closeTo(value, 5)));
      expect((head?.network.nodes.length ?? 0) + tail.network.nodes.length).toBe(network.nodes.length);
      expect((head?.rates.length ?? 0) + tail.rates.length).toBe(trained.rates.length);
    },
  );
});

test('a chain is cut right before the node; a skip connection is not cut', () => {
  const headOf = (node: number, network = CHAIN) =>
    cutBefore(someTrained(network), node).head?.network.nodes.length ?? 0;
  expect([0, 3, 5].map((node) => headOf(node))).toEqual([0, 3, 5]);
  // Between nodes 2 and 4 both the block's and the first layer's output are needed.
  expect([2, 3, 4, 5, 6].map((node) => headOf(node, RESIDUAL))).toEqual([2, 2, 2, 5, 6]);
});

test('a place that is off changes nothing, wherever it is put in', () => {
  const trained = someTrained(RESIDUAL);
  const x = tf.tensor(someRows(RESIDUAL, 5).inputs, [1, 5, 6]);
  const before = [...outputs(trained, x)];
  for (const node of [0, 1, 4, 5]) {
    const longer = withPlaceAfter(trained, node, DROPOUT);
    expect(longer.rates.length).toBe(3);
    expect([...outputs(longer, x)]).toEqual(before.map((value) => expect.closeTo(value, 5)));
  }
});

test('the first place that drops; noise that is added drops nothing', () => {
  const noisy = sequential([6], 3, 'softmax', [
    { kind: 'noise', noise: 'gaussianNoise' },
    DROPOUT,
    DROPOUT,
    dense('dense', 3),
  ]);
  expect(firstDrop(someTrained(noisy, [0.3, 0, 0.5]))).toBe(2);
  expect(firstDrop(someTrained(noisy, [0.3, 0, 0]))).toBeUndefined();
});

test('the first rows of a part', () => {
  const part = someRows(CHAIN, 7);
  expect(firstRows(part, 7)).toBe(part);
  const { rows, inputs, targets } = firstRows(part, 3);
  expect({ rows, inputs: inputs.length, targets: targets.length }).toEqual({
    rows: 3,
    inputs: 18,
    targets: 3,
  });
});
