import { expect, test } from 'vitest';
import { storedSource } from '../../../src/definition/keras/stored.ts';
import { readDefinitions } from '../../../src/definition/source.ts';
import { UserError } from '../../../src/errors.ts';

const dense = (name: string, units: number, more: object = {}) => ({
  class_name: 'Dense',
  config: { name, units, use_bias: true, ...more },
});

const sequential = (...layers: object[]) => ({ class_name: 'Sequential', config: { name: 's', layers } });

function layersOf(config: unknown) {
  const [model] = readDefinitions('model.py', storedSource(config, 'model.keras'));
  return model!.layers.map(({ kind, name, outputShape, parameters }) => [
    kind,
    name,
    outputShape,
    parameters,
  ]);
}

test('a Sequential of Keras 2: shapes from batch_input_shape, names kept', () => {
  const config = sequential(
    { class_name: 'InputLayer', config: { batch_input_shape: [null, 64], name: 'pixels' } },
    dense('hidden', 24, {
      activation: 'relu',
      kernel_regularizer: { class_name: 'L2', config: { l2: 0.1 } },
    }),
    { class_name: 'Dropout', config: { name: 'drop', rate: 0.25, seed: null } },
    dense('scores', 10, { activation: 'softmax' }),
  );
  expect(layersOf(config)).toEqual([
    ['Input', 'input_layer', [64], 0],
    ['Dense', 'hidden', [24], 64 * 24 + 24],
    ['Dropout', 'drop', [24], 0],
    ['Dense', 'scores', [10], 24 * 10 + 10],
  ]);
});

test.each([
  [
    'Keras 1: the list alone',
    { class_name: 'Sequential', config: [dense('a', 3, { batch_input_shape: [null, 5] })] },
  ],
  [
    'TensorFlow.js: inside of model_config',
    { model_config: sequential(dense('a', 3, { batch_input_shape: [null, 5] })) },
  ],
  [
    'Keras 3: build_input_shape',
    { class_name: 'Sequential', config: { layers: [dense('a', 3)], build_input_shape: [null, 5] } },
  ],
])('%s', (_name, config) => {
  expect(layersOf(config).at(-1)).toEqual(['Dense', 'a', [3], 5 * 3 + 3]);
});

const node = (from: string) => [
  { args: [{ class_name: '__keras_tensor__', config: { keras_history: [from, 0, 0] } }], kwargs: {} },
];
const functional = (...layers: object[]) => ({ class_name: 'Functional', config: { name: 'f', layers } });
const input = { class_name: 'InputLayer', config: { batch_shape: [null, 5], name: 'in' }, inbound_nodes: [] };

test('a Functional model of one chain, in both ways of writing nodes', () => {
  const config = functional(
    input,
    {
      ...dense('a', 4, { activation: { module: 'builtins', class_name: 'function', config: 'relu' } }),
      inbound_nodes: node('in'),
    },
    { ...dense('b', 2), inbound_nodes: [[['a', 0, 0, {}]]] },
  );
  expect(layersOf(config).map(([, name]) => name)).toEqual(['input_layer', 'a', 'b']);
  expect(storedSource(config, 'model.keras')).toContain('activation="relu"');
});

test.each([
  [
    'layers that branch',
    functional(
      input,
      { ...dense('a', 4), inbound_nodes: node('in') },
      { ...dense('b', 2), inbound_nodes: node('in') },
    ),
    'Evaluated are models whose layers follow one after another; its layers are no single chain: “b” takes “in”.',
  ],
  [
    'a model inside',
    sequential({ class_name: 'Functional', config: { name: 'vgg16', layers: [] } }),
    'Evaluated are models whose layers follow one after another; it has a model inside of it, “vgg16”.',
  ],
  ['no layers', { class_name: 'Sequential', config: {} }, /its description has no list of layers\.$/],
  ['nothing', null, /its description has no list of layers\.$/],
  [
    'a name that is code',
    sequential({ class_name: 'Dense(1))\nimport os', config: {} }),
    /a layer has no name of a class\.$/,
  ],
])('%s are refused', (_name, config, explanation) => {
  const refusal = refusalOf(() => storedSource(config, 'model.keras'));
  expect(refusal.problem.code).toBe('ARCHITECTURE_UNREADABLE');
  expect(refusal.problem.title).toBe('model.keras cannot be evaluated here');
  if (typeof explanation === 'string') expect(refusal.problem.explanation).toBe(explanation);
  else expect(refusal.problem.explanation).toMatch(explanation);
});

function refusalOf(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('text stays text: what a name holds is quoted', () => {
  const source = storedSource(
    sequential(dense('a")\nimport os\n("', 3, { batch_input_shape: [null, 5] })),
    'm.h5',
  );
  expect(source.split('\n').filter((line) => line.startsWith('import'))).toEqual(['import keras']);
});
