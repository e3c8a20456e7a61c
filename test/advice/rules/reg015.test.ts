import { describe, expect, test } from 'vitest';
import { check } from './check.ts';
import { fixed, messageOf, placesOf } from './findings.ts';

const CODE = 'REG015';
const KERAS = `import keras
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
model.compile("sgd", "mse")
`;

describe('Keras', () => {
  test('says what is trained for how long', () => {
    // 64·10 + 10 = 650.
    expect(messageOf(CODE, { py: `${KERAS}model.fit(x, y, epochs=20)\n` })).toBe(
      'This fit of 650 parameters over 20 epochs has no validation data, so overfitting cannot be seen: the training ' +
        'loss falls either way. Hold data out, with validation data or a validation split.',
    );
    expect(placesOf(CODE, { py: `${KERAS}model.fit(x, y, epochs=20)\n` })).toEqual(['4 information']);
  });

  test.each([
    ['validation data', 'model.fit(x, y, epochs=20, validation_data=(x_val, y_val))\n'],
    ['a split', 'model.fit(x, y, epochs=20, validation_split=0.1)\n'],
    ['arguments that cannot be seen', 'model.fit(x, y, epochs=20, **options)\n'],
    ['one epoch in a loop of their own', 'for epoch in range(20):\n    model.fit(x, y, epochs=1)\n'],
    ['a test', 'def test_training():\n    model.fit(x, y, epochs=20)\n'],
    [
      'trained on all data once the epochs are known',
      'model.fit(x, y, epochs=20, validation_split=0.2)\nmodel.fit(x, y, epochs=7)\n',
    ],
    [
      'a training step of its own',
      `class GAN(keras.Model):
    def __init__(self):
        super().__init__()
        self.generator = keras.layers.Dense(8)

    def train_step(self, data):
        return {}


gan = GAN()
gan.fit(x, epochs=100)
`,
    ],
    [
      'a line',
      'line = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])\nline.fit(x, y, epochs=9)\n',
    ],
    [
      'a few rows that are written out',
      'import numpy as np\nx = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])\nmodel.fit(x, y, epochs=99)\n',
    ],
    ['another library', 'from sklearn.svm import SVC\nSVC().fit(x, y)\n'],
  ])('silent: %s', (_, code) => {
    expect(placesOf(CODE, { py: KERAS + code })).toEqual([]);
  });

  test('a name that is used again for another model', () => {
    const again = 'model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4)])\n';
    const code = `model.fit(x, y, epochs=20)\n${again}model.fit(x, y, epochs=20, validation_split=0.2)\n`;
    expect(placesOf(CODE, { py: KERAS + code })).toEqual(['4 information']);
  });

  test.each([
    ['model.fit(x, y, epochs=20)\n', 'model.fit(x, y, epochs=20, validation_split=0.2)\n'],
    [
      'history = model.fit(\n    x=x,\n    y=y,\n    epochs=20,\n)\n',
      'history = model.fit(\n    x=x,\n    y=y,\n    epochs=20,\n    validation_split=0.2,\n)\n',
    ],
  ])('fix: %s', (before, after) => {
    expect(fixed(CODE, { py: KERAS + before })).toBe(KERAS + after);
    expect(placesOf(CODE, { py: KERAS + after })).toEqual([]);
  });

  test('no split where targets are not given apart', () => {
    expect(() => fixed(CODE, { py: `${KERAS}model.fit(dataset, epochs=20)\n` })).toThrow('there are: none');
  });
});

test.each(['tests/fit.py', 'test_fit.py', 'fit_test.py'])('silent: the file %s', (file) => {
  const text = `${KERAS}model.fit(x, y, epochs=20)\n`;
  expect(check(CODE, text, { file })).toEqual([]);
  expect(check(CODE, text, { file: 'latest.py' })).toHaveLength(1);
});

describe('TensorFlow.js', () => {
  const TF = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({inputShape: [64], units: 10}));
`;

  test('a fit without validation', () => {
    const js = `${TF}await model.fit(xs, ys, {epochs: 20});\n`;
    expect(placesOf(CODE, { js })).toEqual(['4 information']);
    expect(fixed(CODE, { js })).toBe(`${TF}await model.fit(xs, ys, {epochs: 20, validationSplit: 0.2});\n`);
  });

  test.each([
    ['a split', 'await model.fit(xs, ys, {epochs: 20, validationSplit: 0.2});\n'],
    ['data', 'await model.fit(xs, ys, {epochs: 20, validationData: [xv, yv]});\n'],
    ['settings that cannot be seen', 'await model.fit(xs, ys, options);\n'],
  ])('silent: %s', (_, code) => {
    expect(placesOf(CODE, { js: TF + code })).toEqual([]);
  });
});
