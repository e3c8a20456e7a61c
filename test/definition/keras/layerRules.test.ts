/** Shapes and parameters of the layers that are not in the tables beside this folder. */
import { describe, expect, test } from 'vitest';
import { modelsOf } from './support.ts';

/** Shape and parameters of one layer applied to inputs of these shapes. */
function applied(layer: string, ...inputs: string[]) {
  const names = inputs.map((_, index) => `x${index}`);
  const lines = inputs.map((shape, index) => `x${index} = Input(${shape})`);
  const given = names.length === 1 ? names[0] : `[${names.join(', ')}]`;
  const [model] = modelsOf(
    `${lines.join('\n')}\ny = ${layer}(${given})\nnet = Model([${names.join(', ')}], y)`,
  );
  const { outputShape, parameters } = model!.layers.at(-1)!;
  return [outputShape, parameters];
}

describe('one input', () => {
  test.each<[string, string, (number | null)[] | undefined, number | undefined]>([
    ['Conv3D(4, 3)', '(8, 8, 8, 2)', [6, 6, 6, 4], 3 * 3 * 3 * 2 * 4 + 4],
    ['Conv3DTranspose(4, 2, strides=2)', '(3, 3, 3, 2)', [6, 6, 6, 4], 2 * 2 * 2 * 4 * 2 + 4],
    ['MaxPooling3D()', '(8, 8, 8, 2)', [4, 4, 4, 2], 0],
    ['GlobalAveragePooling3D()', '(8, 8, 8, 2)', [2], 0],
    // A kernel for each of 3 channels twice, then 6 channels mixed to 8.
    ['SeparableConv2D(8, 3, depth_multiplier=2)', '(9, 9, 3)', [7, 7, 8], 3 * 3 * 3 * 2 + 6 * 8 + 8],
    ['SeparableConv1D(8, 5, padding="same")', '(9, 3)', [9, 8], 5 * 3 + 3 * 8 + 8],
    ['Conv2D(4, 3, data_format="channels_first")', '(2, 9, 8)', [4, 7, 6], 3 * 3 * 2 * 4 + 4],
    ['MaxPooling2D(data_format="channels_first")', '(2, 9, 8)', [2, 4, 4], 0],
    ['Cropping1D((1, 2))', '(9, 3)', [6, 3], 0],
    ['Cropping2D(((1, 1), (2, 0)))', '(9, 9, 3)', [7, 7, 3], 0],
    ['UpSampling1D(3)', '(9, 3)', [27, 3], 0],
    ['UpSampling2D((2, 3))', '(4, 5, 3)', [8, 15, 3], 0],
    ['ZeroPadding3D(1)', '(4, 4, 4, 2)', [6, 6, 6, 2], 0],
    ['RepeatVector(5)', '(7,)', [5, 7], 0],
    ['Resizing(64, 48)', '(9, 9, 3)', [64, 48, 3], 0],
    ['CenterCrop(6, 4)', '(9, 9, 3)', [6, 4, 3], 0],
    ['Rescaling(1 / 255)', '(9, 9, 3)', [9, 9, 3], 0],
    ['RandomFlip("horizontal")', '(9, 9, 3)', [9, 9, 3], 0],
    // Means, variances and one count.
    ['Normalization()', '(5,)', [5], 2 * 5 + 1],
    ['Normalization(mean=0.0, variance=1.0)', '(5,)', [5], undefined],
    ['UnitNormalization()', '(5,)', [5], 0],
    ['RMSNormalization()', '(7, 5)', [7, 5], 5],
    ['SyncBatchNormalization()', '(7, 5)', [7, 5], 4 * 5],
    ['CategoryEncoding(num_tokens=9)', '(4,)', [9], 0],
    ['CategoryEncoding(9, "one_hot")', '(1,)', [9], 0],
    ['Discretization(bin_boundaries=[0.0])', '(4,)', [4], 0],
    ['Hashing(10)', '(4,)', [4], 0],
    ['TextVectorization(max_tokens=100, output_sequence_length=20)', '(1,)', [20], 0],
    ['EinsumDense("ab,bc->ac", output_shape=64, bias_axes="c")', '(32,)', [64], 32 * 64 + 64],
    // (batch, time, d) · (d, heads, size): 16 · 4 · 8 weights and 4 · 8 biases.
    [
      'EinsumDense("abc,cde->abde", output_shape=(None, 4, 8), bias_axes="de")',
      '(7, 16)',
      [7, 4, 8],
      16 * 32 + 32,
    ],
    ['LocallyConnected1D(4, 3)', '(9, 2)', [7, 4], 7 * (3 * 2 * 4 + 4)],
    ['ConvLSTM2D(6, 3, return_sequences=True)', '(5, 9, 9, 2)', [5, 7, 7, 6], 4 * (3 * 3 * (2 + 6) * 6 + 6)],
    ['ConvLSTM2D(6, 3, padding="same")', '(5, 9, 9, 2)', [9, 9, 6], 4 * (3 * 3 * (2 + 6) * 6 + 6)],
    ['CuDNNLSTM(6)', '(5, 2)', [6], 4 * (6 * (2 + 6) + 2 * 6)],
    ['Lambda(lambda t: t[:, -1], output_shape=(3,))', '(5, 3)', [3], 0],
    ['Discrete()', '(5, 3)', undefined, undefined],
  ])('%s of %s', (layer, input, shape, parameters) => {
    if (layer === 'Discrete()')
      return expect(modelsOf(`x = Input(${input})\nModel(x, ${layer}(x))`)).toHaveLength(1);
    return expect(applied(layer, input)).toEqual([shape, parameters]);
  });
});

