import { expect, test } from 'vitest';
import { checkTrainable, isMeasurable, whyUntrainable } from '../../extension/trainable.ts';
import { readDefinitions } from '../../src/definition/source.ts';

const model = (layers: string) =>
  readDefinitions(
    'net.py',
    `from tensorflow import keras\nfrom tensorflow.keras import layers\nnet = keras.Sequential([${layers}])\n`,
  )[0]!;

test.each([
  ['layers.Dense(size()), layers.Dense(2)', '“units” of the Dense layer in line 3 is not visible'],
  ['layers.Flatten()', '“net” has no layer with weights'],
  ['layers.Dense(2), *blocks()', 'Some layers of “net” are not visible'],
])('nothing is asked about %s', (layers, title) => {
  expect(() => checkTrainable(model(layers), 'net.py')).toThrow(title);
});

test('a model whose layers can all be seen is asked about', () => {
  expect(() => checkTrainable(model('layers.Dense(4), layers.Dense(2)'), 'net.py')).not.toThrow();
});

test.each([
  [
    'a PyTorch module',
    'net.py',
    'from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, 2)\n',
    '“Net” is written in PyTorch',
  ],
  [
    'a model of TensorFlow.js',
    'net.ts',
    "import * as tf from '@tensorflow/tfjs';\nconst net = tf.sequential({ layers: [tf.layers.dense({ units: 2 })] });\n",
    '“net” is written in TensorFlow.js',
  ],
  [
    'a functional model',
    'net.py',
    'import keras\nx = keras.Input((4,))\nnet = keras.Model(x, keras.layers.Dense(2)(x))\n',
    '“net” is no Sequential model',
  ],
])('%s is described only', (_, file, text, title) => {
  const [definition] = readDefinitions(file, text);
  expect(isMeasurable(definition!)).toBe(false);
  expect(whyUntrainable(definition!, file)?.title).toBe(title);
});

test('a model of a notebook is described only', () => {
  const cell = { cell_type: 'code', source: 'import keras\nnet = keras.Sequential([keras.layers.Dense(2)])' };
  const [definition] = readDefinitions(
    'lab.ipynb',
    JSON.stringify({ nbformat: 4, metadata: {}, cells: [cell] }),
  );
  expect(isMeasurable(definition!)).toBe(false);
  expect(whyUntrainable(definition!, 'lab.ipynb')?.title).toBe('“net” stands in a notebook');
});
