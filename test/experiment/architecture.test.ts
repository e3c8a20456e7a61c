import { describe, expect, test } from 'vitest';
import type { LayerSpec } from '../../src/engine/layerSpecs.ts';
import { leftOut } from '../../src/experiment/architecture.ts';
import { build, buildRegression, define } from './models.ts';

/** A network in one line. */
const inWords = (specs: LayerSpec[]): string =>
  specs
    .map((spec) => {
      if (spec.kind === 'dense') return `dense ${spec.units}`;
      if (spec.kind === 'activation') return spec.activation;
      if (spec.kind === 'dropout') return spec.unit === 'channel' ? 'channels' : 'dropout';
      if (spec.kind === 'noise') return spec.noise;
      return spec.kind;
    })
    .join(', ');

const IMAGE = 'Input((4, 4, 2))';
const SEQUENCE = 'Input((8, 4))';

describe('the network that is trained', () => {
  test.each([
    [
      'before every Dense layer but the first there is a place for dropout',
      'Dense(8, activation="relu"), Dense(5, activation="tanh"), Dense(3, activation="softmax")',
      4,
      'dense 8, relu, dropout, dense 5, tanh, dropout, dense 3',
    ],
    [
      'the source’s own Dropout keeps its place',
      'Dense(8), Dropout(0.1), BatchNormalization(), Activation("relu"), Dense(3)',
      4,
      'dense 8, dropout, batchNormalization, relu, dense 3',
    ],
    [
      'channels are dropped before convolutions, units before Dense',
      `${IMAGE}, Conv2D(8, 2, activation="relu"), MaxPooling2D(2), Conv2D(4, 1), Flatten(), Dense(3)`,
      32,
      'convolution, relu, pooling, channels, convolution, flatten, dropout, dense 3',
    ],
    [
      'the source’s own SpatialDropout keeps its place',
      `${IMAGE}, Conv2D(8, 2), SpatialDropout2D(0.1), Conv2D(4, 1), GlobalAveragePooling2D(), Dense(3)`,
      32,
      'convolution, channels, convolution, globalPooling, dropout, dense 3',
    ],
    [
      'recurrent layers drop by themselves; a flat Embedding feeds them',
      'Embedding(10, 4), LSTM(8, return_sequences=True), Bidirectional(GRU(4)), Dense(3)',
      12,
      'embedding, recurrent, bidirectional, dropout, dense 3',
    ],
    [
      'what shapes and normalizes',
      'Input((32,)), Reshape((4, 8)), Permute((2, 1)), ZeroPadding1D(1), Conv1D(6, 3), LayerNormalization(), GroupNormalization(3), PReLU(), AveragePooling1D(2), Flatten(), GaussianNoise(0.1), Dense(3)',
      32,
      'reshape, permute, zeroPadding, convolution, layerNormalization, groupNormalization, prelu, pooling, flatten, gaussianNoise, dropout, dense 3',
    ],
    ['a flat input is not flattened', 'Flatten(), Identity(), Dense(3)', 4, 'dense 3'],
    [
      'no Dense layer is needed',
      `${IMAGE}, Conv2D(3, 2), GlobalMaxPooling2D(), Softmax()`,
      32,
      'convolution, globalPooling',
    ],
  ])('%s', (_, layers, columns, expected) => {
    const { network } = build(layers, columns);
    expect(inWords(network.nodes.map(({ layer }) => layer))).toBe(expected);
    expect(network.nodes.map(({ inputs }) => inputs)).toEqual(network.nodes.map((_, index) => [index - 1]));
    expect(network.outputs).toBe(3);
  });

  test('every argument arrives', () => {
    const { network } = build(
      `${IMAGE}, ZeroPadding2D(((0, 1), (2, 3))), Conv2D(8, (2, 3), strides=2, padding="same", dilation_rate=1, use_bias=False, kernel_initializer="he_normal", name="first"), ` +
        'LeakyReLU(0.1), ReLU(6, negative_slope=0.2, threshold=0.5), DepthwiseConv2D(3, depth_multiplier=2, padding="same"), ELU(0.7), ' +
        'Conv2DTranspose(4, 3, strides=2, output_padding=1, bias_initializer=initializers.Constant(0.1)), BatchNormalization(momentum=0.9, epsilon=1e-5, scale=False), GlobalAveragePooling2D(), Dense(3)',
      32,
    );
    const glorot = { kind: 'varianceScaling', scale: 1, fan: 'average', distribution: 'uniform' };
    expect(network.inputShape).toEqual([4, 4, 2]);
    const specs = network.nodes.map(({ layer }) => layer).filter(({ kind }) => kind !== 'dropout');
    expect(specs.slice(0, 8)).toEqual([
      {
        kind: 'zeroPadding',
        padding: [
          [0, 1],
          [2, 3],
        ],
      },
      {
        kind: 'convolution',
        name: 'first',
        filters: 8,
        size: [2, 3],
        strides: [2, 2],
        dilation: [1, 1],
        padding: 'same',
        useBias: false,
        kernelInitializer: { kind: 'varianceScaling', scale: 2, fan: 'in', distribution: 'truncatedNormal' },
        biasInitializer: { kind: 'constant', value: 0 },
      },
      { kind: 'activation', activation: 'leakyRelu', alpha: 0.1 },
      { kind: 'activation', activation: 'relu', alpha: 0.2, maximum: 6, threshold: 0.5 },
      {
        kind: 'depthwiseConvolution',
        name: 'depthwise_conv2d',
        multiplier: 2,
        size: [3, 3],
        strides: [1, 1],
        dilation: [1, 1],
        padding: 'same',
        useBias: true,
        kernelInitializer: glorot,
        biasInitializer: { kind: 'constant', value: 0 },
      },
      { kind: 'activation', activation: 'elu', alpha: 0.7 },
      {
        kind: 'transposedConvolution',
        name: 'conv2d_transpose',
        filters: 4,
        size: [3, 3],
        strides: [2, 2],
        dilation: [1, 1],
        padding: 'valid',
        outputPadding: [1, 1],
        useBias: true,
        kernelInitializer: glorot,
        biasInitializer: { kind: 'constant', value: 0.1 },
      },
      {
        kind: 'batchNormalization',
        name: 'batch_normalization',
        momentum: 0.9,
        epsilon: 1e-5,
        scale: false,
        center: true,
        unbiasedMovingVariance: false,
      },
    ]);
  });

  test('recurrent layers with Keras’ defaults', () => {
    const { network } = build(
      `${SEQUENCE}, GRU(5, return_sequences=True, reset_after=False, go_backwards=True), Bidirectional(LSTM(6, activation="relu"), merge_mode="ave"), Dense(3)`,
      32,
    );
    const shared = {
      kind: 'recurrent',
      useBias: true,
      kernelInitializer: { kind: 'varianceScaling', scale: 1, fan: 'average', distribution: 'uniform' },
      recurrentInitializer: { kind: 'orthogonal', gain: 1 },
      biasInitializer: { kind: 'constant', value: 0 },
      recurrentActivation: 'sigmoid',
    };
    expect(network.nodes[0]!.layer).toEqual({
      ...shared,
      name: 'gru',
      cell: 'gru',
      units: 5,
      activation: 'tanh',
      unitForgetBias: false,
      resetAfter: false,
      returnSequences: true,
      goBackwards: true,
    });
    expect(network.nodes[1]!.layer).toEqual({
      kind: 'bidirectional',
      name: 'bidirectional',
      merge: 'average',
      layer: {
        ...shared,
        name: 'lstm',
        cell: 'lstm',
        units: 6,
        activation: 'relu',
        unitForgetBias: true,
        resetAfter: false,
        returnSequences: false,
        goBackwards: false,
      },
    });
  });

  test.each([
    ['"random_normal"', { kind: 'normal', mean: 0, deviation: 0.05 }],
    ['initializers.RandomUniform(-1, 1)', { kind: 'uniform', minimum: -1, maximum: 1 }],
    ['initializers.TruncatedNormal(stddev=0.2)', { kind: 'truncatedNormal', mean: 0, deviation: 0.2 }],
    ['"ones"', { kind: 'constant', value: 1 }],
    ['initializers.Identity(2)', { kind: 'identity', gain: 2 }],
    ['"lecun_normal"', { kind: 'varianceScaling', scale: 1, fan: 'in', distribution: 'truncatedNormal' }],
    [
      'initializers.VarianceScaling(3, "fan_avg", "untruncated_normal")',
      { kind: 'varianceScaling', scale: 3, fan: 'average', distribution: 'normal' },
    ],
  ])('kernel_initializer=%s', (expression, expected) => {
    const [node] = build(`Dense(3, kernel_initializer=${expression})`).network.nodes;
    expect(node!.layer).toMatchObject({ kernelInitializer: expected });
  });

  test('the form of dropout is the experiment’s', () => {
    const { network } = build('Dense(8), Dense(3)', 4, 3, { dropoutForm: 'standard' });
    expect(network.nodes[1]!.layer).toEqual({ kind: 'dropout', form: 'standard', unit: 'element' });
  });
});

