import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { definitionsReport, type LayerEntry } from '../../src/cli/definitions.ts';
import { definitionsText } from '../../src/cli/definitionsText.ts';
import { notebook } from './commandLine.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const example = () => definitionsReport('model.py', read('examples/digits/model.py'));

/** What a layer says beside its settings and arguments. */
const brief = ({ settings, values, ...layer }: LayerEntry) => layer;

const lines = (...text: string[]) => `${text.join('\n')}\n`;

describe('the JSON', () => {
  test('of the example', () => {
    const { models, ...rest } = example();
    expect(rest).toEqual({ file: 'model.py', surroundings: expect.any(Array) });
    expect(models).toHaveLength(1);
    const { layers, ...model } = models[0]!;
    expect(model).toEqual({
      name: 'model',
      framework: 'keras',
      style: 'sequential',
      startLine: 6,
      endLine: 13,
      parameters: 17_226,
    });
    const relu = { activation: 'relu' };
    expect(layers.map(brief)).toEqual([
      { kind: 'Input', line: 8, inputShape: [64], outputShape: [64], parameters: 0 },
      { kind: 'Dense', line: 9, units: 128, ...relu, inputShape: [64], outputShape: [128], parameters: 8320 },
      { kind: 'Dense', line: 10, units: 64, ...relu, inputShape: [128], outputShape: [64], parameters: 8256 },
      {
        ...{ kind: 'Dense', line: 11, units: 10, activation: 'softmax' },
        ...{ inputShape: [64], outputShape: [10], parameters: 650 },
      },
    ]);
    expect(layers[1]!.values).toEqual({
      units: { value: 128, origin: 'literal' },
      activation: { value: 'relu', origin: 'literal' },
    });
    expect(layers[1]!.settings).toMatchObject({
      units: { value: 128, origin: 'literal' },
      useBias: { value: true, origin: 'default' },
    });
  });

  test('what is unknown is null for the model and absent for a layer; arguments say it', () => {
    const text = lines(
      'from tensorflow import keras',
      'from tensorflow.keras import layers, regularizers',
      'wide = layers.Dense(8, kernel_regularizer=regularizers.l1_l2(1e-5, 1e-4))',
      'model = keras.Sequential([',
      '    wide,',
      '    layers.Dropout(rate),',
      '    layers.Dropout(0.5),',
      '    make_block(),',
      '    layers.Conv2D(4, 3, kernel_regularizer="l2", bias_regularizer="l1"),',
      '])',
    );
    const [model] = definitionsReport('a/b.py', text).models;
    expect(model).toMatchObject({ endLine: 10, parameters: null });
    expect(model!.unreadable).toEqual([{ line: 8, what: '“make_block()”' }]);
    expect(model!.layers.map(brief)).toEqual([
      { kind: 'Dense', line: 3, units: 8, l1: 1e-5, l2: 1e-4, target: 'wide' },
      { kind: 'Dropout', line: 6, parameters: 0 },
      { kind: 'Dropout', line: 7, rate: 0.5, parameters: 0 },
      { kind: 'Conv2D', line: 9, filters: 4, size: [3], l2: 0.01, penalties: { bias: { l1: 0.01, l2: 0 } } },
    ]);
    expect(model!.layers[1]!.values).toEqual({ rate: { value: null, origin: 'unknown' } });
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });

  test('of PyTorch: origins, loops, conditions, blocks of the file', () => {
    const text = lines(
      'import torch.nn as nn',
      'WIDTH = 8',
      'class Block(nn.Module):',
      '    def __init__(self, width=4):',
      '        super().__init__()',
      '        self.fc = nn.Linear(width, width)',
      '    def forward(self, x):',
      '        return self.fc(x)',
      'class Net(nn.Module):',
      '    def __init__(self, deep):',
      '        super().__init__()',
      '        self.first = nn.Linear(16, 2 * WIDTH)',
      '        self.blocks = nn.Sequential(*[Block(16) for _ in range(3)])',
      '        self.stack = nn.Sequential(*[nn.Linear(16, 16) for _ in range(5)])',
      '        self.drop = nn.Dropout()',
      '    def forward(self, x):',
      '        return self.drop(self.stack(self.blocks(self.first(x))))',
    );
    const [block, net] = definitionsReport('net.py', text).models;
    expect(block).toMatchObject({ name: 'Block', style: 'subclass', parameters: 4 * 4 + 4 });
    expect(block!.layers[0]!.values!.out_features).toEqual({ value: 4, origin: 'parameter' });
    expect(net).toMatchObject({
      name: 'Net',
      framework: 'pytorch',
      startLine: 9,
      endLine: 17,
      parameters: (16 * 16 + 16) * (1 + 3 + 5),
      submodules: [{ name: 'Block', count: 3, line: 13, parameters: 3 * (16 * 16 + 16) }],
    });
    const [first, stack, drop] = net!.layers;
    expect(first!.values!.out_features).toEqual({ value: 16, origin: 'constant' });
    expect(stack).toMatchObject({ kind: 'Linear', line: 14, units: 16, context: ['loop'], count: 5 });
    expect(drop).toMatchObject({ kind: 'Dropout', line: 15, rate: 0.5 });
    expect(drop!.settings!.rate).toEqual({ value: 0.5, origin: 'default' });
    expect(drop!.values).toBeUndefined();
  });

  test('the layer inside another is an entry of its own, at its own line', () => {
    const text = lines(
      'from keras import Input, Sequential, layers',
      'model = Sequential([',
      '    Input((20, 8)),',
      '    layers.Bidirectional(',
      '        layers.LSTM(64, dropout=0.2, kernel_regularizer="l1")),',
      '])',
    );
    const [, outer, inner, ...others] = definitionsReport('a.py', text).models[0]!.layers;
    expect(others).toEqual([]);
    const parameters = 2 * 4 * (8 * 64 + 64 * 64 + 64);
    expect(brief(outer!)).toMatchObject({ kind: 'Bidirectional', line: 4, outputShape: [128], parameters });
    expect(brief(inner!)).toEqual({
      kind: 'LSTM',
      line: 5,
      wrappedBy: 'Bidirectional',
      units: 64,
      rate: 0.2,
      l1: 0.01,
    });
  });

  test('the penalty that is expected at initialization', () => {
    const text = lines(
      'from keras import Input, Sequential, layers',
      'model = Sequential([Input((784,)), layers.Dense(512, kernel_regularizer="l1"), layers.Dense(10)])',
    );
    const [, dense, last] = definitionsReport('a.py', text).models[0]!.layers;
    // λ·n·a/2 with Glorot's limit a = √(6/(784 + 512)).
    expect(dense!.initialPenalty).toBeCloseTo(0.01 * 784 * 512 * (Math.sqrt(6 / (784 + 512)) / 2), 9);
    expect(last).not.toHaveProperty('initialPenalty');
  });

  test('of a notebook: cells over all cells, lines within them', () => {
    const text = notebook(
      'import keras\nfrom keras import layers\n',
      'net = keras.Sequential()\n',
      'net.add(layers.Dense(3))\n',
    );
    const [model] = definitionsReport('a.ipynb', text).models;
    expect(model).toMatchObject({ cell: 2, startLine: 1, layers: [{ kind: 'Dense', cell: 3, line: 1 }] });
  });

  test('of TensorFlow.js', () => {
    const text = lines(
      "import * as tf from '@tensorflow/tfjs';",
      'const model = tf.sequential();',
      'model.add(tf.layers.dense({ units: 4, inputShape: [8], kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) }));',
    );
    const [model] = definitionsReport('a.ts', text).models;
    expect(model).toMatchObject({ framework: 'tfjs', parameters: 8 * 4 + 4 });
    expect(model!.layers[0]).toMatchObject({ kind: 'Dense', line: 3, units: 4, l2: 0.1 });
  });

  test('what stands around the models', () => {
    const text = lines(
      'import torch',
      'from torch import nn',
      'net = nn.Sequential(nn.Linear(4, 2), nn.Linear(2, 1))',
      'def train(rate=0.1):',
      '    opt = torch.optim.SGD(net.parameters(), lr=rate, weight_decay=1e-4)',
    );
    const [optimizer, ...others] = definitionsReport('a.py', text).surroundings!;
    expect(others).toEqual([]);
    expect(optimizer).toMatchObject({
      type: 'optimizer',
      framework: 'pytorch',
      line: 5,
      endLine: 5,
      function: 'train',
      name: 'SGD',
      weightDecay: { value: 1e-4, origin: 'literal' },
      variable: 'opt',
      groups: [{ parameters: 'all', of: 'net', line: 5 }],
    });
    expect(JSON.stringify(optimizer)).not.toMatch(/"(range|anchor|scope|from)"/);
  });
});

