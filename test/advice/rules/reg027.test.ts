import { expect, test } from 'vitest';
import { findingsOf, fixed, messageOf, placesOf } from './findings.ts';

const CODE = 'REG027';
const tfjs = (dropout: string) => `import * as tf from '@tensorflow/tfjs';
const RATE = 0.3;
const model = tf.sequential();
model.add(tf.layers.dense({inputShape: [64], units: 32}));
model.add(tf.layers.${dropout});
`;

test('a number has no rate', () => {
  expect(messageOf(CODE, { js: tfjs('dropout(0.2)') })).toBe(
    'dropout(0.2) drops nothing: TensorFlow.js takes an object of settings, and in a bare number it finds no rate. ' +
      'Write dropout({ rate: 0.2 }).',
  );
});

test.each([['dropout(0.2)'], ['dropout( .5 )'], ['spatialDropout1d(0.2)'], ['alphaDropout(0.1)']])(
  '%s',
  (layer) => {
    expect(placesOf(CODE, { js: tfjs(layer) })).toEqual(['5 error']);
  },
);

test.each([
  ['dropout({rate: 0.2})'],
  ['dropout({ rate: RATE, seed: 1 })'],
  ['dropout(options)'],
  ['dropout()'],
  ['dense({units: 1})'],
])('silent: %s', (layer) => {
  expect(placesOf(CODE, { js: tfjs(layer) })).toEqual([]);
});

test('silent: Keras takes a number', () => {
  const py = 'import keras\nmodel = keras.Sequential([keras.layers.Dropout(0.2), keras.layers.Dense(1)])\n';
  expect(placesOf(CODE, { py })).toEqual([]);
});

test.each(['1', '20', '1.5'])('dropout(%s) is no rate: nothing to write in its place', (rate) => {
  const [finding] = findingsOf(CODE, { js: tfjs(`dropout(${rate})`) });
  expect(finding?.fixes).toEqual([]);
  expect(finding?.message).toContain('Write dropout({ rate: … }) with a rate of at least 0 and below 1.');
});

test('the fix means what was said, so it may be made by --fix', () => {
  const js = tfjs('dropout(0.2)');
  expect(fixed(CODE, { js })).toBe(tfjs('dropout({ rate: 0.2 })'));
  expect(placesOf(CODE, { js: fixed(CODE, { js }) })).toEqual([]);
  expect(findingsOf(CODE, { js })[0]!.fixes.map(({ safe }) => safe)).toEqual([true]);
});