describe('the shape of the input', () => {
  test.each([
    ['Input((8, 8, 1)), Conv2D(2, 3), Flatten(), Dense(3)', 64, [8, 8, 1]],
    ['Input((None, 4)), LSTM(2), Dense(3)', 32, [8, 4]],
    ['Embedding(9, 2), GlobalAveragePooling1D(), Dense(3)', 20, [20]],
    ['Input((None,)), Embedding(9, 2), Flatten(), Dense(3)', 20, [20]],
    ['Dense(3)', 7, [7]],
  ])('%s with %i columns', (layers, columns, shape) => {
    expect(build(layers, columns).network.inputShape).toEqual(shape);
  });
});

describe('the loss', () => {
  test.each([
    ['softmax over 3 classes', 'Dense(3, activation="softmax")', 3, 'softmax'],
    ['logits', 'Dense(3)', 3, 'softmax'],
    ['an Activation layer at the end', 'Dense(3), Activation("softmax")', 3, 'softmax'],
    ['one sigmoid for two classes', 'Dense(1, activation="sigmoid")', 2, 'sigmoid'],
  ])('%s', (_, layers, classes, loss) => {
    const { network } = build(layers, 4, classes);
    expect(network.loss).toEqual({ kind: loss });
    expect(network.nodes).toHaveLength(1);
  });

  test.each([
    [undefined, { kind: 'squared' }],
    ['mse', { kind: 'squared' }],
    ['mae', { kind: 'absolute' }],
    ['huber', { kind: 'huber', delta: 1.5 }],
  ] as const)('regression with %s', (loss, expected) => {
    const options = { dropoutForm: 'inverted', huberDelta: 1.5, ...(loss && { loss }) } as const;
    expect(buildRegression('Dense(1)', 4, options).network.loss).toEqual(expected);
  });
});

