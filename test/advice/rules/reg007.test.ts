import { describe, expect, test } from 'vitest';
import { fixed, messageOf, placesOf } from './findings.ts';

const CODE = 'REG007';
const TORCH = `import torch
from torch import nn, optim
model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
`;
const KERAS = `import keras
from keras import layers, regularizers
model = keras.Sequential([
    keras.Input((64,)),
    layers.Dense(128, kernel_regularizer=regularizers.l2(1e-4)),
    layers.Dense(10, kernel_regularizer=regularizers.l2(1e-4)),
])
`;

describe('PyTorch', () => {
  test('says what the number does, in which convention, and what AdamW would do', () => {
    // Keras l2(λ) has the gradient 2λw: 0.01 / 2 = 0.005; AdamW takes 1e-3 · 0.01 = 1e-5 of a weight off it.
    const py = `${TORCH}optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=0.01)\n`;
    expect(messageOf(CODE, { py })).toBe(
      'Adam(weight_decay=0.01) adds 0.01·w to the gradient and divides it by √v̂ + ε like the rest, so weights with ' +
        'large gradients decay least. It is L2 in the textbook convention (Keras l2(0.005)), not decoupled decay. ' +
        'AdamW decays all weights alike; the same number is not the same strength there: each step takes lr·λ = ' +
        '0.001·0.01 = 1e-5 of a weight off it.',
    );
    expect(placesOf(CODE, { py })).toEqual(['4 warning']);
  });

  test.each([
    [
      'a constant',
      'DECAY = 1e-4\noptimizer = optim.Adam(model.parameters(), weight_decay=DECAY)\n',
      '5 warning',
    ],
    ['the sisters of Adam', 'optimizer = optim.Adamax(model.parameters(), weight_decay=1e-4)\n', '4 warning'],
    [
      'a group',
      'optimizer = optim.Adam([{"params": model.parameters(), "weight_decay": 1e-4}], lr=1e-3)\n',
      '4 warning',
    ],
  ])('%s', (_, code, place) => {
    expect(placesOf(CODE, { py: TORCH + code })).toEqual([place]);
  });

  test.each([
    ['no decay', 'optimizer = optim.Adam(model.parameters(), lr=1e-3)\n'],
    ['a decay of 0', 'optimizer = optim.Adam(model.parameters(), weight_decay=0)\n'],
    ['AdamW', 'optimizer = optim.AdamW(model.parameters(), weight_decay=0.01)\n'],
    ['SGD', 'optimizer = optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)\n'],
    [
      'a decay that cannot be seen',
      'def build(args):\n    return optim.Adam(model.parameters(), weight_decay=args.wd)\n',
    ],
    [
      'a class Adam of the file',
      'class Adam:\n    pass\n\noptimizer = Adam(model.parameters(), weight_decay=0.01)\n',
    ],
    ['a comment', '# optimizer = optim.Adam(model.parameters(), weight_decay=0.01)\n'],
  ])('silent: %s', (_, code) => {
    expect(placesOf(CODE, { py: TORCH + code })).toEqual([]);
  });

  test.each([
    [
      'through a module',
      'optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=0.01)\n',
      'optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)\n',
    ],
    [
      'imported by name',
      'from torch.optim import Adam\nopt = Adam(\n    model.parameters(),\n    weight_decay=0.01,\n)\n',
      'from torch.optim import AdamW\nopt = AdamW(\n    model.parameters(),\n    weight_decay=0.01,\n)\n',
    ],
    [
      'a group without decay keeps having none',
      'opt = optim.Adam([{"params": model[0].parameters(), "weight_decay": 0.01}, {"params": model[2].parameters()}])\n',
      'opt = optim.AdamW([{"params": model[0].parameters(), "weight_decay": 0.01}, {"params": model[2].parameters()}], weight_decay=0)\n',
    ],
  ])('fix: %s', (_, before, after) => {
    expect(fixed(CODE, { py: TORCH + before })).toBe(TORCH + after);
    expect(placesOf(CODE, { py: TORCH + after })).toEqual([]);
  });
});

describe('Keras', () => {
  test('a penalty that Adam divides', () => {
    const py = `${KERAS}model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mse")\n`;
    expect(messageOf(CODE, { py })).toBe(
      'L2(1e-4) on 2 layers of “model” adds 2λ·w = 2e-4·w to the gradient, and Adam divides it by √v̂ + ε like the ' +
        'rest, so weights with large gradients are penalized least. In SGD it would be weight_decay=2e-4; in AdamW no ' +
        'fixed weight_decay equals it. AdamW(weight_decay=…) without the penalty decays all weights alike.',
    );
    expect(placesOf(CODE, { py })).toEqual(['8 information']);
  });

  test('an optimizer by its name', () => {
    expect(placesOf(CODE, { py: `${KERAS}model.compile("adam", "mse")\n` })).toEqual(['8 information']);
  });

  test.each([
    ['SGD', 'model.compile("sgd", "mse")\n'],
    ['an optimizer that cannot be seen', 'def compile(optimizer):\n    model.compile(optimizer, "mse")\n'],
    ['decoupled decay of Adam', 'other = keras.optimizers.Adam(1e-3, weight_decay=0.01)\n'],
  ])('silent: %s', (_, code) => {
    expect(placesOf(CODE, { py: KERAS + code })).toEqual([]);
  });

  test('silent: L1 only', () => {
    const py = `${KERAS.replaceAll('l2(', 'l1(')}model.compile("adam", "mse")\n`;
    expect(placesOf(CODE, { py })).toEqual([]);
  });
});

test('TensorFlow.js has no AdamW to advise', () => {
  const js = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({inputShape: [64], units: 10, kernelRegularizer: tf.regularizers.l2({l2: 0.001})}));
model.compile({optimizer: tf.train.adam(0.001), loss: 'meanSquaredError'});
`;
  expect(messageOf(CODE, { js })).toBe(
    'L2(0.001) on a Dense layer of “model” adds 2λ·w = 0.002·w to the gradient, and Adam divides it by √v̂ + ε like ' +
      'the rest, so weights with large gradients are penalized least. In SGD it would be weight_decay=0.002; ' +
      'TensorFlow.js has no AdamW: with tf.train.momentum the penalty acts on all weights alike.',
  );
});
