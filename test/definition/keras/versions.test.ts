/** Keras 1, 2 and 3: names of modules, of parameters, and defaults that differ. */
import { describe, expect, test } from 'vitest';
import { canonical } from '../../../src/definition/keras/paths.ts';
import { read, readOne } from '../python.ts';
import { modelsOf } from './support.ts';

test.each([
  ['keras.layers.Dense', 'keras.layers.Dense'],
  ['keras.layers.core.Dense', 'keras.layers.Dense'],
  ['keras.layers.core.dense.Dense', 'keras.layers.Dense'],
  ['keras.src.layers.Dense', 'keras.layers.Dense'],
  ['keras.layers.merge.concatenate', 'keras.layers.concatenate'],
  ['keras.layers.experimental.preprocessing.RandomFlip', 'keras.layers.RandomFlip'],
  ['keras.engine.topology.Layer', 'keras.Layer'],
  ['keras.models.Sequential', 'keras.Sequential'],
  ['keras.layers.Input', 'keras.Input'],
  ['keras.optimizers.schedules.CosineDecay', 'keras.optimizers.schedules.CosineDecay'],
  ['keras.optimizers.legacy.Adam', 'keras.optimizers.Adam'],
  ['keras.applications.vgg16.VGG16', 'keras.applications.VGG16'],
  ['keras.applications.vgg16.preprocess_input', 'keras.applications.vgg16.preprocess_input'],
  ['tensorflow.keras.layers.Dense', 'tensorflow.keras.layers.Dense'],
  ['tensorflow.compat.v1.keras.layers.Dense', 'tensorflow.keras.layers.Dense'],
  ['tensorflow.python.keras.layers.core.Dense', 'tensorflow.keras.layers.Dense'],
  ['tensorflow.optimizers.Adam', 'tensorflow.keras.optimizers.Adam'],
  ['tensorflow.compat.v1.nn.relu', 'tensorflow.nn.relu'],
  ['tf_keras.layers.Dense', 'keras2.layers.Dense'],
  ['keras', 'keras'],
  ['kerasx.layers.Dense', undefined],
  ['torch.nn.Linear', undefined],
])('the canonical path of %s', (path, expected) => {
  expect(canonical(path)).toBe(expected);
  if (expected) expect(canonical(expected)).toBe(expected);
});

describe('Keras 1', () => {
  const model = readOne(`
from keras.models import Sequential
from keras.layers.core import Dense, Dropout, Flatten
from keras.layers.convolutional import Convolution2D, MaxPooling2D
from keras.regularizers import l1l2

m = Sequential()
m.add(Convolution2D(32, 3, 5, border_mode='same', subsample=(2, 2), dim_ordering='th', input_shape=(3, 32, 32), init='he_normal'))
m.add(MaxPooling2D(pool_size=(2, 2), dim_ordering='th'))
m.add(Dropout(p=0.25))
m.add(Flatten())
m.add(Dense(output_dim=10, W_regularizer=l1l2(l1=0.02), bias=False))
`);
  const [convolution, , dropout, , dense] = model.layers;

  test('sizes of a kernel by position, and parameters by their old names', () => {
    expect(convolution).toMatchObject({
      kind: 'Conv2D',
      settings: {
        filters: { value: 32 },
        size: { value: [3, 5] },
        strides: { value: [2, 2] },
        padding: { value: 'same' },
        dataFormat: { value: 'channels_first' },
        kernelInitializer: { value: { name: 'he_normal' } },
      },
      outputShape: [32, 16, 16],
      parameters: 3 * 5 * 3 * 32 + 32,
    });
    expect(dropout!.settings.rate).toMatchObject({ value: 0.25, origin: 'literal' });
    expect(dense!.settings.useBias).toMatchObject({ value: false });
  });

  test('l1l2 also has the penalty that is not given', () => {
    expect(dense!.kernelPenalty).toMatchObject({ l1: 0.02, l2: 0.01 });
  });

  test('parameters', () => {
    expect(model.parameters).toBe(3 * 5 * 3 * 32 + 32 + 32 * 8 * 8 * 10);
  });

  test.each([
    ['nb_filter=8, nb_row=3, nb_col=2', [3, 2]],
    ['8, 3, 2', [3, 2]],
    ['8, (3, 2)', [3, 2]],
  ])('Convolution2D(%s)', (args, size) => {
    const one = readOne(
      `from keras.models import Sequential\nfrom keras.layers import Convolution2D\nm = Sequential([Convolution2D(${args})])`,
    );
    expect(one.layers[0]!.settings.size!.value).toEqual(size);
  });

  test('recurrent layers and merges', () => {
    const [graph] = read(`
from keras.models import Model
from keras.layers import Input, LSTM, merge
a = Input((5, 3))
left = LSTM(output_dim=4, dropout_W=0.2, dropout_U=0.1, inner_activation='sigmoid')(a)
right = LSTM(4)(a)
m = Model(input=a, output=merge([left, right], mode='concat'))
`);
    expect(graph!.layers[1]!.settings).toMatchObject({ rate: { value: 0.2 }, recurrentRate: { value: 0.1 } });
    expect(graph!.layers.at(-1)).toMatchObject({ kind: 'Concatenate', outputShape: [8] });
  });
});

test('Conv2D(8, 3, 3) of TensorFlow has strides of 3', () => {
  const [model] = modelsOf('net = Sequential([Input((9, 9, 1)), Conv2D(8, 3, 3)])');
  expect(model!.layers[1]).toMatchObject({
    settings: { size: { value: [3] }, strides: { value: [3] } },
    outputShape: [3, 3, 8],
  });
});

test('the order of axes of the whole program', () => {
  const first = readOne(`
from keras import backend as K
from keras.models import Sequential
from keras.layers import Conv2D
K.set_image_data_format('channels_first')
m = Sequential([Conv2D(4, 3, input_shape=(1, 28, 28))])
`);
  expect(first.layers[0]).toMatchObject({ outputShape: [4, 26, 26], parameters: 3 * 3 * 4 + 4 });
});

test('the shape that goes with the default order of axes', () => {
  const [model] = modelsOf(`
if keras.backend.image_data_format() == "channels_first":
    shape = (1, 28, 20)
else:
    shape = (28, 20, 1)
net = Sequential([Conv2D(4, 3, input_shape=shape)])
`);
  expect(model).toMatchObject({ inputShape: [28, 20, 1], parameters: 3 * 3 * 4 + 4 });
});
