import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { kernels, withComposedOperations } from '../../../src/engine/kernels/module.ts';
import type { LayerSpec, Shape } from '../../../src/engine/layerSpecs.ts';
import { convolution } from '../../../src/engine/layers/convolution.ts';
import { depthwiseConvolution } from '../../../src/engine/layers/depthwiseConvolution.ts';
import type { LayerKind } from '../../../src/engine/layers/layer.ts';
import { kindOf } from '../../../src/engine/layers/registry.ts';
import { transposedConvolution } from '../../../src/engine/layers/transposedConvolution.ts';
import golden from '../../goldens/convolution.json' with { type: 'json' };
import { startTestBackend } from '../backend.ts';
import { cpuAnswer } from './cpuAnswer.ts';
import { expectClose, expectStackEqualsAlone, type RunInputs, runInputs, runLayer } from './harness.ts';
import { convolutionOf, depthwiseOf, FILTERS, transposedOf, windowOf } from './windowSpecs.ts';

beforeAll(startTestBackend);

type Pair = [number, number];

/** Both ways to compute: kernels, and TensorFlow.js' own operations. */
const WAYS = [
  ['kernels', (use: () => void) => use()],
  ['composed operations', (use: () => void) => withComposedOperations(use)],
] as const;

test('the kernels are in use', () => expect(kernels('convolution')).toBeDefined());

describe.each(WAYS)('PyTorch, by %s', (_, by) => {
  const cases = golden.cases.map((item) => [
    `${item.spec.kind} [${item.shape}] ${JSON.stringify({ ...item.spec, kind: undefined })}`,
    item,
  ]);
  test.each(cases as [string, (typeof golden.cases)[number]][])('%s', (_name, item) => {
    const spec = { ...FILTERS, ...item.spec } as unknown as LayerSpec;
    const kind = kindOf(spec) as LayerKind<LayerSpec>;
    expect(kind.outputShape(spec, [item.shape])).toEqual(item.outputShape);
    const run = {
      inputs: [Float32Array.from(item.x)],
      values: item.values.map((value) => Float32Array.from(value)),
      weights: Float32Array.from(item.dy),
      seed: 0,
    };
    const other = runInputs(kind, spec, [item.shape], golden.batch, 5);
    by(() => {
      const [, result] = runLayer(kind, spec, [item.shape], [other, run], {
        batch: golden.batch,
        training: true,
      });
      expectClose(result!.output, item.y);
      [...result!.inputGradients, ...result!.valueGradients].forEach((gradient, index) => {
        expectClose(gradient, item.gradients[index]!);
      });
    });
  });
});

/** Weights of the outputs so small that gradients are sums of size 1, as those of a mean are: large sums lose digits. */
function withMeanLoss(run: RunInputs): RunInputs {
  const scale = 1 / Math.sqrt(run.weights.length);
  return { ...run, weights: run.weights.map((weight) => weight * scale) };
}

/** Compares each of three runs with TensorFlow.js' answer for it alone, and the stack with single runs. */
async function expectAnswers<S>(
  kind: LayerKind<S>,
  spec: S,
  shape: Shape,
  batch: number,
  forward: (x: tf.Tensor4D, kernel: tf.Tensor4D) => tf.Tensor4D,
): Promise<void> {
  const runs = [1, 2, 3].map((seed) => withMeanLoss(runInputs(kind, spec, [shape], batch, seed)));
  const results = expectStackEqualsAlone(kind, spec, [shape], { batch, training: true }, runs);
  const shapes = kind.parameters!(spec, [shape]).map((parameter) => parameter.shape);
  for (const [index, run] of runs.entries()) {
    const answer = await cpuAnswer(
      ([x], [kernel, bias]) => tf.add(forward(x as tf.Tensor4D, kernel as tf.Tensor4D), bias!),
      run,
      batch,
      [shape],
      shapes,
    );
    expectClose(results[index]!.output, answer.output);
    expectClose(results[index]!.inputGradients[0]!, answer.inputGradients[0]!);
    expectClose(results[index]!.valueGradients[0]!, answer.valueGradients[0]!);
    expectClose(results[index]!.valueGradients[1]!, answer.valueGradients[1]!);
  }
}

