import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { slidingGeometry } from '../../../src/engine/geometry.ts';
import type {
  LayerSpec,
  PermuteSpec,
  Shape,
  Window,
  ZeroPaddingSpec,
} from '../../../src/engine/layerSpecs.ts';
import { permute } from '../../../src/engine/layers/permute.ts';
import { kindOf } from '../../../src/engine/layers/registry.ts';
import { zeroPadding } from '../../../src/engine/layers/zeroPadding.ts';
import { stackedConvolution } from '../../../src/engine/ops/convolution.ts';
import { startTestBackend } from '../backend.ts';
import { runInputs, runLayer } from './harness.ts';
import { convolutionOf, depthwiseOf, poolingOf, transposedOf, windowOf } from './windowSpecs.ts';

beforeAll(startTestBackend);

const shapeOf = (spec: LayerSpec, shape: Shape) => kindOf(spec).outputShape(spec, [shape]);

describe('output shapes', () => {
  test.each([
    // ⌊(28 − 3)/1⌋ + 1 and so on.
    [windowOf([3, 5]), [28, 28, 1], [26, 24, 4]],
    [windowOf([3, 3], { strides: [2, 3] }), [28, 28, 1], [13, 9, 4]],
    [windowOf([3, 3], { dilation: [2, 4] }), [28, 28, 1], [24, 20, 4]],
    // ⌈28/2⌉, ⌈28/3⌉
    [windowOf([3, 3], { strides: [2, 3], padding: 'same' }), [28, 28, 1], [14, 10, 4]],
    [windowOf([4], { padding: 'same' }), [9, 2], [9, 4]],
    [windowOf([4], { padding: 'causal', dilation: [3] }), [9, 2], [9, 4]],
    [windowOf([4], { padding: 'causal', strides: [2] }), [9, 2], [5, 4]],
    // ⌊(5 + 1 + 2 − 3)/2⌋ + 1, ⌊(6 + 0 + 3 − 2)/1⌋ + 1
    [
      windowOf([3, 2], {
        strides: [2, 1],
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
      [5, 6, 2],
      [3, 8, 4],
    ],
  ] as [Window, Shape, Shape][])('convolution %j of %j', (window, shape, output) => {
    expect(shapeOf(convolutionOf(4, window), shape)).toEqual(output);
    const depthwise = [...output.slice(0, -1), shape.at(-1)! * 3];
    expect(shapeOf(depthwiseOf(3, window), shape)).toEqual(depthwise);
  });

  test.each([
    // Keras' deconv_output_length: valid n·s + max(k − s, 0), same n·s, else (n − 1)·s + k − 2·pad + output padding.
    [windowOf([3], { strides: [2] }), undefined, 4, 4 * 2 + 1],
    [windowOf([2], { strides: [3] }), undefined, 4, 4 * 3],
    [windowOf([3], { strides: [2], padding: 'same' }), undefined, 4, 4 * 2],
    [windowOf([3], { strides: [2], padding: 'same' }), [0], 4, 3 * 2 + 3 - 2 * 1],
    [windowOf([3], { strides: [2], padding: 'same' }), [1], 4, 3 * 2 + 3 - 2 * 1 + 1],
    [windowOf([3], { strides: [2] }), [1], 4, 3 * 2 + 3 + 1],
    [windowOf([3], { dilation: [2] }), undefined, 4, 4 + 5 - 1],
    // PyTorch: (n − 1)·s − 2·p + d·(k − 1) + output padding + 1
    [windowOf([3], { strides: [2], padding: [[1, 1]] }), [1], 4, 3 * 2 - 2 * 1 + 2 + 1 + 1],
    [
      windowOf([4], { strides: [3], dilation: [2], padding: [[2, 2]] }),
      undefined,
      5,
      4 * 3 - 2 * 2 + 2 * 3 + 1,
    ],
  ] as [Window, number[] | undefined, number, number][])(
    'transposed convolution %j, output padding %j, of %d steps',
    (window, outputPadding, steps, output) => {
      expect(shapeOf(transposedOf(2, window, outputPadding), [steps, 3])).toEqual([output, 2]);
    },
  );

  test.each([
    [{ kind: 'flatten' }, [3, 4, 2], [24]],
    [{ kind: 'flatten' }, [5], [5]],
    [{ kind: 'reshape', shape: [6, 4] }, [3, 4, 2], [6, 4]],
    [{ kind: 'reshape', shape: [2, -1, 3] }, [24], [2, 4, 3]],
    [{ kind: 'permute', order: [2, 0, 1] }, [3, 4, 2], [2, 3, 4]],
    [{ kind: 'zeroPadding', padding: [[1, 2]] }, [4, 3], [7, 3]],
    [poolingOf('max', [2], [2]), [5, 3], [2, 3]],
    [poolingOf('average', [2, 2], [2, 2], 'same'), [5, 4, 3], [3, 2, 3]],
  ] as [LayerSpec, Shape, Shape][])('%j of %j', (spec, shape, output) => {
    expect(shapeOf(spec, shape)).toEqual(output);
  });
});

describe('what does not fit is named with its sizes', () => {
  test.each([
    [
      convolutionOf(4, windowOf([5, 5])),
      [4, 8, 1],
      'A window of 5 is larger than the input’s height: 4. Use a smaller window',
    ],
    [
      convolutionOf(4, windowOf([3], { dilation: [4], padding: [[1, 1]] })),
      [6, 1],
      'A window of 3 (9 places with dilation 4) is larger than the input’s steps: 8 with padding, 6 without.',
    ],
    [
      depthwiseOf(1, windowOf([3, 3])),
      [8],
      'A window of 3 × 3 slides over rows of 3 axes (height, width, channels), but the input’s rows are [8].',
    ],
    [convolutionOf(4, windowOf([3], { strides: [1, 1] })), [8, 1], 'need 1 values each'],
    [convolutionOf(4, windowOf([3, 3, 3])), [8, 8, 8, 1], 'A window has one or two axes, not 3.'],
    [
      transposedOf(4, windowOf([2], { padding: [[3, 3]] })),
      [4, 1],
      'of 4 places with a kernel of 2, stride 1 and dilation 1 gives 5 places, of which the padding leaves none.',
    ],
    [transposedOf(4, windowOf([2], { padding: 'causal' })), [4, 1], 'has no causal padding'],
    [
      poolingOf(
        'max',
        [2, 2],
        [2, 2],
        [
          [2, 0],
          [0, 0],
        ],
      ),
      [4, 4, 1],
      'Pooling windows of 2 × 2 with padding 2+0 × 0+0 would hold nothing but padding.',
    ],
    [{ kind: 'globalPooling', operation: 'max', keepAxes: false }, [8], 'but the input’s rows are [8].'],
    [
      { kind: 'reshape', shape: [5, 5] },
      [24],
      'Rows of [24] (24 values) cannot be reshaped to [5, 5] (25 values).',
    ],
    [{ kind: 'reshape', shape: [-1, 5] }, [24], 'cannot be reshaped to [-1, 5].'],
    [{ kind: 'reshape', shape: [-1, -1] }, [24], 'cannot be reshaped to [-1, -1].'],
    [{ kind: 'permute', order: [0, 0] }, [3, 4], 'The order [0, 0] does not name each of the 2 axes'],
    [{ kind: 'permute', order: [1, 0] }, [3, 4, 5], 'The order [1, 0] does not name each of the 3 axes'],
    [
      { kind: 'zeroPadding', padding: [[1, 1]] },
      [3, 4, 5],
      'of 1 spatial axes does not fit rows of [3, 4, 5]',
    ],
  ] as [LayerSpec, Shape, string][])('%j of %j', (spec, shape, words) => {
    expect(() => shapeOf(spec, shape)).toThrow(words);
  });

  test('operands that contradict the geometry', () => {
    const geometry = slidingGeometry([5, 5, 2], windowOf([3, 3]), 4);
    const x = tf.zeros([1, 2, 5, 5, 2]) as tf.Tensor5D;
    const kernel = tf.zeros([3, 3, 3, 2, 5]) as tf.Tensor5D;
    expect(() => stackedConvolution(x, kernel, undefined, geometry, 'linear')).toThrow(
      'x [1,2,5,5,2] and kernel [3,3,3,2,5] do not fit rows of [5,5,2] and kernels of [3,3,2,4].',
    );
  });
});

describe('layers that only move values', () => {
  const settings = { batch: 1, training: true };

  test('permute puts axes in the given order', () => {
    const spec: PermuteSpec = { kind: 'permute', order: [1, 0] };
    const run = runInputs(permute, spec, [[2, 3]], 1, 1);
    const [a, b, c, d, e, f] = run.inputs[0]!;
    const [result] = runLayer(permute, spec, [[2, 3]], [run], settings);
    expect([...result!.output]).toEqual([a, d, b, e, c, f]);
    const [u, v, w, x, y, z] = run.weights;
    expect([...result!.inputGradients[0]!]).toEqual([u, w, y, v, x, z]);
  });

  test('zero padding puts zeros around, and takes gradients from inside', () => {
    const spec: ZeroPaddingSpec = { kind: 'zeroPadding', padding: [[1, 2]] };
    const run = runInputs(zeroPadding, spec, [[2, 1]], 1, 1);
    const [result] = runLayer(zeroPadding, spec, [[2, 1]], [run], settings);
    expect([...result!.output]).toEqual([0, ...run.inputs[0]!, 0, 0]);
    expect([...result!.inputGradients[0]!]).toEqual([...run.weights.subarray(1, 3)]);
  });
});
