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
    ['Dense(2.5), Dense(3)', 'MODEL_SETTING_UNSUPPORTED', 'units “2.5” cannot be trained here yet'],
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
      'MODEL_SETTING_UNSUPPORTED',
      'groups “3” cannot be trained here yet',
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
