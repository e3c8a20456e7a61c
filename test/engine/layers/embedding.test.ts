import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { EmbeddingSpec } from '../../../src/engine/layerSpecs.ts';
import { embedding } from '../../../src/engine/layers/embedding.ts';
import { startTestBackend } from '../backend.ts';
import { expectStackEqualsAlone, type RunInputs, runInputs, tensorsLeftBy } from './harness.ts';

beforeAll(async () => {
  await startTestBackend();
});

const SPEC: EmbeddingSpec = {
  kind: 'embedding',
  name: 'embedding',
  vocabulary: 5,
  size: 3,
  initializer: { kind: 'uniform', minimum: -0.05, maximum: 0.05 },
};
const SHAPE = [4];
const BATCH = 2;

/** Tokens instead of the harness' normal numbers, others for each seed. */
function tokens(seed: number): RunInputs {
  const run = runInputs(embedding, SPEC, [SHAPE], BATCH, seed);
  return {
    ...run,
    inputs: [Float32Array.from({ length: 8 }, (_, place) => (seed * place + place * place) % 5)],
  };
}

test('its table and output have the size of the vocabulary and of a row', () => {
  const [table] = embedding.parameters!(SPEC, [SHAPE]);
  expect(table).toMatchObject({ name: 'embeddings', role: 'embedding', shape: [5, 3], trainable: true });
  expect(embedding.outputShape(SPEC, [SHAPE])).toEqual([4, 3]);
});

test('each token is its row, and a row’s gradient is the sum over its tokens; a stack equals runs alone', () => {
  const runs = [11, 12, 13].map(tokens);
  const outputs = expectStackEqualsAlone(embedding, SPEC, [SHAPE], { batch: BATCH, training: true }, runs);
  runs.forEach(({ inputs, values, weights }, index) => {
    const gradient = new Float32Array(5 * 3);
    const rows = [...inputs[0]!].flatMap((token, place) =>
      [0, 1, 2].map((d) => {
        gradient[token * 3 + d]! += weights[place * 3 + d]!;
        return values[0]![token * 3 + d]!;
      }),
    );
    expect([...outputs[index]!.output]).toEqual(rows);
    outputs[index]!.valueGradients[0]!.forEach((value, at) => {
      expect(value).toBeCloseTo(gradient[at]!, 5);
    });
  });
});

/** All tokens are 2: the harness' own inputs are normal numbers. */
const withTokens: typeof embedding.forward = (spec, [x], values, context) =>
  embedding.forward(spec, [tf.add(tf.mul(x!, 0), 2)], values, context);

test('1,000 passes leave no tensor', () => {
  const kind = { ...embedding, forward: withTokens };
  expect(tensorsLeftBy(kind, SPEC, [SHAPE], { batch: BATCH, training: true })).toBe(0);
});
