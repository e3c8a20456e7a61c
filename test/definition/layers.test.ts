import { describe, expect, test } from 'vitest';
import { readElements, readLayerOf } from './python.ts';

describe('settings of layers', () => {
  test('Dense: the defaults of Keras', () => {
    expect(readLayerOf('layers.Dense(8)')).toMatchObject({
      kind: 'Dense',
      name: 'dense',
      callee: 'layers.Dense',
      settings: {
        units: { value: 8, origin: 'literal' },
        activation: { value: 'linear', origin: 'default' },
        useBias: { value: true, origin: 'default' },
        kernelInitializer: { value: { name: 'glorot_uniform', arguments: {} }, origin: 'default' },
        biasInitializer: { value: { name: 'zeros', arguments: {} }, origin: 'default' },
      },
    });
  });

  test('Dense: everything by position', () => {
    expect(readLayerOf('layers.Dense(8, "relu", False, "he_normal", "zeros", "l2")')).toMatchObject({
      settings: {
        units: { value: 8 },
        activation: { value: 'relu', origin: 'literal' },
        useBias: { value: false },
        kernelInitializer: { value: { name: 'he_normal', arguments: {} } },
      },
      kernelPenalty: { l1: 0, l2: 0.01 },
    });
  });

  test.each([
    ['"relu"', 'relu'],
    ["'softmax'", 'softmax'],
    ['r"tanh"', 'tanh'],
    ['None', 'linear'],
    ['keras.activations.relu', 'relu'],
    ['tf.keras.activations.softmax', 'softmax'],
    ['tf.nn.relu', 'relu'],
    ['tf.math.tanh', 'tanh'],
    ['tf.sigmoid', undefined],
    ['lambda x: x', undefined],
    ['my_activation', undefined],
    ['f"{name}"', undefined],
    ['NAME', 'elu'],
    ['layers.LeakyReLU()', undefined],
  ])('activation=%s', (expression, value) => {
    const layer = readLayerOf(`layers.Dense(8, activation=${expression})`, 'NAME = "elu"');
    const { activation } = layer.settings;
    expect(activation!.value).toBe(value);
    expect(activation!.origin === 'unknown').toBe(value === undefined);
    const alone = readLayerOf(`layers.Activation(${expression})`, 'NAME = "elu"');
    expect(alone.settings.activation!.value).toBe(value);
  });

  test.each([
    ['"he_normal"', 'he_normal', {}],
    ['"HeNormal"', 'he_normal', {}],
    ['"uniform"', 'random_uniform', {}],
    ['"zero"', 'zeros', {}],
    ['keras.initializers.HeNormal()', 'he_normal', {}],
    ['keras.initializers.GlorotUniform(seed=1)', 'glorot_uniform', {}],
    ['keras.initializers.he_uniform', 'he_uniform', {}],
    ['keras.initializers.RandomNormal(stddev=0.01)', 'random_normal', { stddev: 0.01 }],
    ['keras.initializers.RandomUniform(-0.1, 0.1, 7)', 'random_uniform', { minval: -0.1, maxval: 0.1 }],
    ['keras.initializers.Constant(SMALL)', 'constant', { value: 0.1 }],
    ['keras.initializers.Orthogonal(gain=2)', 'orthogonal', { gain: 2 }],
    [
      'keras.initializers.VarianceScaling(2.0, "fan_out", "uniform")',
      'variance_scaling',
      { scale: 2, mode: 'fan_out', distribution: 'uniform' },
    ],
  ])('kernel_initializer=%s', (expression, name, args) => {
    const layer = readLayerOf(`layers.Dense(8, kernel_initializer=${expression})`, 'SMALL = 0.1');
    expect(layer.settings.kernelInitializer!.value).toEqual({ name, arguments: args });
  });

  test.each(['make()', 'keras.initializers.RandomNormal(stddev=s)', 'keras.initializers.HeNormal(scale=2)'])(
    'kernel_initializer=%s is not guessed',
    (expression) => {
      const layer = readLayerOf(`layers.Dense(8, kernel_initializer=${expression})`);
      expect(layer.settings.kernelInitializer).toMatchObject({ value: undefined, origin: 'unknown' });
    },
  );

  test('BatchNormalization', () => {
    expect(readLayerOf('layers.BatchNormalization()')).toMatchObject({
      name: 'batch_normalization',
      settings: {
        momentum: { value: 0.99, origin: 'default' },
        epsilon: { value: 0.001, origin: 'default' },
      },
    });
    expect(readLayerOf('layers.BatchNormalization(-1, 0.9, epsilon=1e-5)')).toMatchObject({
      settings: { momentum: { value: 0.9, origin: 'literal' }, epsilon: { value: 1e-5 } },
    });
  });

  const values = (expression: string) =>
    Object.fromEntries(
      Object.entries(readLayerOf(expression).settings).map(([name, { value }]) => [name, value]),
    );

  test.each<[string, object]>([
    [
      'layers.Conv2D(32, 3)',
      { filters: 32, size: [3], strides: [1], padding: 'valid', dilation: [1], groups: 1, useBias: true },
    ],
    [
      'layers.Conv2D(16, (3, 5), (2, 1), "SAME", None, [1, 2], 4, "relu", False)',
      {
        filters: 16,
        size: [3, 5],
        strides: [2, 1],
        padding: 'same',
        dilation: [1, 2],
        groups: 4,
        activation: 'relu',
        useBias: false,
      },
    ],
    ['layers.Convolution2D(filters=16, kernel_size=SIZE)', { filters: 16, size: [7, 7] }],
    ['layers.Conv1D(8, 3, padding="causal", dilation_rate=2)', { padding: 'causal', dilation: [2] }],
    ['layers.DepthwiseConv2D(3, 2, "same", 4)', { size: [3], strides: [2], padding: 'same', multiplier: 4 }],
    ['layers.Conv2DTranspose(8, 3, 2, "same", 1)', { filters: 8, strides: [2], outputPadding: [1] }],
    ['layers.MaxPool2D()', { size: [2], strides: null, padding: 'valid' }],
    ['layers.AveragePooling1D(3, 1, "same")', { size: [3], strides: [1], padding: 'same' }],
    ['layers.GlobalMaxPooling2D(keepdims=True)', { keepAxes: true, dataFormat: null }],
    ['layers.Reshape((4, -1))', { targetShape: [4, -1] }],
    ['layers.Permute((2, 1))', { order: [2, 1] }],
    ['layers.ZeroPadding2D(1)', { padding: [[1, 1]] }],
    [
      'layers.ZeroPadding2D((1, 2))',
      {
        padding: [
          [1, 1],
          [2, 2],
        ],
      },
    ],
    [
      'layers.ZeroPadding2D(((1, 2), (3, 4)))',
      {
        padding: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    ['layers.Embedding(1000, 8)', { vocabulary: 1000, outputSize: 8, maskZero: false }],
    [
      'layers.LSTM(20, return_sequences=True, recurrent_dropout=0.1)',
      {
        units: 20,
        activation: 'tanh',
        recurrentActivation: 'sigmoid',
        returnSequences: true,
        rate: 0,
        recurrentRate: 0.1,
        unitForgetBias: true,
      },
    ],
    [
      'layers.GRU(20, "relu", reset_after=False, dropout=0.2)',
      { activation: 'relu', resetAfter: false, rate: 0.2 },
    ],
    ['layers.SimpleRNN(5, None)', { units: 5, activation: 'linear', goBackwards: false }],
    ['layers.LayerNormalization(axis=[1, 2], epsilon=1e-6)', { axis: [1, 2], epsilon: 1e-6 }],
    ['layers.GroupNormalization(4)', { groups: 4, axis: [-1] }],
    ['layers.ReLU(6.0)', { maximum: 6, alpha: 0, threshold: 0 }],
    ['layers.LeakyReLU()', { alpha: 0.3 }],
    ['layers.LeakyReLU(alpha=0.1)', { alpha: 0.1 }],
    ['layers.PReLU(shared_axes=[1, 2])', { sharedAxes: [1, 2] }],
    ['layers.SpatialDropout2D(0.2)', { rate: 0.2 }],
    ['layers.AlphaDropout(rate=0.1)', { rate: 0.1 }],
    ['layers.GaussianNoise(0.05)', { deviation: 0.05 }],
    ['layers.Dense(3, trainable=False)', { trainable: false }],
  ])('%s', (expression, expected) => {
    const own = expression.replace('SIZE', '(7, 7)');
    expect(values(own)).toMatchObject(expected);
  });

  test('a size from a constant, and one that cannot be seen', () => {
    const before = 'SIZE = (3, 5)\n';
    const known = readLayerOf('layers.Conv2D(8, SIZE)', before).settings.size;
    expect(known).toMatchObject({ value: [3, 5], origin: 'constant' });
    const unknown = readLayerOf('layers.Conv2D(8, (3, k))').settings.size;
    expect(unknown).toMatchObject({ value: undefined, origin: 'unknown' });
  });

  test('Bidirectional holds its layer, which has a name and settings of its own', () => {
    const layer = readLayerOf(
      'layers.Bidirectional(layers.LSTM(16, kernel_regularizer="l2"), merge_mode="sum")',
    );
    expect(layer).toMatchObject({ kind: 'Bidirectional', name: 'bidirectional' });
    expect(layer.settings.merge!.value).toBe('sum');
    expect(layer.wrapped).toMatchObject({ kind: 'LSTM', name: 'lstm', kernelPenalty: { l1: 0, l2: 0.01 } });
    expect(layer.wrapped!.settings.units!.value).toBe(16);
  });

  test('**kwargs hide every setting that is not written', () => {
    const layer = readLayerOf('layers.Dense(8, **common)');
    expect(layer.settings.units!.value).toBe(8);
    expect(layer.settings.activation!.origin).toBe('unknown');
    expect(layer.settings.useBias!.origin).toBe('unknown');
    expect(layer.kernelPenalty).toBeUndefined();
    expect(layer.kernelPenaltyUnknown).toBeDefined();
  });

  test('the order of keywords does not matter, comments are no arguments', () => {
    const layer = readLayerOf('layers.Dense(  # wide\n  activation="relu",  # ReLU\n  units=8,\n)');
    expect(layer).toMatchObject({
      settings: { units: { value: 8 }, activation: { value: 'relu' } },
    });
  });

  test.each([
    ['layers.Dense(8, bias_regularizer="l2")', true],
    ['layers.Dense(8, activity_regularizer=regularizers.l1(0.1))', true],
    ['layers.Dense(8, kernel_constraint=tf.keras.constraints.MaxNorm(3))', true],
    ['layers.LSTM(8, recurrent_dropout=0.2)', true],
    ['layers.Dense(8, bias_regularizer=None)', false],
    ['layers.LSTM(8, dropout=0.0)', false],
    ['layers.Dense(8, kernel_regularizer="l2")', false],
  ])('%s has another regularizer: %s', (expression, expected) => {
    expect(readLayerOf(expression).otherRegularizer !== undefined).toBe(expected);
  });
});

test('default names count per class, as Keras does; a given name does not count', () => {
  const model = readElements(
    'keras.Input((4,)), layers.Dense(1), layers.BatchNormalization(), layers.Dense(1, name="head"), layers.Dense(1), ' +
      'layers.LeakyReLU(), layers.ReLU(), layers.GlobalAveragePooling2D(), layers.Conv2D(1, 1), layers.LSTM(1)',
  );
  expect(model.layers.map(({ name }) => name)).toEqual([
    'input_layer',
    'dense',
    'batch_normalization',
    'head',
    'dense_1',
    'leaky_re_lu',
    're_lu',
    'global_average_pooling2d',
    'conv2d',
    'lstm',
  ]);
});
