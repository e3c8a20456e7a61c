/** Layer classes of torch.nn: their parameters in positional order with defaults, and the settings they are. */
import type { SettingValues } from '../model.ts';
import { READERS, type Read } from './readers.ts';

/** A parameter that has no default. */
export const REQUIRED = Symbol('required');

type Default = number | string | boolean | null | typeof REQUIRED;
export type Signature = Record<string, Default>;

const convolution = (inputs: Signature): Signature => ({
  ...inputs,
  out_channels: REQUIRED,
  kernel_size: REQUIRED,
  stride: 1,
  padding: 0,
  dilation: 1,
  groups: 1,
  bias: true,
  padding_mode: 'zeros',
});

const transposed = (inputs: Signature): Signature => ({
  ...inputs,
  out_channels: REQUIRED,
  kernel_size: REQUIRED,
  stride: 1,
  padding: 0,
  output_padding: 0,
  groups: 1,
  bias: true,
  dilation: 1,
  padding_mode: 'zeros',
});

const CHANNELS: Signature = { in_channels: REQUIRED };
const CONVOLUTION = convolution(CHANNELS);
const TRANSPOSED = transposed(CHANNELS);
const LAZY_CONVOLUTION = convolution({});
const LAZY_TRANSPOSED = transposed({});

const MAX_POOLING: Signature = {
  kernel_size: REQUIRED,
  stride: null,
  padding: 0,
  dilation: 1,
  return_indices: false,
  ceil_mode: false,
};
const AVERAGE_POOLING: Signature = { kernel_size: REQUIRED, stride: null, padding: 0, ceil_mode: false };
const NORM_POOLING: Signature = {
  norm_type: REQUIRED,
  kernel_size: REQUIRED,
  stride: null,
  ceil_mode: false,
};
const UNPOOLING: Signature = { kernel_size: REQUIRED, stride: null, padding: 0 };
const ADAPTIVE: Signature = { output_size: REQUIRED };

const batchNormalization = (features: Signature): Signature => ({
  ...features,
  eps: 1e-5,
  momentum: 0.1,
  affine: true,
  track_running_stats: true,
});
const FEATURES: Signature = { num_features: REQUIRED };
const BATCH_NORMALIZATION = batchNormalization(FEATURES);
const LAZY_BATCH_NORMALIZATION = batchNormalization({});
const INSTANCE_NORMALIZATION: Signature = {
  ...BATCH_NORMALIZATION,
  affine: false,
  track_running_stats: false,
};
const { num_features: _, ...LAZY_INSTANCE_NORMALIZATION } = INSTANCE_NORMALIZATION;

const RECURRENT: Signature = {
  input_size: REQUIRED,
  hidden_size: REQUIRED,
  num_layers: 1,
  bias: true,
  batch_first: false,
  dropout: 0,
  bidirectional: false,
  proj_size: 0,
};
const CELL: Signature = { input_size: REQUIRED, hidden_size: REQUIRED, bias: true };

const TRANSFORMER_LAYER: Signature = {
  d_model: REQUIRED,
  nhead: REQUIRED,
  dim_feedforward: 2048,
  dropout: 0.1,
  activation: 'relu',
  layer_norm_eps: 1e-5,
  batch_first: false,
  norm_first: false,
  bias: true,
};

const DROPOUT: Signature = { p: 0.5, inplace: false };
const INPLACE: Signature = { inplace: false };
const PADDING: Signature = { padding: REQUIRED };
const CONSTANT_PADDING: Signature = { padding: REQUIRED, value: REQUIRED };

/** One entry for each dimension: `Conv1d`, `Conv2d`, `Conv3d`. */
const inDimensions = (
  name: string,
  signature: Signature,
  dimensions = [1, 2, 3],
): Record<string, Signature> =>
  Object.fromEntries(dimensions.map((dimension) => [`${name}${dimension}d`, signature]));

