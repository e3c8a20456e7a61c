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
  units?: Setting<number>;
  filters?: Setting<number>;
  rate?: Setting<number>;
  activation?: Setting<string>;
  useBias?: Setting<boolean>;
  kernelInitializer?: Setting<string>;
  momentum?: Setting<number>;
  epsilon?: Setting<number>;
  /** BatchNormalization: the axis that is normalized, counted with the batch axis; whether β and γ exist. */
  axis?: Setting<number>;
  center?: Setting<boolean>;
  scale?: Setting<boolean>;
  kernelPenalty?: Penalty;
  /** The expression given for `kernel_regularizer` when it could not be read. */
  kernelPenaltyUnknown?: SourceRange;
  /** The first argument that regularizes otherwise: `bias_regularizer=`, `kernel_constraint=`, `recurrent_dropout=`… */
  otherRegularizer?: SourceRange;
  /** Output without the batch axis, e.g. `[28, 28, 1]`; undefined when the rank itself is unknown. */
  inputShape?: Shape;
  outputShape?: Shape;
  /** Trainable and non-trainable parameters; undefined when a size is unknown. */
  parameters?: number;
}

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
