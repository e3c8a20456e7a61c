import { expect, test } from 'vitest';
import { messageOf, placesOf } from './findings.ts';

const CODE = 'REG009';
const TORCH = `import torch
from torch import nn
model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
`;
const SGD = 'optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)\n';
const lossWith = (penalty: string) => `
def loss_of(x, y):
    penalty = ${penalty}
    return nn.functional.cross_entropy(model(x), y) + penalty
`;
const L2 = lossWith('1e-3 * sum(p.pow(2).sum() for p in model.parameters())');

test('PyTorch: coupled decay and a penalty by hand add up', () => {
  // 5e-4 + 2 · 1e-3 = 2.5e-3, and Keras’ l2 is half of that.
  expect(messageOf(CODE, { py: TORCH + SGD + L2 })).toBe(
    'Two terms shrink the same weights: the penalty 0.001·Σw² in the loss and weight_decay=5e-4 of SGD. The penalty’s ' +
      'gradient 2λ·w is that of weight_decay=0.002, so together they are weight_decay=0.0025 (Keras l2(0.00125)). Keep ' +
      'one of them.',
  );
  expect(placesOf(CODE, { py: TORCH + SGD + L2 })).toEqual(['4 warning']);
});

test('PyTorch: decoupled decay does not add up with a penalty', () => {
  const py = `${TORCH}optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)\n${L2}`;
  expect(messageOf(CODE, { py })).toBe(
    'Two terms shrink the same weights: the penalty 0.001·Σw² in the loss and weight_decay=0.01 of AdamW. They do not ' +
      'add up to one number: AdamW divides the penalty’s gradient by √v̂ + ε and applies the decay beside it. Keep the ' +
      'decay and remove the penalty.',
  );
});

test.each([
  ['an L1 penalty: an elastic net', SGD + lossWith('1e-3 * sum(p.abs().sum() for p in model.parameters())')],
  ['no decay', `optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n${L2}`],
  [
    'a strength that cannot be seen',
    SGD + lossWith('args.l2 * sum(p.pow(2).sum() for p in model.parameters())'),
  ],
  [
    'another model',
    `other = nn.Sequential(nn.Linear(4, 4))\noptimizer = torch.optim.SGD(other.parameters(), lr=0.1, weight_decay=5e-4)\n${L2}`,
  ],
])('PyTorch, silent: %s', (_, code) => {
  expect(placesOf(CODE, { py: TORCH + code })).toEqual([]);
});

const KERAS = `import keras
from keras import layers, regularizers
model = keras.Sequential([
    keras.Input((64,)),
    layers.Dense(128, kernel_regularizer=regularizers.l2(1e-4)),
    layers.Dense(10),
])
`;

test('Keras: AdamW beside kernel_regularizer', () => {
  const py = `${KERAS}model.compile(keras.optimizers.AdamW(1e-3, weight_decay=0.004), "mse")\n`;
  expect(messageOf(CODE, { py })).toContain(
    'Two terms shrink the same weights: the penalty L2(1e-4) on a Dense layer of “model” and weight_decay=0.004 of AdamW.',
  );
});

test('Keras: plain SGD in one convention', () => {
  // 1e-4 + 2 · 1e-4 = 3e-4.
  const py = `${KERAS}model.compile(keras.optimizers.SGD(0.1, weight_decay=1e-4), "mse")\n`;
  expect(messageOf(CODE, { py })).toContain(
    'The penalty’s gradient 2λ·w is that of weight_decay=2e-4, so without momentum they are together weight_decay=3e-4 (Keras l2(1.5e-4)).',
  );
});

test.each([
  ['a penalty without decay', 'model.compile("sgd", "mse")\n'],
  ['decay of another model', 'optimizer = keras.optimizers.AdamW(1e-3)\nother.compile(optimizer, "mse")\n'],
])('Keras, silent: %s', (_, code) => {
  expect(placesOf(CODE, { py: KERAS + code })).toEqual([]);
});

test('Keras: the penalty of a layer inside a wrapper', () => {
  const py = `import keras
from keras import layers, regularizers
model = keras.Sequential([
    layers.Input((20, 8)),
    layers.Bidirectional(layers.LSTM(64, kernel_regularizer=regularizers.l2(1e-4))),
    layers.Dense(10),
])
model.compile(keras.optimizers.AdamW(1e-3, weight_decay=0.01), 'mse')
`;
  expect(messageOf(CODE, { py })).toContain(
    'the penalty L2(1e-4) on a Bidirectional(LSTM) layer of “model” and weight_decay=0.01 of AdamW.',
  );
});
