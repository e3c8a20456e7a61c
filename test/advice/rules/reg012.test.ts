import { expect, test } from 'vitest';
import { fixed, messageOf, placesOf } from './findings.ts';

const CODE = 'REG012';
const net = (recurrent: string, head = '') => `from torch import nn
${head}

class Encoder(nn.Module):
    def __init__(self, layers=1):
        super().__init__()
        self.rnn = ${recurrent}

    def forward(self, x):
        return self.rnn(x)[0]
`;

test('dropout between layers that are not there', () => {
  expect(messageOf(CODE, { py: net('nn.LSTM(128, 256, dropout=0.3)') })).toBe(
    'dropout=0.3 of this nn.LSTM drops nothing: it acts between stacked layers, and num_layers is 1, its default. ' +
      'Put nn.Dropout(0.3) behind the LSTM to drop 30\u202f% of its outputs, or use num_layers=2.',
  );
});

test.each([
  ['nn.GRU(128, 256, num_layers=1, dropout=0.3)'],
  ['nn.RNN(128, 256, 1, dropout=0.5)'],
  ['nn.LSTM(128, 256, 1, True, True, 0.2)'],
  ['nn.LSTM(128, 256, num_layers=LAYERS, dropout=0.2)'],
])('%s', (recurrent) => {
  expect(placesOf(CODE, { py: net(recurrent, 'LAYERS = 1') })).toEqual(['7 warning']);
});

test.each([
  ['nn.LSTM(128, 256, num_layers=2, dropout=0.3)'],
  ['nn.LSTM(128, 256)'],
  ['nn.LSTM(128, 256, dropout=0.0)'],
  ['nn.LSTM(128, 256, num_layers=layers, dropout=0.3)'],
  ['nn.LSTM(128, 256, num_layers=config.layers, dropout=0.3)'],
  ['nn.LSTM(128, 256, dropout=config.dropout)'],
  ['nn.LSTMCell(128, 256)'],
])('silent: %s', (recurrent) => {
  expect(placesOf(CODE, { py: net(recurrent) })).toEqual([]);
});

test('silent: recurrent layers of Keras drop their inputs', () => {
  const py = 'import keras\nmodel = keras.Sequential([keras.layers.LSTM(32, dropout=0.3)])\n';
  expect(placesOf(CODE, { py })).toEqual([]);
});

test.each([
  [
    'Use two layers, num_layers=2',
    'nn.LSTM(128, 256, dropout=0.3)',
    'nn.LSTM(128, 256, dropout=0.3, num_layers=2)',
  ],
  ['Use two layers, num_layers=2', 'nn.GRU(8, 8, 1, dropout=0.3)', 'nn.GRU(8, 8, 2, dropout=0.3)'],
  ['Remove dropout=0.3, which does nothing', 'nn.LSTM(128, 256, dropout=0.3)', 'nn.LSTM(128, 256)'],
  [
    'Remove dropout=0.3, which does nothing',
    'nn.LSTM(\n            128,\n            256,\n            dropout=0.3,\n        )',
    'nn.LSTM(\n            128,\n            256,\n        )',
  ],
])('fix: %s of %s', (title, before, after) => {
  expect(fixed(CODE, { py: net(before) }, title)).toBe(net(after));
  expect(placesOf(CODE, { py: net(after) })).toEqual([]);
});
