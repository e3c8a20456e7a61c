import { expect, test } from 'vitest';
import { check, keras, mended, messages, places, pytorch, tfjs } from './check.ts';

const INPUT = 'layers.Input((64,))';
const L2 = 'layers.Dense(32, kernel_regularizer=regularizers.l2(1e-4))';
const NORM = 'layers.BatchNormalization()';

test('Keras', () => {
  expect(messages('REG006', keras(INPUT, L2, NORM, 'layers.ReLU()', 'layers.Dense(10)'))).toEqual([
    'L2(1e-4) on Dense(32) does not restrict what the layer computes: BatchNormalization in line 7 takes the scale of its weights out again. Smaller weights only raise the effective learning rate. Leave it away here, or tune it together with the learning rate.',
  ]);
});

test('the penalty is underlined', () => {
  expect(places('REG006', keras(INPUT, L2, 'layers.ReLU()', NORM))).toEqual([
    'information: regularizers.l2(1e-4)',
  ]);
});

test('TensorFlow.js', () => {
  const source = tfjs(
    'tf.layers.dense({ inputShape: [8], units: 4, kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) })',
    'tf.layers.batchNormalization()',
  );
  expect(messages('REG006', source, { file: 'm.js' })[0]).toMatch(
    /^L2\(0\.01\) on Dense\(4\) does not restrict/,
  );
});

const CONVNET = [
  'nn.Conv2d(3, 8, 3)',
  'nn.BatchNorm2d(8)',
  'nn.ReLU()',
  'nn.Flatten()',
  'nn.Linear(288, 10)',
];

test('PyTorch: weight decay that is added to the gradient is a hint', () => {
  const source = pytorch(CONVNET, 'o = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)');
  expect(check('REG006', source).map(({ severity, message }) => [severity, message])).toEqual([
    [
      'hint',
      'Weight decay 5e-4 does not restrict 1 of the 2 layer calls with weights in “model”: batch normalization follows and takes the scale of the weights out again. There it sets the effective learning rate; tune the two together.',
    ],
  ]);
});

test.each([
  ['no batch normalization', keras(INPUT, L2, 'layers.ReLU()', 'layers.Dense(10)')],
  ['a nonlinearity that is not homogeneous', keras(INPUT, L2, "layers.Activation('tanh')", NORM)],
  ['a nonlinearity of its own', keras(INPUT, L2.replace('32,', "32, activation='sigmoid',"), NORM)],
  ['L1', keras(INPUT, L2.replace('l2', 'l1'), NORM)],
  ['a strength that cannot be seen', keras(INPUT, L2.replace('1e-4', 'args.l2'), NORM)],
  ['dropout between', keras(INPUT, L2, 'layers.Dropout(0.5)', NORM)],
  ['code that cannot be seen between', keras(INPUT, L2, 'make_block()', NORM)],
  ['decoupled decay', pytorch(CONVNET, 'o = torch.optim.AdamW(model.parameters(), weight_decay=0.05)')],
])('silent: %s', (_, source) => {
  expect(messages('REG006', source)).toEqual([]);
});

test('fix: the argument goes', () => {
  expect(mended('REG006', keras(INPUT, L2, NORM))).toBe(keras(INPUT, 'layers.Dense(32)', NORM));
});

test('no fix takes the L1 of an elastic net away', () => {
  const both = L2.replace('l2(1e-4)', 'l1_l2(l1=1e-5, l2=1e-4)');
  expect(check('REG006', keras(INPUT, both, NORM, 'layers.Dense(10)'))[0]!.fixes).toEqual([]);
});
