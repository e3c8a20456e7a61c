/** ModelDefinition: a model as it is written in a source file, framework-neutral, every part with its place. */

/** A half-open range of a text, as offsets and as 1-based lines and columns. */
export interface SourceRange {
  from: number;
  to: number;
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  /** Notebooks: the cell's number over all cells (0-based); offsets and lines are counted within the cell. */
  cell?: number;
}

/**
 * Where a value comes from: written here, a constant assigned once (or arithmetic with one), the default of a parameter
 * of the function or class, the framework's default, or not visible.
 */
export type Origin = 'literal' | 'constant' | 'parameter' | 'default' | 'unknown';

/** A setting of a layer. `value` is undefined exactly when `origin` is `unknown`. */
export interface Setting<T> {
  value: T | undefined;
  origin: Origin;
  /** The expression in the source; absent for defaults. */
  range?: SourceRange;
  /** In drafts only: known at this point of the program, but not to be reported (a loop's variable, an argument passed). */
  passing?: true;
}

/** A weight penalty λ1·Σ|w| + λ2·Σw² (Keras convention: gradient λ1·sign(w) + 2·λ2·w). Undefined: not visible. */
export interface Penalty {
  l1: number | undefined;
  l2: number | undefined;
  range: SourceRange;
  /** As {@link Setting.passing}. */
  passing?: true;
}

/** A size along one axis: `null` is unknown or free (the batch axis is never listed). */
export type Shape = (number | null)[];

/** How first values are drawn: the initializer's name, e.g. `he_normal`, and the arguments that are written. */
export interface InitializerSetting {
  name: string;
  arguments: Record<string, number | string | null>;
}

/** Zeros added before and after each spatial axis. */
export type ZeroPadding = [before: number, after: number][];

/** What each setting holds. One name serves every framework; sizes along spatial axes are one number when written so. */
export interface SettingValues {
  units: number;
  filters: number;
  /** Probability of dropping; of recurrent layers: of dropping inputs. */
  rate: number;
  /** Recurrent layers: probability of dropping units of the state. */
  recurrentRate: number;
  /** Standard deviation of noise. */
  deviation: number;
  activation: string;
  recurrentActivation: string;
  useBias: boolean;
  kernelInitializer: InitializerSetting;
  recurrentInitializer: InitializerSetting;
  biasInitializer: InitializerSetting;
  alphaInitializer: InitializerSetting;
  gammaInitializer: InitializerSetting;
  betaInitializer: InitializerSetting;
  movingMeanInitializer: InitializerSetting;
  movingVarianceInitializer: InitializerSetting;
  /** Of a kernel or of a pool. */
  size: number[];
  /** `null`: those of the pool's size. */
  strides: number[] | null;
  padding: string | ZeroPadding;
  dilation: number[];
  outputPadding: number[] | null;
  groups: number;
  /** Depthwise convolutions: filters for each channel. */
  multiplier: number;
  dataFormat: string | null;
  keepAxes: boolean;
  targetShape: number[];
  /** Order of the axes, 1-based as the batch is axis 0. */
  order: number[];
  vocabulary: number;
  /** Embedding: numbers for each word. */
  outputSize: number;
  maskZero: boolean;
  /** Initial weights that are given as an array. */
  weights: null;
  unitForgetBias: boolean;
  resetAfter: boolean;
  returnSequences: boolean;
  returnState: boolean;
  goBackwards: boolean;
  stateful: boolean;
  merge: string | null;
  backwardLayer: null;
  momentum: number;
  epsilon: number;
  /** Axes that are normalized, counted with the batch axis; softmax: the axis that sums to 1. */
  axis: number[];
  /** Whether β and γ exist. */
  center: boolean;
  scale: boolean;
  /** LeakyReLU and ReLU: slope below 0; ELU: α. */
  alpha: number;
  /** ReLU: values above are cut. */
  maximum: number | null;
  threshold: number;
  sharedAxes: number[] | null;
  /** Dropout: which elements share a mask. */
  noiseShape: null;
  trainable: boolean;
  /** Size of the input's features or channels, where the call gives it: PyTorch's `in_features`, `in_channels`. */
  inputs: number;
  /** Bilinear: features of the second input. */
  secondInputs: number;
  /** Layers stacked in one: `num_layers`. Transformer: of its encoder. */
  depth: number;
  /** Transformer: layers of its decoder. */
  decoderDepth: number;
  bidirectional: boolean;
  /** LSTM: size of the projected state, 0 for none. */
  projection: number;
  /** Attention: number of heads. */
  heads: number;
  /** Attention: size of one head's queries and keys (Keras); features of the keys (PyTorch's `kdim`). */
  keySize: number | null;
  /** Attention: size of one head's values (Keras); features of the values (PyTorch's `vdim`). */
  valueSize: number | null;
  /** Transformer: width of the layer between, `dim_feedforward`. */
  feedForward: number;
  /** Normalization: shape over which PyTorch's LayerNorm normalizes; with `affine` γ and β exist. */
  normalizedShape: number[];
  affine: boolean;
  /** Separable convolutions: of the 1×1 kernel. */
  pointwiseInitializer: InitializerSetting;
  /** Output that is asked for: EinsumDense, MultiHeadAttention; `null`: as the input, and a free axis. */
  outputShape: (number | null)[] | null;
  /** RepeatVector: how often. */
  repeats: number;
  /** EinsumDense: `ab,bc->ac`, and the axes that have a bias. */
  equation: string;
  biasAxes: string | null;
  /** Attention: whether scores are scaled by a weight, and how they are made: `dot`, `concat`. */
  useScale: boolean;
  scoreMode: string;
  returnScores: boolean;
  /** Preprocessing of texts and categories: `int`, `multi_hot`, …, and the length of what comes out. */
  outputMode: string;
  length: number | null;
  /** Normalization: means that are given instead of learned from data. */
  mean: null;
  /** Locally connected layers: 1 stores every kernel, 2 and 3 otherwise. */
  implementation: number;
}

