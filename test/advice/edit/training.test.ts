import { describe, expect, test } from 'vitest';
import { addEarlyStopping } from '../../../src/advice/edit/earlyStopping.ts';
import { splitDecayGroups, toAdamW } from '../../../src/advice/edit/optimizers.ts';
import { setPenalty } from '../../../src/advice/edit/penalties.ts';
import { editable } from '../../../src/advice/edit/source.ts';
import { applyEdits, type TextEdit } from '../../../src/advice/edits.ts';
import type { SourceReading } from '../../../src/definition/reading.ts';
import { readSource } from '../../../src/definition/source.ts';
import { edited } from './source.ts';

/** The first optimizer of a file, which may be one of `compile`. */
function optimizerIn({ surroundings }: SourceReading) {
  const [found] = surroundings.flatMap((fact) => {
    if (fact.type === 'optimizer') return [fact];
    return fact.type === 'compile' && fact.optimizer ? [fact.optimizer] : [];
  });
  if (!found) throw new Error('no optimizer');
  return found;
}

function changed(text: string, edits: TextEdit[] | undefined): string {
  return edits ? applyEdits(text, edits) : 'refused';
}

describe('splitDecayGroups', () => {
  const HEAD = 'import torch\n';
  const split = (text: string) =>
    changed(text, splitDecayGroups(editable('python', text), optimizerIn(readSource('m.py', text))));
  const groups = (decay: string, { of = 'model', quote = '"', end = '\n', indent = '' } = {}) =>
    [
      '[',
      `${indent}    {${quote}params${quote}: [p for p in ${of}.parameters() if p.ndim > 1], ${quote}weight_decay${quote}: ${decay}},`,
      `${indent}    {${quote}params${quote}: [p for p in ${of}.parameters() if p.ndim <= 1], ${quote}weight_decay${quote}: 0.0},`,
      `${indent}]`,
    ].join(end);

  test.each([
    [
      'by keyword',
      'torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=1e-4)',
      `torch.optim.SGD(${groups('1e-4')}, lr=0.1)`,
    ],
    [
      'a decay that is not seen',
      'torch.optim.SGD(model.parameters(), weight_decay=args.wd, lr=0.1)',
      `torch.optim.SGD(${groups('args.wd')}, lr=0.1)`,
    ],
    ['the default of AdamW', 'torch.optim.AdamW(model.parameters())', `torch.optim.AdamW(${groups('0.01')})`],
    [
      'params by keyword',
      'torch.optim.AdamW(params=model.parameters(), lr=1e-3)',
      `torch.optim.AdamW(params=${groups('0.01')}, lr=1e-3)`,
    ],
    ['no decay', 'torch.optim.SGD(model.parameters(), lr=0.1)', 'refused'],
    ['decay 0', 'torch.optim.AdamW(model.parameters(), weight_decay=0)', 'refused'],
    ['options that are not seen', 'torch.optim.AdamW(model.parameters(), **options)', 'refused'],
    ['groups already', 'torch.optim.AdamW([{"params": model.parameters()}])', 'refused'],
  ])('%s', (_, before, after) => {
    const source = (call: string) => (call === 'refused' ? call : `${HEAD}optimizer = ${call}\n`);
    expect(split(source(before))).toBe(source(after));
  });

  test('indentation, quotes and line ends of the file', () => {
    const text =
      "import torch\r\ndef make(net):\r\n    name = 'sgd'\r\n    return torch.optim.AdamW(net.parameters(), weight_decay=0.1)\r\n";
    expect(split(text)).toBe(
      text.replace(
        'net.parameters(), weight_decay=0.1',
        groups('0.1', { of: 'net', quote: "'", end: '\r\n', indent: '    ' }),
      ),
    );
  });

  test('arguments on lines: the groups stand one step deeper than the list', () => {
    const before = 'make(\n    model.parameters(),\n    lr=0.1,\n    weight_decay=0.1,\n)\n';
    const text = `${HEAD}opt = torch.optim.${before.replace('make', 'SGD')}`;
    expect(split(text)).toBe(
      `${HEAD}opt = torch.optim.SGD(\n    ${groups('0.1', { indent: '    ' })},\n    lr=0.1,\n)\n`,
    );
  });

  test('a comment among the arguments would be lost', () => {
    const text = `${HEAD}opt = torch.optim.SGD(\n    model.parameters(),  # all\n    lr=0.1,\n    weight_decay=0.1,  # tuned\n)\n`;
    expect(split(text)).toBe('refused');
    const behind = `${HEAD}opt = torch.optim.SGD(model.parameters(), weight_decay=0.1)  # tuned\n`;
    expect(split(behind)).toBe(`${HEAD}opt = torch.optim.SGD(${groups('0.1')})  # tuned\n`);
  });

  test('what it makes reads as two groups, one of them without decay', () => {
    const text = `${HEAD}optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=1e-4)\n`;
    const optimizer = optimizerIn(readSource('m.py', split(text)));
    expect(optimizer.groups.map(({ parameters, weightDecay }) => [parameters, weightDecay.value])).toEqual([
      ['weights', 1e-4],
      ['biases', 0],
    ]);
  });
});

