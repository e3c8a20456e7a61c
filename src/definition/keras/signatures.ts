/** Signatures of Keras' layers: parameters in their positional order with the defaults of Keras 3. */
import type { Value } from '../python/values.ts';

/** A parameter without a default. */
export const REQUIRED = undefined;

export type Signature = Record<string, Value | undefined>;

const WEIGHTS: Signature = {
  activation: null,
  use_bias: true,
  kernel_initializer: 'glorot_uniform',
  bias_initializer: 'zeros',
  kernel_regularizer: null,
  bias_regularizer: null,
  activity_regularizer: null,
  kernel_constraint: null,
  bias_constraint: null,
};

const DEPTHWISE_WEIGHTS: Signature = Object.fromEntries(
  Object.entries(WEIGHTS).map(([name, value]) => [name.replace(/^kernel_/, 'depthwise_'), value]),
);

const convolution = (start: Signature, middle: Signature, weights: Signature): Signature => ({
  ...start,
  kernel_size: REQUIRED,
  strides: 1,
  padding: 'valid',
  ...middle,
  dilation_rate: 1,
  ...weights,
});

const FORWARD = convolution({ filters: REQUIRED }, { data_format: null }, {});
const CONVOLUTION: Signature = { ...FORWARD, groups: 1, ...WEIGHTS };
const DEPTHWISE = convolution({}, { depth_multiplier: 1, data_format: null }, DEPTHWISE_WEIGHTS);
const TRANSPOSED = convolution({ filters: REQUIRED }, { output_padding: null, data_format: null }, WEIGHTS);

const pooling = (size: Value | undefined): Signature => ({
  pool_size: size,
  strides: null,
  padding: 'valid',
  data_format: null,
});
const GLOBAL_POOLING: Signature = { data_format: null, keepdims: false };

const DROPOUT: Signature = { rate: REQUIRED, noise_shape: null, seed: null };

const recurrent = (activations: Signature, bias: Signature, end: Signature): Signature => ({
  units: REQUIRED,
  ...activations,
  use_bias: true,
  kernel_initializer: 'glorot_uniform',
  recurrent_initializer: 'orthogonal',
  bias_initializer: 'zeros',
  ...bias,
  kernel_regularizer: null,
  recurrent_regularizer: null,
  bias_regularizer: null,
  activity_regularizer: null,
  kernel_constraint: null,
  recurrent_constraint: null,
  bias_constraint: null,
  dropout: 0,
  recurrent_dropout: 0,
  seed: null,
  return_sequences: false,
  return_state: false,
  go_backwards: false,
  stateful: false,
  unroll: false,
  ...end,
});
const GATED: Signature = { activation: 'tanh', recurrent_activation: 'sigmoid' };

const normalization = (start: Signature, middle: Signature): Signature => ({
  ...start,
  epsilon: 1e-3,
  center: true,
  scale: true,
  beta_initializer: 'zeros',
  gamma_initializer: 'ones',
  ...middle,
  beta_regularizer: null,
  gamma_regularizer: null,
  beta_constraint: null,
  gamma_constraint: null,
});

/** Layers that are not trained are listed as far as their sizes are shown. */
const SIGNATURES: Record<string, Signature> = {
  Input: { shape: REQUIRED, batch_size: null },
  InputLayer: { shape: REQUIRED, batch_size: null },
  Dense: { units: REQUIRED, ...WEIGHTS },
  Conv1D: CONVOLUTION,
  Conv2D: CONVOLUTION,
  Conv3D: { filters: REQUIRED },
  SeparableConv1D: { filters: REQUIRED },
  SeparableConv2D: { filters: REQUIRED },
  DepthwiseConv1D: DEPTHWISE,
  DepthwiseConv2D: DEPTHWISE,
  Conv1DTranspose: TRANSPOSED,
  Conv2DTranspose: TRANSPOSED,
  Conv3DTranspose: { filters: REQUIRED },
  MaxPooling1D: pooling(2),
  MaxPooling2D: pooling(2),
  AveragePooling1D: pooling(2),
  AveragePooling2D: pooling(2),
  GlobalAveragePooling1D: GLOBAL_POOLING,
  GlobalAveragePooling2D: GLOBAL_POOLING,
  GlobalMaxPooling1D: GLOBAL_POOLING,
  GlobalMaxPooling2D: GLOBAL_POOLING,
  Flatten: { data_format: null },
  Reshape: { target_shape: REQUIRED },
  Permute: { dims: REQUIRED },
  ZeroPadding1D: { padding: 1, data_format: null },
  ZeroPadding2D: { padding: 1, data_format: null },
  Embedding: {
    input_dim: REQUIRED,
    output_dim: REQUIRED,
    embeddings_initializer: 'uniform',
    embeddings_regularizer: null,
    embeddings_constraint: null,
    mask_zero: false,
    weights: null,
  },
  SimpleRNN: recurrent({ activation: 'tanh' }, {}, {}),
  LSTM: recurrent(GATED, { unit_forget_bias: true }, {}),
  GRU: recurrent(GATED, {}, { reset_after: true }),
  Bidirectional: { layer: REQUIRED, merge_mode: 'concat', weights: null, backward_layer: null },
  BatchNormalization: normalization(
    { axis: -1, momentum: 0.99 },
    { moving_mean_initializer: 'zeros', moving_variance_initializer: 'ones' },
  ),
  LayerNormalization: normalization({ axis: -1 }, {}),
  GroupNormalization: normalization({ groups: 32, axis: -1 }, {}),
  Activation: { activation: REQUIRED },
  ReLU: { max_value: null, negative_slope: 0, threshold: 0 },
  LeakyReLU: { negative_slope: 0.3 },
  ELU: { alpha: 1 },
  PReLU: { alpha_initializer: 'zeros', alpha_regularizer: null, alpha_constraint: null, shared_axes: null },
  Softmax: { axis: -1 },
  Dropout: DROPOUT,
  AlphaDropout: DROPOUT,
  GaussianDropout: { rate: REQUIRED, seed: null },
  GaussianNoise: { stddev: REQUIRED, seed: null },
  SpatialDropout1D: { rate: REQUIRED, seed: null },
  SpatialDropout2D: { rate: REQUIRED, data_format: null, seed: null },
  SpatialDropout3D: { rate: REQUIRED, data_format: null, seed: null },
  ActivityRegularization: { l1: 0, l2: 0 },
};

/** Other names of the same class. */
const ALIASES: Record<string, string> = {
  MaxPool1D: 'MaxPooling1D',
  MaxPool2D: 'MaxPooling2D',
  AvgPool1D: 'AveragePooling1D',
  AvgPool2D: 'AveragePooling2D',
  GlobalAvgPool1D: 'GlobalAveragePooling1D',
  GlobalAvgPool2D: 'GlobalAveragePooling2D',
  GlobalMaxPool1D: 'GlobalMaxPooling1D',
  GlobalMaxPool2D: 'GlobalMaxPooling2D',
  Convolution1D: 'Conv1D',
  Convolution2D: 'Conv2D',
  Convolution1DTranspose: 'Conv1DTranspose',
  Convolution2DTranspose: 'Conv2DTranspose',
};

/** The class that a name of `keras.layers` stands for: `MaxPool2D` is `MaxPooling2D`. */
export function className(name: string): string {
  return Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name;
}

/** The parameters of a layer's class, none when it is not known. */
export function signatureOf(kind: string): Signature {
  return Object.hasOwn(SIGNATURES, kind) ? SIGNATURES[kind]! : {};
}
