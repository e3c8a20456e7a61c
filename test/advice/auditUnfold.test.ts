import { describe, expect, test } from 'vitest';
import { auditOf, NET, nameOf, numberOf, states, strengths } from './auditing.ts';

const IMPORTS = `import sys

import keras
from keras import layers, regularizers

`;

/** A Sequential model of inputs with ten features, and what stands below it. */
const sequential = (layer: string, ...below: string[]) =>
  auditOf(`${IMPORTS}model = keras.Sequential([layers.Input((10,)), ${layer}])\n${below.join('\n')}\n`);

describe('Penalties of Keras’ layers', () => {
  test('act on the tensors that they name', () => {
    const audit = sequential(
      'layers.Dense(4, kernel_regularizer=regularizers.L1L2(1e-3, 1e-2), bias_regularizer="l2")',
      'model.compile("sgd")',
    );
    expect(strengths(audit, 'l1')).toEqual({ 'dense kernel': 1e-3, 'dense bias': 0 });
    // The name "l2" stands for 0.01.
    expect(strengths(audit, 'l2')).toEqual({ 'dense kernel': 1e-2, 'dense bias': 0.01 });
    expect(audit.rows[0]?.influences.map(({ what, how }) => [what, how])).toEqual([
      ['kernel_regularizer', 'regularizer'],
    ]);
    // 10·4 weights of U(±a), a² = 6/14: E|w| = a/2, Ew² = a²/3; the bias begins at 0.
    const a = Math.sqrt(6 / 14);
    expect(numberOf(audit.initial)).toBeCloseTo(40 * ((1e-3 * a) / 2 + (1e-2 * a ** 2) / 3), 12);
  });

  test('that cannot be read are unknown', () => {
    const audit = sequential('layers.Dense(4, kernel_regularizer=sys.argv[1])', 'model.compile("sgd")');
    expect(states(audit)).toEqual({ 'dense kernel': 'unknown', 'dense bias': 'free' });
    expect(audit.limits.map(({ text }) => text)).toEqual([
      'What kernel_regularizer in line 6 is cannot be seen.',
    ]);
  });

  test('of a layer that is not trained, and moving statistics, act on nothing', () => {
    const audit = sequential(
      'layers.Dense(4, kernel_regularizer="l2", trainable=False), layers.BatchNormalization()',
      'model.compile(keras.optimizers.SGD(weight_decay=0.1))',
    );
    expect(states(audit)).toEqual({
      'dense kernel': 'fixed',
      'dense bias': 'fixed',
      'batch_normalization gamma': 'regularized',
      'batch_normalization beta': 'regularized',
      'batch_normalization moving_mean': 'fixed',
      'batch_normalization moving_variance': 'fixed',
    });
  });

  test('name the tensors of a layer whose sizes cannot be seen', () => {
    const audit = sequential(
      'layers.Dense(int(sys.argv[1]), kernel_regularizer="l2")',
      'model.compile("sgd")',
    );
    expect(strengths(audit, 'l2')).toEqual({ 'dense kernel': 0.01, 'dense bias': 0 });
    expect(strengths(audit, 'count')).toEqual({ 'dense kernel': '?', 'dense bias': '?' });
    expect(numberOf(audit.parameters)).toBe('?');
    expect(audit.limits.map(({ text }) => text)).toEqual([
      'The size of Dense “dense” in line 6 cannot be seen.',
    ]);
  });
});

describe('Weight decay of Keras', () => {
  const decays = (...below: string[]) => strengths(sequential('layers.Dense(4)', ...below), 'decay');

  test.each([
    [
      'every optimizer’s is decoupled',
      ['model.compile(keras.optimizers.SGD(0.1, weight_decay=1e-3))'],
      0.1 * 1e-3,
      0.1 * 1e-3,
    ],
    ['none by a name', ['model.compile("adam")'], 0, 0],
    [
      'without the biases',
      [
        'opt = keras.optimizers.AdamW(1e-3, weight_decay=0.1)',
        'opt.exclude_from_weight_decay(var_names=["bias"])',
        'model.compile(opt)',
      ],
      1e-3 * 0.1,
      0,
    ],
    [
      'a layer’s name matches in Keras 2 only',
      [
        'opt = keras.optimizers.AdamW(1e-3, weight_decay=0.1)',
        'opt.exclude_from_weight_decay(var_names=["dense"])',
        'model.compile(opt)',
      ],
      '?',
      '?',
    ],
    [
      'a learning rate that is a schedule',
      [
        'opt = keras.optimizers.AdamW(keras.optimizers.schedules.CosineDecay(1e-3, 100))',
        'model.compile(opt)',
      ],
      '?',
      '?',
    ],
    ['an optimizer that cannot be seen', ['model.compile(sys.argv[1])'], '?', '?'],
    ['no optimizer', [], '?', '?'],
  ])('%s', (_name, below, kernel, bias) => {
    expect(decays(...below)).toEqual({ 'dense kernel': kernel, 'dense bias': bias });
  });

  test('TensorFlow.js has none', () => {
    const text = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({ units: 4, inputShape: [10], kernelRegularizer: tf.regularizers.l1({ l1: 0.1 }) }));
`;
    const audit = auditOf(text, 'model', 'model.js');
    expect(strengths(audit, 'l1')).toEqual({ 'dense kernel': 0.1, 'dense bias': 0 });
    expect(states(audit)).toEqual({ 'dense kernel': 'regularized', 'dense bias': 'free' });
  });
});

describe('Blocks', () => {
  test('of PyTorch are unfolded with the sizes of each use', () => {
    const audit = auditOf(
      `from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, bias=False)

    def forward(self, x):
        return self.conv(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Block(3, 8)
        self.more = nn.ModuleList([Block(8, 8) for _ in range(3)])

    def forward(self, x):
        x = self.first(x)
        for block in self.more:
            x = block(x)
        return x
`,
      'Net',
    );
    expect(audit.rows.map((row) => [nameOf(row), numberOf(row.copies), numberOf(row.count)])).toEqual([
      ['Block.conv weight 8×3×3×3', 1, 8 * 3 * 9],
      ['Block.conv weight 8×8×3×3', 3, 3 * 8 * 8 * 9],
    ]);
  });

  test('that share one layer are not told apart', () => {
    const audit = auditOf(
      `${IMPORTS}

class Twice(keras.Model):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)

    def call(self, x):
        return self.dense(self.dense(x))


inputs = keras.Input((8,))
model = keras.Model(inputs, Twice(8)(inputs))
`,
    );
    expect(audit.rows.map((row) => numberOf(row.count))).toEqual(['?', '?']);
  });

  test('of another model are listed by the model that is made of them', () => {
    const audit = auditOf(
      `${IMPORTS}inputs = keras.Input((8,))
code = layers.Dense(3)(inputs)
outputs = layers.Dense(8)(code)
autoencoder = keras.Model(inputs, outputs)
encoder = keras.Model(inputs, code)
autoencoder.compile("sgd")
`,
      'encoder',
    );
    expect(strengths(audit, 'count')).toEqual({ 'dense kernel': 8 * 3, 'dense bias': 3 });
  });

  test('that are missing are told', () => {
    const { limits } = auditOf(`${NET}net2 = nn.Sequential(Net(), *layers)\n`, 'net2');
    expect(limits.map(({ text }) => text).join(' ')).toContain('cannot be seen');
  });
});
