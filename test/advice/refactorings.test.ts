import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/advice/edits.ts';
import { refactoringsAt } from '../../src/advice/refactorings/index.ts';
import { openNotebook } from '../../src/definition/program/open.ts';
import { readProgram, readSource } from '../../src/definition/source.ts';

/** Refactorings at the mark `│` of a source: titles, and the source after the one whose title begins so. */
function at(file: string, marked: string) {
  const from = marked.indexOf('│');
  const text = marked.replace('│', '');
  const found = refactoringsAt(readSource(file, text), text, { from, to: from });
  return {
    titles: found.map(({ title }) => title),
    edited: (begin: string) => {
      const [refactoring] = found.filter(({ title }) => title.startsWith(begin));
      return refactoring ? applyEdits(text, refactoring.edits) : 'not offered';
    },
  };
}

const lines = (...all: string[]) => all.map((line) => `${line}\n`).join('');

const KERAS = lines(
  'import keras',
  'from keras import layers',
  '',
  'model = keras.Sequential([',
  '    keras.Input((28, 28, 1)),',
  '    layers.Conv2D(8, 3),',
  '    layers.Dropout(0.25),',
  '    layers.BatchNormalization(),',
  '    layers.Flatten(),',
  "    layers.Dense(64, activation='relu'),",
  "    layers.Dense(10, activation='softmax'),",
  '])',
  "model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')",
  'model.fit(x, y, validation_split=0.1)',
);

/** The source with the mark in front of a part of it. */
const mark = (text: string, part: string) => text.replace(part, `│${part}`);

