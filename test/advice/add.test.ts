import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applied, DROPOUT_L2, edit } from './edit.ts';

const HEAD = `import keras
from keras import layers

`;

test.each([
  [
    'statements of their own',
    'model = keras.Sequential()\nmodel.add(layers.Dense(8))\nmodel.add(layers.ReLU())\nmodel.add(layers.Dense(1))\n',
    'model = keras.Sequential()\nmodel.add(layers.Dense(8, kernel_regularizer=keras.regularizers.L2(1e-3)))\nmodel.add(layers.ReLU())\nmodel.add(layers.Dropout(0.3))\nmodel.add(layers.Dense(1, kernel_regularizer=keras.regularizers.L2(1e-3)))\n',
  ],
  [
    'indented, on an attribute, with comments and blank lines',
    `class A:
    def __init__(self):
        self.net = keras.Sequential()
        self.net.add(layers.Dense(8))

        # output
        self.net.add(layers.Dense(1))
`,
    `class A:
    def __init__(self):
        self.net = keras.Sequential()
        self.net.add(layers.Dense(8, kernel_regularizer=keras.regularizers.L2(1e-3)))

        self.net.add(layers.Dropout(0.3))
        # output
        self.net.add(layers.Dense(1, kernel_regularizer=keras.regularizers.L2(1e-3)))
`,
  ],
  [
    'several statements on a line',
    'm = keras.Sequential(); m.add(layers.Dense(8)); m.add(layers.Dense(1))\n',
    'm = keras.Sequential(); m.add(layers.Dense(8, kernel_regularizer=keras.regularizers.L2(1e-3))); m.add(layers.Dropout(0.3)); m.add(layers.Dense(1, kernel_regularizer=keras.regularizers.L2(1e-3)))\n',
  ],
  [
    'a list, then .add',
    'm = keras.Sequential([layers.Dense(8)])\nm.add(layers.Dense(1))\n',
    'm = keras.Sequential([layers.Dense(8, kernel_regularizer=keras.regularizers.L2(1e-3))])\nm.add(layers.Dropout(0.3))\nm.add(layers.Dense(1, kernel_regularizer=keras.regularizers.L2(1e-3)))\n',
  ],
  [
    'stray dropout goes, with its line',
    'm = keras.Sequential()\nm.add(layers.Dropout(0.1))  # input\nm.add(layers.Dense(8)); m.add(layers.Dropout(0.2)); m.add(layers.Dropout(0.2))\nm.add(layers.Dense(1))\n',
    'm = keras.Sequential()\nm.add(layers.Dense(8, kernel_regularizer=keras.regularizers.L2(1e-3))); m.add(layers.Dropout(0.3))\nm.add(layers.Dense(1, kernel_regularizer=keras.regularizers.L2(1e-3)))\n',
  ],
])('%s', (_, before, after) => {
  expect(edit(HEAD + before, DROPOUT_L2)).toBe(HEAD + after);
  expect(applied(HEAD + after, DROPOUT_L2)).toBe(true);
});

test('a real file: rates are changed, the import of the layers is kept', () => {
  const text = readFileSync(new URL('../fixtures/definition/mnist_add.py', import.meta.url), 'utf8');
  const after = edit(text, { dropout: 0.5, l1: 1e-5 });
  expect(after).toBe(
    text
      .replaceAll('model.add(Dropout(0.2))', 'model.add(Dropout(0.5))')
      .replace('input_shape=(784,)))', 'input_shape=(784,), kernel_regularizer=keras.regularizers.L1(1e-5)))')
      .replace(
        "Dense(512, activation='relu'))",
        "Dense(512, activation='relu', kernel_regularizer=keras.regularizers.L1(1e-5)))",
      )
      .replace("'softmax'))", "'softmax', kernel_regularizer=keras.regularizers.L1(1e-5)))"),
  );
  // Back to none: the Dropout statements go.
  expect(edit(after, {})).toBe(text.replaceAll('model.add(Dropout(0.2))\n', ''));
});