export const SIGNATURES: Record<string, Signature> = {
  Identity: {},
  Linear: { in_features: REQUIRED, out_features: REQUIRED, bias: true },
  LazyLinear: { out_features: REQUIRED, bias: true },
  Bilinear: { in1_features: REQUIRED, in2_features: REQUIRED, out_features: REQUIRED, bias: true },
  ...inDimensions('Conv', CONVOLUTION),
  ...inDimensions('ConvTranspose', TRANSPOSED),
  ...inDimensions('LazyConv', LAZY_CONVOLUTION),
  ...inDimensions('LazyConvTranspose', LAZY_TRANSPOSED),
  ...inDimensions('MaxPool', MAX_POOLING),
  ...inDimensions('AvgPool', AVERAGE_POOLING),
  ...inDimensions('LPPool', NORM_POOLING),
  ...inDimensions('MaxUnpool', UNPOOLING),
  ...inDimensions('AdaptiveAvgPool', ADAPTIVE),
  ...inDimensions('AdaptiveMaxPool', { ...ADAPTIVE, return_indices: false }),
  ...inDimensions(
    'FractionalMaxPool',
    { kernel_size: REQUIRED, output_size: null, output_ratio: null },
    [2, 3],
  ),
  ...inDimensions('BatchNorm', BATCH_NORMALIZATION),
  ...inDimensions('LazyBatchNorm', LAZY_BATCH_NORMALIZATION),
  ...inDimensions('InstanceNorm', INSTANCE_NORMALIZATION),
  ...inDimensions('LazyInstanceNorm', LAZY_INSTANCE_NORMALIZATION),
  SyncBatchNorm: { ...BATCH_NORMALIZATION, process_group: null },
  LayerNorm: { normalized_shape: REQUIRED, eps: 1e-5, elementwise_affine: true, bias: true },
  RMSNorm: { normalized_shape: REQUIRED, eps: null, elementwise_affine: true },
  GroupNorm: { num_groups: REQUIRED, num_channels: REQUIRED, eps: 1e-5, affine: true },
  LocalResponseNorm: { size: REQUIRED, alpha: 1e-4, beta: 0.75, k: 1 },
  CrossMapLRN2d: { size: REQUIRED, alpha: 1e-4, beta: 0.75, k: 1 },
  RNN: {
    input_size: REQUIRED,
    hidden_size: REQUIRED,
    num_layers: 1,
    nonlinearity: 'tanh',
    bias: true,
    batch_first: false,
    dropout: 0,
    bidirectional: false,
  },
  LSTM: RECURRENT,
  GRU: RECURRENT,
  RNNCell: { ...CELL, nonlinearity: 'tanh' },
  LSTMCell: CELL,
  GRUCell: CELL,
  Embedding: {
    num_embeddings: REQUIRED,
    embedding_dim: REQUIRED,
    padding_idx: null,
    max_norm: null,
    norm_type: 2,
    scale_grad_by_freq: false,
    sparse: false,
  },
  EmbeddingBag: {
    num_embeddings: REQUIRED,
    embedding_dim: REQUIRED,
    max_norm: null,
    norm_type: 2,
    scale_grad_by_freq: false,
    mode: 'mean',
    sparse: false,
  },
  MultiheadAttention: {
    embed_dim: REQUIRED,
    num_heads: REQUIRED,
    dropout: 0,
    bias: true,
    add_bias_kv: false,
    add_zero_attn: false,
    kdim: null,
    vdim: null,
    batch_first: false,
  },
  TransformerEncoderLayer: TRANSFORMER_LAYER,
  TransformerDecoderLayer: TRANSFORMER_LAYER,
  TransformerEncoder: { encoder_layer: REQUIRED, num_layers: REQUIRED, norm: null },
  TransformerDecoder: { decoder_layer: REQUIRED, num_layers: REQUIRED, norm: null },
  Transformer: {
    d_model: 512,
    nhead: 8,
    num_encoder_layers: 6,
    num_decoder_layers: 6,
    dim_feedforward: 2048,
    dropout: 0.1,
    activation: 'relu',
    custom_encoder: null,
    custom_decoder: null,
    layer_norm_eps: 1e-5,
    batch_first: false,
    norm_first: false,
    bias: true,
  },
  Dropout: DROPOUT,
  ...inDimensions('Dropout', DROPOUT),
  AlphaDropout: DROPOUT,
  FeatureAlphaDropout: DROPOUT,
  ReLU: INPLACE,
  ReLU6: INPLACE,
  RReLU: { lower: 1 / 8, upper: 1 / 3, inplace: false },
  LeakyReLU: { negative_slope: 0.01, inplace: false },
  PReLU: { num_parameters: 1, init: 0.25 },
  ELU: { alpha: 1, inplace: false },
  CELU: { alpha: 1, inplace: false },
  SELU: INPLACE,
  GELU: { approximate: 'none' },
  SiLU: INPLACE,
  Mish: INPLACE,
  Hardswish: INPLACE,
  Hardsigmoid: INPLACE,
  Hardtanh: { min_val: -1, max_val: 1, inplace: false },
  Hardshrink: { lambd: 0.5 },
  Softshrink: { lambd: 0.5 },
  Tanhshrink: {},
  Threshold: { threshold: REQUIRED, value: REQUIRED, inplace: false },
  Sigmoid: {},
  LogSigmoid: {},
  Tanh: {},
  Softplus: { beta: 1, threshold: 20 },
  Softsign: {},
  Softmax: { dim: null },
  Softmax2d: {},
  LogSoftmax: { dim: null },
  Softmin: { dim: null },
  GLU: { dim: -1 },
  Flatten: { start_dim: 1, end_dim: -1 },
  Unflatten: { dim: REQUIRED, unflattened_size: REQUIRED },
  ...inDimensions('ZeroPad', PADDING),
  ...inDimensions('ReflectionPad', PADDING),
  ...inDimensions('ReplicationPad', PADDING),
  ...inDimensions('CircularPad', PADDING),
  ...inDimensions('ConstantPad', CONSTANT_PADDING),
  Upsample: { size: null, scale_factor: null, mode: 'nearest', align_corners: null },
  UpsamplingNearest2d: { size: null, scale_factor: null },
  UpsamplingBilinear2d: { size: null, scale_factor: null },
  PixelShuffle: { upscale_factor: REQUIRED },
  PixelUnshuffle: { downscale_factor: REQUIRED },
  ChannelShuffle: { groups: REQUIRED },
  Fold: { output_size: REQUIRED, kernel_size: REQUIRED, dilation: 1, padding: 0, stride: 1 },
  Unfold: { kernel_size: REQUIRED, dilation: 1, padding: 0, stride: 1 },
  CosineSimilarity: { dim: 1, eps: 1e-8 },
  PairwiseDistance: { p: 2, eps: 1e-6, keepdim: false },
};

