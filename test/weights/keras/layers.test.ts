import { describe, expect, test } from 'vitest';
import { pythonObject } from '../../../src/weights/hdf5/keras/pythonJson.ts';
import { classByName, variableNames } from '../../../src/weights/hdf5/keras/variables.ts';
import { classOf, layersByName, modelOf, snakeCase } from '../../../src/weights/keras/layers.ts';

const layer = (className: string, name: string, more: object = {}) => ({
  class_name: className,
  config: { name, ...more },
});

describe('layers of a description', () => {
  test('of Keras 1 are the configuration itself', () => {
    const model = modelOf({ class_name: 'Sequential', config: [layer('Dense', 'a'), layer('Dense', 'b')] });
    expect([...layersByName(model).keys()]).toEqual(['', 'a', 'b']);
  });

  test('of models within models are found, in order', () => {
    const inner = layer('Functional', 'inner', { layers: [layer('Dense', 'deep')] });
    const model = modelOf(layer('Functional', 'outer', { layers: [inner, layer('Dense', 'head')] }));
    expect([...layersByName(model).keys()]).toEqual(['outer', 'inner', 'deep', 'head']);
  });

  test.each([
    ['Bidirectional', layer('Bidirectional', 'x', { layer: layer('LSTM', 'l') }), 'LSTM'],
    [
      'TimeDistributed of a wrapper',
      layer('TimeDistributed', 'x', {
        layer: layer('SpectralNormalization', 'y', { layer: layer('Dense', 'z') }),
      }),
      'Dense',
    ],
    ['RNN of a cell', layer('RNN', 'x', { cell: layer('GRUCell', 'c') }), 'GRUCell'],
    ['a plain one', layer('Conv2D', 'x'), 'Conv2D'],
  ])('have the class of what they wrap: %s', (_name, description, expected) => {
    expect(classOf(modelOf(description)!)).toBe(expected);
  });

  test('nested without end stop at 32 levels', () => {
    let description = layer('Dense', 'd');
    for (let level = 0; level < 150; level++)
      description = layer('Functional', `m${level}`, { layers: [description] });
    expect(layersByName(modelOf(description)).size).toBe(33);
  });

  test.each([null, 'Sequential', [], {}, { class_name: 3 }])('%j is no model', (description) => {
    expect(modelOf(description)).toBeUndefined();
  });
});

test.each([
  ['Dense', 'dense'],
  ['Conv2D', 'conv2d'],
  ['BatchNormalization', 'batch_normalization'],
  ['LSTM', 'lstm'],
  ['MultiHeadAttention', 'multi_head_attention'],
  ['Conv2DTranspose', 'conv2d_transpose'],
  ['Custom>MyLayer', 'custom_my_layer'],
])('Keras names a layer of class %s “%s”', (className, name) => {
  expect(snakeCase(className)).toBe(name);
});

test.each([
  ['dense', 'Dense'],
  ['dense_12', 'Dense'],
  ['conv2d_3', 'Conv2D'],
  ['conv1d', 'Conv1D'],
  ['dense1', 'Dense'],
  ['_query_dense', 'EinsumDense'],
  ['encoder', undefined],
])('a group “%s” is of class %s', (name, className) => {
  expect(classByName(name)).toBe(className);
});

test.each([
  ['Dense', {}, 2, ['kernel', 'bias']],
  ['Dense', {}, 1, ['kernel']],
  ['Dense', {}, 4, undefined],
  ['LayerNormalization', { scale: false }, 1, ['beta']],
  ['LayerNormalization', { center: false }, 1, ['gamma']],
  ['LayerNormalization', {}, 1, undefined],
  ['BatchNormalization', { scale: false, center: false }, 2, ['moving_mean', 'moving_variance']],
  ['BatchNormalization', {}, 3, undefined],
  ['MyLayer', {}, 2, undefined],
])('%s %j with %i variables has %j', (className, config, count, names) => {
  expect(variableNames(className, config, count)).toEqual(names);
});

describe('JSON of Python', () => {
  test.each([
    [
      '{"a": NaN, "b": -Infinity, "c": Infinity}',
      { a: null, b: Number.NEGATIVE_INFINITY, c: Number.POSITIVE_INFINITY },
    ],
    ['{"NaN": "NaN \\" NaN", "b": [NaN]}', { NaN: 'NaN " NaN', b: [null] }],
    ['{"a": 1}', { a: 1 }],
    ['[1]', undefined],
    ['{"a": ', undefined],
    ['{"a": NaNa}', undefined],
  ])('%s', (text, value) => {
    expect(pythonObject(text)).toEqual(value);
  });
});
