import { expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../../src/advice/settings.ts';
import { check, keras, mended, messages, places, pytorch, tfjs, torchModule } from './check.ts';

const withRate = (rate: string) =>
  keras('layers.Input((64,))', 'layers.Dense(32)', `layers.Dropout(${rate})`, 'layers.Dense(1)');
const EXPECTED = 'Expected is the probability of dropping a value, from 0 to below 1.';

test('Keras: a rate that looks like a keep probability', () => {
  expect(check('REG002', withRate('0.9'))[0]).toMatchObject({
    severity: 'warning',
    message:
      'Dropout(0.9) drops 90\u202f% of the values and keeps 10\u202f%: the rate is the probability of dropping, not of keeping. Usual are 0.5 after hidden layers and 0.2 on inputs.',
  });
});

test.each([
  [
    '1',
    `Dropout(1) drops all values with rate 1: nothing is left of them, and TensorFlow refuses it in training. ${EXPECTED}`,
  ],
  ['-0.2', `Dropout(-0.2) has the drop probability -0.2: Keras refuses it with a ValueError. ${EXPECTED}`],
  [
    '25',
    `Dropout(25) has the drop probability 25: Keras refuses it with a ValueError. ${EXPECTED} 25\u202f% is written 0.25.`,
  ],
])('Keras: %s is an error', (rate, message) => {
  expect(check('REG002', withRate(rate)).map((found) => [found.severity, found.message])).toEqual([
    ['error', message],
  ]);
});

test('PyTorch: 1 leaves zeros', () => {
  expect(
    check('REG002', pytorch(['nn.Linear(8, 8)', 'nn.Dropout(p=1.0)', 'nn.Linear(8, 1)']))[0],
  ).toMatchObject({
    severity: 'error',
    message: `Dropout(1) drops all values with rate 1: PyTorch returns zeros in training, and nothing can be learned from them. ${EXPECTED}`,
  });
});

test('PyTorch: a function', () => {
  const source = torchModule(
    ['self.fc = nn.Linear(8, 1)'],
    ['x = F.dropout(x, 0.95, training=self.training)', 'return self.fc(x)'],
  );
  expect(places('REG002', source)).toEqual(['warning: 0.95']);
  expect(messages('REG002', source)[0]).toMatch(/^F\.dropout\(0\.95\) drops 95\u202f% of the values/);
});

test('TensorFlow.js cuts the rate and drops nothing', () => {
  const source = tfjs('tf.layers.dense({ inputShape: [8], units: 8 })', 'tf.layers.dropout({ rate: 1.5 })');
  expect(messages('REG002', source, { file: 'm.js' })).toEqual([
    `Dropout(1.5) has the drop probability 1.5: TensorFlow.js cuts it to the range 0–1, and at both ends nothing is dropped. ${EXPECTED}`,
  ]);
});

test('a constant is named by its value, and its use is underlined', () => {
  expect(places('REG002', `RATE = 0.9\n${withRate('RATE')}`)).toEqual(['warning: RATE']);
});

test('recurrent dropout', () => {
  const source = keras('layers.Input((9, 8))', 'layers.LSTM(4, recurrent_dropout=0.85)');
  expect(messages('REG002', source)[0]).toMatch(/^The recurrent dropout of LSTM\(4\) drops 85\u202f%/);
});

test('0 does nothing', () => {
  expect(check('REG002', withRate('0.0'))[0]).toMatchObject({
    severity: 'information',
    message:
      'Dropout(0) drops nothing. Remove it, or give it a rate: 0.5 is usual after hidden layers, 0.2 on inputs.',
  });
});

test.each([
  ['a usual rate', withRate('0.5')],
  ['the largest usual rate', withRate('0.8')],
  ['a rate that cannot be seen', withRate('config.rate')],
  ['a constant 0 is a switch', `RATE = 0\n${withRate('RATE')}`],
  ['0 in a recurrent layer', keras('layers.Input((9, 8))', 'layers.LSTM(4, dropout=0.0)')],
  ['a name that speaks of keeping is REG003’s', `keep_prob = 0.9\n${withRate('keep_prob')}`],
  [
    '0 as the default of a parameter',
    `def build(rate=0.0):\n    return keras.Sequential([keras.layers.Dense(8), keras.layers.Dropout(rate)])\n`,
  ],
])('silent: %s', (_, source) => {
  expect(messages('REG002', source)).toEqual([]);
});

test('the threshold is a setting', () => {
  const thresholds = { ...DEFAULT_THRESHOLDS, largestRate: 0.6 };
  expect(check('REG002', withRate('0.7'), { thresholds })).toHaveLength(1);
});

test('fixes', () => {
  expect(mended('REG002', withRate('0.9'))).toBe(withRate('0.1'));
  expect(mended('REG002', withRate('25'))).toBe(withRate('0.25'));
  expect(mended('REG002', withRate('0'))).toBe(
    keras('layers.Input((64,))', 'layers.Dense(32)', 'layers.Dense(1)'),
  );
});

test('a constant is not overwritten where it is used', () => {
  expect(check('REG002', `RATE = 0.9\n${withRate('RATE')}`)[0]!.fixes).toEqual([]);
});

test('a dropout that forward never uses is made all the same', () => {
  const source = (rate: string) =>
    torchModule(['self.fc = nn.Linear(8, 2)', `self.drop = nn.Dropout(${rate})`], ['return self.fc(x)']);
  expect(messages('REG002', source('-0.1'))[0]).toContain(
    'Dropout(-0.1) has the drop probability -0.1: PyTorch refuses it with a ValueError.',
  );
  expect(messages('REG002', source('0.95'))).toEqual([]);
});
