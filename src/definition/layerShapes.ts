/** What comes out of each kind of Keras layer, and how many parameters it has. What cannot be known is `null`. */
import {
  convolution,
  convolutionLstm,
  depthwise,
  globalPooling,
  locallyConnected,
  margins,
  pooling,
  resized,
  separable,
  transposed,
  upSampling,
} from './shapeRules/convolutions.ts';
import {
  categories,
  dense,
  einsumDense,
  featureNormalization,
  flatten,
  lookup,
  normalization,
  permute,
  prelu,
  reshape,
  spectral,
  textVectorization,
} from './shapeRules/dense.ts';
import {
  additiveAttention,
  attention,
  concatenate,
  dot,
  elementwise,
  groupQueryAttention,
  multiHeadAttention,
} from './shapeRules/merges.ts';
import { type Flow, keep, type Rule, type Shaped, type ShapedLayer } from './shapeRules/rule.ts';
import {
  bidirectional,
  cells,
  embedding,
  recurrent,
  repeatVector,
  timeDistributed,
} from './shapeRules/sequences.ts';

export type { Flow, Shaped } from './shapeRules/rule.ts';

/** Layers that change values and not shapes, without parameters. */
const KEEPING = `
  Input InputLayer Activation ActivityRegularization AlphaDropout Dropout ELU GaussianDropout GaussianNoise Identity
  LeakyReLU Masking ReLU Softmax SpatialDropout1D SpatialDropout2D SpatialDropout3D ThresholdedReLU UnitNormalization
  Rescaling RandomFlip RandomRotation RandomTranslation RandomZoom RandomBrightness RandomContrast RandomGrayscale
  RandomHue RandomSaturation RandomShear RandomSharpness RandomPosterization RandomColorJitter RandomColorDegeneration
  RandomGaussianBlur RandomErasing RandomInvert RandomPerspective RandomElasticTransform RandomApply Solarization
  Equalization AutoContrast AugMix CutMix MixUp RandAugment Discretization`;

const each = (kinds: string, rule: Rule): Record<string, Rule> =>
  Object.fromEntries(
    kinds
      .trim()
      .split(/\s+/)
      .map((kind) => [kind, rule]),
  );

/** `Conv{n}D` for one, two and three spatial axes. */
const ranks = (name: string, rule: (rank: number) => Rule): Record<string, Rule> =>
  Object.fromEntries([1, 2, 3].map((rank) => [name.replace('#', `${rank}D`), rule(rank)]));

const shapeOf: Rule = (layer, before, inputs) =>
  Object.hasOwn(RULES, layer.kind) ? RULES[layer.kind]!(layer, before, inputs) : {};

/** Rules by class; a layer without one is listed, and nothing is known after it. */
const RULES: Record<string, Rule> = {
  ...each(KEEPING, keep),
  ...each('Add Subtract Multiply Average Maximum Minimum', elementwise),
  ...each('SimpleRNN LSTM GRU SimpleRNNCell LSTMCell GRUCell CuDNNLSTM CuDNNGRU', recurrent),
  ...each('Resizing CenterCrop RandomCrop', resized),
  ...each('Hashing HashedCrossing IntegerLookup StringLookup', lookup),
  ...ranks('Conv#', convolution),
  ...ranks('DepthwiseConv#', depthwise),
  ...ranks('SeparableConv#', separable),
  ...ranks('Conv#Transpose', transposed),
  ...ranks('LocallyConnected#', locallyConnected),
  ...ranks('ConvLSTM#', convolutionLstm),
  ...ranks('MaxPooling#', pooling),
  ...ranks('AveragePooling#', pooling),
  ...ranks('GlobalAveragePooling#', globalPooling),
  ...ranks('GlobalMaxPooling#', globalPooling),
  ...ranks('ZeroPadding#', (rank) => margins(rank, 1)),
  ...ranks('Cropping#', (rank) => margins(rank, -1)),
  ...ranks('UpSampling#', upSampling),
  Dense: dense,
  EinsumDense: einsumDense,
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  RepeatVector: repeatVector,
  Concatenate: concatenate,
  Dot: dot,
  Attention: attention,
  AdditiveAttention: additiveAttention,
  MultiHeadAttention: multiHeadAttention,
  GroupedQueryAttention: groupQueryAttention,
  GroupQueryAttention: groupQueryAttention,
  Embedding: embedding,
  RNN: cells,
  Bidirectional: bidirectional(shapeOf),
  TimeDistributed: timeDistributed(shapeOf),
  SpectralNormalization: spectral(shapeOf),
  BatchNormalization: normalization(2),
  SyncBatchNormalization: normalization(2),
  LayerNormalization: normalization(0),
  GroupNormalization: normalization(0),
  RMSNormalization: normalization(1),
  Normalization: featureNormalization,
  PReLU: prelu,
  CategoryEncoding: categories,
  TextVectorization: textVectorization,
};

/** The values after a layer that is applied to one input or several, and its parameters. */
export function shapeLayer(layer: ShapedLayer, before: Flow, ...others: Flow[]): Shaped {
  return shapeOf(layer, before, [before, ...others]);
}
