import { describe, expect, test } from 'vitest';
import { aroundModels } from '../../src/advice/around.ts';
import { DEFAULT_THRESHOLDS } from '../../src/advice/settings.ts';
import { lensTitle } from '../../src/definition/describe.ts';
import { readSource } from '../../src/definition/source.ts';

const NET = `import torch
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        return self.fc(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        return self.out(self.block(x))


net = Net()
`;

const KERAS = `import keras
net = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(2)])
`;

/** The lens of each model by its name. */
function lenses(text: string): Record<string, string> {
  const reading = readSource('net.py', text);
  const around = aroundModels({ reading, textOf: () => text, thresholds: DEFAULT_THRESHOLDS });
  return Object.fromEntries(
    reading.models.map((model, index) => [model.name, lensTitle(model, around[index])]),
  );
}

describe('what regularizes a model from outside', () => {
  // 4·4 + 4, and with 4·2 + 2 more.
  const of = (words: string) => ({ Block: `20 parameters, ${words}`, Net: `30 parameters, ${words}` });

  test.each([
    ['torch.optim.SGD(net.parameters(), lr=0.1)', 'nothing regularizes it'],
    ['torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=2e-4)', 'weight decay 2e-4 in SGD'],
    // The library's default.
    ['torch.optim.AdamW(net.parameters())', 'weight decay 1e-2 in AdamW'],
    [
      'torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=args.decay)',
      'weight decay (not visible) in SGD',
    ],
    // Which model it trains cannot be seen.
    ['torch.optim.AdamW(parameters_of(net))', 'perhaps weight decay 1e-2 in AdamW'],
  ])('%s: its blocks share it', (optimizer, expected) => {
    expect(lenses(`${NET}optimizer = ${optimizer}\n`)).toEqual(of(expected));
  });

  test('without an optimizer the file alone is spoken of', () => {
    expect(lenses(NET)).toEqual(of('nothing in this file regularizes it'));
  });

  test('a penalty by hand', () => {
    const loop = `optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
loss = criterion(net(x), y) + 1e-3 * sum(p.abs().sum() for p in net.parameters())
`;
    expect(lenses(NET + loop)).toEqual(of('L1 1e-3 by hand'));
  });

  test.each([
    ["net.compile(optimizer='adam', loss='mse')", 'nothing regularizes it'],
    [
      "net.compile(optimizer=keras.optimizers.AdamW(weight_decay=0.01), loss='mse')",
      'weight decay 1e-2 in AdamW',
    ],
  ])('Keras: %s', (compile, expected) => {
    expect(lenses(`${KERAS}${compile}\n`)).toEqual({ net: `10 parameters, ${expected}` });
  });

  test('TensorFlow.js has no weight decay that could stand elsewhere', () => {
    const text =
      "import * as tf from '@tensorflow/tfjs';\nconst net = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });\n";
    const reading = readSource('net.ts', text);
    const [around] = aroundModels({ reading, textOf: () => text, thresholds: DEFAULT_THRESHOLDS });
    expect(around).toEqual({ parts: [], isTrainedElsewhere: false });
  });
});

test.each([
  ['nn.TransformerEncoderLayer(8, 2)', 'dropout 0.1 inside 1 layer'],
  ['nn.LSTM(8, 8, num_layers=2, dropout=0.3)', 'dropout 0.3 inside 1 layer'],
  ['nn.LSTM(8, 8, dropout=0.3)', 'nothing regularizes it'],
  ['nn.Dropout(1 - 0.9)', 'dropout 0.1 on 1 layer'],
])('%s: %s', (layer, expected) => {
  const text = `from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = ${layer}\n`;
  expect(lensTitle(readSource('net.py', text).models[0]!)).toMatch(new RegExp(`, ${expected}$`));
});