describe('several inputs', () => {
  test.each<[string, string[], (number | null)[] | undefined, number | undefined]>([
    ['Add()', ['(8, 3)', '(8, 3)', '(8, 3)'], [8, 3], 0],
    ['Multiply()', ['(8, 8, 16)', '(1, 1, 16)'], [8, 8, 16], 0],
    ['Average()', ['(8, None)', '(8, 3)'], [8, 3], 0],
    ['Maximum()', ['(8, 3)', '(3,)'], [8, 3], 0],
    ['Add()', ['(8, 3)', '(7, 3)'], undefined, 0],
    ['Concatenate()', ['(8, 3)', '(8, 5)'], [8, 8], 0],
    ['Concatenate(axis=1)', ['(8, 3)', '(2, 3)'], [10, 3], 0],
    ['Concatenate(axis=-1)', ['(8, 8, 3)', '(None, 8, 4)'], [8, 8, 7], 0],
    ['Concatenate()', ['(8, 3)', '(5,)'], undefined, 0],
    ['Dot(axes=1)', ['(6,)', '(6,)'], [1], 0],
    ['Dot(axes=(2, 1))', ['(4, 6)', '(6, 5)'], [4, 5], 0],
    ['Attention()', ['(4, 6)', '(7, 6)'], [4, 6], 0],
    ['Attention(use_scale=True)', ['(4, 6)', '(7, 6)'], [4, 6], 1],
    ['AdditiveAttention()', ['(4, 6)', '(7, 6)'], [4, 6], 6],
  ])('%s of %j', (layer, inputs, shape, parameters) => {
    expect(applied(layer, ...inputs)).toEqual([shape, parameters]);
  });

  test('functions that make and apply a layer at once', () => {
    const [model] = modelsOf(`
a, b = Input((8, 3)), Input((8, 3))
net = Model([a, b], layers.concatenate([layers.add([a, b]), a], axis=1))
`);
    expect(model!.layers.map(({ kind, outputShape }) => [kind, outputShape])).toEqual([
      ['Input', [8, 3]],
      ['Input', [8, 3]],
      ['Add', [8, 3]],
      ['Concatenate', [16, 3]],
    ]);
  });

  test.each([
    // Queries, keys and values of 10 numbers onto 2 · 5, and back.
    ['MultiHeadAttention(2, 5)(x, x)', 3 * (10 * 10 + 10) + (10 * 10 + 10)],
    ['MultiHeadAttention(num_heads=2, key_dim=5, use_bias=False)(x, x)', 4 * 10 * 10],
    ['MultiHeadAttention(2, 5, value_dim=3)(x, x)', 2 * (10 * 10 + 10) + (10 * 6 + 6) + (6 * 10 + 10)],
    ['MultiHeadAttention(2, 5)(query=x, value=y)', 10 * 10 + 10 + 2 * (4 * 10 + 10) + (10 * 10 + 10)],
    ['MultiHeadAttention(2, 5)(x, x, attention_mask=mask)', 4 * (10 * 10 + 10)],
  ])('%s', (call, parameters) => {
    const [model] = modelsOf(
      `x = Input((7, 10))\ny = Input((9, 4))\nmask = Input((7, 7))\nnet = Model([x, y], ${call})`,
    );
    const layer = model!.layers.find(({ kind }) => kind === 'MultiHeadAttention')!;
    expect([layer.outputShape, layer.parameters]).toEqual([[7, 10], parameters]);
  });
});
