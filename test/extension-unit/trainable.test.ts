import { expect, test } from 'vitest';
import { checkTrainable } from '../../extension/trainable.ts';
import { readDefinitions } from '../../src/definition/read.ts';

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