describe('toAdamW', () => {
  test.each([
    [
      'torch',
      'import torch\no = torch.optim.Adam(m.parameters(), weight_decay=0.1)\n',
      'import torch\no = torch.optim.AdamW(m.parameters(), weight_decay=0.1)\n',
    ],
    [
      'an alias',
      'from torch import optim as O\no = O.Adam(m.parameters())\n',
      'from torch import optim as O\no = O.AdamW(m.parameters(), weight_decay=0)\n',
    ],
    [
      'imported by name',
      'from torch.optim import Adam\no = Adam(m.parameters())\n',
      'from torch.optim import AdamW\no = AdamW(m.parameters(), weight_decay=0)\n',
    ],
    [
      'a group without a decay of its own',
      'import torch\no = torch.optim.Adam([{"params": a, "weight_decay": 0.1}, {"params": b}], lr=1)\n',
      'import torch\no = torch.optim.AdamW([{"params": a, "weight_decay": 0.1}, {"params": b}], lr=1, weight_decay=0)\n',
    ],
    [
      'a decay without its keyword',
      'import torch\no = torch.optim.Adam(p, 1e-3, (0.9, 0.99), 1e-8, 0.1)\n',
      'import torch\no = torch.optim.AdamW(p, 1e-3, (0.9, 0.99), 1e-8, 0.1)\n',
    ],
    ['options that are not seen', 'import torch\no = torch.optim.Adam(p, **options)\n', 'refused'],
    [
      'Keras',
      'import keras\no = keras.optimizers.Adam(1e-3)\n',
      'import keras\no = keras.optimizers.AdamW(1e-3)\n',
    ],
    [
      'Keras’ name',
      'import keras\nm = keras.Sequential()\nm.compile("adam")\n',
      'import keras\nm = keras.Sequential()\nm.compile("adamw")\n',
    ],
    ['Keras’ old optimizers', 'import tensorflow as tf\no = tf.keras.optimizers.legacy.Adam()\n', 'refused'],
    ['another optimizer', 'import torch\no = torch.optim.SGD(m.parameters())\n', 'refused'],
    ['AdamW already', 'import torch\no = torch.optim.AdamW(m.parameters())\n', 'refused'],
  ])('%s', (_, before, after) => {
    expect(
      changed(before, toAdamW(editable('python', before), optimizerIn(readSource('m.py', before)))),
    ).toBe(after);
  });
});