/** Shape of rows, filters (or multiplier), window, strides, padding, batch. */
const GEOMETRIES: [Shape, number, Pair, Pair, 'valid' | 'same', number][] = [
  [[1, 1, 1], 1, [1, 1], [1, 1], 'valid', 1],
  [[5, 5, 1], 1, [3, 3], [1, 1], 'valid', 1],
  [[7, 6, 3], 8, [3, 3], [1, 1], 'same', 2],
  [[7, 6, 3], 5, [2, 4], [1, 1], 'same', 2],
  [[8, 8, 4], 16, [3, 3], [2, 2], 'same', 3],
  [[9, 8, 2], 7, [3, 2], [2, 3], 'valid', 3],
  [[9, 8, 5], 9, [3, 2], [3, 2], 'same', 2],
  [[6, 6, 9], 4, [1, 1], [1, 1], 'valid', 2],
  [[6, 6, 4], 12, [1, 1], [2, 2], 'valid', 2],
  [[5, 9, 2], 3, [1, 5], [1, 2], 'same', 2],
  [[4, 4, 3], 10, [4, 4], [1, 1], 'valid', 5],
  [[3, 3, 2], 3, [3, 3], [3, 3], 'valid', 65],
  [[4, 4, 2], 2, [2, 2], [4, 3], 'valid', 2],
  [[36, 35, 1], 3, [3, 3], [1, 1], 'same', 1],
  [[36, 35, 2], 9, [3, 3], [1, 1], 'valid', 2],
];

const nameOf = '%j, %d filters, window %j, strides %j, padding %s, batch %d';

test.each(GEOMETRIES)(`convolution of ${nameOf}`, async (shape, filters, size, strides, padding, batch) => {
  const spec = convolutionOf(filters, windowOf(size, { strides, padding }));
  await expectAnswers(convolution, spec, shape, batch, (x, kernel) => tf.conv2d(x, kernel, strides, padding));
});

test.each(GEOMETRIES)(
  `depthwise convolution of ${nameOf}`,
  async (shape, filters, size, strides, padding, batch) => {
    const spec = depthwiseOf(1 + (filters % 3), windowOf(size, { strides, padding }));
    await expectAnswers(depthwiseConvolution, spec, shape, batch, (x, kernel) =>
      tf.depthwiseConv2d(x, kernel, strides, padding),
    );
  },
);

test.each(GEOMETRIES)(
  `transposed convolution of ${nameOf}`,
  async (shape, filters, size, strides, padding, batch) => {
    const spec = transposedOf(filters, windowOf(size, { strides, padding }));
    const output = transposedConvolution.outputShape(spec, [shape]) as [number, number, number];
    await expectAnswers(transposedConvolution, spec, shape, batch, (x, kernel) =>
      tf.conv2dTranspose(x, kernel, [batch, ...output], strides, padding),
    );
  },
);

test.each([
  [1, 1],
  [3, 1],
  [2, 2],
])('causal convolution with a kernel of %d and dilation %d sees no later step', (size, dilation) => {
  const spec = convolutionOf(2, windowOf([size], { dilation: [dilation], padding: 'causal' }));
  const [run] = [runInputs(convolution, spec, [[6, 3]], 1, 4)];
  const changed = { ...run!, inputs: [run!.inputs[0]!.map((value, at) => (at >= 4 * 3 ? 9 : value))] };
  const [before, after] = runLayer(convolution, spec, [[6, 3]], [run!, changed], {
    batch: 1,
    training: true,
  });
  expect(after!.output.slice(0, 4 * 2)).toEqual(before!.output.slice(0, 4 * 2));
  expect(after!.output.slice(4 * 2, 5 * 2)).not.toEqual(before!.output.slice(4 * 2, 5 * 2));
});

