import { expect, test } from 'vitest';
import { check, keras, mended, messages, places, pytorch, tfjs, torchModule } from './check.ts';

const INPUT = 'layers.Input((28, 28, 1))';
const CONV = "layers.Conv2D(32, 3, activation='relu')";

// (28 − 3 + 1) = 26; 26/2 = 13.
test('Keras', () => {
  const source = keras(
    INPUT,
    CONV,
    'layers.MaxPooling2D()',
    'layers.Dropout(0.25)',
    'layers.Flatten()',
    'layers.Dense(10)',
  );
  expect(messages('REG004', source)).toEqual([
    'Dropout(0.25) drops single values of the feature maps (13×13×32) of Conv2D(32). Neighbouring values are correlated, so little information is lost and little is regularized. Use SpatialDropout2D, which drops whole channels, or batch normalization.',
  ]);
});

test('PyTorch: layers', () => {
  const source = pytorch(['nn.Conv2d(3, 32, 3)', 'nn.ReLU()', 'nn.Dropout(0.25)', 'nn.Conv2d(32, 64, 3)']);
  expect(messages('REG004', source)).toEqual([
    'Dropout(0.25) drops single values of the feature maps of Conv2d(3, 32). Neighbouring values are correlated, so little information is lost and little is regularized. Use Dropout2d, which drops whole channels, or batch normalization.',
  ]);
});

test('PyTorch: a function', () => {
  const source = torchModule(
    ['self.conv = nn.Conv2d(1, 8, 3)', 'self.fc = nn.Linear(8 * 26 * 26, 10)'],
    [
      'x = F.relu(self.conv(x))',
      'x = F.dropout(x, 0.25, training=self.training)',
      'return self.fc(torch.flatten(x, 1))',
    ],
  );
  expect(places('REG004', source)).toEqual(['information: F.dropout(x, 0.25, training=self.training)']);
  expect(messages('REG004', source)[0]).toMatch(/^F\.dropout\(0\.25\) .* Use F\.dropout2d,/);
});

const SHARED = torchModule(
  [
    'self.conv = nn.Conv2d(1, 8, 3)',
    'self.drop = nn.Dropout(0.25)',
    'self.fc = nn.Linear(8 * 26 * 26, 64)',
    'self.out = nn.Linear(64, 10)',
  ],
  [
    'x = self.drop(F.relu(self.conv(x)))',
    'x = torch.flatten(x, 1)',
    'x = self.drop(F.relu(self.fc(x)))',
    'return self.out(x)',
  ],
);

test('a dropout that also serves a fully-connected layer: the line is named and nothing is renamed', () => {
  const [found] = check('REG004', SHARED);
  // Above `forward` there are seven lines, its own, and four of `__init__`.
  expect(found!.message).toMatch(/^Dropout\(0\.25\), where line 15 applies it, drops single values/);
  expect(found!.fixes).toEqual([]);
});

test('TensorFlow.js', () => {
  const source = tfjs(
    "tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, activation: 'relu' })",
    'tf.layers.dropout({ rate: 0.25 })',
    'tf.layers.flatten()',
  );
  expect(messages('REG004', source, { file: 'm.js' })).toEqual([
    'Dropout(0.25) drops single values of the feature maps (26×26×8) of Conv2D(8). Neighbouring values are correlated, so little information is lost and little is regularized. Drop whole channels with a noiseShape or batch normalization.',
  ]);
  expect(mended('REG004', source, 0, { file: 'm.js' })).toContain(
    'tf.layers.dropout({ rate: 0.25, noiseShape: [null, 1, 1, null] })',
  );
});

test.each([
  ['after Flatten', keras(INPUT, CONV, 'layers.Flatten()', 'layers.Dropout(0.5)', 'layers.Dense(10)')],
  [
    'after global pooling',
    keras(INPUT, CONV, 'layers.GlobalAveragePooling2D()', 'layers.Dropout(0.5)', 'layers.Dense(10)'),
  ],
  ['spatial dropout', keras(INPUT, CONV, 'layers.SpatialDropout2D(0.2)', 'layers.Flatten()')],
  [
    'after a 1×1 convolution',
    keras(INPUT, 'layers.Conv2D(32, 1)', 'layers.Dropout(0.2)', 'layers.Flatten()'),
  ],
  ['before a 1×1 convolution', keras(INPUT, CONV, 'layers.Dropout(0.2)', 'layers.Conv2D(10, 1)')],
  ['on a single place', keras('layers.Input((3, 3, 8))', CONV, 'layers.Dropout(0.2)', 'layers.Flatten()')],
  [
    'with a noise shape',
    keras(INPUT, CONV, 'layers.Dropout(0.2, noise_shape=(None, 1, 1, 32))', 'layers.Flatten()'),
  ],
  ['code that cannot be seen between', keras(INPUT, CONV, 'make_block()', 'layers.Dropout(0.2)')],
  ['a window that cannot be seen', keras(INPUT, 'layers.Conv2D(32, args.size)', 'layers.Dropout(0.2)')],
  ['rate 0', keras(INPUT, CONV, 'layers.Dropout(0)', 'layers.Flatten()')],
  [
    'adaptive pooling to one place',
    pytorch(['nn.Conv2d(3, 8, 3)', 'nn.AdaptiveAvgPool2d(1)', 'nn.Dropout(0.2)', 'nn.Flatten()']),
  ],
  [
    'a rate that is 0 unless the caller gives one',
    `import keras\nfrom keras import layers\n\ndef block(x, rate=0.0):\n    x = layers.Conv2D(8, 3)(x)\n    return layers.Dropout(rate)(x)\n`,
  ],
  [
    'after view',
    torchModule(
      ['self.conv = nn.Conv2d(1, 8, 3)', 'self.drop = nn.Dropout(0.5)'],
      ['x = F.relu(self.conv(x))', 'x = x.view(-1, 8 * 26 * 26)', 'return self.drop(x)'],
    ),
  ],
])('silent: %s', (_, source) => {
  expect(messages('REG004', source)).toEqual([]);
});

test('fixes', () => {
  const ofKeras = (dropout: string) => keras(INPUT, CONV, dropout, 'layers.Flatten()', 'layers.Dense(10)');
  expect(mended('REG004', ofKeras('layers.Dropout(0.25)'))).toBe(ofKeras('layers.SpatialDropout2D(0.25)'));
  const ofTorch = (dropout: string) =>
    pytorch(['nn.Conv2d(3, 32, 3)', 'nn.ReLU()', dropout, 'nn.Conv2d(32, 8, 3)']);
  expect(mended('REG004', ofTorch('nn.Dropout(0.25)'))).toBe(ofTorch('nn.Dropout2d(0.25)'));
  const one = (dropout: string) =>
    keras('layers.Input((100, 8))', 'layers.Conv1D(16, 3)', dropout, 'layers.Flatten()');
  expect(mended('REG004', one('layers.Dropout(0.2)'))).toBe(one('layers.SpatialDropout1D(0.2)'));
});
