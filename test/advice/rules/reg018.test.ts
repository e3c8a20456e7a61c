import { expect, test } from 'vitest';
import { check, keras, mended, messages, places, pytorch, tfjs, torchModule } from './check.ts';

const INPUT = 'layers.Input((200,))';
const EMBEDDING = 'layers.Embedding(10000, 128)';
const OUTPUT = "layers.Dense(1, activation='sigmoid')";

// 10,000·128 = 1,280,000; LSTM 4·64·(128 + 64 + 1) = 49,408; 64 + 1 = 65; together 1,329,473.
test('Keras: an embedding of a sequence', () => {
  expect(messages('REG018', keras(INPUT, EMBEDDING, 'layers.LSTM(64)', OUTPUT))).toEqual([
    'Embedding(10000, 128) holds 1,280,000 of 1,329,473 parameters (96\u202f%), and no dropout follows it in “model”. Add SpatialDropout1D(0.2) after it, which drops whole dimensions of the embedding.',
  ]);
});

const ENCODER = (...more: string[]) => `import keras
from keras import layers

inputs = keras.Input((32, 64))
x = layers.MultiHeadAttention(4, 16)(inputs, inputs)
x = layers.LayerNormalization()(x + inputs)
y = layers.Dense(128, activation='relu')(x)
y = layers.Dense(64)(y)
${more.join('\n')}
outputs = layers.LayerNormalization()(x + y)
model = keras.Model(inputs, outputs)
`;

// Attention: 4·(64·64 + 64) = 16,640; norms 2·128; 64·128 + 128 = 8,320; 128·64 + 64 = 8,256: 33,472.
test('Keras: attention in a model without dropout', () => {
  expect(messages('REG018', ENCODER())).toEqual([
    'MultiHeadAttention has no dropout, and neither have the other parts of the blocks of “model” with 33,472 parameters. Transformers drop with rate 0.1 in attention and after each sub-layer.',
  ]);
});

test('dropout in the head is not in the blocks', () => {
  expect(
    check(
      'REG018',
      ENCODER().replace(
        'outputs = layers.LayerNormalization()(x + y)',
        `x = x + y\nx = layers.GlobalAveragePooling1D()(x)\noutputs = layers.Dense(2)(layers.Dropout(0.5)(x))`,
      ),
    ),
  ).toHaveLength(1);
});

test('PyTorch: a library’s block whose dropout is switched off', () => {
  const source = torchModule(
    ['self.layer = nn.TransformerEncoderLayer(64, 4, 128, dropout=0.0)'],
    ['return self.layer(x)'],
  );
  expect(places('REG018', source)).toEqual([
    'information: nn.TransformerEncoderLayer(64, 4, 128, dropout=0.0)',
  ]);
  expect(mended('REG018', source)).toContain('nn.TransformerEncoderLayer(64, 4, 128, dropout=0.1)');
});

const BY_HAND = (weights: string) =>
  torchModule(
    [
      'self.qkv = nn.Linear(64, 192)',
      'self.norm = nn.LayerNorm(64)',
      'self.mlp = nn.Linear(64, 64)',
      'self.drop = nn.Dropout(0.1)',
    ],
    [
      'q, k, v = self.qkv(self.norm(x)).chunk(3, dim=-1)',
      `w = ${weights}`,
      'x = x + w @ v',
      'return x + self.mlp(x)',
    ],
  );
const SOFTMAX = 'F.softmax(q @ k.transpose(-2, -1) / 8, dim=-1)';

// 64·192 + 192 = 12,480; 2·64 = 128; 64·64 + 64 = 4,160: 16,768.
test('PyTorch: attention by hand', () => {
  const source = BY_HAND(SOFTMAX);
  expect(places('REG018', source)).toEqual([`information: ${SOFTMAX}`]);
  expect(messages('REG018', source)).toEqual([
    'This attention has no dropout, and neither have the other parts of the blocks of “Net” with 16,768 parameters. Transformers drop with rate 0.1 in attention and after each sub-layer.',
  ]);
});

