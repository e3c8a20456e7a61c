/** Parameters that several layers of Keras share, in their positional order with the defaults of Keras 3. */

/** A default as plain data. */
export type Default = number | string | boolean | null | Default[];

/** A parameter without a default. */
export const REQUIRED = undefined;

export type Signature = Record<string, Default | undefined>;

export const WEIGHTS: Signature = {
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
export const CONVOLUTION: Signature = { ...FORWARD, groups: 1, ...WEIGHTS };
export const DEPTHWISE = convolution({}, { depth_multiplier: 1, data_format: null }, DEPTHWISE_WEIGHTS);
export const TRANSPOSED = convolution(
  { filters: REQUIRED },
  { output_padding: null, data_format: null },
  WEIGHTS,
);

export const pooling = (size: Default | undefined): Signature => ({
  pool_size: size,
  strides: null,
  padding: 'valid',
  data_format: null,
});
export const GLOBAL_POOLING: Signature = { data_format: null, keepdims: false };

export const DROPOUT: Signature = { rate: REQUIRED, noise_shape: null, seed: null };

export const recurrent = (activations: Signature, bias: Signature, end: Signature): Signature => ({
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
export const recurrentCell = (activations: Signature, bias: Signature): Signature =>
  Object.fromEntries(
    Object.entries(recurrent(activations, bias, {})).filter(
      ([name]) => !/^(activity_regularizer|return_|go_back|stateful|unroll)/.test(name),
    ),
  );
export const GATED: Signature = { activation: 'tanh', recurrent_activation: 'sigmoid' };

/** Two kernels: over the places of each channel, and over the channels of each place. */
export const SEPARABLE: Signature = {
  ...FORWARD,
  depth_multiplier: 1,
  activation: null,
  use_bias: true,
  depthwise_initializer: 'glorot_uniform',
  pointwise_initializer: 'glorot_uniform',
  bias_initializer: 'zeros',
  depthwise_regularizer: null,
  pointwise_regularizer: null,
  bias_regularizer: null,
  activity_regularizer: null,
  depthwise_constraint: null,
  pointwise_constraint: null,
  bias_constraint: null,
};

const { units: _units, ...STATE } = recurrent(GATED, { unit_forget_bias: true }, {});
export const CONVOLUTION_LSTM: Signature = { ...FORWARD, ...STATE };

const { dilation_rate: _dilation, ...UNDILATED } = convolution(
  { filters: REQUIRED },
  { data_format: null },
  WEIGHTS,
);
export const LOCAL: Signature = { ...UNDILATED, implementation: 1 };

/** Projections of queries, keys and values. */
export const PROJECTIONS: Signature = {
  kernel_initializer: 'glorot_uniform',
  bias_initializer: 'zeros',
  kernel_regularizer: null,
  bias_regularizer: null,
  activity_regularizer: null,
  kernel_constraint: null,
  bias_constraint: null,
};

export const NOTHING: Signature = {};
export const SIZE = (names: string): Signature =>
  Object.fromEntries(names.split(' ').map((name) => [name, REQUIRED]));

export const normalization = (start: Signature, middle: Signature): Signature => ({
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

/** The layers of Keras 2 that ran on the GPU alone. */
export const CUDNN: Signature = Object.fromEntries(
  Object.entries(recurrent({}, {}, {})).filter(
    ([name]) => !/^(use_bias|dropout|recurrent_dropout)$/.test(name),
  ),
);

export const BATCH_NORMALIZATION = normalization(
  { axis: -1, momentum: 0.99 },
  { moving_mean_initializer: 'zeros', moving_variance_initializer: 'ones' },
);
