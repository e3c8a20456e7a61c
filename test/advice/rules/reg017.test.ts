import { expect, test } from 'vitest';
import { keras, messages, places, pytorch, tfjs } from './check.ts';

const L1 = keras(
  'layers.Input((64,))',
  "layers.Dense(10, activation='softmax', kernel_regularizer=regularizers.l1(1e-4))",
);

test('Keras: a comment speaks of zeros; the amplitude under Adam is the learning rate', () => {
  const source = `# L1 for a sparse model\n${L1}model.compile(keras.optimizers.Adam(0.001), 'sparse_categorical_crossentropy')\n`;
  expect(messages('REG017', source)).toEqual([
    'L1(1e-4) on Dense(10) makes no exact zeros, which the file speaks of (“sparse model”): the sub-gradient steps over 0, and under Adam weights chatter around 0 by about the learning rate, 0.001. Take a proximal step after each update, w ← sign(w)·max(|w| − η·λ, 0) for plain SGD, or set weights below a threshold to 0 after training.',
  ]);
});

test('PyTorch: a penalty by hand, and code that counts zeros', () => {
  const source = pytorch(
    ['nn.Linear(64, 10)'],
    'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)',
    'loss = criterion(model(x), y) + 1e-4 * sum(p.abs().sum() for p in model.parameters())',
    'zeros = sum((p == 0).sum() for p in model.parameters())',
  );
  const [message] = messages('REG017', source);
  expect(message).toMatch(
    /^L1\(1e-4\) by hand makes no exact zeros, which the file speaks of \(“== 0\)\.sum”\)/,
  );
  expect(message).toContain('and weights chatter around 0 by about learning rate times λ.');
});

test('TensorFlow.js', () => {
  const source = `// sparsity by L1\n${tfjs('tf.layers.dense({ inputShape: [8], units: 1, kernelRegularizer: tf.regularizers.l1({ l1: 0.01 }) })')}`;
  expect(places('REG017', source, { file: 'm.js' })).toEqual([
    'information: tf.regularizers.l1({ l1: 0.01 })',
  ]);
});

test.each([
  ['nothing speaks of zeros', L1],
  ['a loss over sparse labels', `${L1}model.compile('sgd', 'sparse_categorical_crossentropy')\n`],
  ['L2', `# a sparse model\n${L1.replace('l1(', 'l2(')}`],
  [
    'a penalty on the activity',
    `# sparse features\n${L1.replace('kernel_regularizer', 'activity_regularizer')}`,
  ],
  [
    'zeros that something begins with',
    `# biases are initialized to zeros\nmask = 'a vector of zeros'\n${L1}`,
  ],
  ['a strength that cannot be seen', `# a sparse model\n${L1.replace('1e-4', 'args.l1')}`],
])('silent: %s', (_, source) => {
  expect(messages('REG017', source)).toEqual([]);
});

test.each([
  'dead = np.sum(np.all(weights == 0, axis=1))',
  'share = (model.fc.weight == 0).float().mean()',
  '# prune the smallest weights',
  'print(np.count_nonzero(kernel))',
  '# driven to zero',
  '# pushes small weights to zero',
])('zeros are expected: %s', (line) => {
  expect(messages('REG017', `${L1}${line}\n`)).toHaveLength(1);
});

test('words that stand elsewhere count where they name the penalty', () => {
  const far = (words: string) => `# ${words}\n${'\n'.repeat(20)}${L1}`;
  expect(places('REG017', far('a sparse model of the data'))).toEqual([]);
  expect(places('REG017', far('L1 for a sparse model'))).toEqual(['information: regularizers.l1(1e-4)']);
});