describe('Keras', () => {
  test('a Dense layer', () => {
    const { titles, edited } = at('m.py', mark(KERAS, 'layers.Dense(64'));
    expect(titles).toEqual([
      'Add L2 1e-4 to Dense(64)',
      'Add L1 1e-5 to Dense(64)',
      'Add Dropout(0.5) after Dense(64)',
    ]);
    expect(edited('Add L2')).toBe(
      KERAS.replace(
        "64, activation='relu'",
        "64, activation='relu', kernel_regularizer=keras.regularizers.L2(1e-4)",
      ),
    );
    expect(edited('Add L1')).toBe(
      KERAS.replace(
        "64, activation='relu'",
        "64, activation='relu', kernel_regularizer=keras.regularizers.L1(1e-5)",
      ),
    );
    expect(edited('Add Dropout')).toBe(
      KERAS.replace("activation='relu'),\n", "activation='relu'),\n    layers.Dropout(0.5),\n"),
    );
  });

  test('the output layer gets no dropout, a penalized one no second penalty', () => {
    expect(at('m.py', mark(KERAS, 'layers.Dense(10')).titles).toEqual([
      'Add L2 1e-4 to Dense(10)',
      'Add L1 1e-5 to Dense(10)',
    ]);
    const penalized = KERAS.replace("'softmax'", "'softmax', kernel_regularizer='l2'");
    expect(at('m.py', mark(penalized, 'layers.Dense(10')).titles).toEqual([]);
  });

  test('dropout on feature maps, before batch normalization', () => {
    const { titles, edited } = at('m.py', mark(KERAS, 'layers.Dropout'));
    expect(titles).toEqual([
      'Replace Dropout(0.25) by SpatialDropout2D, which drops whole feature maps',
      'Move Dropout(0.25) after BatchNormalization',
    ]);
    expect(edited('Replace')).toBe(KERAS.replace('layers.Dropout', 'layers.SpatialDropout2D'));
    expect(edited('Move')).toBe(
      KERAS.replace(
        '    layers.Dropout(0.25),\n    layers.BatchNormalization(),\n',
        '    layers.BatchNormalization(),\n    layers.Dropout(0.25),\n',
      ),
    );
    expect(at('m.py', edited('Move').replace('layers.Dropout', '│layers.Dropout')).titles).toEqual([
      'Replace Dropout(0.25) by SpatialDropout2D, which drops whole feature maps',
    ]);
  });

  test('compile and fit', () => {
    expect(at('m.py', mark(KERAS, 'model.compile')).edited('Change Adam')).toBe(
      KERAS.replace("'adam'", "'adamw'"),
    );
    expect(at('m.py', mark(KERAS, 'model.fit')).edited('Stop early')).toBe(
      KERAS.replace(
        'validation_split=0.1',
        "validation_split=0.1, callbacks=[keras.callbacks.EarlyStopping(monitor='val_loss', patience=5, restore_best_weights=True)]",
      ),
    );
  });

  test.each([
    ['no validation data', 'validation_split=0.1', 'epochs=3'],
    ['callbacks that are not seen', 'validation_split=0.1', 'validation_split=0.1, callbacks=callbacks'],
    [
      'stopped already',
      'validation_split=0.1',
      'validation_split=0.1, callbacks=[keras.callbacks.EarlyStopping()]',
    ],
    ['options that are not seen', 'validation_split=0.1', '**options'],
  ])('no early stopping: %s', (_, part, other) => {
    expect(at('m.py', mark(KERAS.replace(part, other), 'model.fit')).edited('Stop early')).toBe(
      'not offered',
    );
  });

  test('a list of callbacks gets one more', () => {
    const text = KERAS.replace('0.1)', '0.1, callbacks=[keras.callbacks.CSVLogger("log.csv")])');
    expect(at('m.py', mark(text, 'model.fit')).edited('Stop early')).toBe(
      text.replace(
        '"log.csv")',
        '"log.csv"), keras.callbacks.EarlyStopping(monitor=\'val_loss\', patience=5, restore_best_weights=True)',
      ),
    );
  });

  test('Adam by its class, imported alone', () => {
    const text = lines(
      'from tensorflow.keras.models import Sequential',
      'from tensorflow.keras.layers import Dense',
      'from tensorflow.keras.optimizers import Adam',
      '',
      'model = Sequential()',
      'model.add(Dense(8, input_shape=(4,)))',
      'model.add(Dense(1))',
      'model.compile(optimizer=Adam(1e-3), loss="mse")',
    );
    expect(at('m.py', mark(text, 'Adam(1e-3)')).edited('Change Adam')).toBe(text.replaceAll('Adam', 'AdamW'));
    expect(at('m.py', mark(text, 'Dense(8')).edited('Add Dropout')).toBe(
      text
        .replace('import Dense', 'import Dense, Dropout')
        .replace('(4,)))\n', '(4,)))\nmodel.add(Dropout(0.5))\n'),
    );
  });

  test('a functional model', () => {
    const text = lines(
      'import keras',
      'from keras import layers',
      'inputs = keras.Input((4,))',
      'x = layers.Dense(8)(inputs)',
      'x = layers.ReLU()(x)',
      'outputs = layers.Dense(1)(x)',
      'model = keras.Model(inputs, outputs)',
    );
    expect(at('m.py', mark(text, 'layers.Dense(8)')).edited('Add Dropout')).toBe(
      text.replace('ReLU()(x)\n', 'ReLU()(x)\nx = layers.Dropout(0.5)(x)\n'),
    );
  });
});

const TORCH = lines(
  'import torch',
  'from torch import nn',
  'import torch.nn.functional as F',
  '',
  '',
  'class Net(nn.Module):',
  '    def __init__(self):',
  '        super().__init__()',
  '        self.fc1 = nn.Linear(784, 64)',
  '        self.fc2 = nn.Linear(64, 10)',
  '',
  '    def forward(self, x):',
  '        x = F.relu(self.fc1(x))',
  '        return self.fc2(x)',
  '',
  '',
  'model = Net()',
  'optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=0.01)',
);

