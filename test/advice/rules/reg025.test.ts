import { describe, expect, test } from 'vitest';
import { fixed, messageOf, placesOf } from './findings.ts';

const CODE = 'REG025';
const tfjs = (regularizer: string) => `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({inputShape: [64], units: 10, kernelRegularizer: ${regularizer}}));
`;

describe('TensorFlow.js', () => {
  test('the strength that is left out is 0.01', () => {
    expect(messageOf(CODE, { js: tfjs('tf.regularizers.l1l2({l1: 1e-4})') })).toBe(
      'l1l2 without l2 also adds L2(0.01): in TensorFlow.js a strength that is left out is 0.01, not 0. Write l2: 0, or ' +
        'use regularizers.l1. It acts on the weights of Dense(10).',
    );
    expect(placesOf(CODE, { js: tfjs('tf.regularizers.l1l2({l2: 1e-4})') })).toEqual(['3 warning']);
  });

  test.each([
    ['both are written', 'tf.regularizers.l1l2({l1: 1e-4, l2: 0})'],
    ['both are written as 0.01', 'tf.regularizers.l1l2({l1: 0.01, l2: 0.01})'],
    ['neither is', 'tf.regularizers.l1l2()'],
    ['settings that cannot be seen', 'tf.regularizers.l1l2(options)'],
    ['only L1', 'tf.regularizers.l1({l1: 1e-4})'],
  ])('silent: %s', (_, regularizer) => {
    expect(placesOf(CODE, { js: tfjs(regularizer) })).toEqual([]);
  });

  test('fix', () => {
    const after = tfjs('tf.regularizers.l1l2({l1: 1e-4, l2: 0})');
    expect(fixed(CODE, { js: tfjs('tf.regularizers.l1l2({l1: 1e-4})') })).toBe(after);
    expect(placesOf(CODE, { js: after })).toEqual([]);
  });
});

describe('Keras', () => {
  const keras = (imports: string, regularizer: string) => `${imports}
model = keras.Sequential([keras.layers.Dense(10, kernel_regularizer=${regularizer})])
`;
  const KERAS_2 = 'import tf_keras as keras';
  const TF_KERAS = 'from tensorflow import keras';

  test('Keras 2', () => {
    expect(messageOf(CODE, { py: keras(KERAS_2, 'keras.regularizers.l1_l2(l1=1e-4)') })).toBe(
      'l1_l2 without l2 also adds L2(0.01) in Keras 2. Write l2=0, or use regularizers.l1. It acts on the weights of ' +
        'Dense(10).',
    );
    expect(placesOf(CODE, { py: keras(KERAS_2, 'keras.regularizers.l1_l2(l1=1e-4)') })).toEqual([
      '2 warning',
    ]);
  });

  test('tf.keras depends on the version', () => {
    const py = keras(TF_KERAS, 'keras.regularizers.l1_l2(l2=1e-4)');
    expect(messageOf(CODE, { py })).toBe(
      'l1_l2 without l1 also adds L1(0.01) before TensorFlow 2.16 (Keras 2); since then it is 0. Write l1=0, or use ' +
        'regularizers.l2. It acts on the weights of Dense(10).',
    );
    expect(placesOf(CODE, { py })).toEqual(['2 information']);
    expect(fixed(CODE, { py })).toBe(keras(TF_KERAS, 'keras.regularizers.l1_l2(l2=1e-4, l1=0)'));
  });

  test.each([
    ['Keras 3', 'import keras', 'keras.regularizers.l1_l2(l1=1e-4)'],
    ['the class', KERAS_2, 'keras.regularizers.L1L2(l1=1e-4)'],
    ['both by position', KERAS_2, 'keras.regularizers.l1_l2(1e-4, 1e-4)'],
    ['arguments that cannot be seen', TF_KERAS, 'keras.regularizers.l1_l2(**options)'],
  ])('silent: %s', (_, imports, regularizer) => {
    expect(placesOf(CODE, { py: keras(imports, regularizer) })).toEqual([]);
  });
});
