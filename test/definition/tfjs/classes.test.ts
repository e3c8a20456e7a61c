import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { kindOf, ownDefaults } from '../../../src/definition/tfjs/classes.ts';

/** The library's own functions: what they make is the answer. */
const functions = tf.layers as unknown as Record<
  string,
  (config: object) => { getClassName(): string; getConfig(): object }
>;

const CONFIGS: Record<string, object> = {
  rnn: { cell: tf.layers.simpleRNNCell({ units: 2 }) },
  stackedRNNCells: { cells: [tf.layers.simpleRNNCell({ units: 2 })] },
  bidirectional: { layer: tf.layers.simpleRNN({ units: 2 }) },
  timeDistributed: { layer: tf.layers.dense({ units: 2 }) },
  reshape: { targetShape: [2] },
  permute: { dims: [1] },
  activation: { activation: 'relu' },
  cropping2D: { cropping: 1 },
};
/** Everything that some layer demands. */
const COMMON = {
  axes: 1,
  factor: 0.1,
  filters: 2,
  height: 2,
  inputDim: 2,
  inputShape: [4, 4],
  kernelSize: 1,
  n: 2,
  numTokens: 2,
  outputDim: 2,
  poolSize: 2,
  rate: 0.5,
  scale: 1,
  stddev: 1,
  units: 2,
  width: 2,
};
const BASES = new Set(['Layer', 'RNN', 'RNNCell', 'input']);
/** Cells that are given to `rnn` alone and that Keras has not. */
const UNREAD = new Set(['convLstm2dCell']);

test.each(Object.keys(functions).filter((name) => !BASES.has(name) && !UNREAD.has(name)))(
  'tf.layers.%s',
  (name) => {
    const layer = functions[name]!({ ...COMMON, ...CONFIGS[name] });
    expect(kindOf(name)).toBe(layer.getClassName());
  },
);

test('a name that every object has is no layer', () => {
  expect(kindOf('constructor')).toBeUndefined();
  expect(ownDefaults('constructor')).toEqual({});
});

describe('defaults that are not those of Keras', () => {
  const glorotNormal = {
    className: 'VarianceScaling',
    config: expect.objectContaining({ scale: 1, mode: 'fanAvg', distribution: 'normal' }),
  };

  test.each([
    ['dense', 'Dense'],
    ['conv1d', 'Conv1D'],
    ['conv2d', 'Conv2D'],
    ['conv3d', 'Conv3D'],
    ['conv2dTranspose', 'Conv2DTranspose'],
    ['simpleRNN', 'SimpleRNN'],
    ['lstm', 'LSTM'],
    ['gru', 'GRU'],
  ])('%s draws its kernel by glorot_normal', (name, kind) => {
    expect(functions[name]!({ units: 2, filters: 2, kernelSize: 1 }).getConfig()).toMatchObject({
      kernelInitializer: glorotNormal,
    });
    expect(ownDefaults(kind).kernelInitializer).toEqual({ name: 'glorot_normal', arguments: {} });
  });

  test('an LSTM has no forget bias and hard sigmoids, a GRU resets before the product', () => {
    const lstm = tf.layers.lstm({ units: 2 }).getConfig();
    expect([lstm.recurrentActivation, lstm.unitForgetBias]).toEqual(['hardSigmoid', undefined]);
    expect(ownDefaults('LSTM')).toMatchObject({ recurrentActivation: 'hard_sigmoid', unitForgetBias: false });
    expect(() => functions.gru!({ units: 2, resetAfter: true })).toThrow(/reset_after/);
    expect(ownDefaults('GRU').resetAfter).toBe(false);
  });

  test('a separable convolution draws both kernels by glorot_uniform, as Keras does', () => {
    const config = tf.layers.separableConv2d({ filters: 2, kernelSize: 1 }).getConfig();
    expect(config).toMatchObject({ depthwiseInitializer: { config: { distribution: 'uniform' } } });
    expect(ownDefaults('SeparableConv2D')).toEqual({});
  });
});