export type Settings = { [Name in keyof SettingValues]?: Setting<SettingValues[Name]> };

/** What a penalty or a constraint acts on; `kernel` also stands for an embedding's table. */
export type Regularized =
  | 'kernel'
  | 'recurrentKernel'
  | 'pointwiseKernel'
  | 'bias'
  | 'gamma'
  | 'beta'
  | 'alpha'
  | 'activity';

/** An argument that nothing here reads. */
export interface OtherArgument {
  parameter: string;
  /** A text, or another expression as written. */
  value: string;
  range: SourceRange;
}

/** A framework that definitions are written in; TensorFlow.js and Keras share the names of layers and settings. */
export type FrameworkName = 'keras' | 'pytorch' | 'tfjs';

/** An argument as it is written, by the framework's own name for it: `out_features`, `kernel_size`. */
export interface WrittenArgument {
  name: string;
  /** Plain data (numbers, texts, arrays of them); undefined exactly when `origin` is `unknown`. */
  value: unknown;
  origin: Origin;
  range: SourceRange;
  /** As {@link Setting.passing}. */
  passing?: true;
}

/**
 * One layer call of the source. `kind` is the framework's class name (`Dense`, `Linear`, `Dropout2d`, …). A call that
 * makes several layers (in a loop, in a helper that is called again) is one LayerDefinition; a setting that is not the
 * same in all of them is unknown.
 */
export interface LayerDefinition {
  kind: string;
  /** Absent in definitions of Keras: `keras`. */
  framework?: FrameworkName;
  /** Every argument of the call, in its order. */
  arguments?: WrittenArgument[];
  /** Where it stands: in a loop, under a condition whose outcome is not known. Absent: neither. */
  context?: ('loop' | 'condition')[];
  /** How many layers the call makes in this definition; `null` where that is not known. Absent: 1. */
  count?: number | null;
  /** The layer's name: `name=` when written, otherwise the framework's default (`dense`, `dense_1`, …). */
  name: string;
  /** The whole call expression. */
  range: SourceRange;
  /** The callee as written, e.g. `layers.Dense`: edits reuse its prefix. */
  callee: string;
  /** The list element or the `.add(…)` statement that holds the layer; edits insert after it. */
  slot: SourceRange;
  /** The variable the layer was assigned to, when it has one. */
  target?: string;
  /** Those that its kind has, as written or by the framework's default. */
  settings: Settings;
  /** Bidirectional: the layer inside. */
  wrapped?: WrappedLayer;
  /** Layers that are given for other arguments: `activation=LeakyReLU(0.2)`, cells, `backward_layer`. */
  held?: WrappedLayer[];
  kernelPenalty?: Penalty;
  /** The expression given for the kernel's regularizer when it could not be read. */
  kernelPenaltyUnknown?: SourceRange;
  /** Penalties on anything but the kernel. */
  otherPenalties?: Partial<Record<Exclude<Regularized, 'kernel'>, Penalty>>;
  /** Largest norm of a unit's incoming weights. */
  maxNorms?: Partial<Record<Regularized, Setting<number>>>;
  /** Arguments that regularize in a way that cannot be read or trained: `kernel_constraint="non_neg"`. */
  unreadRegularizers?: { parameter: string; range: SourceRange }[];
  /** The first argument that regularizes otherwise: `bias_regularizer=`, `kernel_constraint=`, `recurrent_dropout=`… */
  otherRegularizer?: SourceRange;
  /** Arguments that may change what the layer computes and that are not read. */
  otherArguments?: OtherArgument[];
  /** Output without the batch axis, e.g. `[28, 28, 1]`; undefined when the rank itself is unknown. */
  inputShape?: Shape;
  outputShape?: Shape;
  /** Trainable and non-trainable parameters; undefined when a size is unknown. */
  parameters?: number;
}

