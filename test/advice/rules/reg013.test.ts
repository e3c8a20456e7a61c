import { expect, test } from 'vitest';
import { check, keras, mended, messages, places, pytorch, tfjs, torchModule } from './check.ts';

const INPUT = 'layers.Input((64,))';
const HIDDEN = "layers.Dense(32, activation='relu')";
const SOFTMAX = "layers.Dense(10, activation='softmax')";

test('Keras: after softmax', () => {
  expect(messages('REG013', keras(INPUT, HIDDEN, SOFTMAX, 'layers.Dropout(0.5)'))).toEqual([
    'Dropout(0.5) on the probabilities of Dense(10) at the model’s output sets probabilities, 50\u202f% of them, to 0 in training, so that they no longer sum to 1, and the loss of a right class becomes infinite. Remove it, or put it before the last layer with weights.',
  ]);
});

test('Keras: after sigmoids, which need not sum to 1', () => {
  expect(
    messages('REG013', keras(INPUT, "layers.Dense(64, activation='sigmoid')", 'layers.Dropout(0.1)')),
  ).toEqual([
    'Dropout(0.1) on the predictions of Dense(64) at the model’s output sets predictions, 10\u202f% of them, to 0 in training, whatever the model says. Remove it, or put it before the last layer with weights.',
  ]);
});

test('Keras: on logits before softmax', () => {
  expect(
    messages('REG013', keras(INPUT, HIDDEN, 'layers.Dense(10)', 'layers.Dropout(0.3)', 'layers.Softmax()')),
  ).toEqual([
    'Dropout(0.3) on the logits of Dense(10) at the model’s output sets class scores, 30\u202f% of them, to 0 in training, the right one as well: the loss punishes what the model did not say. Remove it, or put it before the last layer with weights.',
  ]);
});

test('Keras: on the logits of a model that is compiled', () => {
  const source = keras(INPUT, HIDDEN, 'layers.Dense(10)', 'layers.Dropout(0.3)');
  expect(places('REG013', source)).toEqual([]);
  expect(
    places(
      'REG013',
      `${source}model.compile('sgd', loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))\n`,
    ),
  ).toEqual(['warning: layers.Dropout(0.3)']);
});

test('PyTorch: a function before log_softmax', () => {
  const source = torchModule(
    ['self.fc1 = nn.Linear(64, 32)', 'self.fc2 = nn.Linear(32, 10)'],
    [
      'x = F.relu(self.fc1(x))',
      'x = F.dropout(self.fc2(x), 0.5, training=self.training)',
      'return F.log_softmax(x, dim=1)',
    ],
  );
  expect(places('REG013', source)).toEqual(['warning: F.dropout(self.fc2(x), 0.5, training=self.training)']);
});

const NARROW = ['nn.Linear(64, 128)', 'nn.ReLU()', 'nn.Linear(128, 10)', 'nn.Dropout(0.5)'];

test('PyTorch: on the narrow end of the model that is trained here', () => {
  expect(places('REG013', pytorch(NARROW, 'o = torch.optim.SGD(model.parameters(), lr=0.1)'))).toEqual([
    'warning: nn.Dropout(0.5)',
  ]);
});

test('TensorFlow.js', () => {
  const source = tfjs(
    "tf.layers.dense({ inputShape: [8], units: 3, activation: 'softmax' })",
    'tf.layers.dropout({ rate: 0.5 })',
  );
  expect(places('REG013', source, { file: 'm.js' })).toEqual(['warning: tf.layers.dropout({ rate: 0.5 })']);
});

test.each([
  ['before the last layer', keras(INPUT, HIDDEN, 'layers.Dropout(0.5)', SOFTMAX)],
  ['after a hidden layer', keras(INPUT, HIDDEN, 'layers.Dropout(0.5)')],
  [
    'a block that ends in dropout',
    pytorch(
      ['nn.Linear(64, 256)', 'nn.GELU()', 'nn.Linear(256, 64)', 'nn.Dropout(0.1)'],
      'o = torch.optim.SGD(model.parameters(), lr=0.1)',
    ),
  ],
  ['nothing tells that it is the output', pytorch(NARROW)],
  ['rate 0', keras(INPUT, HIDDEN, SOFTMAX, 'layers.Dropout(0)')],
  ['code that cannot be seen after it', keras(INPUT, HIDDEN, SOFTMAX, 'layers.Dropout(0.5)', 'make_block()')],
  [
    'weights of attention',
    torchModule(
      ['self.q = nn.Linear(64, 64)', 'self.drop = nn.Dropout(0.1)'],
      ['w = F.softmax(self.q(x) @ x.transpose(1, 2), dim=-1)', 'return self.drop(w)'],
    ),
  ],
])('silent: %s', (_, source) => {
  expect(messages('REG013', source)).toEqual([]);
});

test('fix: it is removed', () => {
  expect(mended('REG013', keras(INPUT, HIDDEN, SOFTMAX, 'layers.Dropout(0.5)'))).toBe(
    keras(INPUT, HIDDEN, SOFTMAX),
  );
});

test('one dropout is applied to a hidden layer and to the logits', () => {
  const source = `${torchModule(
    ['self.fc1 = nn.Linear(64, 128)', 'self.fc2 = nn.Linear(128, 10)', 'self.dropout = nn.Dropout(0.5)'],
    ['x = self.dropout(F.relu(self.fc1(x)))', 'x = self.dropout(self.fc2(x))', 'return x'],
  )}net = Net()\noptimizer = torch.optim.SGD(net.parameters(), lr=0.1)\n`;
  expect(places('REG013', source)).toEqual(['warning: self.dropout(self.fc2(x))']);
  expect(check('REG013', source)[0]!.fixes).toEqual([]);
});
