import { describe, expect, test } from 'vitest';
import { build } from './models.ts';

describe('what cannot be trained is refused with its place and a remedy', () => {
  test.each([
    ['Input(shape=(5,)), Dense(3)', 'MODEL_INPUT_WIDTH', 'The model takes 5 inputs, data.csv gives 4'],
    [
      'Input(shape=(None, 3)), LSTM(2), Dense(3)',
      'MODEL_INPUT_WIDTH',
      'The model takes multiples of 3 inputs, data.csv gives 4',
    ],
    [
      'Conv2D(8, 3), Flatten(), Dense(3)',
      'MODEL_INPUT_SHAPE',
      "The shape of the model's inputs is not declared",
    ],
    ['Lambda(f), Dense(3)', 'MODEL_LAYER_UNSUPPORTED', 'Lambda cannot be trained here yet'],
    [
      'MultiHeadAttention(2, 3), Dense(3)',
      'MODEL_LAYER_UNSUPPORTED',
      'MultiHeadAttention cannot be trained here yet',
    ],
    [
      'Input((2, 2)), Bidirectional(Dense(3)), Dense(3)',
      'MODEL_LAYER_UNSUPPORTED',
      'Bidirectional(Dense) cannot be trained here yet',
    ],
    [
      'Input((2, 2, 1)), Conv2D(8, 3), Flatten(), Dense(3)',
      'MODEL_LAYER_SHAPE',
      'Conv2D “conv2d” does not fit its input of 2 × 2 × 1',
    ],
    [
      'Input((2, 2)), Conv2D(8, 3), Flatten(), Dense(3)',
      'MODEL_LAYER_SHAPE',
      'Conv2D “conv2d” does not fit its input of 2 × 2',
    ],
    ['LSTM(3), Dense(3)', 'MODEL_INPUT_SHAPE', "The shape of the model's inputs is not declared"],
    ['Dense(units), Dense(3)', 'MODEL_SETTING_UNKNOWN', '“units” of Dense is not visible'],
    [
      'Input((2, 2, 1)), Conv2D(8, units), Dense(3)',
      'MODEL_SETTING_UNKNOWN',
      '“kernel_size” of Conv2D is not visible',
    ],
    ...['2.5', '-3', '0'].map((units) => [
      `Dense(${units}), Dense(3)`,
      'MODEL_SETTING_INVALID',
      `units “${units}” is not possible`,
    ]),
    ...['Dropout(1.5)', 'Dropout(-.5)', 'Dropout(1)', 'AlphaDropout(2)'].map((layer) => [
      `Dense(8), ${layer}, Dense(3)`,
      'MODEL_SETTING_INVALID',
      `rate “${Number(/\((.+)\)/.exec(layer)![1])}” is not possible`,
    ]),
    ['Dense(8), GaussianNoise(-1), Dense(3)', 'MODEL_SETTING_INVALID', 'stddev “-1” is not possible'],
    [
      'Input((2, 2)), Bidirectional(LSTM(3, recurrent_dropout=1.5)), Dense(3)',
      'MODEL_SETTING_INVALID',
      'recurrent_dropout “1.5” is not possible',
    ],
    [
      'Input((2, 2, 1)), Conv2D(8, 1, strides=0), Dense(3)',
      'MODEL_SETTING_INVALID',
      'strides “0” is not possible',
    ],
    [
      'Input((2, 2, 1)), Conv2D(8, 1, strides=2, dilation_rate=2), Dense(3)',
      'MODEL_SETTING_INVALID',
      'dilation_rate “2” is not possible',
    ],
    [
      'Input((2, 2, 1)), Conv2D(8, 1, data_format="channels_first"), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'data_format “channels_first” cannot be trained here yet',
    ],
    [
      'Dense(8, lora_rank=2), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'lora_rank “2” of Dense cannot be trained here yet',
    ],
    [
      'Dense(8, dtype="float16"), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'dtype “float16” of Dense cannot be trained here yet',
    ],
    [
      'Input((2, 2)), Bidirectional(LSTM(3, dtype="bfloat16")), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'dtype “bfloat16” of Bidirectional cannot be trained here yet',
    ],
    [
      'Dense(8, activation="swoosh"), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'activation “swoosh” cannot be trained here yet',
    ],
    [
      'Dense(8, kernel_initializer="stft"), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'kernel_initializer “stft” cannot be trained here yet',
    ],
    [
      'Dense(8, trainable=False), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'trainable “False” cannot be trained here yet',
    ],
    [
      'Embedding(9, 2, mask_zero=True), Flatten(), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'mask_zero “True” cannot be trained here yet',
    ],
    [
      'Input((2, 2, 1)), Conv2D(8, 1, groups=2), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'groups “2” cannot be trained here yet',
    ],
    [
      'Input((2, 2)), LSTM(3, stateful=True), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'stateful “True” cannot be trained here yet',
    ],
    [
      'Input((2, 2)), BatchNormalization(axis=1), Flatten(), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'axis “1” cannot be trained here yet',
    ],
    [
      'Input((2, 2)), GroupNormalization(3), Flatten(), Dense(3)',
      'MODEL_SETTING_INVALID',
      'groups “3” is not possible',
    ],
    ['Dense(12, activation="softmax")', 'MODEL_OUTPUT', "The model's output does not fit the target “label”"],
    ['Input((2, 2)), Dense(3)', 'MODEL_OUTPUT', "The model's output does not fit the target “label”"],
    [
      'Dense(3), Activation("softmax"), Dropout(0.1)',
      'MODEL_LAYER_UNSUPPORTED',
      'The softmax of “activation” is not the end of the model',
    ],
    ['Dropout(0.5)', 'MODEL_WITHOUT_WEIGHTS', '“model” has no layer with weights'],
    ['Dense(8), *blocks, Dense(3)', 'MODEL_LAYERS_UNKNOWN', 'Some layers of the model are not visible'],
    ['Dense(8, name="a"), Dense(3, name="a")', 'MODEL_LAYER_TWICE', 'Two layers are named “a”'],
  ])('%s', (layers, code, title) => {
    let problem: Record<string, unknown> = {};
    try {
      build(layers);
    } catch (error) {
      problem = (error as { problem: typeof problem }).problem;
    }
    expect(problem).toMatchObject({
      code,
      title,
      explanation: expect.stringMatching(/\w{3,}.*\.$/),
      remedy: expect.stringMatching(/\w{3,}.*\.$/),
      location: { file: '/w/model.py', line: expect.any(Number) },
    });
  });
});