/** A layer inside another; it has no place of its own in the model. */
export type WrappedLayer = Omit<
  LayerDefinition,
  'slot' | 'target' | 'inputShape' | 'outputShape' | 'parameters'
>;

/** A part of the model that could not be read: it may add any number of layers. */
export interface UnreadableLayers {
  /** Index in `layers` of the layer that follows it. */
  before: number;
  range: SourceRange;
  /** What stands there, for a message: `layers added in a loop`, `“make_block()”`. */
  what: string;
}

/**
 * How a model is written: `sequential` (Keras, TensorFlow.js and PyTorch), `functional` (`Model(inputs, outputs)`,
 * `tf.model`), `subclass` (a class with layers: `nn.Module`, `keras.Model`, `keras.Layer`), `function` (a helper that
 * makes or applies layers), `layers` (layers outside of any of these).
 */
export type Style = 'sequential' | 'functional' | 'subclass' | 'function' | 'layers';

/** A block of the same file that a definition is made of. */
export interface Submodule {
  /** Its class, function or model. */
  name: string;
  /** How many of it; `null` where that is not known. */
  count: number | null;
  /** Where it is used first. */
  range: SourceRange;
  /** Of all of them together; undefined when unknown. */
  parameters?: number;
}

/** One operation in the flow of values through a model: a layer that is applied, or a function such as `relu`, `+`. */
export interface FlowNode {
  /** The layer applied; one layer may be applied several times. */
  layer?: LayerDefinition;
  /**
   * Functions by one name for all frameworks: `relu`, `softmax`, `logSoftmax`, `sigmoid`, `dropout`, `flatten`,
   * `reshape`, `add`, `concatenate`, `multiply`, `maxPool`, `averagePool`, `globalPool`, `normalize`, `input`, …;
   * `unknown` for code that cannot be seen.
   */
  operation?: string;
  /** Of functions: `rate`, and `training` of `F.dropout`: `true`, `false`, `'mode'` (`self.training`), or unknown. */
  settings?: { rate?: Setting<number>; training?: Setting<boolean | 'mode'>; size?: Setting<number[]> };
  /** Where it is applied: the call `self.fc1(x)`. */
  range: SourceRange;
  /** Numbers of the nodes whose values it takes, in order. */
  inputs: number[];
  outputShape?: Shape;
  /** Size along the axis of features or channels, also where the rank is not known. */
  features?: number | null;
  context?: ('loop' | 'condition')[];
  /** The block of the file that the node lies in, where it is not the definition's own: `ResidualBlock`. */
  inside?: string;
}

export interface ModelDefinition {
  /** The variable or attribute the model is assigned to, its class, or the function that returns it. */
  name: string;
  framework: FrameworkName;
  style: Style;
  submodules?: Submodule[];
  /** Operations in the order they run, blocks of the file unfolded. Absent where the flow cannot be seen. */
  flow?: FlowNode[];
  /** Numbers of the flow's nodes whose values the model returns. */
  outputs?: number[];
  /** Several outputs, a loss inside: what a class does beside being a model, e.g. `LightningModule`. */
  base?: string;
  /** The whole definition: from the first to the last statement that builds it. */
  range: SourceRange;
  /** `Sequential(` itself: where lenses and hints go. */
  anchor: SourceRange;
  /** Of sequential models: how layers are given, in the list of the constructor or by `.add`. */
  form?: 'list' | 'add';
  layers: LayerDefinition[];
  /** Present when some layers are not visible; `parameters` is then undefined. */
  unreadable?: UnreadableLayers[];
  inputShape?: Shape;
  /** Sum over the layers; undefined when one of them is unknown. */
  parameters?: number;
}
