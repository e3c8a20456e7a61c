import { describe, expect, test } from 'vitest';
import { readLayerOf, readOne } from './python.ts';

describe('penalties on other parts than the kernel, and constraints', () => {
  test('each with its strength', () => {
    const layer = readLayerOf(
      'layers.LSTM(8, kernel_regularizer="l2", recurrent_regularizer=regularizers.l1(0.1), bias_regularizer=regularizers.l2(0.2), activity_regularizer=regularizers.l1(0.3))',
    );
    expect(layer.kernelPenalty).toMatchObject({ l1: 0, l2: 0.01 });
    expect(layer.otherPenalties).toMatchObject({
      recurrentKernel: { l1: 0.1, l2: 0 },
      bias: { l1: 0, l2: 0.2 },
      activity: { l1: 0.3, l2: 0 },
    });
    expect(layer.unreadRegularizers).toBeUndefined();
  });

  test.each([
    ['layers.DepthwiseConv2D(3, depthwise_regularizer="l2")', { l1: 0, l2: 0.01 }],
    ['layers.Embedding(9, 2, embeddings_regularizer="l1")', { l1: 0.01, l2: 0 }],
    ['layers.Embedding(9, 2, "uniform", "l1")', { l1: 0.01, l2: 0 }],
  ])('%s is the kernel’s', (expression, expected) => {
    const layer = readLayerOf(expression);
    expect(layer.kernelPenalty).toMatchObject(expected);
    expect(layer.otherRegularizer).toBeUndefined();
  });

  test('ActivityRegularization', () => {
    const layer = readLayerOf('layers.ActivityRegularization(l2=0.02)');
    expect(layer.otherPenalties).toMatchObject({ activity: { l1: 0, l2: 0.02 } });
  });

  test.each<[string, object | undefined]>([
    ['layers.Dense(8, kernel_constraint=keras.constraints.MaxNorm(3))', { kernel: { value: 3 } }],
    [
      'layers.Dense(8, kernel_constraint=keras.constraints.max_norm(max_value=3, axis=0))',
      { kernel: { value: 3 } },
    ],
    ['layers.Dense(8, kernel_constraint="max_norm")', { kernel: { value: 2 } }],
    [
      'layers.Conv2D(8, 3, kernel_constraint=keras.constraints.MaxNorm(4, axis=[0, 1, 2]))',
      { kernel: { value: 4 } },
    ],
    [
      'layers.GRU(8, recurrent_constraint=keras.constraints.MaxNorm(1.5))',
      { recurrentKernel: { value: 1.5 } },
    ],
    // Over the rows of each filter only.
    ['layers.Conv2D(8, 3, kernel_constraint=keras.constraints.MaxNorm(4))', undefined],
    ['layers.Dense(8, kernel_constraint=keras.constraints.MaxNorm(3, axis=1))', undefined],
    ['layers.Dense(8, kernel_constraint="non_neg")', undefined],
    ['layers.Dense(8, bias_constraint=keras.constraints.MaxNorm(3))', undefined],
  ])('%s', (expression, norms) => {
    const layer = readLayerOf(expression);
    if (norms) expect(layer.maxNorms).toMatchObject(norms);
    else expect(layer.maxNorms).toBeUndefined();
    expect(layer.unreadRegularizers?.length ?? 0).toBe(norms ? 0 : 1);
    expect(layer.otherRegularizer).toBeDefined();
  });

  test('what cannot be read is listed by its parameter', () => {
    const layer = readLayerOf('layers.Dense(8, bias_regularizer=mine(), kernel_constraint="unit_norm")');
    expect(layer.unreadRegularizers!.map(({ parameter }) => parameter)).toEqual([
      'bias_regularizer',
      'kernel_constraint',
    ]);
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
    ['regularizers.l2(alpha=3)'],
    ['{"l2": 1}'],
  ])('%s is not guessed', (expression) => {
    const layer = readLayerOf(`layers.Dense(8, kernel_regularizer=${expression})`);
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