/** The words of the error that a model gives. */
function wordsOf(layers: string): string {
  try {
    build(layers);
  } catch (error) {
    const { explanation, remedy } = (error as { problem: { explanation: string; remedy: string } }).problem;
    return `${explanation} ${remedy}`;
  }
  return 'no error';
}

test.each([
  ['Dense(-3), Dense(3)', 'Possible is a whole number of at least 1. Write a whole number of at least 1.'],
  [
    'Input((2, 2, 1)), Conv2D(8, 1, data_format="channels_first"), Dense(3)',
    'Trained is: channels_last. Write channels_last to measure.',
  ],
  ['Dense(8, activation=tf.nn.relu), Dense(3)', 'Write its name in quotes'],
  ['Add(), Dense(3)', 'has a layer of the kind Add.'],
])('%s: %s', (layers, words) => {
  expect(wordsOf(layers)).toContain(words);
});

test('arguments that compute nothing else are no error', () => {
  const harmless =
    'name="a", trainable=True, input_shape=(4,), dtype="float32", autocast=True, lora_rank=None, kernel_constraint=None';
  expect(wordsOf(`Dense(8, ${harmless}), LeakyReLU(alpha=0.1), Dense(3, dtype=np.float32)`)).toBe('no error');
  expect(
    wordsOf(
      'Input((2,), dtype="int32"), Embedding(9, 2, input_length=2), GRU(3, implementation=2), Dense(3)',
    ),
  ).not.toContain('int32');
});
