import { describe, expect, test } from 'vitest';
import { withShapes } from '../../src/definition/shapes.ts';
import { readElements } from './python.ts';

const parametersOf = (elements: string, before = '') =>
  readElements(elements, before).layers.map(({ parameters }) => parameters);

describe('parameter counts', () => {
  test('Dense: inputs · units + units', () => {
    const model = readElements(
      'keras.Input(shape=(64,)), layers.Dense(128), layers.Dense(64), layers.Dense(10)',
    );
    expect(model.layers.map(({ parameters }) => parameters)).toEqual([
      0,
      64 * 128 + 128,
      128 * 64 + 64,
      64 * 10 + 10,
    ]);
    expect(model.parameters).toBe(8_320 + 8_256 + 650);
    expect(model.inputShape).toEqual([64]);
  });

  test('use_bias=False leaves the biases out', () => {
    expect(parametersOf('layers.Dense(8, use_bias=False, input_dim=5)')).toEqual([5 * 8]);
  });

  test('Dense acts on the last axis', () => {
    const model = readElements('keras.Input((10, 7)), layers.Dense(3), layers.Flatten(), layers.Dense(2)');
    expect(model.layers.map(({ outputShape }) => outputShape)).toEqual([[10, 7], [10, 3], [30], [2]]);
    expect(model.parameters).toBe(7 * 3 + 3 + (30 * 2 + 2));
  });

  test('Flatten of an image', () => {
    const model = readElements('layers.Flatten(input_shape=(28, 28, 1)), layers.Dense(10)');
    expect(model.layers[0]).toMatchObject({ inputShape: [28, 28, 1], outputShape: [784], parameters: 0 });
    expect(model.parameters).toBe(784 * 10 + 10);
  });

  test.each([
    ['', 4 * 16],
    ['scale=False', 3 * 16],
    ['center=False, scale=False', 2 * 16],
    ['axis=1', 4 * 16],
    ['center=flag', undefined],
    ['axis=5', undefined],
  ])('BatchNormalization(%s) on 16 channels', (args, expected) => {
    expect(parametersOf(`keras.Input((16,)), layers.BatchNormalization(${args})`)).toEqual([0, expected]);
  });

  test('BatchNormalization over the channels of an image', () => {
    expect(parametersOf('keras.Input((28, 28, 3)), layers.BatchNormalization()')).toEqual([0, 4 * 3]);
    expect(parametersOf('keras.Input((28, 26, 3)), layers.BatchNormalization(axis=1)')).toEqual([0, 4 * 28]);
    expect(parametersOf('keras.Input((28, 26, 3)), layers.BatchNormalization(axis=-2)')).toEqual([0, 4 * 26]);
  });

  test.each([
    'Dropout(0.5)',
    'Activation("relu")',
    'ReLU()',
    'LeakyReLU(0.1)',
    'ELU()',
    'Softmax()',
    'GaussianNoise(0.1)',
    'GaussianDropout(0.1)',
    'AlphaDropout(0.1)',
    'SpatialDropout1D(0.1)',
  ])('%s keeps the shape and has no parameters', (layer) => {
    const model = readElements(`keras.Input((5, 4)), layers.${layer}`);
    expect(model.layers[1]).toMatchObject({ inputShape: [5, 4], outputShape: [5, 4], parameters: 0 });
    expect(model.parameters).toBe(0);
  });
});