describe('PyTorch', () => {
  test('dropout in a module', () => {
    expect(at('m.py', mark(TORCH, 'nn.Linear(784')).edited('Add Dropout')).toBe(
      TORCH.replace('64)\n', '64)\n        self.dropout = nn.Dropout(0.5)\n').replace(
        'F.relu(self.fc1(x))\n',
        'F.relu(self.fc1(x))\n        x = self.dropout(x)\n',
      ),
    );
    expect(at('m.py', mark(TORCH, 'nn.Linear(64')).edited('Add Dropout')).toBe('not offered');
  });

  test('dropout before batch normalization', () => {
    const text = TORCH.replace(
      'self.fc2 =',
      'self.drop = nn.Dropout(0.5)\n        self.bn = nn.BatchNorm1d(64)\n        self.fc2 =',
    ).replace('        return', '        x = self.drop(x)\n        x = self.bn(x)\n        return');
    expect(at('m.py', mark(text, 'nn.BatchNorm1d')).edited('Move Dropout')).toBe(
      text.replace(
        'x = self.drop(x)\n        x = self.bn(x)\n',
        'x = self.bn(x)\n        x = self.drop(x)\n',
      ),
    );
  });

  test('dropout on feature maps', () => {
    const text = lines(
      'from torch.nn import Sequential, Conv2d, ReLU, Dropout',
      'net = Sequential(Conv2d(3, 8, 3), ReLU(), Dropout(0.2), Conv2d(8, 8, 3))',
    );
    expect(at('m.py', mark(text, 'Dropout(0.2)')).edited('Replace')).toBe(
      text.replaceAll('Dropout', 'Dropout2d'),
    );
  });

  test('the optimizer', () => {
    const { titles, edited } = at('m.py', mark(TORCH, 'torch.optim.Adam'));
    expect(titles).toEqual([
      'Split the parameters into groups: weight decay for weights only, not for biases and norms',
      'Change Adam to AdamW',
    ]);
    expect(edited('Split')).toBe(
      TORCH.replace(
        'Adam(model.parameters(), lr=1e-3, weight_decay=0.01)',
        `Adam([
    {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": 0.01},
    {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
], lr=1e-3)`,
      ),
    );
    expect(edited('Change')).toBe(TORCH.replace('optim.Adam', 'optim.AdamW'));
    expect(at('m.py', mark(TORCH, 'nn.Linear(784')).titles).toEqual(['Add Dropout(0.5) after Linear(64)']);
  });

  test('SGD without weight decay', () => {
    const text = TORCH.replace(
      'Adam(model.parameters(), lr=1e-3, weight_decay=0.01)',
      'SGD(model.parameters(), lr=0.1)',
    );
    const { titles, edited } = at('m.py', mark(text, 'torch.optim.SGD'));
    expect(titles).toEqual(['Add weight_decay=2e-4 to SGD (L2 1e-4 as Keras counts it)']);
    expect(edited('Add weight_decay')).toBe(text.replace('lr=0.1', 'lr=0.1, weight_decay=2e-4'));
  });

  test('L2 at a layer is the optimizer’s weight decay', () => {
    const text = TORCH.replace(
      'Adam(model.parameters(), lr=1e-3, weight_decay=0.01)',
      'SGD(model.parameters(), lr=0.1)',
    );
    expect(at('m.py', mark(text, 'nn.Linear(784')).edited('Add weight_decay')).toBe(
      text.replace('lr=0.1', 'lr=0.1, weight_decay=2e-4'),
    );
  });

  test.each([
    ['dropped already', 'x = F.relu(self.fc1(x))', 'x = F.dropout(F.relu(self.fc1(x)), 0.2, self.training)'],
    ['returned through a reshape', 'return self.fc2(x)', 'return self.fc1(x).view(-1, 64)'],
    ['into a softmax', 'x = F.relu(self.fc1(x))', 'x = F.softmax(self.fc1(x), dim=1)'],
  ])('no dropout: %s', (_, part, other) => {
    expect(at('m.py', mark(TORCH.replace(part, other), 'nn.Linear(784')).titles).toEqual([]);
  });

  test('AdamW has a weight decay by default', () => {
    const text = TORCH.replace(
      'Adam(model.parameters(), lr=1e-3, weight_decay=0.01)',
      'AdamW(model.parameters())',
    );
    expect(at('m.py', mark(text, 'torch.optim.AdamW')).edited('Split')).toContain(
      'if p.ndim > 1], "weight_decay": 0.01},',
    );
  });
});

