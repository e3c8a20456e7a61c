/**
 * The layers of a trainable network as plain data. Sizes that follow from a layer's input are not repeated here.
 * Data stand channels last, as in Keras: a row of an image is `[height, width, channels]`, of a sequence
 * `[steps, features]`.
 */

export type Shape = readonly number[];

/** How a parameter's first values are drawn; fans are those of the parameter (see `ParameterSpec`). */
export type Initializer =
  | { kind: 'constant'; value: number }
  | { kind: 'uniform'; minimum: number; maximum: number }
  | { kind: 'normal'; mean: number; deviation: number }
  /** Normal, redrawn beyond two `deviation`s; `deviation` is that of the normal before it is cut, as in Keras. */
  | { kind: 'truncatedNormal'; mean: number; deviation: number }
  /** Variance scale/fan (Keras `VarianceScaling`): Glorot 1/average, He 2/in, LeCun 1/in, PyTorch's default (1/3)/in uniform. */
  | {
      kind: 'varianceScaling';
      scale: number;
      fan: 'in' | 'out' | 'average';
      distribution: 'uniform' | 'normal' | 'truncatedNormal';
    }
  | { kind: 'orthogonal'; gain: number }
  | { kind: 'identity'; gain: number }
  /** Equal parts of the last axis, each with its own: the biases of an LSTM's gates. */
  | { kind: 'blocks'; blocks: Initializer[] };

/** Elementwise functions, and softmax over the last axis. Slopes and limits are in {@link ActivationSpec}. */
export const ACTIVATIONS = [
  'linear',
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'celu',
  'selu',
  'geluErf',
  'geluTanh',
  'silu',
  'mish',
  'tanh',
  'hardTanh',
  'tanhShrink',
  'softShrink',
  'hardShrink',
  'sigmoid',
  'hardSigmoid',
  'hardSilu',
  'logSigmoid',
  'softplus',
  'softsign',
  'exponential',
  'softmax',
  'logSoftmax',
] as const;
export type Activation = (typeof ACTIVATIONS)[number];

export interface ActivationSpec {
  kind: 'activation';
  activation: Activation;
  /** leakyRelu: slope below 0; elu, celu: α; softShrink, hardShrink: λ; softplus: β. The layer's default when left out. */
  alpha?: number;
  /** relu only: values above are cut (Keras `ReLU(max_value)`), and below `threshold` become slope·(x − threshold). */
  maximum?: number;
  threshold?: number;
}

/** PReLU: max(0, x) + α·min(0, x) with a trained α for each element of the shared-axes-reduced shape. */
export interface PReluSpec {
  kind: 'prelu';
  name: string;
  initializer: Initializer;
  /** Axes of one row (0-based) that share an α. */
  sharedAxes: number[];
}

/** y = x·W + b over the last axis of an input of any rank. */
export interface DenseSpec {
  kind: 'dense';
  name: string;
  units: number;
  useBias: boolean;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
}

/** `same` and `valid` as in TensorFlow, `causal` for one axis, or zeros added [before, after] each spatial axis. */
export type Padding = 'valid' | 'same' | 'causal' | [before: number, after: number][];

/** Sizes along the spatial axes: one number for sequences, two for images. */
export interface Window {
  size: number[];
  strides: number[];
  dilation: number[];
  padding: Padding;
}

/** Convolution over one or two spatial axes; kernel `[...size, channels, filters]`. */
export interface ConvolutionSpec extends Window {
  kind: 'convolution';
  name: string;
  filters: number;
  useBias: boolean;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
}

/** One filter for each channel and multiplier; kernel `[...size, channels, multiplier]`, output channel c·multiplier + m. */
export interface DepthwiseConvolutionSpec extends Window {
  kind: 'depthwiseConvolution';
  name: string;
  multiplier: number;
  useBias: boolean;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
}

/** The transpose (gradient) of a convolution; kernel `[...size, filters, channels]`, as in Keras. */
export interface TransposedConvolutionSpec extends Window {
  kind: 'transposedConvolution';
  name: string;
  filters: number;
  /** Rows and columns added at the end of the output where strides leave its size open; Keras' and PyTorch's `output_padding`. */
  outputPadding?: number[];
  useBias: boolean;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
}

/** Average pooling leaves padding out of the mean, as TensorFlow does. */
export interface PoolingSpec {
  kind: 'pooling';
  operation: 'max' | 'average';
  size: number[];
  strides: number[];
  padding: Padding;
}

/** Over all spatial axes. */
export interface GlobalPoolingSpec {
  kind: 'globalPooling';
  operation: 'max' | 'average';
  keepAxes: boolean;
}

export interface FlattenSpec {
  kind: 'flatten';
}

/** One axis may be −1. */
export interface ReshapeSpec {
  kind: 'reshape';
  shape: number[];
}

/** Order of the axes of a row, 0-based. */
export interface PermuteSpec {
  kind: 'permute';
  order: number[];
}

export interface ZeroPaddingSpec {
  kind: 'zeroPadding';
  padding: [before: number, after: number][];
}

/** Rows of a table `[vocabulary, size]` picked by whole numbers. */
export interface EmbeddingSpec {
  kind: 'embedding';
  name: string;
  vocabulary: number;
  size: number;
  initializer: Initializer;
}

