import { describe, expect, test } from 'vitest';
import { findingsOf, fixed, messageOf, placesOf } from './findings.ts';

const CODE = 'REG016';
const TORCH = `import torch
from torch import nn
model = nn.Sequential(nn.Linear(784, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 10))


`;
const lossWith = (penalty: string) => `def loss_of(x, y):
    penalty = ${penalty}
    return nn.functional.cross_entropy(model(x), y) + penalty
`;

test('counts what is penalized in vain', () => {
  // Biases 128 + 10 = 138, γ and β 2 · 128 = 256.
  const py = TORCH + lossWith('1e-5 * sum(p.abs().sum() for p in model.parameters())');
  expect(messageOf(CODE, { py })).toBe(
    'This penalty, 1e-5·Σ|w|, is over all parameters: 138 biases and 256 normalization parameters of “model” are in it ' +
      'as well. Sum over those with more than one axis, p.ndim > 1.',
  );
  expect(placesOf(CODE, { py })).toEqual(['7 information']);
});

test.each([
  ['squares', '1e-4 * sum(p.pow(2).sum() for p in model.parameters())'],
  ['a strength that cannot be seen', 'args.l1 * sum(p.abs().sum() for p in model.parameters())'],
  ['norms', '1e-4 * sum(torch.norm(p, 2) for p in model.parameters())'],
])('%s', (_, penalty) => {
  expect(placesOf(CODE, { py: TORCH + lossWith(penalty) })).toEqual(['7 information']);
});

test.each([
  ['tensors with two axes', '1e-5 * sum(p.abs().sum() for p in model.parameters() if p.ndim > 1)'],
  ['by name', '1e-5 * sum(p.abs().sum() for n, p in model.named_parameters() if "bias" not in n)'],
  ['a part of the model', '1e-5 * sum(p.abs().sum() for p in model[0].parameters())'],
  ['a count', 'sum(p.numel() for p in model.parameters())'],
  ['one weight', '1e-5 * model[0].weight.abs().sum()'],
])('silent: %s', (_, penalty) => {
  expect(placesOf(CODE, { py: TORCH + lossWith(penalty) })).toEqual([]);
});

test.each([
  ['the loop', '        penalty += p.abs().sum()\n', [8, 9]],
  ['the term, where the loop does more', '        penalty += p.abs().sum()\n        count += 1\n', [8, 8]],
])('underlines %s', (_, body, lines) => {
  const py = `${TORCH}def loss_of(x, y):
    penalty = 0.0
    for p in model.parameters():
${body}    return nn.functional.cross_entropy(model(x), y) + 1e-5 * penalty
`;
  const [finding] = findingsOf(CODE, { py });
  expect([finding!.range.startLine, finding!.range.endLine]).toEqual(lines);
});

describe('fix', () => {
  test.each([
    [
      '1e-5 * sum(p.abs().sum() for p in model.parameters())',
      '1e-5 * sum(p.abs().sum() for p in model.parameters() if p.ndim > 1)',
    ],
    [
      '1e-5 * sum([w.pow(2).sum() for w in model.parameters()])',
      '1e-5 * sum([w.pow(2).sum() for w in model.parameters() if w.ndim > 1])',
    ],
  ])('%s', (before, after) => {
    expect(fixed(CODE, { py: TORCH + lossWith(before) })).toBe(TORCH + lossWith(after));
    expect(placesOf(CODE, { py: TORCH + lossWith(after) })).toEqual([]);
  });

  test('a loop', () => {
    const loop = (header: string) => `def loss_of(x, y):
    penalty = 0.0
    ${header}
        penalty += p.abs().sum()
    return nn.functional.cross_entropy(model(x), y) + 1e-5 * penalty
`;
    const before = TORCH + loop('for p in model.parameters():');
    const after = TORCH + loop('for p in (p for p in model.parameters() if p.ndim > 1):');
    expect(placesOf(CODE, { py: before })).toEqual(['8 information']);
    expect(fixed(CODE, { py: before })).toBe(after);
    expect(placesOf(CODE, { py: after })).toEqual([]);
  });
});

describe('Keras', () => {
  const loss = (condition: string) => `import keras
import tensorflow as tf

model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])


def loss_of(x, y):
    penalty = 1e-4 * tf.add_n([tf.nn.l2_loss(v) for v in model.trainable_variables${condition}])
    return tf.reduce_mean(tf.square(model(x) - y)) + penalty
`;

  test('half of the sum of squares, over all variables', () => {
    // tf.nn.l2_loss is Σw²/2: 1e-4 / 2 = 5e-5.
    expect(messageOf(CODE, { py: loss('') })).toBe(
      'This penalty, 5e-5·Σw², is over all parameters: 10 biases of “model” are in it as well. Sum over those with ' +
        'more than one axis, len(v.shape) > 1.',
    );
  });

  test('fix', () => {
    expect(fixed(CODE, { py: loss('') })).toBe(loss(' if len(v.shape) > 1'));
  });

  test('silent: chosen by name', () => {
    expect(placesOf(CODE, { py: loss(' if "bias" not in v.name') })).toEqual([]);
  });
});
