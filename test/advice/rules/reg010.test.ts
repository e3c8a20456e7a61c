import { expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../../src/advice/settings.ts';
import { check, keras, messages, places, tfjs } from './check.ts';

const SOFTMAX = "layers.Dense(10, activation='softmax')";
const penalized = (units: number, penalty: string) =>
  `layers.Dense(${units}, activation='relu', kernel_regularizer=regularizers.${penalty})`;

// Glorot uniform: a = √(6/(784 + 512)) = 0.068041; 0.01·784·512·a/2 = 136.562; 136.562/ln 10 = 59.3.
test('Keras: L1', () => {
  expect(messages('REG010', keras('layers.Input((784,))', penalized(512, 'l1(0.01)'), SOFTMAX))).toEqual([
    'L1(0.01) on 784×512 adds 136.6 to the loss at initialization, 59 times the loss of chance (ln 10 = 2.30). It drowns the data at the start: the first steps only shrink the weights. At 0.02 of this strength it would be about as large as the loss of chance.',
  ]);
});

// 0.02·784·512·a²/3 = 0.02·401,408·6/(3·1,296) = 12.389; 12.389/2.3026 = 5.4.
test('Keras: L2, by the loss that is compiled', () => {
  const source = keras('layers.Input((784,))', penalized(512, 'l2(0.02)'), 'layers.Dense(10)');
  const compiled = `${source}model.compile('sgd', loss='sparse_categorical_crossentropy')\n`;
  expect(messages('REG010', compiled)).toEqual([
    'L2(0.02) on 784×512 adds 12.39 to the loss at initialization, 5.4 times the loss of chance (ln 10 = 2.30). It drowns the data at the start: the first steps only shrink the weights. At 0.2 of this strength it would be about as large as the loss of chance.',
  ]);
});

test('the sum counts where no layer is too large by itself', () => {
  // 0.002·401,408·6/(3·1,296) = 1.239 and 0.002·512·512·6/(3·1,024) = 1.024: below 3·ln 2 = 2.079, but 2.263 is not.
  const source = keras(
    'layers.Input((784,))',
    penalized(512, 'l2(0.002)'),
    penalized(512, 'l2(0.002)'),
    "layers.Dense(1, activation='sigmoid')",
  );
  expect(messages('REG010', source)).toEqual([
    'The penalties on 2 layers of “model” together add 2.26 to the loss at initialization, 3.3 times the loss of chance (ln 2 = 0.69). The largest part, 1.24, is L2(0.002) on 784×512. At 0.3 of this strength it would be about as large as the loss of chance.',
  ]);
});

test('TensorFlow.js', () => {
  const source = tfjs(
    "tf.layers.dense({ inputShape: [784], units: 512, kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }), kernelInitializer: 'glorotUniform' })",
    "tf.layers.dense({ units: 10, activation: 'softmax' })",
  );
  // 0.1·401,408·6/(3·1,296) = 61.946.
  expect(messages('REG010', source, { file: 'm.js' })[0]).toMatch(
    /^L2\(0\.1\) on 784×512 adds 61\.95 to the loss at initialization, 27 times the loss of chance \(ln 10 = 2\.30\)\./,
  );
});

test('the penalty is underlined', () => {
  expect(places('REG010', keras('layers.Input((784,))', penalized(512, 'l1(0.01)'), SOFTMAX))).toEqual([
    'warning: regularizers.l1(0.01)',
  ]);
});

test.each([
  ['a usual strength', keras('layers.Input((784,))', penalized(512, 'l2(1e-4)'), SOFTMAX)],
  [
    'an output that is no class',
    keras('layers.Input((784,))', penalized(512, 'l1(0.01)'), 'layers.Dense(1)'),
  ],
  [
    'a loss that depends on the targets',
    `${keras('layers.Input((784,))', penalized(512, 'l1(0.01)'), SOFTMAX)}model.compile('sgd', loss='mse')\n`,
  ],
  [
    'a loss that cannot be seen',
    `${keras('layers.Input((784,))', penalized(512, 'l1(0.01)'), SOFTMAX)}model.compile('sgd', loss=args.loss)\n`,
  ],
  ['a strength that cannot be seen', keras('layers.Input((784,))', penalized(512, 'l1(args.l1)'), SOFTMAX)],
  ['sizes that cannot be seen', keras(penalized(512, 'l1(0.01)'), SOFTMAX)],
  [
    'an initializer that cannot be seen',
    keras('layers.Input((784,))', penalized(512, 'l1(0.01), kernel_initializer=mine()'), SOFTMAX),
  ],
])('silent: %s', (_, source) => {
  expect(messages('REG010', source)).toEqual([]);
});

test('the threshold is a setting', () => {
  const thresholds = { ...DEFAULT_THRESHOLDS, penaltyToChance: 60 };
  const source = keras('layers.Input((784,))', penalized(512, 'l1(0.01)'), SOFTMAX);
  expect(check('REG010', source, { thresholds })).toEqual([]);
});

// Glorot uniform: 8·256·6/(3·264) = 15.515, in both directions 31.03.
test('the layer inside a wrapper', () => {
  const wrapped = 'layers.Bidirectional(layers.LSTM(64, kernel_regularizer=regularizers.l2(1.0)))';
  expect(messages('REG010', keras('layers.Input((20, 8))', wrapped, SOFTMAX))[0]).toMatch(
    /^L2\(1\) on 8×256 of Bidirectional\(LSTM\(64\)\), twice adds 31\.03 to the loss at initialization,/,
  );
  expect(messages('REG010', keras(wrapped, SOFTMAX))).toEqual([]);
});
