import { describe, expect, test } from 'vitest';
import { type Before, type Expectation, problemAfter, verified } from '../../../src/advice/edit/verified.ts';
import type { TextEdit } from '../../../src/advice/edits.ts';
import { readSource } from '../../../src/definition/source.ts';

const TEXT = `import keras
from keras import layers

model = keras.Sequential()
model.add(layers.Dense(8, input_shape=(4,)))
model.add(layers.Dropout(0.1))
model.add(layers.Dense(1))
model.compile("adam", "mse")

other = keras.Sequential([layers.Dense(3)])
`;

const before: Before = {
  text: TEXT,
  reading: readSource('m.py', TEXT),
  read: (text) => readSource('m.py', text),
};
const [hidden, dropout] = before.reading.models[0]!.layers;

/** The replacement of a part of the text. */
function replace(part: string, text: string): TextEdit {
  const from = TEXT.indexOf(part);
  if (from < 0) throw new Error(`no ${part}`);
  return { from, to: from + part.length, text };
}

const insertAfter = (part: string, text: string) => replace(part, part + text);

describe('what was said changes and nothing else', () => {
  test.each<[string, TextEdit[], Expectation]>([
    ['a setting', [replace('Dense(8', 'Dense(8, "relu"')], { layers: [hidden!] }],
    [
      'a layer more',
      [insertAfter('(4,)))\n', 'model.add(layers.Dropout(0.5))\n')],
      { added: ['Dropout'], means: ({ models }) => models[0]!.layers[1]!.kind === 'Dropout' },
    ],
    ['a layer less', [replace('model.add(layers.Dropout(0.1))\n', '')], { layers: [dropout!] }],
    ['a fact', [replace('"adam"', '"sgd"')], { surroundings: ['optimizer', 'compile'] }],
    ['an import', [insertAfter('import keras\n', 'import numpy as np\n')], {}],
    ['layout', [replace('Dense(1))', 'Dense(\n    1\n))')], {}],
  ])('%s', (_, edits, expectation) => {
    expect(problemAfter(before, edits, expectation)).toBeUndefined();
    expect(verified(before, edits, expectation)).toEqual(edits);
  });

  test('edits come in the order of the text', () => {
    const edits = [insertAfter('Dense(1))\n', 'x = 1\n'), insertAfter('import keras\n', 'import os\n')];
    expect(verified(before, edits, {})).toEqual([edits[1], edits[0]]);
  });
});

test('a fact below the edit that names a place of its own is the same fact', () => {
  const text = `from tensorflow import keras
from tensorflow.keras.preprocessing.image import ImageDataGenerator

model = keras.Sequential([keras.layers.Dense(8, input_shape=(4,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
flips = ImageDataGenerator(horizontal_flip=True)
model.fit(flips.flow(x, y), validation_data=flips.flow(x_val, y_val))
`;
  const reading = readSource('m.py', text);
  expect(reading.surroundings.some((fact) => fact.type === 'fit' && fact.augmentedValidation)).toBe(true);
  const from = text.indexOf('keras.layers.Dense(1)');
  const edits = [{ from, to: from, text: 'keras.layers.Dropout(0.5), ' }];
  const read = (changed: string) => readSource('m.py', changed);
  expect(problemAfter({ text, reading, read }, edits, { added: ['Dropout'] })).toBeUndefined();
});

const OTHERS = 'other parts of the file would change their meaning';

test.each<[string, TextEdit[], Expectation, string]>([
  [
    'a size, which changes the next layer too',
    [replace('Dense(8', 'Dense(16')],
    { layers: [hidden!] },
    OTHERS,
  ],
  ['does not parse', [replace('Dense(1))', 'Dense(1')], {}, 'the result would not be valid Python'],
  [
    'two edits in one place',
    [replace('Dense(8', 'Dense(9'), replace('(8', '(7')],
    {},
    'two changes meet in one place',
  ],
  ['another setting', [replace('Dense(8', 'Dense(8, "relu"')], {}, OTHERS],
  ['a setting of another layer', [replace('Dense(1)', 'Dense(2)')], { layers: [hidden!] }, OTHERS],
  ['a setting of another model', [replace('Dense(3)', 'Dense(2)')], { layers: [hidden!] }, OTHERS],
  [
    'a layer that was not announced',
    [insertAfter('(4,)))\n', 'model.add(layers.Dropout(0.5))\n')],
    {},
    OTHERS,
  ],
  [
    'a layer of another class',
    [insertAfter('(4,)))\n', 'model.add(layers.ReLU())\n')],
    { added: ['Dropout'] },
    OTHERS,
  ],
  ['a layer is lost', [replace('model.add(layers.Dense(1))\n', '')], {}, OTHERS],
  ['a model is lost', [replace('keras.Sequential([layers.Dense(3)])', 'None')], {}, OTHERS],
  ['the optimizer', [replace('"adam"', '"sgd"')], {}, OTHERS],
  [
    'a name is bound to something else',
    [insertAfter('from keras import layers\n', 'from mylib import layers\n')],
    {},
    OTHERS,
  ],
  [
    'not what was asked',
    [replace('Dense(8', 'Dense(16')],
    { layers: [hidden!], means: () => false },
    'the result would not mean what was asked',
  ],
])('refused: %s', (_, edits, expectation, problem) => {
  expect(problemAfter(before, edits, expectation)).toBe(problem);
  expect(verified(before, edits, expectation)).toBeUndefined();
});

test('no edits are no change', () => {
  expect(verified(before, [], {})).toBeUndefined();
  expect(verified(before, undefined, {})).toBeUndefined();
});

test('an edit that touches what was not read is noticed', () => {
  const text = 'import keras\nm = keras.Sequential([keras.layers.Dense(8, kernel_regularizer=own(1))])\n';
  const source: Before = {
    text,
    reading: readSource('m.py', text),
    read: (changed) => readSource('m.py', changed),
  };
  const from = text.indexOf('own(1)');
  expect(problemAfter(source, [{ from, to: from + 6, text: 'own(2)' }], {})).toBe(OTHERS);
  expect(problemAfter(source, [{ from: 0, to: 0, text: 'import os\n' }], {})).toBeUndefined();
});

test('a layer more in `forward` must be applied where it is announced', () => {
  const text = `from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = nn.Linear(4, 4)
    def forward(self, x):
        x = self.a(x)
        return self.b(x)
`;
  const source: Before = {
    text,
    reading: readSource('m.py', text),
    read: (changed) => readSource('m.py', changed),
  };
  const from = text.indexOf('        return');
  expect(problemAfter(source, [{ from, to: from, text: '        x = self.b(x)\n' }], {})).toBe(OTHERS);
  expect(problemAfter(source, [{ from, to: from, text: '        y = 1\n' }], {})).toBeUndefined();
});

test('the language of a text that is not valid', () => {
  const text = 'const a = 1;\n';
  const source: Before = {
    text,
    reading: { ...readSource('m.py', ''), language: 'javascript' },
    read: () => readSource('m.py', ''),
  };
  expect(problemAfter(source, [{ from: 0, to: 5, text: 'const (' }], {})).toBe(
    'the result would not be valid JavaScript',
  );
});
