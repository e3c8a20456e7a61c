import { describe, expect, test } from 'vitest';
import { layerHints } from '../../src/advice/hints.ts';
import { readDefinitions } from '../../src/definition/source.ts';

const IMPORTS: Record<string, string> = {
  py: 'from keras import Sequential, layers, regularizers\n',
  torch: 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n',
};

/** Hints of the first model, `line: text`, lines counted after the imports. */
function hintsOf(
  text: string,
  framework: 'py' | 'torch' = 'py',
  measured?: Parameters<typeof layerHints>[1],
): string[] {
  const head = IMPORTS[framework]!;
  const [model] = readDefinitions('net.py', head + text);
  const above = head.split('\n').length - 1;
  return layerHints(model!, measured).map(
    ({ range, text: hint }) => `${range.endLine - above}: ${hint.replaceAll('\u202f', ' ')}`,
  );
}

const sequential = (...layers: string[]) =>
  `net = Sequential([\n${layers.map((layer) => `${layer},\n`).join('')}])\n`;

describe('shapes and parameters', () => {
  test('stand behind layers that have some; what changes nothing is left out', () => {
    const text = sequential(
      'layers.Input((28, 28, 1))',
      'layers.Conv2D(32, 3, padding="same", activation="relu")',
      'layers.ReLU()',
      'layers.MaxPooling2D()',
      'layers.Flatten()',
      'layers.Dense(10)',
    );
    // 3·3·1·32 + 32; 14·14·32 = 6,272; 6,272·10 + 10.
    expect(hintsOf(text)).toEqual(['3: → 28×28×32 · 320', '5: → 14×14×32', '6: → 6272', '7: → 10 · 62,730']);
  });

  test('say what they are the sum of', () => {
    const [model] = readDefinitions(
      'net.py',
      `${IMPORTS.py}${sequential('layers.Input((784,))', 'layers.Dense(128)')}`,
    );
    expect(layerHints(model!)[0]?.tooltip).toBe(
      'Output 128, without the batch. 100,480 parameters: 784·128 + 128.',
    );
  });

  test('are left out where nothing is known', () => {
    expect(hintsOf(sequential('layers.Dense(size())', 'layers.Dense(size())'))).toEqual([]);
  });

  test('name features where the number of axes is not known', () => {
    const text =
      'class Net(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.fc = nn.Linear(20, 4)\n  def forward(self, x):\n    return self.fc(x)\n';
    expect(hintsOf(text, 'torch')).toEqual(['4: → 4 features · 84']);
  });

  test('count a layer that is made several times', () => {
    const text = 'net = nn.Sequential(*[nn.Linear(8, 8) for _ in range(3)])\n';
    // 8·8 + 8, three times.
    expect(hintsOf(text, 'torch')[0]).toContain('3 × 72');
  });
});

describe('penalties', () => {
  test.each([
    // Glorot uniform: limit √(6/(784 + 512)), E Σw² = n·limit²/3 = 784·512·6/1,296/3 = 619.5.
    ['kernel_regularizer=regularizers.l2(1e-4)', 'L2 1e-4: +0.0619 at init'],
    // E Σ|w| = n·limit/2 = 401,408·0.068041/2 = 13,656.1.
    ['kernel_regularizer=regularizers.l1(0.01)', 'L1 1e-2: +137 at init'],
    ['kernel_regularizer=regularizers.L1L2(l1=1e-5, l2=1e-4)', 'L1 1e-5 + L2 1e-4: +0.199 at init'],
    // Biases begin at 0.
    ['bias_regularizer=regularizers.l2(1e-4)', 'bias L2 1e-4: +0 at init'],
    [
      'kernel_regularizer=regularizers.l2(1e-4), bias_regularizer=regularizers.l2(1e-4)',
      'penalties: +0.0619 at init',
    ],
    ['kernel_regularizer=regularizers.l2(1e-4), kernel_initializer=mine', 'L2 1e-4'],
  ])('%s', (argument, expected) => {
    const hints = hintsOf(sequential('layers.Input((784,))', `layers.Dense(512, ${argument})`));
    expect(hints).toEqual(['3: → 512 · 401,920', `3: ${expected}`]);
  });

  test.each([
    'kernel_regularizer=mine',
    'kernel_regularizer=regularizers.l2(strength())',
    'activity_regularizer="l2"',
  ])('nothing is said of %s', (argument) => {
    const hints = hintsOf(sequential('layers.Input((784,))', `layers.Dense(512, ${argument})`));
    expect(hints).toEqual(['3: → 512 · 401,920']);
  });
});

