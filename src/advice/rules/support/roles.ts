/** What a layer or function does in a model, whatever its framework calls it: rules speak of roles, not of classes. */
import type { FlowNode, LayerDefinition } from '../../../definition/model.ts';

export type Role =
  | 'dense'
  | 'convolution'
  | 'recurrent'
  | 'embedding'
  | 'attention'
  /** Whole blocks of the library, which have dropout inside. */
  | 'transformer'
  | 'activation'
  | 'softmax'
  | 'sigmoid'
  | 'dropout'
  /** Drops whole channels: SpatialDropout2D, Dropout2d. */
  | 'channelDropout'
  | 'noise'
  | 'batchNormalization'
  | 'normalization'
  | 'pool'
  | 'globalPool'
  | 'flatten'
  | 'reshape'
  | 'merge'
  | 'product'
  | 'padding'
  | 'identity'
  | 'input'
  | 'unknown';

const KINDS: Partial<Record<Role, string>> = {
  dense: 'Dense Linear LazyLinear',
  convolution: `Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose SeparableConv1D SeparableConv2D
    DepthwiseConv1D DepthwiseConv2D LocallyConnected1D LocallyConnected2D ConvLSTM1D ConvLSTM2D ConvLSTM3D
    Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d LazyConv1d LazyConv2d LazyConv3d`,
  recurrent: 'SimpleRNN LSTM GRU RNN CuDNNLSTM CuDNNGRU LSTMCell GRUCell RNNCell SimpleRNNCell',
  embedding: 'Embedding EmbeddingBag',
  attention: 'MultiHeadAttention MultiheadAttention GroupQueryAttention Attention AdditiveAttention',
  transformer:
    'TransformerEncoderLayer TransformerDecoderLayer TransformerEncoder TransformerDecoder Transformer',
  activation: `Activation ReLU LeakyReLU ELU PReLU ThresholdedReLU ReLU6 RReLU CELU SELU SiLU GELU Mish Tanh Hardtanh
    Hardswish Hardsigmoid Softplus Softsign Softshrink Hardshrink Tanhshrink Threshold LogSigmoid`,
  softmax: 'Softmax LogSoftmax Softmax2d',
  sigmoid: 'Sigmoid',
  dropout: 'Dropout AlphaDropout',
  channelDropout: `SpatialDropout1D SpatialDropout2D SpatialDropout3D Dropout1d Dropout2d Dropout3d
    FeatureAlphaDropout`,
  noise: 'GaussianNoise GaussianDropout',
  batchNormalization: `BatchNormalization BatchNorm1d BatchNorm2d BatchNorm3d LazyBatchNorm1d LazyBatchNorm2d
    LazyBatchNorm3d SyncBatchNorm`,
  normalization: `LayerNormalization GroupNormalization UnitNormalization RMSNormalization LayerNorm GroupNorm RMSNorm
    InstanceNorm1d InstanceNorm2d InstanceNorm3d LocalResponseNorm`,
  pool: `MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D MaxPool1d MaxPool2d
    MaxPool3d AvgPool1d AvgPool2d AvgPool3d FractionalMaxPool2d LPPool1d LPPool2d AdaptiveAvgPool1d AdaptiveAvgPool2d
    AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d`,
  globalPool: `GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D
    GlobalMaxPooling2D GlobalMaxPooling3D`,
  flatten: 'Flatten',
  reshape: 'Reshape Permute RepeatVector Unflatten PixelShuffle PixelUnshuffle Fold Unfold',
  merge: 'Add Subtract Multiply Average Maximum Minimum Concatenate',
  product: 'Dot',
  padding: `ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D Cropping3D UpSampling1D UpSampling2D
    UpSampling3D Upsample UpsamplingBilinear2d UpsamplingNearest2d ZeroPad2d ConstantPad1d ConstantPad2d ReflectionPad1d
    ReflectionPad2d ReplicationPad1d ReplicationPad2d`,
  identity: 'Identity ActivityRegularization Masking',
  input: 'Input InputLayer',
};

const OPERATIONS: Partial<Record<Role, string>> = {
  dense: 'linear',
  convolution: 'convolution',
  embedding: 'embedding',
  attention: 'attention scaledDotProductAttention',
  activation: `relu relu6 leakyRelu prelu rrelu elu celu selu gelu silu swish mish logSigmoid tanh softplus softsign
    tanhshrink hardTanh hardSwish hardSigmoid hardShrink softShrink threshold pointwise exp log sqrt abs negative square
    power sin cos clip mask activation glu`,
  softmax: 'softmax logSoftmax softmin',
  sigmoid: 'sigmoid',
  dropout: 'dropout alphaDropout',
  channelDropout: 'spatialDropout',
  batchNormalization: 'batchNormalization',
  normalization: `normalize layerNormalization groupNormalization instanceNormalization
    localResponseNormalization`,
  pool: 'maxPool averagePool',
  globalPool: 'globalPool reduce mean sum max min product deviation variance logSumExp norm',
  flatten: 'flatten',
  reshape: 'reshape transpose split repeat unfold fold item flip roll',
  merge: 'add subtract multiply divide maximum minimum concatenate stack join',
  product: 'matmul',
  padding: 'pad resize',
  identity: 'identity',
  input: 'input',
};

const byName = (names: Partial<Record<Role, string>>): Map<string, Role> =>
  new Map(
    Object.entries(names).flatMap(([role, list]) =>
      list.split(/\s+/).map((name): [string, Role] => [name, role as Role]),
    ),
  );

const ROLE_OF_KIND = byName(KINDS);
const ROLE_OF_OPERATION = byName(OPERATIONS);
const WRAPPERS = new Set(['TimeDistributed', 'Bidirectional', 'Wrapper', 'SpectralNormalization']);

/** The role of a node of the flow; of wrappers that of the layer inside. */
export function roleOf({ layer, operation }: Pick<FlowNode, 'layer' | 'operation'>): Role {
  if (!layer) return ROLE_OF_OPERATION.get(operation ?? '') ?? 'unknown';
  if (layer.wrapped && WRAPPERS.has(layer.kind)) return ROLE_OF_KIND.get(layer.wrapped.kind) ?? 'unknown';
  if (layer.kind === 'Activation') return roleOfActivation(layer.settings.activation?.value) ?? 'activation';
  if (layer.kind.startsWith('Adaptive') && isOne(argumentOf(layer, 'output_size'))) return 'globalPool';
  return ROLE_OF_KIND.get(layer.kind) ?? 'unknown';
}

/** `softmax` or `sigmoid` as an activation's name. */
export function roleOfActivation(name: string | undefined): 'softmax' | 'sigmoid' | undefined {
  if (name === 'softmax' || name === 'log_softmax' || name === 'logSoftmax') return 'softmax';
  return name === 'sigmoid' ? 'sigmoid' : undefined;
}

const argumentOf = (layer: LayerDefinition, name: string): unknown =>
  layer.arguments?.find((argument) => argument.name === name)?.value;

const isOne = (size: unknown): boolean =>
  Array.isArray(size) ? size.length > 0 && size.every((each) => each === 1) : size === 1;

const WEIGHTED = new Set<Role>([
  'dense',
  'convolution',
  'recurrent',
  'embedding',
  'attention',
  'transformer',
]);

/** Has weights that mix features: what regularizes beyond it belongs to other layers. */
export const isWeighted = (role: Role): boolean => WEIGHTED.has(role);

/** Passes values on without weights that mix features: an activation, a pool, a sum, a normalization. */
export const isPassing = (role: Role): boolean => !WEIGHTED.has(role) && role !== 'unknown';
