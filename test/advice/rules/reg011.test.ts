import { describe, expect, test } from 'vitest';
import { fixed, messageOf, placesOf } from './findings.ts';

const CODE = 'REG011';
/** What is given stands in line 15. */
const net = (forward: string) => `import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 128)
        self.output = nn.Linear(128, 10)
        self.p = 0.5

    def forward(self, x):
        x = F.relu(self.hidden(x))
        ${forward}
        return self.output(x)
`;

test('functional dropout that stays on', () => {
  expect(messageOf(CODE, { py: net('x = F.dropout(x, 0.25)') })).toBe(
    'This dropout is on in evaluation too: without training= it drops 25\u202f% of the units whatever the mode, and ' +
      'model.eval() does not reach a function. Pass training=self.training.',
  );
});

test.each([
  ['the default rate', 'x = F.dropout(x)', '15 error'],
  ['whole channels', 'x = F.dropout2d(x, 0.2)', '15 error'],
  ['a rate that cannot be seen', 'x = F.dropout(x, rate)', '15 error'],
  ['its full name', 'x = nn.functional.dropout(x, p=0.2)', '15 error'],
  ['under a condition on something else', 'x = F.dropout(x, 0.5) if self.deep else x', '15 error'],
  ['alpha dropout never drops', 'x = F.alpha_dropout(x, 0.2)', '15 warning'],
])('%s', (_, forward, place) => {
  expect(placesOf(CODE, { py: net(forward) })).toEqual([place]);
});

test.each([
  ['training=self.training', 'x = F.dropout(x, 0.5, training=self.training)'],
  ['by position', 'x = F.dropout(x, 0.5, self.training)'],
  ['on purpose: Monte-Carlo dropout', 'x = F.dropout(x, 0.5, training=True)'],
  ['in training only', 'if self.training:\n            x = F.dropout(x, 0.5)'],
  ['a conditional expression', 'x = F.dropout(x, 0.5) if self.training else x'],
  ['returned before', 'if not self.training:\n            return x\n        x = F.dropout(x, 0.5)'],
  ['a rate of 0', 'x = F.dropout(x, 0.0)'],
  ['arguments that cannot be seen', 'x = F.dropout(x, **options)'],
  ['a function of the file', 'x = dropout(x)'],
])('silent: %s', (_, forward) => {
  expect(placesOf(CODE, { py: net(forward) })).toEqual([]);
});

describe('Keras', () => {
  const layer = (call: string) => `import tensorflow as tf
from tensorflow import keras


class Noisy(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(8)

    def call(self, x, training=False):
        x = self.hidden(x)
${call}
        return x
`;

  test('tf.nn.dropout knows no mode', () => {
    expect(messageOf(CODE, { py: layer('        x = tf.nn.dropout(x, 0.3)') })).toBe(
      'This dropout knows no mode: it drops 30\u202f% of the units when the model predicts, too. Use the layer ' +
        'keras.layers.Dropout, which acts in training only.',
    );
  });

  test.each([
    ['in training only', '        if training:\n            x = tf.nn.dropout(x, 0.3)'],
    ['the layer', '        x = keras.layers.Dropout(0.3)(x)'],
    [
      'a branch for training',
      '        x = keras.backend.in_train_phase(lambda: keras.backend.dropout(x, 0.3), x, training=training)',
    ],
  ])('silent: %s', (_, call) => {
    expect(placesOf(CODE, { py: layer(call) })).toEqual([]);
  });
});

describe('fix', () => {
  test.each([
    ['x = F.dropout(x, 0.25)', 'x = F.dropout(x, 0.25, training=self.training)'],
    ['x = F.dropout(x)', 'x = F.dropout(x, training=self.training)'],
    ['x = F.dropout(F.relu(x), p=self.p)', 'x = F.dropout(F.relu(x), p=self.p, training=self.training)'],
  ])('%s', (before, after) => {
    expect(fixed(CODE, { py: net(before) })).toBe(net(after));
    expect(placesOf(CODE, { py: net(after) })).toEqual([]);
  });
});

const ATTENTION = 'x = F.scaled_dot_product_attention(x, x, x, dropout_p=0.1)';

test('attention by a function, which knows no mode', () => {
  expect(messageOf(CODE, { py: net(ATTENTION) })).toBe(
    'This attention knows no mode: dropout_p drops 10\u202f% of the attention weights in evaluation too, and ' +
      'model.eval() does not reach a function. Pass dropout_p=0.1 if self.training else 0.0.',
  );
  const mended = net(ATTENTION.replace('0.1', '0.1 if self.training else 0.0'));
  expect(fixed(CODE, { py: net(ATTENTION) })).toBe(mended);
  expect(placesOf(CODE, { py: mended })).toEqual([]);
});

test.each([
  ['without dropout', ATTENTION.replace(', dropout_p=0.1', '')],
  ['a rate that cannot be seen', ATTENTION.replace('0.1', 'rate')],
  ['in training only', `if self.training:\n            ${ATTENTION}`],
])('silent on attention: %s', (_, forward) => {
  expect(placesOf(CODE, { py: net(forward) })).toEqual([]);
});