describe('the source’s own regularization', () => {
  test.each([
    ['Dense(8), Dense(3)', false],
    ['Dense(8, kernel_regularizer="l2"), Dense(3)', true],
    ['Dense(8, bias_regularizer="l1"), Dense(3)', true],
    ['Dense(8, kernel_constraint=constraints.MaxNorm(3)), Dense(3)', true],
    ['Dense(8), ActivityRegularization(l1=0.1), Dense(3)', true],
    ['Dense(8), GaussianNoise(0.1), Dense(3)', true],
    ['Embedding(9, 2), LSTM(8, recurrent_dropout=0.2), Dense(3)', true],
    ['Embedding(9, 2), Bidirectional(LSTM(8, recurrent_regularizer="l2")), Dense(3)', true],
    // Not all of it can be seen or trained.
    ['Dense(8, kernel_regularizer="l2", bias_regularizer=mine()), Dense(3)', false],
    ['Dense(8, kernel_regularizer="l2", kernel_constraint="non_neg"), Dense(3)', false],
    ['Dense(8, kernel_regularizer="l2"), Dropout(units), Dense(3)', false],
    ['Dense(8, kernel_regularizer="l2"), Dropout(units), Dense(3)', false],
    ['Dense(8, kernel_regularizer=regularizers.l2(-1)), Dense(3)', false],
    ['Dense(8, kernel_regularizer="l2"), Dense(3, "softmax", activity_regularizer="l2")', false],
  ])('%s: %s', (layers, expected) => {
    expect(build(layers).hasOwnRegularization).toBe(expected);
  });

  test('what is left out of every variant is said', () => {
    const definition = define(
      'Dense(8, bias_regularizer=mine()), Dense(3, "softmax", kernel_constraint="non_neg", activity_regularizer="l2")',
    );
    expect(leftOut(definition)).toEqual([
      'The bias_regularizer of Dense in line 5 is left out of every variant: it cannot be read or is not trained here.',
      'The kernel_constraint of Dense in line 5 is left out of every variant: it cannot be read or is not trained here.',
      'The activity_regularizer of the output layer is left out of every variant: its activation is part of the loss.',
    ]);
    expect(leftOut(define('Dense(8, bias_regularizer="l1"), Dense(3)'))).toEqual([]);
  });
});
