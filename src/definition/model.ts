/** ModelDefinition: a model as it is written in a source file, framework-neutral, every part with its place. */

/** A half-open range of a text, as offsets and as 1-based lines and columns. */
export interface SourceRange {
  from: number;
  to: number;
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

/** Where a value comes from: written here, a constant assigned once, the framework's default, or not visible. */
export type Origin = 'literal' | 'constant' | 'default' | 'unknown';

/** A setting of a layer. `value` is undefined exactly when `origin` is `unknown`. */
export interface Setting<T> {
  value: T | undefined;
  origin: Origin;
  /** The expression in the source; absent for defaults. */
  range?: SourceRange;
}

/** A weight penalty λ1·Σ|w| + λ2·Σw² (Keras convention: gradient λ1·sign(w) + 2·λ2·w). Undefined: not visible. */
export interface Penalty {
  l1: number | undefined;
  l2: number | undefined;
  range: SourceRange;
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
}

export type Settings = { [Name in keyof SettingValues]?: Setting<SettingValues[Name]> };

/** What a penalty or a constraint acts on; `kernel` also stands for an embedding's table. */
export type Regularized = 'kernel' | 'recurrentKernel' | 'bias' | 'gamma' | 'beta' | 'alpha' | 'activity';

/** An argument that nothing here reads. */
export interface OtherArgument {
  parameter: string;
  /** A text, or another expression as written. */
  value: string;
  range: SourceRange;
}

/** One layer call. `kind` is the framework's class name (`Dense`, `Dropout`, …). */
export interface LayerDefinition {
  kind: string;
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

export interface ModelDefinition {
  /** The variable or attribute the model is assigned to, or the function that returns it. */
  name: string;
  framework: 'keras';
  style: 'sequential';
  /** The whole definition: from the first to the last statement that builds it. */
  range: SourceRange;
  /** `Sequential(` itself: where lenses and hints go. */
  anchor: SourceRange;
  /** How layers are given: in the list of the constructor, or by `.add`. */
  form: 'list' | 'add';
  layers: LayerDefinition[];
  /** Present when some layers are not visible; `parameters` is then undefined. */
  unreadable?: UnreadableLayers[];
  inputShape?: Shape;
  /** Sum over the layers; undefined when one of them is unknown. */
  parameters?: number;
}
