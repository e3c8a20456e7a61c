import { expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../../src/advice/settings.ts';
import { check, keras, mended, messages, places, pytorch, tfjs, torchModule } from './check.ts';

const INPUT = 'layers.Input((784,))';
const LARGE = "layers.Dense(512, activation='relu')";
const OUTPUT = "layers.Dense(10, activation='softmax')";

// 784·512 + 512 = 401,920; 512·512 + 512 = 262,656; 512·10 + 10 = 5,130; together 669,706.
test('Keras: the layer’s parameters and its share of the model', () => {
  expect(messages('REG001', keras(INPUT, LARGE, LARGE, OUTPUT))).toEqual([
    'Dense(512) holds 401,920 of 669,706 parameters (60\u202f%) and nothing regularizes it. Add dropout with rate 0.5 after it, or L2 with 1e-4 on its kernel.',
    'Dense(512) holds 262,656 of 669,706 parameters (39\u202f%) and nothing regularizes it. Add dropout with rate 0.5 after it, or L2 with 1e-4 on its kernel.',
  ]);
});

// 784·256 + 256 = 200,960; 256·10 + 10 = 2,570; together 203,530.
test('TensorFlow.js', () => {
  const source = tfjs(
    "tf.layers.dense({ inputShape: [784], units: 256, activation: 'relu' })",
    "tf.layers.dense({ units: 10, activation: 'softmax' })",
  );
  expect(messages('REG001', source, { file: 'model.ts' })).toEqual([
    'Dense(256) holds 200,960 of 203,530 parameters (99\u202f%) and nothing regularizes it. Add dropout with rate 0.5 after it, or L2 with 1e-4 on its kernel.',
  ]);
});

const MLP = ['nn.Linear(784, 256)', 'nn.ReLU()', 'nn.Linear(256, 10)'];

test('PyTorch: with the training in sight', () => {
  const source = pytorch(MLP, 'optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)');
  expect(check('REG001', source).map(({ severity, message }) => [severity, message])).toEqual([
    [
      'information',
      'Linear(784, 256) holds 200,960 of 203,530 parameters (99\u202f%) and nothing regularizes it. Add Dropout(0.5) after its activation, or weight decay to the optimizer: AdamW with 0.01, SGD with 5e-4.',
    ],
  ]);
});

test('PyTorch: without an optimizer in the file it is a hint', () => {
  expect(places('REG001', pytorch(MLP))).toEqual(['hint: nn.Linear(784, 256)']);
});

// 8·8·4,096 = 262,144; 262,144·10 + 10 = 2,621,450.
test('an output layer gets dropout before it, and no fix that puts it behind', () => {
  const [found] = check('REG001', keras('layers.Input((262144,))', OUTPUT));
  expect(found!.message).toBe(
    'Dense(10) holds all 2,621,450 parameters and nothing regularizes it. Add dropout with rate 0.5 before it, or L2 with 1e-4 on its kernel.',
  );
  expect(found!.fixes.map(({ title }) => title)).toEqual(['Add L2 with 1e-4 to its kernel']);
});

test('early stopping of a fit of this model is named', () => {
  const stopping = "stop = keras.callbacks.EarlyStopping(monitor='val_loss')\n";
  const source = keras(INPUT, LARGE, OUTPUT) + stopping;
  expect(messages('REG001', `${source}model.fit(x, y, callbacks=[stop])\n`)[0]).toContain(
    'and nothing but early stopping regularizes it',
  );
  for (const fit of ['', 'other.fit(x, y, callbacks=[stop])\n', 'model.fit(x, y)\n']) {
    expect(messages('REG001', source + fit)[0]).toContain('and nothing regularizes it');
  }
});

test.each([
  ['dropout after it', keras(INPUT, LARGE, 'layers.Dropout(0.5)', OUTPUT)],
  ['dropout before it', keras(INPUT, 'layers.Dropout(0.2)', LARGE, OUTPUT)],
  ['a rate that cannot be seen', keras(INPUT, LARGE, 'layers.Dropout(args.rate)', OUTPUT)],
  [
    'batch normalization',
    keras(INPUT, 'layers.Dense(512)', 'layers.BatchNormalization()', 'layers.ReLU()', OUTPUT),
  ],
  ['noise', keras(INPUT, 'layers.GaussianNoise(0.1)', LARGE, OUTPUT)],
  ['L2', keras(INPUT, "layers.Dense(512, kernel_regularizer='l2')", OUTPUT)],
  ['a penalty that cannot be read', keras(INPUT, 'layers.Dense(512, kernel_regularizer=penalty())', OUTPUT)],
  ['a constraint', keras(INPUT, 'layers.Dense(512, kernel_constraint=keras.constraints.MaxNorm(3))', OUTPUT)],
  ['a small layer', keras('layers.Input((64,))', LARGE, OUTPUT)],
  ['units that cannot be seen', keras(INPUT, 'layers.Dense(config.units)', OUTPUT)],
  ['code that cannot be seen beside it', keras(INPUT, LARGE, 'make_block()', OUTPUT)],
  ['an output over many words', keras('layers.Input((128,))', 'layers.Dense(5000)')],
  ['an output over many classes', keras('layers.Input((2048,))', "layers.Dense(1000, activation='softmax')")],
  ['an autoencoder', keras(INPUT, LARGE, "layers.Dense(32, activation='relu')", LARGE, 'layers.Dense(784)')],
  ['a generator', keras(INPUT, LARGE, OUTPUT).replace('model =', 'generator =')],
  ['weight decay', pytorch(MLP, 'optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)')],
  [
    'SGD with weight decay',
    pytorch(MLP, 'o = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)'),
  ],
  [
    'weight decay that cannot be seen',
    pytorch(MLP, 'o = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=args.wd)'),
  ],
  [
    'dropout as a function',
    torchModule(
      ['self.fc1 = nn.Linear(784, 256)', 'self.fc2 = nn.Linear(256, 10)'],
      ['x = F.relu(self.fc1(x))', 'x = F.dropout(x, 0.5, training=self.training)', 'return self.fc2(x)'],
    ),
  ],
])('silent: %s', (_, source) => {
  expect(messages('REG001', source)).toEqual([]);
});

test('a small part of a large model is left alone', () => {
  // 1,000·120 + 120 = 120,120 of 20,021,130 and more: below 10 %.
  const source = keras(
    'layers.Input((1000,))',
    "layers.Dense(120, activation='relu')",
    "layers.Dense(20000, activation='relu')",
    'layers.Dropout(0.5)',
    "layers.Dense(1000, activation='relu')",
    'layers.Dropout(0.5)',
    OUTPUT,
  );
  expect(messages('REG001', source)).toEqual([]);
});

test('the threshold is a setting', () => {
  const thresholds = { ...DEFAULT_THRESHOLDS, largeLayer: 500_000 };
  expect(check('REG001', keras(INPUT, LARGE, OUTPUT), { thresholds })).toEqual([]);
});

test('fixes: dropout behind it, or L2', () => {
  const source = keras(INPUT, LARGE, OUTPUT);
  expect(mended('REG001', source)).toBe(keras(INPUT, LARGE, 'layers.Dropout(0.5)', OUTPUT));
  expect(mended('REG001', source, 1)).toBe(
    keras(INPUT, "layers.Dense(512, activation='relu', kernel_regularizer=regularizers.L2(1e-4))", OUTPUT),
  );
});

test('fix in PyTorch: behind the activation', () => {
  expect(mended('REG001', pytorch(MLP))).toBe(
    pytorch(['nn.Linear(784, 256)', 'nn.ReLU()', 'nn.Dropout(0.5)', 'nn.Linear(256, 10)']),
  );
});

const BLOCK = (forward: string) =>
  [
    'import torch',
    'from torch import nn',
    '',
    'class Block(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.fc = nn.Linear(784, 512)',
    '',
    '    def forward(self, x):',
    '        return torch.relu(self.fc(x))',
    '',
    'class Net(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.block = Block()',
    '        self.drop = nn.Dropout(0.5)',
    '        self.out = nn.Linear(512, 10)',
    '',
    '    def forward(self, x):',
    `        return self.out(${forward})`,
    '',
  ].join('\n');

test('a block of the file is seen where it is used', () => {
  expect(messages('REG001', BLOCK('self.drop(self.block(x))'))).toEqual([]);
  // 784·512 + 512 = 401,920 of 401,920 + 512·10 + 10.
  expect(messages('REG001', BLOCK('self.block(x)'))).toEqual([
    'Linear(784, 512) holds 401,920 of 407,050 parameters (99\u202f%) and nothing regularizes it in this file. Add Dropout(0.5) after its activation, or weight decay to the optimizer: AdamW with 0.01, SGD with 5e-4.',
  ]);
});

test('silent where an agent is trained', () => {
  const code = BLOCK('self.block(x)');
  expect(messages('REG001', `import gymnasium as gym\n${code}`)).toEqual([]);
  expect(messages('REG001', `${code}state, reward, done, info = env.step(action)\n`)).toEqual([]);
  expect(messages('REG001', `from gymlib import bars\n${code}`)).toHaveLength(1);
});

test('silent: the layer of a generator that transposed convolutions enlarge', () => {
  const maps = ['layers.Reshape((7, 7, 64))', "layers.Conv2DTranspose(1, 4, strides=4, padding='same')"];
  expect(
    messages('REG001', keras('layers.Input((100,))', "layers.Dense(3136, activation='relu')", ...maps)),
  ).toEqual([]);
});