describe('dropout', () => {
  const dropHints = (...layers: string[]) =>
    hintsOf(sequential('layers.Input((8,))', ...layers)).filter((hint) => hint.includes('drops'));

  test('is the probability of dropping', () => {
    expect(dropHints('layers.Dropout(0.2)')).toEqual(['3: drops 20 %']);
    expect(dropHints('layers.Dropout(0.125)')).toEqual(['3: drops 12.5 %']);
    expect(dropHints('layers.Dropout(0)')).toEqual(['3: drops nothing']);
    expect(dropHints('layers.Dropout(rate())')).toEqual([]);
    expect(dropHints('layers.GaussianDropout(0.2)')).toEqual([]);
  });

  test('is combined along a path without weights', () => {
    // 1 − 0.8·0.5 = 0.6; of the file, the first dropout stands in line 4.
    const path = ['layers.Dropout(0.2)', 'layers.ReLU()', 'layers.Dropout(0.5)', 'layers.Dense(2)'];
    expect(dropHints(...path)).toEqual(['3: drops 20 %', '5: drops 50 % · 60 % with line 4']);
  });

  test('begins anew after weights and after pooling', () => {
    const weights = ['layers.Dropout(0.2)', 'layers.Dense(2)', 'layers.Dropout(0.5)'];
    expect(dropHints(...weights)).toEqual(['3: drops 20 %', '5: drops 50 %']);
    const text = sequential(
      'layers.Input((8, 8, 1))',
      'layers.SpatialDropout2D(0.2)',
      'layers.MaxPooling2D()',
      'layers.Dropout(0.5)',
    );
    expect(hintsOf(text).filter((hint) => hint.includes('drops'))).toEqual([
      '3: drops 20 % of channels',
      '5: drops 50 %',
    ]);
  });

  test.each([
    ['layers.LSTM(4, dropout=0.2, recurrent_dropout=0.1)', 'drops 20 % of inputs, 10 % of the state'],
    ['layers.Bidirectional(layers.GRU(4, dropout=0.3))', 'drops 30 % of inputs'],
  ])('inside of %s', (layer, expected) => {
    const hints = hintsOf(sequential('layers.Input((8, 3))', layer));
    expect(hints.filter((hint) => hint.includes('drops'))).toEqual([`3: ${expected}`]);
  });

  test.each([
    ['num_layers=2, dropout=0.2', 'drops 20 % between layers'],
    ['num_layers=1, dropout=0.2', 'drops nothing: one layer'],
  ])('inside of PyTorch’s LSTM with %s', (argument, expected) => {
    const text = `class Net(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.rnn = nn.LSTM(3, 4, ${argument})\n`;
    expect(hintsOf(text, 'torch').filter((hint) => hint.includes('drops'))).toEqual([`4: ${expected}`]);
  });

  test.each([
    ['F.dropout(x, 0.3, training=self.training)', ['drops 30 %']],
    ['F.dropout(x, 0.3)', ['drops 30 %, in evaluation too']],
    ['F.dropout(x, 0.3, training=False)', []],
  ])('of %s', (call, expected) => {
    const text = `class Net(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.fc = nn.Linear(3, 4)\n  def forward(self, x):\n    return ${call}\n`;
    const hints = hintsOf(text, 'torch').filter((hint) => hint.includes('drops'));
    expect(hints).toEqual(expected.map((hint) => `6: ${hint}`));
  });
});

test('measured zeros stand last, or small weights where none is zero', () => {
  const text = sequential('layers.Input((8,))', 'layers.Dense(4)', 'layers.Dense(2)');
  // 8·4 + 4 and 4·2 + 2.
  const measured = { dense: { zeros: 0.32, small: 0.5 }, dense_1: { zeros: 0, small: 0.79 } };
  expect(hintsOf(text, 'py', measured)).toEqual([
    '3: → 4 · 36',
    '3: measured: 32 % zeros',
    '4: → 2 · 10',
    '4: measured: 79 % ≤ 1e-3',
  ]);
  expect(hintsOf(text, 'py', { dense: { zeros: 0, small: 0 } })).not.toContainEqual(
    expect.stringContaining('measured'),
  );
});