test('PyTorch: an embedding before an LSTM', () => {
  const source = torchModule(
    [
      'self.embed = nn.Embedding(5000, 64)',
      'self.lstm = nn.LSTM(64, 32, batch_first=True)',
      'self.fc = nn.Linear(32, 2)',
    ],
    ['x = self.embed(x)', 'x, _ = self.lstm(x)', 'return self.fc(x[:, -1])'],
  );
  expect(messages('REG018', source)[0]).toMatch(
    /^Embedding\(5000, 64\) holds 320,000 of .* Add Dropout\(0\.2\) after it\.$/,
  );
});

test('TensorFlow.js', () => {
  const source = tfjs(
    'tf.layers.embedding({ inputDim: 1000, outputDim: 16, inputLength: 50 })',
    'tf.layers.lstm({ units: 8 })',
    "tf.layers.dense({ units: 1, activation: 'sigmoid' })",
  );
  expect(places('REG018', source, { file: 'm.js' })).toHaveLength(1);
});

test.each([
  [
    'dropout behind the embedding',
    keras(INPUT, EMBEDDING, 'layers.SpatialDropout1D(0.2)', 'layers.LSTM(64)', OUTPUT),
  ],
  ['dropout in the recurrent layer', keras(INPUT, EMBEDDING, 'layers.LSTM(64, dropout=0.2)', OUTPUT)],
  ['dropout further behind', keras(INPUT, EMBEDDING, 'layers.LSTM(64)', 'layers.Dropout(0.5)', OUTPUT)],
  ['a rate that cannot be seen', keras(INPUT, EMBEDDING, 'layers.LSTM(64, dropout=args.dropout)', OUTPUT)],
  ['a small table', keras(INPUT, 'layers.Embedding(100, 8)', 'layers.LSTM(64)', OUTPUT)],
  [
    'a penalty',
    keras(INPUT, "layers.Embedding(10000, 128, embeddings_regularizer='l2')", 'layers.LSTM(64)', OUTPUT),
  ],
  [
    'a frozen embedding',
    keras(INPUT, 'layers.Embedding(10000, 128, trainable=False)', 'layers.LSTM(64)', OUTPUT),
  ],
  [
    'an embedding that is no sequence',
    keras('layers.Input((1,))', 'layers.Embedding(1000, 8)', 'layers.Flatten()', OUTPUT),
  ],
  ['code that cannot be seen', keras(INPUT, EMBEDDING, 'make_block()', 'layers.LSTM(64)', OUTPUT)],
  ['dropout on the weights of attention', BY_HAND(`self.drop(${SOFTMAX})`)],
  [
    'attention alone, whose block may be in another file',
    torchModule(['self.a = nn.MultiheadAttention(64, 4)'], ['return self.a(x, x, x)[0]']),
  ],
  ['dropout in the rest of a transformer', ENCODER('y = layers.Dropout(0.1)(y)')],
  ['PyTorch’s block has dropout by default', pytorch(['nn.TransformerEncoderLayer(64, 4)'])],
  [
    'an optional rate',
    `from torch import nn\n\nclass Block(nn.Module):\n    def __init__(self, dropout=0.0):\n        super().__init__()\n        self.attention = nn.MultiheadAttention(64, 4, dropout=dropout)\n\n    def forward(self, x):\n        return self.attention(x, x, x)[0]\n`,
  ],
])('silent: %s', (_, source) => {
  expect(messages('REG018', source)).toEqual([]);
});

test('fixes', () => {
  expect(mended('REG018', keras(INPUT, EMBEDDING, 'layers.LSTM(64)', OUTPUT))).toBe(
    keras(INPUT, EMBEDDING, 'layers.SpatialDropout1D(0.2)', 'layers.LSTM(64)', OUTPUT),
  );
  expect(mended('REG018', ENCODER())).toBe(ENCODER().replace('(4, 16)', '(4, 16, dropout=0.1)'));
});

test('a transformer is spoken of once', () => {
  const two = ENCODER().replace(
    'y = layers.Dense(128',
    'x = layers.MultiHeadAttention(4, 16)(x, x)\ny = layers.Dense(128',
  );
  expect(check('REG018', two)).toHaveLength(1);
});
