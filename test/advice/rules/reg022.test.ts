import { expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../../src/advice/settings.ts';
import { keras, messages, pytorch, tfjs } from './check.ts';

const WIDE = keras('layers.Input((784,))', "layers.Dense(64, activation='relu')", 'layers.Dense(10)');
const samples = { rows: 1000, data: 'digits.csv' };

// 784·64 + 64 = 50,240; 50,240/1,000 = 50.
test('Keras: the first layer', () => {
  expect(messages('REG022', WIDE, { samples })).toEqual([
    'Dense(64), the first layer with weights, holds 50,240 parameters: 50 for each of the 1,000 training rows of digits.csv. First try fewer inputs (feature selection, pooling, a smaller image) or fewer units; then compare L2 and dropout.',
  ]);
});

// 256·1,000 + 1,000 = 257,000; 257,000/1,000 = 257.
test('PyTorch: the last layer', () => {
  const source = pytorch(['nn.Linear(8, 256)', 'nn.ReLU()', 'nn.Linear(256, 1000)']);
  expect(messages('REG022', source, { samples })).toEqual([
    'Linear(256, 1000), the last layer with weights, holds 257,000 parameters: 257 for each of the 1,000 training rows of digits.csv. First try fewer units before it; then compare L2 and dropout.',
  ]);
});

test('TensorFlow.js', () => {
  const source = tfjs('tf.layers.dense({ inputShape: [784], units: 64 })', 'tf.layers.dense({ units: 10 })');
  expect(messages('REG022', source, { samples, file: 'm.js' })).toHaveLength(1);
});

test.each([
  ['no data', WIDE, undefined],
  ['enough rows', WIDE, { rows: 60_000, data: 'mnist.csv' }],
  ['sizes that cannot be seen', keras('layers.Dense(64)', 'layers.Dense(10)'), samples],
  [
    'a wide layer in the middle',
    keras(
      'layers.Input((8,))',
      'layers.Dense(8)',
      'layers.Dense(9000)',
      'layers.Dense(8)',
      'layers.Dense(1)',
    ),
    samples,
  ],
])('silent: %s', (_, source, attached) => {
  expect(messages('REG022', source, { samples: attached })).toEqual([]);
});

test('the threshold is a setting', () => {
  expect(
    messages('REG022', WIDE, { samples, thresholds: { ...DEFAULT_THRESHOLDS, parametersPerRow: 51 } }),
  ).toEqual([]);
});