/** What a parameter of PyTorch is called here, and how its value is read. */
interface Meaning<Name extends keyof SettingValues = keyof SettingValues> {
  setting: Name;
  read: Read<SettingValues[Name]>;
}

const meaning = <Name extends keyof SettingValues>(setting: Name, read: Read<SettingValues[Name]>): Meaning =>
  ({ setting, read }) as unknown as Meaning;

const { number, flag, text, sizes, strides, sizesOrNull, numberOrNull, axis, windowPadding, edges, output } =
  READERS;

const MEANINGS: Record<string, Meaning> = {
  in_features: meaning('inputs', number),
  in1_features: meaning('inputs', number),
  in2_features: meaning('secondInputs', number),
  in_channels: meaning('inputs', number),
  input_size: meaning('inputs', number),
  num_features: meaning('inputs', number),
  num_channels: meaning('inputs', number),
  num_parameters: meaning('inputs', number),
  embed_dim: meaning('inputs', number),
  d_model: meaning('inputs', number),
  out_features: meaning('units', number),
  hidden_size: meaning('units', number),
  out_channels: meaning('filters', number),
  kernel_size: meaning('size', sizes),
  scale_factor: meaning('size', sizes),
  upscale_factor: meaning('size', sizes),
  downscale_factor: meaning('size', sizes),
  stride: meaning('strides', strides),
  padding: meaning('padding', windowPadding),
  output_padding: meaning('outputPadding', sizesOrNull),
  dilation: meaning('dilation', sizes),
  groups: meaning('groups', number),
  num_groups: meaning('groups', number),
  bias: meaning('useBias', flag),
  num_embeddings: meaning('vocabulary', number),
  embedding_dim: meaning('outputSize', number),
  num_layers: meaning('depth', number),
  num_encoder_layers: meaning('depth', number),
  num_decoder_layers: meaning('decoderDepth', number),
  bidirectional: meaning('bidirectional', flag),
  proj_size: meaning('projection', number),
  nhead: meaning('heads', number),
  num_heads: meaning('heads', number),
  kdim: meaning('keySize', numberOrNull),
  vdim: meaning('valueSize', numberOrNull),
  dim_feedforward: meaning('feedForward', number),
  dropout: meaning('rate', number),
  p: meaning('rate', number),
  activation: meaning('activation', text),
  nonlinearity: meaning('activation', text),
  negative_slope: meaning('alpha', number),
  alpha: meaning('alpha', number),
  normalized_shape: meaning('normalizedShape', sizes),
  elementwise_affine: meaning('affine', flag),
  affine: meaning('affine', flag),
  eps: meaning('epsilon', number),
  layer_norm_eps: meaning('epsilon', number),
  momentum: meaning('momentum', number),
  dim: meaning('axis', axis),
  output_size: meaning('outputShape', output),
  size: meaning('outputShape', output),
};

/** Parameters of one class that mean something else, or nothing that has a name here. */
const EXCEPTIONS: Record<string, Meaning | undefined> = {
  'PairwiseDistance.p': undefined,
  'LocalResponseNorm.alpha': undefined,
  'LocalResponseNorm.size': undefined,
  'CrossMapLRN2d.alpha': undefined,
  'CrossMapLRN2d.size': undefined,
  'Unflatten.dim': undefined,
  'CosineSimilarity.dim': undefined,
};

/** The setting that a parameter of a class is; undefined when it has no name here. */
export function meaningOf(kind: string, parameter: string): Meaning | undefined {
  const key = `${kind}.${parameter}`;
  if (Object.hasOwn(EXCEPTIONS, key)) return EXCEPTIONS[key];
  if (parameter === 'padding' && kind.includes('Pad')) return meaning('padding', edges);
  return Object.hasOwn(MEANINGS, parameter) ? MEANINGS[parameter] : undefined;
}
