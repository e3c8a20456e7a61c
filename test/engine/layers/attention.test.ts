import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MultiHeadAttentionSpec, Shape } from '../../../src/engine/layerSpecs.ts';
import { multiHeadAttention } from '../../../src/engine/layers/multiHeadAttention.ts';
import golden from '../../goldens/layers.json' with { type: 'json' };
import { GLOROT, startTestBackend, ZEROS } from '../backend.ts';
import { cpuAnswer } from './cpuAnswer.ts';
import { expectClose, expectStackEqualsAlone, runInputs, runLayer } from './harness.ts';

beforeAll(startTestBackend);

const specOf = (settings: Partial<MultiHeadAttentionSpec> = {}): MultiHeadAttentionSpec => ({
  kind: 'multiHeadAttention',
  name: 'multi_head_attention',
  heads: 2,
  keySize: 3,
  valueSize: 4,
  outputs: 5,
  useBias: true,
  causal: false,
  kernelInitializer: GLOROT,
  biasInitializer: ZEROS,
  ...settings,
});

describe('values and gradients are those of PyTorch’s multi_head_attention_forward', () => {
  test.each(golden.attention)('$queries queries, $keys keys, causal $causal', (item) => {
    const { heads, size, queries, keys, batch, causal } = item;
    const width = heads * size;
    const spec = specOf({ heads, keySize: size, valueSize: size, outputs: width, causal });
    const [value, ...parameters] = item.parameters;
    const run = {
      inputs: [item.x, value!].map((list) => Float32Array.from(list)),
      values: parameters.map((list) => Float32Array.from(list)),
      weights: Float32Array.from(item.dy),
      seed: 0,
    };
    const shapes = [
      [queries, width],
      [keys, width],
    ];
    const other = runInputs(multiHeadAttention, spec, shapes, batch, 4);
    const [result] = runLayer(multiHeadAttention, spec, shapes, [run, other], { batch, training: true });
    expectClose(result!.output, item.y);
    [...result!.inputGradients, ...result!.valueGradients].forEach((gradient, index) => {
      expectClose(gradient, item.gradients[index]!);
    });
  });
});

/** One run's attention written out head by head; `mask`: `[batch, heads, queries, keys]`. */
function writtenOut(spec: MultiHeadAttentionSpec, mask: tf.Tensor | undefined) {
  return ([query, value, key]: tf.Tensor[], [wq, wk, wv, wo]: tf.Tensor[]): tf.Tensor => {
    const headOf = (tensor: tf.Tensor, head: number) =>
      tf.squeeze(tf.slice(tensor, [0, head, 0], [-1, 1, -1]), [1]);
    const times = (x: tf.Tensor, kernel: tf.Tensor) => {
      const [batch, steps, features] = x.shape as [number, number, number];
      const y = tf.matMul(tf.reshape(x, [batch * steps, features]), kernel as tf.Tensor2D);
      return tf.reshape(y, [batch, steps, -1]) as tf.Tensor3D;
    };
    const heads = Array.from({ length: spec.heads }, (_, head) => {
      const q = times(query!, headOf(wq!, head));
      const k = times(key!, headOf(wk!, head));
      const scores = tf.div(tf.matMul(q, k, false, true), Math.sqrt(spec.keySize));
      const weights = tf.softmax(scores);
      const dropped = mask
        ? tf.mul(weights, tf.squeeze(tf.slice(mask, [0, head, 0, 0], [-1, 1, -1, -1]), [1]))
        : weights;
      const attended = tf.matMul(dropped, times(value!, headOf(wv!, head)));
      const output = tf.slice(wo!, [head, 0, 0], [1, -1, -1]);
      return times(attended, tf.reshape(output, [spec.valueSize, spec.outputs]));
    });
    return heads.reduce((sum, head) => tf.add(sum, head));
  };
}