test('TensorFlow.js', () => {
  const text = lines(
    "import * as tf from '@tensorflow/tfjs';",
    'const model = tf.sequential();',
    "model.add(tf.layers.dense({units: 8, inputShape: [4], activation: 'relu'}));",
    'model.add(tf.layers.dense({units: 1}));',
  );
  const { titles, edited } = at('m.js', mark(text, 'tf.layers.dense({units: 8'));
  expect(titles).toEqual([
    'Add L2 1e-4 to Dense(8)',
    'Add L1 1e-5 to Dense(8)',
    'Add Dropout(0.5) after Dense(8)',
  ]);
  expect(edited('Add L2')).toBe(
    text.replace("'relu'}", "'relu', kernelRegularizer: tf.regularizers.l2({l2: 1e-4})}"),
  );
  expect(edited('Add Dropout')).toBe(
    text.replace("'relu'}));\n", "'relu'}));\nmodel.add(tf.layers.dropout({rate: 0.5}));\n"),
  );
});

test('TensorFlow.js, applied to tensors', () => {
  const text = lines(
    "import { layers, input, model, train } from '@tensorflow/tfjs';",
    'const x = input({ shape: [4] });',
    "const h = layers.dense({ units: 8, activation: 'relu' }).apply(x);",
    'const y = layers.dense({ units: 1 }).apply(h);',
    'const net = model({ inputs: x, outputs: y });',
  );
  const { edited } = at('m.ts', mark(text, 'layers.dense({ units: 8'));
  expect(edited('Add Dropout')).toBe(
    text
      .replace('layers.dense({ units: 8', 'layers.dropout({ rate: 0.5 }).apply(layers.dense({ units: 8')
      .replace('.apply(x)', '.apply(x))'),
  );
});

describe('a notebook', () => {
  const cells = [
    { number: 0, text: '%matplotlib inline\nfrom tensorflow import keras\nfrom keras.layers import Dense\n' },
    { number: 2, text: 'model = keras.Sequential([\n    Dense(8),\n    Dense(1),\n])\n' },
  ];
  const read = (text: string) =>
    readProgram('m.ipynb', openNotebook([cells[0]!, { number: 2, text }]).program);
  const cell = cells[1]!.text;
  const from = cell.indexOf('Dense(8)');

  test('names of the cells above are used, imports are added to the cell', () => {
    const [l2, , dropout] = refactoringsAt(
      read(cell),
      cell,
      { from, to: from, cell: 2 },
      { above: [cells[0]!.text], read },
    );
    expect(applyEdits(cell, l2!.edits)).toBe(
      cell.replace('Dense(8)', 'Dense(8, kernel_regularizer=keras.regularizers.L2(1e-4))'),
    );
    expect(applyEdits(cell, dropout!.edits)).toBe(
      cell.replace('Dense(8),\n', 'Dense(8),\n    keras.layers.Dropout(0.5),\n'),
    );
  });

  test('nothing in other cells, and nothing that cannot be read again', () => {
    expect(refactoringsAt(read(cell), cells[0]!.text, { from, to: from, cell: 0 }, { read })).toEqual([]);
    expect(refactoringsAt(read(cell), cell, { from, to: from, cell: 2 })).toEqual([]);
  });
});

test('nothing where no layer and no training code stands', () => {
  expect(at('m.py', mark(KERAS, 'import keras')).titles).toEqual([]);
  expect(at('m.py', mark(TORCH, 'class Net')).titles).toEqual([]);
});
