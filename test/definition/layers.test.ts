import { describe, expect, test } from 'vitest';
import { readElements, readLayerOf, readOne } from './python.ts';

describe('settings of layers', () => {
  test('Dense: the defaults of Keras', () => {
    expect(readLayerOf('layers.Dense(8)')).toMatchObject({
      kind: 'Dense',
      name: 'dense',
      callee: 'layers.Dense',
      units: { value: 8, origin: 'literal' },
      activation: { value: 'linear', origin: 'default' },
      useBias: { value: true, origin: 'default' },
      kernelInitializer: { value: 'glorot_uniform', origin: 'default' },
    });
  });

  test('Dense: everything by position', () => {
    expect(readLayerOf('layers.Dense(8, "relu", False, "he_normal", "zeros", "l2")')).toMatchObject({
      units: { value: 8 },
      activation: { value: 'relu', origin: 'literal' },
      useBias: { value: false },
      kernelInitializer: { value: 'he_normal' },
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
    expect(layer.activation!.value).toBe(value);
    expect(layer.activation!.origin === 'unknown').toBe(value === undefined);
    expect(readLayerOf(`layers.Activation(${expression})`, 'NAME = "elu"').activation!.value).toBe(value);
  });

  test.each([
    ['"he_normal"', 'he_normal'],
    ['"HeNormal"', 'he_normal'],
    ['keras.initializers.HeNormal()', 'he_normal'],
    ['keras.initializers.GlorotUniform(seed=1)', 'glorot_uniform'],
    ['keras.initializers.he_uniform', 'he_uniform'],
    ['keras.initializers.RandomNormal(stddev=0.05)', undefined],
    ['make()', undefined],
  ])('kernel_initializer=%s', (expression, value) => {
    expect(readLayerOf(`layers.Dense(8, kernel_initializer=${expression})`).kernelInitializer!.value).toBe(
      value,
    );
  });

  test('BatchNormalization', () => {
    expect(readLayerOf('layers.BatchNormalization()')).toMatchObject({
      name: 'batch_normalization',
      momentum: { value: 0.99, origin: 'default' },
      epsilon: { value: 0.001, origin: 'default' },
    });
    expect(readLayerOf('layers.BatchNormalization(-1, 0.9, epsilon=1e-5)')).toMatchObject({
      momentum: { value: 0.9, origin: 'literal' },
      epsilon: { value: 1e-5 },
    });
  });

  test.each([
    ['layers.Conv2D(32, 3)', { kind: 'Conv2D', filters: { value: 32 } }],
    ['layers.Conv2D(filters=16, kernel_size=3)', { kind: 'Conv2D', filters: { value: 16 } }],
    ['layers.LSTM(20, return_sequences=True)', { kind: 'LSTM', units: { value: 20 } }],
    ['layers.SpatialDropout2D(0.2)', { kind: 'SpatialDropout2D', rate: { value: 0.2 } }],
    ['layers.AlphaDropout(rate=0.1)', { kind: 'AlphaDropout', rate: { value: 0.1 } }],
    ['layers.MaxPooling2D()', { kind: 'MaxPooling2D' }],
    ['layers.Embedding(1000, 8)', { kind: 'Embedding' }],
  ])('%s is listed', (expression, expected) => {
    expect(readLayerOf(expression)).toMatchObject(expected);
  });

  test('**kwargs hide every setting that is not written', () => {
    const layer = readLayerOf('layers.Dense(8, **common)');
    expect(layer.units!.value).toBe(8);
    expect(layer.activation!.origin).toBe('unknown');
    expect(layer.useBias!.origin).toBe('unknown');
    expect(layer.kernelPenalty).toBeUndefined();
    expect(layer.kernelPenaltyUnknown).toBeDefined();
  });

  test('the order of keywords does not matter, comments are no arguments', () => {
    const layer = readLayerOf('layers.Dense(  # wide\n  activation="relu",  # ReLU\n  units=8,\n)');
    expect(layer).toMatchObject({ units: { value: 8 }, activation: { value: 'relu' } });
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

describe('kernel_regularizer', () => {
  test.each<[string, { l1?: number; l2?: number }]>([
    ['regularizers.l1(1e-4)', { l1: 1e-4, l2: 0 }],
    ['regularizers.l2(1e-4)', { l1: 0, l2: 1e-4 }],
    ['regularizers.l2(l2=1e-4)', { l1: 0, l2: 1e-4 }],
    ['regularizers.l2(l=1e-4)', { l1: 0, l2: 1e-4 }],
    ['regularizers.l1_l2(l1=1e-5, l2=1e-4)', { l1: 1e-5, l2: 1e-4 }],
    ['regularizers.l1_l2(1e-5, 1e-4)', { l1: 1e-5, l2: 1e-4 }],
    ['regularizers.L1(1e-4)', { l1: 1e-4, l2: 0 }],
    ['regularizers.L2(1e-4)', { l1: 0, l2: 1e-4 }],
    ['regularizers.L1L2(l1=1e-5, l2=1e-4)', { l1: 1e-5, l2: 1e-4 }],
    ['tf.keras.regularizers.l2(0.5 * 1e-2)', { l1: 0, l2: 5e-3 }],
    ['keras.regularizers.l2(LAMBDA)', { l1: 0, l2: 2e-3 }],
    ['keras.regularizers.l2(-LAMBDA)', { l1: 0, l2: -2e-3 }],
    ['reg', { l1: 0, l2: 3e-3 }],
    ['(reg)', { l1: 0, l2: 3e-3 }],
    ['"l1"', { l1: 0.01, l2: 0 }],
    ['"l2"', { l1: 0, l2: 0.01 }],
    ['"L1L2"', { l1: 0, l2: 0 }],
    ['NAME', { l1: 0, l2: 0.01 }],
    // Defaults of the library.
    ['regularizers.l1()', { l1: 0.01, l2: 0 }],
    ['regularizers.L2()', { l1: 0, l2: 0.01 }],
    ['regularizers.L1L2()', { l1: 0, l2: 0 }],
    ['regularizers.L1L2(l2=1e-4)', { l1: 0, l2: 1e-4 }],
    // Keras 2 before TensorFlow 2.16 (0.01), Keras 3 since (0).
    ['regularizers.l1_l2()', { l1: undefined, l2: undefined }],
    ['regularizers.l1_l2(l2=1e-4)', { l1: undefined, l2: 1e-4 }],
    ['regularizers.l1_l2(1e-5)', { l1: 1e-5, l2: undefined }],
    ['regularizers.l2(strength)', { l1: 0, l2: undefined }],
    ['regularizers.l1_l2(l1=strength, l2=1e-4)', { l1: undefined, l2: 1e-4 }],
    ['regularizers.l1_l2(**both)', { l1: undefined, l2: undefined }],
  ])('%s', (expression, { l1, l2 }) => {
    const before = 'LAMBDA = 2e-3\nNAME = "l2"\nreg = regularizers.l2(3e-3)';
    const layer = readLayerOf(`layers.Dense(8, kernel_regularizer=${expression})`, before);
    expect(layer.kernelPenaltyUnknown).toBeUndefined();
    expect(layer.kernelPenalty!.l1).toBe(l1);
    expect(layer.kernelPenalty!.l2).toBe(l2);
  });

  test.each([
    ['l1_l2()', { l1: 0, l2: 0 }],
    ['l1_l2(l2=1e-4)', { l1: 0, l2: 1e-4 }],
    ['l1_l2(l1=1e-5)', { l1: 1e-5, l2: 0 }],
    ['l2()', { l1: 0, l2: 0.01 }],
  ])('Keras 3: %s, where l1_l2 is the class L1L2', (call, expected) => {
    const text = `import keras\nm = keras.Sequential([keras.layers.Dense(8, kernel_regularizer=keras.regularizers.${call})])`;
    expect(readOne(text).layers[0]!.kernelPenalty).toMatchObject(expected);
  });

  test.each([
    ['l1_l2()', { l1: 0.01, l2: 0.01 }],
    ['l1_l2(l2=1e-4)', { l1: 0.01, l2: 1e-4 }],
    ['L1L2(l2=1e-4)', { l1: 0, l2: 1e-4 }],
  ])('tf_keras, which is Keras 2: %s', (call, expected) => {
    const text = `import tf_keras as k\nm = k.Sequential([k.layers.Dense(8, kernel_regularizer=k.regularizers.${call})])`;
    expect(readOne(text).layers[0]!.kernelPenalty).toMatchObject(expected);
  });

  test('None is no penalty', () => {
    const layer = readLayerOf('layers.Dense(8, kernel_regularizer=None)');
    expect(layer.kernelPenalty).toBeUndefined();
    expect(layer.kernelPenaltyUnknown).toBeUndefined();
  });

  test.each([
    ['make_regularizer()'],
    ['my.l2(1e-4)'],
    ['regularizers.l2(1e-4) if use else None'],
    ['regularizers.OrthogonalRegularizer(1e-2)'],
    ['regularizers.get("l2")'],
    ['regularizers.l2'],
    ['"orthogonal"'],
    ['"l1_l2"'],
    ['"constructor"'],
    ['twice'],
    ['regularizers.l2(alpha=3)'],
    ['{"l2": 1}'],
  ])('%s is not guessed', (expression) => {
    const before = 'twice = regularizers.l2(1)\ntwice = regularizers.l2(2)';
    const layer = readLayerOf(`layers.Dense(8, kernel_regularizer=${expression})`, before);
    expect(layer.kernelPenalty).toBeUndefined();
    expect(layer.kernelPenaltyUnknown).toBeDefined();
  });

  test('names imported directly, and under an alias', () => {
    const text = `
from keras import Sequential
from keras.layers import Dense
from keras.regularizers import l1, l2 as ridge
m = Sequential([Dense(8, kernel_regularizer=l1(0.1)), Dense(8, kernel_regularizer=ridge(0.2))])
`;
    expect(readOne(text).layers.map(({ kernelPenalty }) => kernelPenalty)).toMatchObject([
      { l1: 0.1, l2: 0 },
      { l1: 0, l2: 0.2 },
    ]);
  });

  test('an own function of the name l2 is unknown', () => {
    const layer = readLayerOf('layers.Dense(8, kernel_regularizer=l2(1e-4))', 'def l2(x):\n    return x');
    expect(layer.kernelPenaltyUnknown).toBeDefined();
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
