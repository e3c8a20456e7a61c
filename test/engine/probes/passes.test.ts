import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Part } from '../../../src/dataset/dataset.ts';
import { outputsOf } from '../../../src/engine/evaluate.ts';
import { withComposedOperations } from '../../../src/engine/kernels/module.ts';
import type { LayerSpec } from '../../../src/engine/layerSpecs.ts';
import type { Network } from '../../../src/engine/network.ts';
import { eachPass, type RandomPass } from '../../../src/engine/probes/passes.ts';
import type { Trained } from '../../../src/engine/probes/trained.ts';
import { dense, GLOROT, sequential, startTestBackend, ZEROS } from '../backend.ts';
import { DROPOUT, NORMALIZATION, RELU, RESIDUAL, someRows, someTrained } from './networks.ts';

beforeAll(startTestBackend);

const passesOf = (rates: number[], count: number): RandomPass[] =>
  Array.from({ length: count }, (_, draw) => ({ rates, draw }));

/** Outputs `[rows, outputs]` of each pass. */
function outputsOfPasses(trained: Trained, part: Part, passes: RandomPass[], seed = 1): Float32Array[] {
  const width = trained.network.outputs;
  const found = passes.map(() => new Float32Array(part.rows * width));
  eachPass(trained, seed, part, passes, ({ pass, from, outputs }) => found[pass]!.set(outputs, from * width));
  return found;
}

const CHAIN = sequential([6], 3, 'softmax', [
  dense('dense', 8),
  NORMALIZATION,
  RELU,
  DROPOUT,
  dense('dense_1', 5),
  RELU,
  DROPOUT,
  dense('dense_2', 3),
]);

test('with all rates 0 a pass is the evaluation: moving averages, nothing random', () => {
  const trained = someTrained(CHAIN);
  const part = someRows(CHAIN, 9);
  const [evaluation] = outputsOf(CHAIN, [trained], part);
  for (const outputs of outputsOfPasses(trained, part, passesOf([0, 0], 2))) {
    expect([...outputs]).toEqual([...evaluation!].map((value) => expect.closeTo(value, 5)));
  }
});

test('passes differ, are the same when repeated, and another seed gives others', () => {
  const trained = someTrained(CHAIN, [0.5, 0.5]);
  const part = someRows(CHAIN, 9);
  const [first, second] = outputsOfPasses(trained, part, passesOf([0.5, 0.5], 2));
  expect(first).not.toEqual(second);
  expect(outputsOfPasses(trained, part, passesOf([0.5, 0.5], 2))).toEqual([first, second]);
  expect(outputsOfPasses(trained, part, passesOf([0.5, 0.5], 2), 2)[0]).not.toEqual(first);
});

test('a pass’s numbers do not depend on how many others there are, with kernels or without', () => {
  const trained = someTrained(RESIDUAL, [0.3, 0.5]);
  const part = someRows(RESIDUAL, 9);
  const many = outputsOfPasses(trained, part, passesOf([0.3, 0.5], 5));
  const alone = outputsOfPasses(trained, part, passesOf([0.3, 0.5], 1));
  expect([...alone[0]!]).toEqual([...many[0]!].map((value) => expect.closeTo(value, 5)));
  const composed = withComposedOperations(() => outputsOfPasses(trained, part, passesOf([0.3, 0.5], 5)));
  expect([...composed[3]!]).toEqual([...many[3]!].map((value) => expect.closeTo(value, 5)));
});

describe('a linear layer after dropout: the mean over thinned networks is what weight scaling gives', () => {
  // Of values and of logits alike (the geometric mean of softmax outputs is the softmax of mean logits).
  test.each([
    ['inverted', 0.5],
    ['inverted', 0.2],
    ['standard', 0.5],
    ['standard', 0.8],
  ] as const)('%s %d', (form, rate) => {
    const network = sequential([6], 2, 'softmax', [
      { ...(DROPOUT as object), form } as LayerSpec,
      dense('dense', 2),
    ]);
    const trained = someTrained(network, [rate]);
    const part = someRows(network, 4);
    const [evaluation] = outputsOf(network, [trained], part);
    const count = 4000;
    const passes = outputsOfPasses(trained, part, passesOf([rate], count));
    evaluation!.forEach((expected, index) => {
      const values = passes.map((outputs) => outputs[index]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / count;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
      expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / count));
      expect(variance).toBeGreaterThan(0);
    });
  });
});

const sequence = { useBias: true, kernelInitializer: GLOROT, biasInitializer: ZEROS };
const RECURRENT: LayerSpec = {
  ...sequence,
  kind: 'recurrent',
  name: 'lstm',
  cell: 'lstm',
  units: 5,
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  unitForgetBias: true,
  resetAfter: false,
  returnSequences: false,
  goBackwards: false,
  recurrentInitializer: GLOROT,
};
const attention = sequential([4, 3], 3, 'softmax', [
  {
    ...sequence,
    kind: 'multiHeadAttention',
    name: 'attention',
    heads: 2,
    keySize: 3,
    valueSize: 3,
    outputs: 3,
    causal: false,
  },
  { kind: 'flatten' },
  dense('dense', 3),
]);
attention.nodes[0]!.inputs = [-1, -1];

describe('every kind of random place', () => {
  test.each<[string, Network, number[]]>([
    ['recurrent', sequential([4, 3], 3, 'softmax', [RECURRENT, dense('dense', 3)]), [0.3, 0.4]],
    ['recurrent, input only', sequential([4, 3], 3, 'softmax', [RECURRENT, dense('dense', 3)]), [0.3, 0]],
    [
      'bidirectional',
      sequential([4, 3], 3, 'softmax', [
        { kind: 'bidirectional', name: 'both', layer: RECURRENT, merge: 'concatenate' },
        dense('dense', 3),
      ]),
      [0.3, 0, 0, 0.4],
    ],
    ['attention', attention, [0.5]],
    [
      'channels',
      sequential([4, 3], 3, 'softmax', [
        { kind: 'dropout', form: 'inverted', unit: 'channel' },
        { kind: 'flatten' },
        dense('dense', 3),
      ]),
      [0.5],
    ],
    ...(['gaussianNoise', 'gaussianDropout', 'alphaDropout'] as const).map(
      (noise): [string, Network, number[]] => [
        noise,
        sequential([6], 3, 'softmax', [{ kind: 'noise', noise }, dense('dense', 3)]),
        [0.3],
      ],
    ),
  ])('%s draws anew in each pass and leaves no tensors behind', (_, network, rates) => {
    const trained = someTrained(network, rates);
    const part = someRows(network, 8);
    const before = tf.memory().numTensors;
    const [first, second] = outputsOfPasses(trained, part, passesOf(rates, 3));
    expect(tf.memory().numTensors).toBe(before);
    expect(first).not.toEqual(second);
    expect([...first!, ...second!].every(Number.isFinite)).toBe(true);
    expect(outputsOfPasses(trained, part, passesOf(rates, 3))[1]).toEqual(second);
  });
});
