import { describe, expect, test } from 'vitest';
import { readElements } from './python.ts';

/** The output shape and the parameters of the only layer after an input. */
const after = (input: string, layer: string) => {
  const { outputShape, parameters } = readElements(`keras.Input(${input}), layers.${layer}`).layers[1]!;
  return [outputShape, parameters];
};

describe('convolutions: ⌊(n − ((k − 1)·dilation + 1))/stride⌋ + 1, with same padding ⌈n/stride⌉', () => {
  test.each([
    ['(28, 28, 1)', 'Conv2D(16, 3)', [26, 26, 16], 3 * 3 * 1 * 16 + 16],
    ['(28, 28, 3)', 'Conv2D(16, (3, 5), use_bias=False)', [26, 24, 16], 3 * 5 * 3 * 16],
    ['(28, 28, 3)', 'Conv2D(8, 3, strides=2, padding="same")', [14, 14, 8], 3 * 3 * 3 * 8 + 8],
    ['(27, 28, 3)', 'Conv2D(8, 3, strides=(2, 3))', [13, 9, 8], 3 * 3 * 3 * 8 + 8],
    ['(28, 28, 3)', 'Conv2D(8, 3, dilation_rate=2)', [24, 24, 8], 3 * 3 * 3 * 8 + 8],
    ['(28, 28, 4)', 'Conv2D(8, 3, groups=2)', [26, 26, 8], 3 * 3 * 2 * 8 + 8],
    ['(40, 5)', 'Conv1D(8, 3)', [38, 8], 3 * 5 * 8 + 8],
    ['(40, 5)', 'Conv1D(8, 3, padding="causal", dilation_rate=4)', [40, 8], 3 * 5 * 8 + 8],
    ['(10, 10, 3)', 'DepthwiseConv2D(3, depth_multiplier=2)', [8, 8, 6], 3 * 3 * 3 * 2 + 6],
    ['(10, 3)', 'DepthwiseConv1D(3, padding="same", use_bias=False)', [10, 3], 3 * 3],
    // Keras: n·stride with same padding; (n − 1)·stride + max(k, stride) with valid padding.
    ['(7, 7, 4)', 'Conv2DTranspose(6, 3, strides=2, padding="same")', [14, 14, 6], 3 * 3 * 6 * 4 + 6],
    ['(7, 7, 4)', 'Conv2DTranspose(6, 3, strides=2)', [15, 15, 6], 3 * 3 * 6 * 4 + 6],
    ['(7, 4)', 'Conv1DTranspose(6, 2, strides=3)', [(7 - 1) * 3 + 3, 6], 2 * 6 * 4 + 6],
    ['(7, 4)', 'Conv1DTranspose(6, 3, strides=2, output_padding=1)', [(7 - 1) * 2 + 3 + 1, 6], 3 * 6 * 4 + 6],
    ['(7, 4)', 'Conv1DTranspose(6, 3, 2, "same", 1)', [(7 - 1) * 2 + 1 + 1, 6], 3 * 6 * 4 + 6],
    ['(28, 28, 1)', 'Conv2D(16, 30)', [null, null, 16], 30 * 30 * 16 + 16],
    ['(1, 28, 27)', 'Conv2D(16, 3, data_format="channels_first")', [16, 26, 25], 3 * 3 * 1 * 16 + 16],
    ['(28, 28)', 'Conv2D(16, 3)', undefined, 3 * 3 * 28 * 16 + 16],
    ['(28, 28, 1)', 'Conv2D(16, k)', [null, null, 16], undefined],
  ])('%s → %s', (input, layer, shape, parameters) => {
    expect(after(input, layer)).toEqual([shape, parameters]);
  });
});

describe('pooling and other changes of shape', () => {
  test.each([
    ['(28, 28, 3)', 'MaxPooling2D()', [14, 14, 3]],
    ['(29, 28, 3)', 'MaxPool2D(2)', [14, 14, 3]],
    ['(29, 28, 3)', 'MaxPooling2D((3, 2), padding="same")', [10, 14, 3]],
    ['(29, 3)', 'AveragePooling1D(3, strides=1)', [27, 3]],
    ['(28, 28, 3)', 'GlobalAveragePooling2D()', [3]],
    ['(28, 28, 3)', 'GlobalMaxPooling2D(keepdims=True)', [1, 1, 3]],
    ['(28, 3)', 'GlobalMaxPool1D()', [3]],
    ['(28, 28, 3)', 'Flatten()', [28 * 28 * 3]],
    ['(64,)', 'Reshape((8, 8, 1))', [8, 8, 1]],
    ['(64,)', 'Reshape((4, -1))', [4, 16]],
    ['(64,)', 'Reshape((5, -1))', [5, null]],
    ['(5, 6, 7)', 'Permute((3, 1, 2))', [7, 5, 6]],
    ['(5, 6)', 'Permute((1, 3))', undefined],
    ['(5, 6, 7)', 'ZeroPadding2D()', [7, 8, 7]],
    ['(5, 6, 7)', 'ZeroPadding2D(((1, 2), (3, 4)))', [8, 13, 7]],
    ['(5, 6, 7)', 'ZeroPadding2D((1, 2))', [7, 10, 7]],
    ['(5, 6)', 'ZeroPadding1D((1, 2))', [8, 6]],
  ])('%s → %s', (input, layer, shape) => {
    expect(after(input, layer)).toEqual([shape, 0]);
  });
});

describe('sequences', () => {
  test.each([
    ['(40,)', 'Embedding(1000, 32)', [40, 32], 1000 * 32],
    ['(40, 32)', 'SimpleRNN(8)', [8], 8 * (32 + 8) + 8],
    ['(40, 32)', 'LSTM(64)', [64], 4 * (64 * (32 + 64) + 64)],
    ['(40, 32)', 'LSTM(64, return_sequences=True, use_bias=False)', [40, 64], 4 * 64 * (32 + 64)],
    ['(40, 32)', 'GRU(64)', [64], 3 * (64 * (32 + 64) + 2 * 64)],
    ['(40, 32)', 'GRU(64, reset_after=False)', [64], 3 * (64 * (32 + 64) + 64)],
    ['(40, 32)', 'Bidirectional(layers.LSTM(64))', [128], 2 * 4 * (64 * (32 + 64) + 64)],
    [
      '(40, 32)',
      'Bidirectional(layers.GRU(8, return_sequences=True), merge_mode="ave")',
      [40, 8],
      2 * 3 * (8 * (32 + 8) + 16),
    ],
    ['(40, 32)', 'Bidirectional(make())', undefined, undefined],
  ])('%s → %s', (input, layer, shape, parameters) => {
    expect(after(input, layer)).toEqual([shape, parameters]);
  });
});

describe('normalization and PReLU', () => {
  test.each([
    ['(8, 8, 6)', 'LayerNormalization()', 2 * 6],
    ['(8, 8, 6)', 'LayerNormalization(axis=[-2, -1], center=False)', 8 * 6],
    ['(8, 8, 6)', 'GroupNormalization(3)', 2 * 6],
    ['(8, 7, 6)', 'PReLU()', 8 * 7 * 6],
    ['(8, 7, 6)', 'PReLU(shared_axes=[1, 2])', 6],
  ])('%s → %s', (input, layer, parameters) => {
    const shape = JSON.parse(input.replace('(', '[').replace(')', ']'));
    expect(after(input, layer)).toEqual([shape, parameters]);
  });
});