test('a key of its own, keys and values of different sizes, and no bias: as written out head by head', async () => {
  const spec = specOf({ useBias: false });
  const shapes: Shape[] = [
    [3, 6],
    [5, 7],
    [5, 2],
  ];
  const run = runInputs(multiHeadAttention, spec, shapes, 2, 8);
  const valueShapes = multiHeadAttention.parameters!(spec, shapes).map(({ shape }) => shape);
  expect(valueShapes).toEqual([
    [6, 2, 3],
    [2, 2, 3],
    [7, 2, 4],
    [2, 4, 5],
  ]);
  const [result] = runLayer(multiHeadAttention, spec, shapes, [run], { batch: 2, training: true });
  const expected = await cpuAnswer(writtenOut(spec, undefined), run, 2, shapes, valueShapes);
  expectClose(result!.output, expected.output);
  for (const part of ['inputGradients', 'valueGradients'] as const) {
    result![part].forEach((gradient, index) => {
      expectClose(gradient, expected[part][index]!);
    });
  }
});

test('dropout acts on the attention weights, divided by 1 − rate', () => {
  const spec = specOf({ heads: 1, keySize: 1, valueSize: 1, outputs: 1, useBias: false });
  // Query kernel 0: all weights are ¼. Value and output kernels 1: the output is the sum of the kept quarters of 1.
  const run = {
    inputs: [[1], [1, 1, 1, 1]].map((list) => Float32Array.from(list)),
    values: [[0], [1], [1], [1]].map((list) => Float32Array.from(list)),
    weights: Float32Array.from([1]),
    seed: 0,
  };
  const shapes = [
    [1, 1],
    [4, 1],
  ];
  const outputs = Array.from({ length: 40 }, (_, seed) => {
    const settings = { batch: 1, training: true, strengths: [[0.5]] };
    return runLayer(multiHeadAttention, spec, shapes, [{ ...run, seed }], settings)[0]!.output[0]!;
  });
  expect(new Set(outputs)).toEqual(new Set([0, 0.5, 1, 1.5, 2]));
  const [evaluated] = runLayer(multiHeadAttention, spec, shapes, [run], {
    batch: 1,
    training: false,
    strengths: [[0.5]],
  });
  expect(evaluated!.output[0]).toBeCloseTo(1, 6);
});

test('causal: a position does not see later ones', () => {
  const spec = specOf({ causal: true });
  const run = runInputs(
    multiHeadAttention,
    spec,
    [
      [4, 5],
      [4, 5],
    ],
    1,
    3,
  );
  const settings = { batch: 1, training: true };
  const [before] = runLayer(
    multiHeadAttention,
    spec,
    [
      [4, 5],
      [4, 5],
    ],
    [run],
    settings,
  );
  const changed = run.inputs.map((input) => input.map((value, index) => (index >= 15 ? value + 1 : value)));
  const [after] = runLayer(
    multiHeadAttention,
    spec,
    [
      [4, 5],
      [4, 5],
    ],
    [{ ...run, inputs: changed }],
    settings,
  );
  expect(after!.output.slice(0, 15)).toEqual(before!.output.slice(0, 15));
  expect(after!.output.slice(15)).not.toEqual(before!.output.slice(15));
});

test.each([1, 3])('a stack equals each run alone, bit for bit, one head or two, batch of %d', (batch) => {
  const settings = { batch, training: true, strengths: [[0.5, 0, 0.2]] };
  expectStackEqualsAlone(
    multiHeadAttention,
    specOf({ causal: true }),
    [
      [4, 6],
      [4, 6],
    ],
    settings,
  );
  expectStackEqualsAlone(
    multiHeadAttention,
    specOf({ heads: 1 }),
    [
      [2, 6],
      [3, 5],
    ],
    settings,
  );
});

test('Keras’ fans: Glorot’s limit of the query kernel [6, 2, 3] is √(6/(6·2 + 6·3))', () => {
  const [query] = multiHeadAttention.parameters!(specOf(), [
    [4, 6],
    [4, 6],
  ]);
  expect(query).toMatchObject({ name: 'query/kernel', fanIn: 12, fanOut: 18, unitAxes: 2 });
});

test('inputs that do not fit are named', () => {
  expect(() => multiHeadAttention.outputShape(specOf(), [[4, 6]])).toThrow('needs query, value');
  expect(() =>
    multiHeadAttention.outputShape(specOf(), [
      [4, 6],
      [5, 6],
      [4, 6],
    ]),
  ).toThrow('not [4, 6], [5, 6], [4, 6].');
});
