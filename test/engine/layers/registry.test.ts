import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { kernels, withComposedOperations } from '../../../src/engine/kernels/module.ts';
import type { LayerContext } from '../../../src/engine/layers/layer.ts';
import { kindOf, LAYER_KINDS } from '../../../src/engine/layers/registry.ts';
import { sizeOf } from '../../../src/engine/shapes.ts';
import { startTestBackend } from '../backend.ts';
import { EXAMPLES, type Example } from './examples.ts';
import {
  expectClose,
  expectStackEqualsAlone,
  type RunInputs,
  runInputs,
  runLayer,
  type Settings,
} from './harness.ts';

beforeAll(startTestBackend);

const BATCH = 3;

function runOf({ spec, shapes, wholeNumbersBelow }: Example, seed: number): RunInputs {
  const run = runInputs(kindOf(spec), spec, [...shapes], BATCH, seed);
  if (wholeNumbersBelow === undefined) return run;
  const whole = (value: number) => Math.floor(Math.abs(value) * 1000) % wholeNumbersBelow;
  return { ...run, inputs: run.inputs.map((input) => input.map(whole)) };
}

const settingsOf = ({ strengths }: Example, runs: number): Settings => ({
  batch: BATCH,
  training: true,
  strengths: strengths?.map((strength) => Array<number>(runs).fill(strength)),
});

test('every kind has an example', () => {
  expect(new Set(EXAMPLES.map(({ spec }) => spec.kind))).toEqual(new Set(Object.keys(LAYER_KINDS)));
});

describe.each(EXAMPLES)('$spec.kind of $shapes to $output', (example) => {
  const { spec, shapes, output, flops } = example;
  const kind = kindOf(spec);
  const once = (runs: RunInputs[]) => runLayer(kind, spec, shapes, runs, settingsOf(example, runs.length));

  test('output shape, places and floating-point operations', () => {
    expect(kind.outputShape(spec, shapes)).toEqual(output);
    expect(kind.places?.(spec).length ?? 0).toBeGreaterThanOrEqual(example.strengths?.length ?? 0);
    expect(kind.flops?.(spec, shapes) ?? sizeOf(output)).toBe(flops);
  });

  test('a stack gives each run what it gets alone, bit for bit', () => {
    const runs = [1, 2, 3].map((seed) => runOf(example, seed));
    const results = expectStackEqualsAlone(kind, spec, shapes, settingsOf(example, 3), runs);
    expect(results[0]!.output).not.toEqual(results[1]!.output);
  });

  test('the composed way gives what the kernels give', () => {
    expect(kernels('product')).toBeDefined();
    const runs = [1, 2].map((seed) => runOf(example, seed));
    const expected = withComposedOperations(() => once(runs));
    once(runs).forEach((result, run) => {
      expectClose(result.output, expected[run]!.output);
      for (const part of ['inputGradients', 'valueGradients'] as const) {
        result[part].forEach((gradient, index) => {
          expectClose(gradient, expected[run]![part][index]!);
        });
      }
    });
  });

  test('rows that all runs share, where it takes them, give what copies give', () => {
    if (!kind.acceptsShared) return;
    const runs = [1, 2].map((seed) => runOf(example, seed));
    const shared = runs[0]!.inputs.map((input, index) => tf.tensor(input, [1, BATCH, ...shapes[index]!]));
    const values = (kind.parameters?.(spec, shapes) ?? []).map(({ shape }, index) =>
      tf.stack(runs.map((run) => tf.tensor(run.values[index]!, [...shape]))),
    );
    const context = { runs: 2, training: false, strengths: () => example.strengths ?? [0, 0] } as unknown;
    const given = (inputs: tf.Tensor[]) => kind.forward(spec, inputs, values, context as LayerContext);
    const twice = (x: tf.Tensor) => tf.concat([x, x]);
    const y = given(shared);
    const copied = given(shared.map(twice)).dataSync();
    expect((y.shape[0] === 1 ? twice(y) : y).dataSync()).toEqual(copied);
  });

  test('1,000 steps leave no tensors and no memory', () => {
    const runs = [runOf(example, 1)];
    once(runs);
    const before = tf.memory();
    for (let step = 0; step < 1000; step++) once(runs);
    const after = tf.memory();
    expect([after.numTensors, after.numBytes]).toEqual([before.numTensors, before.numBytes]);
  });
});
