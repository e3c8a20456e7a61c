import { expect, test } from 'vitest';
import { keras, mended, messages, places, tfjs } from './check.ts';

const INPUT = 'layers.Input((64,))';

test('Keras: biases', () => {
  expect(
    messages('REG020', keras(INPUT, 'layers.Dense(10, bias_regularizer=regularizers.l2(0.01))')),
  ).toEqual([
    'L2(0.01) is also on the 10 biases of Dense(10). A bias only shifts: it does not make the function steeper, and there are few of them beside the weights. Penalize the kernel only.',
  ]);
});

test('Keras: γ and β', () => {
  const source = keras(
    INPUT,
    'layers.BatchNormalization(gamma_regularizer=regularizers.l2(1e-4), beta_regularizer=regularizers.l1(1e-4))',
  );
  expect(messages('REG020', source)).toEqual([
    'L2(1e-4) is also on the 64 scales γ of BatchNormalization. A penalty pulls γ to 0, not to 1, and with it the output, and there are few of them beside the weights. Penalize the kernel only.',
    'L1(1e-4) is also on the 64 shifts β of BatchNormalization. β only shifts: it does not make the function steeper, and there are few of them beside the weights. Penalize the kernel only.',
  ]);
});

test('TensorFlow.js', () => {
  const source = tfjs(
    'tf.layers.dense({ inputShape: [8], units: 1, biasRegularizer: tf.regularizers.l2({ l2: 0.1 }) })',
  );
  expect(messages('REG020', source, { file: 'm.js' })[0]).toMatch(
    /^L2\(0\.1\) is also on the 1 bias of Dense\(1\)\./,
  );
});

test('the penalty is underlined', () => {
  expect(places('REG020', keras(INPUT, "layers.Dense(10, bias_regularizer='l2')"))).toEqual([
    "information: 'l2'",
  ]);
});

test.each([
  ['the kernel', keras(INPUT, 'layers.Dense(10, kernel_regularizer=regularizers.l2(0.01))')],
  ['the activity', keras(INPUT, 'layers.Dense(10, activity_regularizer=regularizers.l2(0.01))')],
  ['strength 0', keras(INPUT, 'layers.Dense(10, bias_regularizer=regularizers.l2(0.0))')],
  [
    'a strength that cannot be seen',
    keras(INPUT, 'layers.Dense(10, bias_regularizer=regularizers.l2(args.l2))'),
  ],
])('silent: %s', (_, source) => {
  expect(messages('REG020', source)).toEqual([]);
});

test('fix: the argument goes', () => {
  const dense = (more: string) =>
    keras(INPUT, `layers.Dense(10${more}, kernel_regularizer=regularizers.l2(0.01))`);
  expect(mended('REG020', dense(", bias_regularizer='l2'"))).toBe(dense(''));
});

test('the layer inside a wrapper: Bidirectional has it twice', () => {
  const inside = 'layers.LSTM(64, bias_regularizer=regularizers.l2(0.01))';
  // 4·64 biases in each direction.
  expect(messages('REG020', keras('layers.Input((20, 8))', `layers.Bidirectional(${inside})`))[0]).toMatch(
    /^L2\(0\.01\) is also on the 512 biases of Bidirectional\(LSTM\(64\)\)\./,
  );
});
