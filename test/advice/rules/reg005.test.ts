import { expect, test } from 'vitest';
import { check, keras, mended, messages, places, pytorch, tfjs, torchModule } from './check.ts';

const INPUT = 'layers.Input((64,))';
const DENSE = "layers.Dense(32, activation='relu')";
const NORM = 'layers.BatchNormalization()';
const DROP = 'layers.Dropout(0.5)';

test('Keras: 1/(1 − 0.5) = 2', () => {
  expect(messages('REG005', keras(INPUT, DENSE, DROP, NORM, 'layers.Dense(10)'))).toEqual([
    'Dropout(0.5) comes before BatchNormalization in line 8 and raises the variance that it sees in training, up to 2.00 times (1/(1 − 0.5)) that of evaluation. The running averages are of training, so evaluation is normalized by a variance that is too large. Put dropout after the last batch normalization.',
  ]);
});

test('through one layer with weights it is information', () => {
  const source = keras(
    INPUT,
    DENSE,
    'layers.Dropout(0.2)',
    'layers.Dense(32)',
    NORM,
    'layers.ReLU()',
    'layers.Dense(10)',
  );
  expect(check('REG005', source).map(({ severity, message }) => [severity, message])).toEqual([
    [
      'information',
      'Dropout(0.2) comes before BatchNormalization in line 9, through Dense(32), and raises the variance that it sees in training, up to 1.25 times (1/(1 − 0.2)) that of evaluation. The running averages are of training, so evaluation is normalized by a variance that is too large. Put dropout after the last batch normalization.',
    ],
  ]);
});

test('PyTorch: attributes and functions', () => {
  const source = torchModule(
    [
      'self.fc = nn.Linear(64, 32)',
      'self.drop = nn.Dropout(0.5)',
      'self.bn = nn.BatchNorm1d(32)',
      'self.out = nn.Linear(32, 10)',
    ],
    ['x = self.drop(F.relu(self.fc(x)))', 'x = self.bn(x)', 'return self.out(x)'],
  );
  expect(places('REG005', source)).toEqual(['warning: nn.Dropout(0.5)']);
});

test('TensorFlow.js', () => {
  const source = tfjs(
    'tf.layers.dense({ inputShape: [64], units: 32 })',
    'tf.layers.dropout({ rate: 0.5 })',
    'tf.layers.batchNormalization()',
  );
  expect(places('REG005', source, { file: 'm.js' })).toEqual(['warning: tf.layers.dropout({ rate: 0.5 })']);
});

test.each([
  [
    'batch normalization first',
    keras(INPUT, 'layers.Dense(32)', NORM, 'layers.ReLU()', DROP, 'layers.Dense(10)'),
  ],
  [
    'two layers with weights between',
    keras(INPUT, DROP, DENSE, 'layers.Dense(32)', NORM, 'layers.Dense(10)'),
  ],
  ['rate 0', keras(INPUT, DENSE, 'layers.Dropout(0.0)', NORM)],
  ['layer normalization', keras(INPUT, DENSE, DROP, 'layers.LayerNormalization()')],
  ['code that cannot be seen between', keras(INPUT, DENSE, DROP, 'make_block()', NORM)],
  [
    'PyTorch: batch normalization first',
    pytorch(['nn.Linear(8, 8)', 'nn.BatchNorm1d(8)', 'nn.ReLU()', 'nn.Dropout(0.5)', 'nn.Linear(8, 2)']),
  ],
])('silent: %s', (_, source) => {
  expect(messages('REG005', source)).toEqual([]);
});

test('fix: the dropout moves behind the batch normalization', () => {
  expect(mended('REG005', keras(INPUT, DENSE, DROP, NORM, 'layers.Dense(10)'))).toBe(
    keras(INPUT, DENSE, NORM, DROP, 'layers.Dense(10)'),
  );
  expect(
    mended(
      'REG005',
      pytorch(['nn.Linear(8, 8)', 'nn.Dropout(0.5)', 'nn.BatchNorm1d(8)', 'nn.ReLU()', 'nn.Linear(8, 2)']),
    ),
  ).toContain('nn.BatchNorm1d(8),\n    nn.Dropout(0.5),');
});