describe('the input shape', () => {
  test.each<[string, (number | null)[] | undefined]>([
    ['keras.Input(shape=(64,))', [64]],
    ['keras.Input((64,))', [64]],
    ['keras.Input(shape=[28, 28])', [28, 28]],
    ['keras.Input(shape=64)', [64]],
    ['keras.Input(batch_shape=(None, 64))', [64]],
    ['layers.Input(shape=(None, 8))', [null, 8]],
    ['layers.InputLayer(input_shape=(64,))', [64]],
    ['layers.InputLayer(shape=(64,))', [64]],
    ['layers.InputLayer((64,))', [64]],
    ['layers.InputLayer(batch_input_shape=(32, 64))', [64]],
    ['layers.Dense(8, input_shape=(64,))', [64]],
    ['layers.Dense(8, input_shape=SHAPE)', [28, 28]],
    ['layers.Dense(8, input_shape=(SIZE,))', [28]],
    ['layers.Dense(8, input_dim=SIZE * 2)', [56]],
    ['layers.Dense(8, batch_input_shape=(None, 3))', [3]],
    ['layers.Dense(8, input_shape=(x.shape[1],))', [null]],
    ['layers.Dense(8, input_dim=x.shape[1])', [null]],
    ['layers.Dense(8, input_shape=x.shape[1:])', undefined],
    ['layers.Dense(8, input_shape=(*shape, 3))', undefined],
    ['layers.Dense(8)', undefined],
    ['layers.Embedding(1000, 16, input_dim=1000)', undefined],
    ['layers.Embedding(input_dim=1000, output_dim=16)', undefined],
  ])('%s', (element, expected) => {
    expect(readElements(element, 'SIZE = 28\nSHAPE = (SIZE, 28)').inputShape).toEqual(expected);
  });

  test('counts only on the first layer', () => {
    const model = readElements('make_block(), layers.Dense(8, input_shape=(64,))');
    expect(model.inputShape).toBeUndefined();
    expect(model.layers[0]!.parameters).toBeUndefined();
  });
});

describe('unknown stays unknown', () => {
  test('after an unknown layer the rank is unknown, and counts go on where the last axis is known', () => {
    const model = readElements(
      'keras.Input((8,)), layers.STFTSpectrogram(), layers.Dense(16), layers.Dense(2)',
    );
    expect(model.layers.map(({ outputShape }) => outputShape)).toEqual([
      [8],
      undefined,
      undefined,
      undefined,
    ]);
    expect(model.layers.map(({ parameters }) => parameters)).toEqual([0, undefined, undefined, 16 * 2 + 2]);
    expect(model.parameters).toBeUndefined();
  });

  test('after an element that cannot be read', () => {
    const model = readElements('keras.Input((8,)), layers.Dense(4), make_block(), layers.Dense(2)');
    expect(model.layers[1]).toMatchObject({ outputShape: [4], parameters: 8 * 4 + 4 });
    expect(model.layers[2]!.inputShape).toBeUndefined();
    expect(model.layers[2]!.outputShape).toBeUndefined();
    expect(model.layers[2]!.parameters).toBeUndefined();
    expect(model.parameters).toBeUndefined();
  });

  test('unknown units', () => {
    const model = readElements('keras.Input((8,)), layers.Dense(n), layers.Dense(2), layers.Dense(3)');
    expect(model.layers.map(({ outputShape }) => outputShape)).toEqual([[8], [null], [2], [3]]);
    expect(model.layers.map(({ parameters }) => parameters)).toEqual([0, undefined, undefined, 2 * 3 + 3]);
  });

  test.each(['0', '-3', '2.5'])('Dense(%s) has no valid size', (units) => {
    const [, dense] = readElements(`keras.Input((8,)), layers.Dense(${units})`).layers;
    expect(dense!.outputShape).toEqual([null]);
    expect(dense!.parameters).toBeUndefined();
  });

  test('a free axis makes the flattened size unknown', () => {
    const model = readElements('keras.Input((None, 8)), layers.Flatten(), layers.Dense(2)');
    expect(model.layers[1]!.outputShape).toEqual([null]);
    expect(model.parameters).toBeUndefined();
  });

  test('a model without layers has no size', () => {
    expect(readElements('').parameters).toBeUndefined();
  });
});

test('withShapes fills in a model whose input comes from the data', () => {
  const model = readElements('layers.Dense(128), layers.BatchNormalization(), layers.Dense(10)');
  expect(model.parameters).toBeUndefined();
  const filled = withShapes(model, [64]);
  expect(filled.parameters).toBe(64 * 128 + 128 + 4 * 128 + (128 * 10 + 10));
  expect(filled.layers.map(({ inputShape }) => inputShape)).toEqual([[64], [128], [128]]);
  expect(withShapes(filled).parameters).toBeUndefined();
});
