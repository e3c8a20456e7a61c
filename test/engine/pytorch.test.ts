import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Network } from '../../src/engine/network.ts';
import { newRunState, Stack } from '../../src/engine/stack.ts';
import { dense, runSpec, startTestBackend } from './backend.ts';

// Made by test/goldens/pytorch_training.py with PyTorch.
const golden = JSON.parse(readFileSync('test/goldens/pytorch-training.json', 'utf8'));
const { inputs, hidden, classes, rows, batch, steps } = golden as Record<string, number>;

beforeAll(startTestBackend);

describe(`100 steps of SGD with penalties in the Keras convention equal PyTorch ${golden.torch} within 1e-5`, () => {
  test.each(
    golden.cases as { l1: number; l2: number; momentum: number; losses: number[]; weights: number[][] }[],
  )('l1 $l1, l2 $l2, momentum $momentum', ({ l1, l2, momentum, losses, weights }) => {
    const network: Network = {
      inputs: inputs!,
      outputs: classes!,
      loss: 'softmax',
      layers: [
        dense('dense', inputs!, hidden!),
        { kind: 'activation', activation: 'tanh' },
        dense('dense_1', hidden!, classes!),
      ],
    };
    const training = {
      optimizer: 'sgd' as const,
      learningRate: 0.05,
      momentum,
      batchSize: batch!,
      epochs: 1,
    };
    const data = { rows: rows!, inputs: Float32Array.from(golden.x), targets: Float32Array.from(golden.y) };
    const run = newRunState(network, training, runSpec(1, { l1: [l1, l1], l2: [l2, l2] }));
    run.values = (golden.initial as number[][]).map((values) => Float32Array.from(values));
    const stack = new Stack(network, training, data, [run]);
    for (let step = 0; step < steps!; step++) {
      const from = (step * batch!) % rows!;
      const picked = Uint32Array.from({ length: batch! }, (_, row) => from + row);
      const [loss] = stack.trainBatch([picked], [step + 1]);
      expect(Math.abs(loss! - losses[step]!)).toBeLessThan(1e-5);
    }
    stack.readBack();
    stack.dispose();
    run.values.forEach((values, index) => {
      values.forEach((weight, at) => {
        expect(Math.abs(weight - weights[index]![at]!)).toBeLessThan(1e-5);
      });
    });
  });
});