describe('the table', () => {
  test('of the example', () => {
    expect(definitionsText(example())).toBe(`model.py
  model (keras sequential), lines 6–13: 17,226 parameters
    line  layer  settings  output  parameters
       8  Input            64               0
       9  Dense  128       128          8,320
      10  Dense  64        64           8,256
      11  Dense  10        10             650
`);
  });

  test('of a file without models', () => {
    expect(definitionsText({ file: 'empty.py', models: [] })).toBe('empty.py\n  no model definition found\n');
  });

  test('with blocks, layers inside others, loops, conditions, cells and gaps', () => {
    const place = { cell: 1 };
    const text = definitionsText({
      file: 'a.ipynb',
      models: [
        {
          ...{ name: 'net', framework: 'keras', style: 'functional', startLine: 1, endLine: 9, cell: 1 },
          parameters: null,
          layers: [
            { kind: 'Bidirectional', line: 2, ...place, outputShape: [null, 8], parameters: 1200 },
            { kind: 'LSTM', line: 2, ...place, units: 4, rate: 0.2, wrappedBy: 'Bidirectional' },
            { kind: 'Dense', line: 1, cell: 3, l2: 1e-4, count: null, context: ['loop', 'condition'] },
          ],
          submodules: [{ name: 'Block', count: 3, parameters: 12, line: 5, ...place }],
          unreadable: [{ line: 7, cell: 2, what: '“make()”' }],
        },
      ],
    });
    // As wide as “cell 4:1”, “Bidirectional”, the settings of Dense, “output” and “parameters”.
    const settings = 'L2 1e-4, in a loop, under a condition';
    const row = (line: string, layer: string, setting: string, output: string, parameters: string) =>
      `    ${line.padStart(8)}  ${layer.padEnd(13)}  ${setting.padEnd(37)}  ${output.padEnd(6)}  ${parameters.padStart(10)}`.trimEnd();
    expect(text.split('\n')).toEqual([
      'a.ipynb',
      '  net (keras functional), cell 2, lines 1–9: parameters unknown',
      row('line', 'layer', 'settings', 'output', 'parameters'),
      row('2', 'Bidirectional', '', '?×8', '1,200'),
      row('2', '  LSTM', '4, rate 0.2', '', ''),
      row('cell 4:1', 'Dense ×?', settings, '?', '?'),
      '    line 5 uses Block ×3: 12 parameters',
      '    cell 3:7 not readable: “make()”',
      '',
    ]);
  });

  test('is at most 100 columns wide', () => {
    const layer: LayerEntry = {
      ...{ kind: 'AdaptiveAveragePooling3D', line: 12345, units: 123456789, rate: 0.123456789 },
      ...{ l1: 1.23456789e-5, l2: 1.23456789e-5, context: ['loop', 'condition'], count: 128 },
      ...{ outputShape: [2048, 2048, 2048], parameters: 123456789 },
    };
    const model = { name: 'm', framework: 'keras', style: 'layers', startLine: 1, endLine: 2, parameters: 1 };
    const text = definitionsText({ file: 'a.py', models: [{ ...model, layers: [layer] }] });
    const widths = text.split('\n').map((line) => line.length);
    expect(Math.max(...widths)).toBe(100);
    expect(text).toContain('…');
  });
});