describe('a relu taken along', () => {
  const kinds = [
    ['convolution', convolution, convolutionOf(9, windowOf([3, 2], { padding: 'same', strides: [1, 2] }))],
    ['depthwise convolution', depthwiseConvolution, depthwiseOf(2, windowOf([2, 2]))],
    ['transposed convolution', transposedConvolution, transposedOf(5, windowOf([3, 3], { strides: [2, 2] }))],
  ] as [string, LayerKind<LayerSpec>, LayerSpec][];

  test.each(kinds)('by %s gives the bits of a relu after it', (_, kind, spec) => {
    const shape = [5, 6, 3];
    const fused: LayerKind<LayerSpec> = {
      ...kind,
      forward: (own, inputs, values, context) =>
        kind.forward(own, inputs, values, { ...context, epilogue: { relu: true } }),
    };
    const apart: LayerKind<LayerSpec> = {
      ...kind,
      forward: (own, inputs, values, context) => tf.relu(kind.forward(own, inputs, values, context)),
    };
    const runs = [1, 2].map((seed) => runInputs(kind, spec, [shape], 3, seed));
    const settings = { batch: 3, training: true };
    expect(kind.fuses).toBe('relu');
    expect(runLayer(fused, spec, [shape], runs, settings)).toEqual(
      runLayer(apart, spec, [shape], runs, settings),
    );
  });
});

describe('rows that all runs share', () => {
  const kinds = [
    ['convolution', convolution, convolutionOf(4, windowOf([3, 3], { padding: 'same' }))],
    ['depthwise convolution', depthwiseConvolution, depthwiseOf(2, windowOf([2, 2]))],
    ['transposed convolution', transposedConvolution, transposedOf(5, windowOf([2, 2]))],
  ] as [string, LayerKind<LayerSpec>, LayerSpec][];

  test.each(kinds)(
    '%s: outputs and gradients as with copies; the rows get the sum of the runs',
    (_, kind, spec) => {
      const shape = [4, 5, 3];
      const batch = 2;
      const [first, second] = [1, 2].map((seed) => runInputs(kind, spec, [shape], batch, seed));
      const copied = { ...second!, inputs: first!.inputs };
      const apart = runLayer(kind, spec, [shape], [first!, copied], { batch, training: true });
      // The inputs come in once for all: a layer in front repeats nothing, so the first axis stays 1.
      const results = tf.tidy(() => {
        const x = tf.tensor(first!.inputs[0]!, [1, batch, ...shape]);
        const values = kind.parameters!(spec, [shape]).map(({ shape: own }, index) =>
          tf.stack([first!, copied].map((run) => tf.tensor(run.values[index]!, [...own]))),
        );
        const weights = [first!, copied].map((run) => tf.tensor(run.weights));
        const gradients = tf.grads((rows: tf.Tensor, ...given: tf.Tensor[]) => {
          const y = kind.forward(spec, [rows], given, { runs: 2, training: true } as never);
          return tf.sum(tf.mul(tf.reshape(y, [2, -1]), tf.stack(weights))) as tf.Scalar;
        })([x, ...values]);
        return gradients.map((gradient) => Float32Array.from(gradient.dataSync()));
      });
      const summed = apart[0]!.inputGradients[0]!.map(
        (value, at) => value + apart[1]!.inputGradients[0]![at]!,
      );
      expectClose(results[0]!, summed, 1e-6);
      apart[0]!.valueGradients.forEach((gradient, index) => {
        expect(results[index + 1]).toEqual(Float32Array.of(...gradient, ...apart[1]!.valueGradients[index]!));
      });
    },
  );
});

describe('fans as Keras computes them', () => {
  test.each([
    ['convolution', convolutionOf(16, windowOf([3, 5])), [3, 5, 8, 16], 3 * 5 * 8, 3 * 5 * 16],
    ['convolution', convolutionOf(16, windowOf([3])), [3, 8, 16], 3 * 8, 3 * 16],
    ['depthwise convolution', depthwiseOf(2, windowOf([3, 5])), [3, 5, 8, 2], 3 * 5 * 8, 3 * 5 * 2],
    ['transposed convolution', transposedOf(16, windowOf([3, 5])), [3, 5, 16, 8], 3 * 5 * 16, 3 * 5 * 8],
  ] as [string, LayerSpec, Shape, number, number][])('%s', (_, spec, shape, fanIn, fanOut) => {
    const rows = shape.length === 3 ? [20, 8] : [20, 20, 8];
    const [kernel, bias] = kindOf(spec).parameters!(spec, [rows]);
    expect(kernel).toMatchObject({ name: 'kernel', role: 'kernel', shape, fanIn, fanOut, trainable: true });
    expect(bias).toMatchObject({ name: 'bias', role: 'bias', shape: [16], fanIn, fanOut });
    const bare = { ...spec, useBias: false } as LayerSpec;
    expect(kindOf(bare).parameters!(bare, [rows])).toEqual([kernel]);
  });
});
