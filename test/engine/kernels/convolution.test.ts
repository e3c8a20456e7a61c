import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkConvolution } from '../../../src/engine/kernels/convolutionCheck.ts';
import { type Kernels, kernels, withComposedOperations } from '../../../src/engine/kernels/module.ts';
import type { WindowKernels } from '../../../src/engine/kernels/window.ts';
import { startTestBackend } from '../backend.ts';
import { expectClose, someNumbers } from '../layers/harness.ts';

beforeAll(startTestBackend);

const loaded = () => kernels<WindowKernels>('convolution')!;

describe('the self-test', () => {
  test('passes', () => {
    expect(tf.tidy(() => checkConvolution(loaded()) as never)).toBeUndefined();
  });

  /** The kernels with one function that does its work and then `spoil`s the memory at one of its arguments. */
  const spoiled = (
    name: keyof WindowKernels,
    argument: number,
    spoil: (memory: Float32Array, at: number) => void,
  ) => {
    const whole = loaded();
    const call = whole.exports[name] as (...args: number[]) => void;
    const exports = {
      ...whole.exports,
      [name]: (...args: number[]) => {
        call(...args);
        spoil(whole.heap(), args[argument]! / 4);
      },
    };
    return { ...whole, exports } as unknown as Kernels<WindowKernels>;
  };

  test.each([
    ['convolve', 6, 'convolution'],
    ['convolutionKernelGradient', 6, 'kernel gradient of convolution'],
    ['convolutionKernelGradient', 7, 'bias gradient of convolution'],
    ['convolutionInputGradient', 6, 'input gradient of convolution'],
    ['pool', 3, 'max pooling'],
    ['maximumGradient', 5, 'gradient of max pooling'],
    ['averageGradient', 3, 'gradient of average pooling'],
  ] as const)('says what is wrong with %s, argument %i', (name, argument, words) => {
    const run = (use: Kernels<WindowKernels>) => tf.tidy(() => checkConvolution(use) as never) as string;
    const value = run(spoiled(name, argument, (memory, at) => (memory[at]! += 1)));
    expect(value).toMatch(new RegExp(`^${words}: element 0 is .+, expected `));
    const outside = run(spoiled(name, argument, (memory, at) => (memory[at - 1] = 0)));
    expect(outside).toBe(`${words}: written beyond its end`);
  });
});

describe('TensorFlow.js’ own operations can be trained on the wasm backend', () => {
  const x = someNumbers(2 * 6 * 7 * 3, 1, 1);
  type Forward = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor;
  const cases: [string, number[], Forward][] = [
    ['conv2d same', [3, 2, 3, 5], (a, b) => tf.conv2d(a, b, [2, 1], 'same')],
    ['conv2d valid', [2, 3, 3, 4], (a, b) => tf.conv2d(a, b, [1, 2], 'valid')],
    ['depthwise', [3, 3, 3, 1], (a, b) => tf.depthwiseConv2d(a, b, 1, 'same')],
    ['depthwise, multiplier 2', [3, 2, 3, 2], (a, b) => tf.depthwiseConv2d(a, b, 2, 'same')],
    ['maxPool', [1, 1, 3, 3], (a, b) => tf.maxPool(tf.conv2d(a, b, 1, 'valid'), [3, 2], [2, 1], 'same')],
    [
      'maxPool below 0',
      [1, 1, 3, 3],
      (a, b) => tf.maxPool(tf.sub(tf.conv2d(a, b, 1, 'valid'), 99), 2, 2, 'valid'),
    ],
  ];

  const gradientsOf = (shape: number[], forward: Forward) =>
    tf.tidy(() => {
      const filter = someNumbers(tf.util.sizeFromShape(shape), 2, 1);
      const given = [tf.tensor(x, [2, 6, 7, 3]), tf.tensor(filter, shape)];
      const gradients = tf.grads((...both: tf.Tensor[]) => {
        const y = forward(both[0] as tf.Tensor4D, both[1] as tf.Tensor4D);
        return tf.sum(tf.mul(y, tf.tensor(someNumbers(y.size, 3, 1), y.shape))) as tf.Scalar;
      })(given);
      return gradients.map((gradient) => gradient.dataSync());
    });

  describe.each([
    ['with kernels', <T>(use: () => T) => use()],
    ['without', withComposedOperations],
  ])('%s', (_, by) => {
    test.each(cases)('%s', async (_name, shape, forward) => {
      const before = tf.memory().numTensors;
      const gradients = by(() => gradientsOf(shape, forward));
      expect(tf.memory().numTensors).toBe(before);
      await tf.setBackend('cpu');
      const expected = gradientsOf(shape, forward);
      await tf.setBackend('wasm');
      expectClose(gradients[0]!, expected[0]!);
      expectClose(gradients[1]!, expected[1]!);
    });
  });
});

test('what is saved for the backward pass shares its memory; a clone elsewhere is a copy', () => {
  const address = (tensor: tf.Tensor) => loaded().address(tensor);
  const x = tf.tensor([1, 2, 3]);
  const clone = x.clone();
  expect(address(clone)).not.toBe(address(x));
  clone.dispose();
  let shared = false;
  const before = tf.memory();
  const gradient = tf.grad((a: tf.Tensor) => {
    const b = a.clone();
    shared = address(b) === address(a);
    return tf.sum(tf.mul(b, b));
  })(x);
  expect(shared).toBe(true);
  expect([...gradient.dataSync()]).toEqual([2, 4, 6]);
  gradient.dispose();
  expect([...x.dataSync()]).toEqual([1, 2, 3]);
  expect(tf.memory().numBytes).toBe(before.numBytes);
  x.dispose();
});
