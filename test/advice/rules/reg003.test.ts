import { expect, test } from 'vitest';
import { isKeepName, saysKeep } from '../../../src/advice/rules/support/keep.ts';
import { check, keras, mended, messages, places, pytorch, tfjs, torchModule } from './check.ts';

const withRate = (rate: string, comment = '') =>
  `${keras('layers.Input((64,))', 'layers.Dense(32)', `layers.Dropout(${rate})`, 'layers.Dense(1)').replace(
    `layers.Dropout(${rate}),`,
    `layers.Dropout(${rate}),${comment}`,
  )}`;

test('Keras: a name says keep', () => {
  expect(messages('REG003', `keep_prob = 0.8\n${withRate('keep_prob')}`)).toEqual([
    '“keep_prob” is named as the probability of keeping a value, and Dropout(0.8) drops with it: the rate is the probability of dropping, so 80\u202f% of the values are dropped and 20\u202f% kept. Give it 1 - keep_prob.',
  ]);
});

test('the value need not be known', () => {
  expect(messages('REG003', withRate('args.keep_prob'))).toEqual([
    '“args.keep_prob” is named as the probability of keeping a value, and Dropout drops with it: the rate is the probability of dropping. Give it 1 - args.keep_prob.',
  ]);
});

test('at 0.5 it is invisible', () => {
  const [found] = check('REG003', `keep_prob = 0.5\n${withRate('keep_prob')}`);
  expect(found).toMatchObject({ severity: 'information' });
  expect(found!.message).toContain('At 0.5 both are the same; any other value is inverted.');
});

test('PyTorch: a layer and a function', () => {
  const source = torchModule(
    ['self.keep_prob = 0.7', 'self.fc = nn.Linear(8, 8)', 'self.drop = nn.Dropout(p=self.keep_prob)'],
    ['x = self.drop(self.fc(x))', 'return F.dropout(x, p=self.keep_prob, training=self.training)'],
  );
  expect(places('REG003', source)).toEqual(['warning: self.keep_prob', 'warning: self.keep_prob']);
});

test('TensorFlow.js', () => {
  const source = tfjs(
    'tf.layers.dense({ inputShape: [8], units: 8 })',
    'tf.layers.dropout({ rate: keepProb })',
  );
  expect(places('REG003', source, { file: 'm.js' })).toEqual(['warning: keepProb']);
});

test('a comment says keep', () => {
  expect(messages('REG003', withRate('0.8', '  # keep 80% of the units'))).toEqual([
    'The comment “keep 80% of the units” gives the probability of keeping a value, and Dropout(0.8) drops with it: the rate is the probability of dropping, so 80\u202f% of the values are dropped and 20\u202f% kept. To keep 80\u202f%, drop with the rate 0.2.',
  ]);
});

test('a comment where the constant is given its value', () => {
  expect(places('REG003', `RATE = 0.9  # probability of keeping a unit\n${withRate('RATE')}`)).toEqual([
    'warning: RATE',
  ]);
  expect(places('REG003', `RATE = 0.9  # of the learning rate: keep it\n${withRate('RATE')}`)).toEqual([]);
});

test.each([
  ['the complement', withRate('1 - keep_prob')],
  ['another name', `rate = 0.8\n${withRate('rate')}`],
  ['a comment that is right', withRate('0.2', '  # keep 80% of the units')],
  ['a comment about dropping', withRate('0.8', '  # drop 80 %, keep 20 %')],
  ['a comment about something else', withRate('0.8', '  # keep this as in the paper')],
  ['a name of something else', withRate('keep_dims')],
])('silent: %s', (_, source) => {
  expect(messages('REG003', source)).toEqual([]);
});

test('fixes', () => {
  expect(mended('REG003', withRate('args.keep_prob'))).toBe(withRate('1 - args.keep_prob'));
  expect(mended('REG003', withRate('0.8', '  # keep 80% of the units'))).toBe(
    withRate('0.2', '  # keep 80% of the units'),
  );
  const source = (rate: string) => pytorch(['nn.Linear(8, 8)', `nn.Dropout(${rate})`]);
  expect(mended('REG003', source('keep_rate'))).toBe(source('1 - keep_rate'));
});

test.each([
  ['keep_prob', true],
  ['self.keepProb', true],
  ['config["keep_rate"]', true],
  ['KEEP', true],
  ['keep_dims', false],
  ['1 - keep_prob', false],
  ['drop_prob', false],
  ['get_keep_prob()', false],
  ['housekeeping', false],
])('%s names a keep probability: %s', (name, expected) => {
  expect(isKeepName(name)).toBe(expected);
});

test.each([
  ['keep probability', 0.8, true],
  ['keep probability', 0.2, false],
  ['keep prob 0.8', 0.8, true],
  ['probability of keeping a unit', 0.9, true],
  ['probability to keep a unit', 0.9, true],
  ['keeps 90 % of the units', 0.9, true],
  ['keep 50 %', 0.5, false],
  ['keep in sync with train.py', 0.8, false],
])('“%s” beside %d: %s', (comment, rate, expected) => {
  expect(saysKeep(comment, rate)).toBe(expected);
});
