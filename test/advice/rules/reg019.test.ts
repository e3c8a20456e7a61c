import { expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../../src/advice/settings.ts';
import { check, keras, messages, places, pytorch, tfjs } from './check.ts';

const LAYERS = [
  'layers.Input((64,))',
  'layers.Dense(32)',
  'layers.BatchNormalization()',
  'layers.ReLU()',
  'layers.Dense(10)',
];
const fitted = (batch: string, layers = LAYERS) =>
  `${keras(...layers)}model.fit(x, y${batch}, validation_split=0.2)\n`;
const NORM = ['nn.Linear(8, 8)', 'nn.BatchNorm1d(8)', 'nn.ReLU()', 'nn.Linear(8, 8)', 'nn.BatchNorm1d(8)'];

test('Keras', () => {
  expect(messages('REG019', fitted(', batch_size=4'))).toEqual([
    'Batches of 4: BatchNormalization of “model” takes mean and variance from 4 samples. Below about 8 these are too noisy, and the running averages of evaluation do not fit them. Use larger batches, or group normalization, which does not depend on the batch.',
  ]);
  expect(places('REG019', fitted(', batch_size=4'))).toEqual(['warning: 4']);
});

test('PyTorch: the loader', () => {
  const source = pytorch(NORM, 'loader = torch.utils.data.DataLoader(data, batch_size=2, shuffle=True)');
  expect(messages('REG019', source)[0]).toMatch(
    /^Batches of 2: BatchNorm1d and 1 more layer of “model” take mean/,
  );
});

test('TensorFlow.js', () => {
  const source = `${tfjs('tf.layers.dense({ inputShape: [8], units: 8 })', 'tf.layers.batchNormalization()')}await model.fit(x, y, { batchSize: 2, validationSplit: 0.2 });\n`;
  expect(places('REG019', source, { file: 'm.js' })).toEqual(['warning: 2']);
});

test.each([
  ['a usual batch', fitted(', batch_size=32')],
  ['just large enough', fitted(', batch_size=8')],
  ['the default', fitted('')],
  ['a batch that cannot be seen', fitted(', batch_size=args.batch')],
  ['layer normalization', fitted(', batch_size=4', ['layers.Dense(8)', 'layers.LayerNormalization()'])],
  ['a loader for tests', pytorch(NORM, 'test_loader = torch.utils.data.DataLoader(test_data, batch_size=1)')],
  [
    'a loader of validation data',
    pytorch(NORM, 'loader = torch.utils.data.DataLoader(val_set, batch_size=1)'),
  ],
  [
    'statistics over several devices',
    pytorch(
      ['nn.Linear(8, 8)', 'nn.SyncBatchNorm(8)'],
      'loader = torch.utils.data.DataLoader(data, batch_size=2)',
    ),
  ],
])('silent: %s', (_, source) => {
  expect(messages('REG019', source)).toEqual([]);
});

test('the threshold is a setting', () => {
  const thresholds = { ...DEFAULT_THRESHOLDS, smallestBatch: 64 };
  expect(check('REG019', fitted(', batch_size=32'), { thresholds })).toHaveLength(1);
});