describe('addEarlyStopping', () => {
  const MADE = 'keras.callbacks.EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)';
  test.each([
    ['no callbacks', 'm.fit(x, y, epochs=9)', `m.fit(x, y, epochs=9, callbacks=[${MADE}])`],
    ['an empty list', 'm.fit(x, callbacks=[])', `m.fit(x, callbacks=[${MADE}])`],
    ['None', 'm.fit(x, callbacks=None)', `m.fit(x, callbacks=[${MADE}])`],
    ['a list', 'm.fit(x, callbacks=[board])', `m.fit(x, callbacks=[board, ${MADE}])`],
    [
      'a list on lines',
      'm.fit(\n    x,\n    callbacks=[\n        board,\n    ],\n)',
      `m.fit(\n    x,\n    callbacks=[\n        board,\n        ${MADE},\n    ],\n)`,
    ],
    [
      'arguments on lines',
      'm.fit(\n\tx,\n\tepochs=9,\n)',
      `m.fit(\n\tx,\n\tepochs=9,\n\tcallbacks=[${MADE}],\n)`,
    ],
    ['a variable', 'm.fit(x, callbacks=callbacks)', 'refused'],
    ['options that are not seen', 'm.fit(x, **options)', 'refused'],
  ])('%s', (_, before, after) => {
    const result = edited('python', `import keras\n«${before}»\n`, addEarlyStopping);
    expect(result).toBe(after === 'refused' ? after : `import keras\n${after}\n`);
  });
});

describe('setPenalty', () => {
  const first = (file: string, text: string, strengths: { l1: number; l2: number }) => {
    const reading = readSource(file, text);
    const [layer] = reading.models.flatMap(({ layers }) => layers);
    return changed(text, setPenalty(editable(reading.language, text), layer!, strengths));
  };

  test.each([
    ['L1', 'Dense(8)', { l1: 1e-5, l2: 0 }, 'Dense(8, kernel_regularizer=keras.regularizers.L1(1e-5))'],
    [
      'both',
      'Dense(8)',
      { l1: 1e-5, l2: 0.1 },
      'Dense(8, kernel_regularizer=keras.regularizers.L1L2(l1=1e-5, l2=0.1))',
    ],
    [
      'an embedding',
      'Embedding(9, 4)',
      { l1: 0, l2: 1e-4 },
      'Embedding(9, 4, embeddings_regularizer=keras.regularizers.L2(1e-4))',
    ],
    [
      'a depthwise convolution',
      'DepthwiseConv2D(3)',
      { l1: 0, l2: 1e-4 },
      'DepthwiseConv2D(3, depthwise_regularizer=keras.regularizers.L2(1e-4))',
    ],
    [
      'replaced',
      'Dense(8, kernel_regularizer="l2")',
      { l1: 0, l2: 1e-4 },
      'Dense(8, kernel_regularizer=keras.regularizers.L2(1e-4))',
    ],
    ['no weights', 'Flatten()', { l1: 0, l2: 1e-4 }, 'refused'],
  ])('Keras: %s', (_, before, strengths, after) => {
    const source = (layer: string) => `import keras\nm = keras.Sequential([keras.layers.${layer}])\n`;
    expect(first('m.py', source(before), strengths)).toBe(after === 'refused' ? after : source(after));
  });

  test('functions where the file imports functions', () => {
    const text =
      'from keras import Sequential\nfrom keras.layers import Dense\nfrom keras.regularizers import l1\nm = Sequential([Dense(8)])\n';
    expect(first('m.py', text, { l1: 0, l2: 1e-4 })).toBe(
      text.replace('import l1', 'import l1, l2').replace('Dense(8)', 'Dense(8, kernel_regularizer=l2(1e-4))'),
    );
  });

  test.each([
    ['L2', { l1: 0, l2: 1e-4 }, 'kernelRegularizer: tf.regularizers.l2({l2: 1e-4})'],
    ['both', { l1: 1e-5, l2: 0.1 }, 'kernelRegularizer: tf.regularizers.l1l2({l1: 1e-5, l2: 0.1})'],
  ])('TensorFlow.js: %s', (_, strengths, added) => {
    const text =
      "import * as tf from '@tensorflow/tfjs';\nconst m = tf.sequential({layers: [tf.layers.dense({units: 8})]});\n";
    expect(first('m.js', text, strengths)).toBe(text.replace('units: 8', `units: 8, ${added}`));
  });

  test('TensorFlow.js: spaces inside the braces of the file', () => {
    const text = 'const m = tf.sequential({ layers: [tf.layers.dense({ units: 8 })] });\n';
    expect(first('m.js', text, { l1: 0, l2: 1e-4 })).toBe(
      text.replace('units: 8', 'units: 8, kernelRegularizer: tf.regularizers.l2({ l2: 1e-4 })'),
    );
  });
});