/**
 * SimpleRNN, LSTM or GRU over `[steps, features]`. Kernel `[features, gates·units]`, recurrent kernel
 * `[units, gates·units]`, bias `[gates·units]` (GRU with `resetAfter`: `[2, gates·units]`). Gates in Keras' order:
 * LSTM i, f, c, o; GRU z, r, h. Two random places: dropout on the inputs and on the recurrent state, with masks that
 * are the same for all steps (Gal & Ghahramani 2016). As in Keras 3, gates have masks of their own where the recurrent
 * rate is not 0, and one for all otherwise.
 */
export interface RecurrentSpec {
  kind: 'recurrent';
  name: string;
  cell: 'simple' | 'lstm' | 'gru';
  units: number;
  activation: Activation;
  recurrentActivation: Activation;
  useBias: boolean;
  /** LSTM: the forget gate's bias starts at 1 (Keras' `unit_forget_bias`). */
  unitForgetBias: boolean;
  /** GRU: the reset gate acts after the product (Keras' and cuDNN's default, PyTorch's form). */
  resetAfter: boolean;
  returnSequences: boolean;
  goBackwards: boolean;
  kernelInitializer: Initializer;
  recurrentInitializer: Initializer;
  biasInitializer: Initializer;
}

/**
 * The layer and its copy over the reversed sequence. Parameters have `forward_` or `backward_` before their layer's name:
 * `forward_lstm/kernel`. Four random places: inputs and state of the layer, inputs and state of the copy.
 */
export interface BidirectionalSpec {
  kind: 'bidirectional';
  name: string;
  layer: RecurrentSpec;
  merge: 'concatenate' | 'add' | 'multiply' | 'average';
}

/** Over the batch and all axes but the last. `momentum`: moving ← momentum·moving + (1 − momentum)·batch, as in Keras. */
export interface BatchNormalizationSpec {
  kind: 'batchNormalization';
  name: string;
  momentum: number;
  epsilon: number;
  /** Whether γ and β exist. */
  scale: boolean;
  center: boolean;
  /** PyTorch's moving variance divides by n − 1, Keras' by n. */
  unbiasedMovingVariance: boolean;
}

/** Over the last `axes` axes of each row. */
export interface LayerNormalizationSpec {
  kind: 'layerNormalization';
  name: string;
  axes: number;
  epsilon: number;
  scale: boolean;
  center: boolean;
}

/** Over the spatial axes and each of `groups` groups of channels (Wu & He 2018). */
export interface GroupNormalizationSpec {
  kind: 'groupNormalization';
  name: string;
  groups: number;
  epsilon: number;
  scale: boolean;
  center: boolean;
}

/**
 * Scaled dot-product attention (Vaswani 2017) with inputs query, value and, when a third is given, key:
 * softmax(QKᵀ/√keySize)·V of each head, put together by an output projection. Parameters as in Keras: query, key and
 * value kernels `[features, heads, size]`, output kernel `[heads, valueSize, outputs]`. One random place: dropout on
 * the attention weights.
 */
export interface MultiHeadAttentionSpec {
  kind: 'multiHeadAttention';
  name: string;
  heads: number;
  keySize: number;
  valueSize: number;
  outputs: number;
  useBias: boolean;
  /** Each position attends to itself and earlier ones only. */
  causal: boolean;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
}

/** Of two or more inputs of one shape; `concatenate` along the last axis of a row or the given one. */
export interface MergeSpec {
  kind: 'merge';
  operation: 'add' | 'multiply' | 'concatenate' | 'average' | 'subtract' | 'maximum';
  /** concatenate only, 0-based among the axes of a row. */
  axis?: number;
}

/**
 * A random place: the rate is the run's. `inverted` (all frameworks): kept units are divided by 1 − rate in training;
 * `standard` (Hinton 2012): 0/1 mask in training, outputs times 1 − rate in evaluation. `channels`: one mask for all
 * spatial positions (SpatialDropout1D/2D, PyTorch's Dropout1d/2d).
 */
export interface DropoutSpec {
  kind: 'dropout';
  form: 'inverted' | 'standard';
  unit: 'element' | 'channel';
}

/** A random place: gaussianNoise adds N(0, rate²); gaussianDropout multiplies by N(1, rate/(1 − rate)); alphaDropout as Klambauer 2017. */
export interface NoiseSpec {
  kind: 'noise';
  noise: 'gaussianNoise' | 'gaussianDropout' | 'alphaDropout';
}

export type LayerSpec =
  | ActivationSpec
  | PReluSpec
  | DenseSpec
  | ConvolutionSpec
  | DepthwiseConvolutionSpec
  | TransposedConvolutionSpec
  | PoolingSpec
  | GlobalPoolingSpec
  | FlattenSpec
  | ReshapeSpec
  | PermuteSpec
  | ZeroPaddingSpec
  | EmbeddingSpec
  | RecurrentSpec
  | BidirectionalSpec
  | BatchNormalizationSpec
  | LayerNormalizationSpec
  | GroupNormalizationSpec
  | MultiHeadAttentionSpec
  | MergeSpec
  | DropoutSpec
  | NoiseSpec;
