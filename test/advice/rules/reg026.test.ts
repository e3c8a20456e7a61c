import { describe, expect, test } from 'vitest';
import { messageOf, placesOf } from './findings.ts';

const CODE = 'REG026';
const TORCH = `import torch
from torch import nn
model = nn.Sequential(nn.Embedding(20000, 128), nn.Flatten(), nn.Linear(12800, 2))
`;

describe('weight decay that hits an embedding', () => {
  test('PyTorch, decoupled', () => {
    // 20,000 · 128 = 2,560,000 of 2,560,000 + 12,800 · 2 + 2 = 2,585,602, that is 99 %.
    const py = `${TORCH}optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)\n`;
    expect(messageOf(CODE, { py })).toBe(
      'weight_decay=0.1 of AdamW also shrinks the embeddings of “model”, 2,560,000 of 2,585,602 parameters ' +
        '(99\u202f%), in every step, and the rows of words that the batch does not have too: rare words are pulled to 0. ' +
        'Leave embeddings out of the decay and regularize them by dropout.',
    );
    expect(placesOf(CODE, { py })).toEqual(['4 hint']);
  });

  test('PyTorch, coupled', () => {
    const py = `${TORCH}optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5)\n`;
    expect(messageOf(CODE, { py })).toContain(
      'their only gradient is then λ·w, which Adam divides by its own size into a step of about lr.',
    );
  });

  test.each([
    ['the default of AdamW', 'optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)\n'],
    ['no decay', 'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n'],
    ['another part', 'optimizer = torch.optim.SGD(model[2].parameters(), lr=0.1, weight_decay=1e-4)\n'],
  ])('silent: %s', (_, code) => {
    expect(placesOf(CODE, { py: TORCH + code })).toEqual([]);
  });

  test('silent: no embedding', () => {
    const py = `import torch
from torch import nn
model = nn.Sequential(nn.Linear(8, 4))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=1e-4)
`;
    expect(placesOf(CODE, { py })).toEqual([]);
  });
});

describe('a penalty that misses an embedding', () => {
  const keras = (...layers: string[]) => `import keras
from keras import layers, regularizers
model = keras.Sequential([
    keras.Input((100,)),
${layers.map((layer) => `    layers.${layer},\n`).join('')}])
`;
  const POOL = 'GlobalAveragePooling1D()';
  const PENALIZED = 'Dense(16, kernel_regularizer=regularizers.l2(1e-4))';

  test('Keras', () => {
    // 20,000 · 64 = 1,280,000 of 1,280,000 + 64·16 + 16 + 16 + 1 = 1,281,057 parameters.
    const py = keras('Embedding(20000, 64)', POOL, PENALIZED, 'Dense(1)');
    expect(messageOf(CODE, { py })).toBe(
      'L2(1e-4) on a Dense layer of “model” does not reach Embedding(20000, 64), which holds 1,280,000 of 1,281,057 ' +
        'parameters (>99\u202f%): its penalty would be embeddings_regularizer, and nothing else regularizes it. Put ' +
        'SpatialDropout1D behind it.',
    );
    expect(placesOf(CODE, { py })).toEqual(['5 hint']);
  });

  test.each([
    ['no penalty at all', ['Embedding(20000, 64)', POOL, 'Dense(16)', 'Dense(1)']],
    [
      'a penalty of its own',
      ['Embedding(20000, 64, embeddings_regularizer=regularizers.l2(1e-6))', POOL, PENALIZED, 'Dense(1)'],
    ],
    ['dropout behind it', ['Embedding(20000, 64)', 'SpatialDropout1D(0.2)', POOL, PENALIZED, 'Dense(1)']],
    ['a small one', ['Embedding(10, 4)', POOL, PENALIZED, 'Dense(1)']],
    ['a size that cannot be seen', ['Embedding(vocabulary, 64)', POOL, PENALIZED, 'Dense(1)']],
  ])('silent: %s', (_, layers) => {
    expect(placesOf(CODE, { py: keras(...layers) })).toEqual([]);
  });
});
