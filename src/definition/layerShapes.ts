/** What comes out of each kind of Keras layer, and how many parameters it has. What cannot be known is `null`. */
import type { LayerDefinition, Setting, Shape, WrappedLayer } from './model.ts';
import { sizeAfter, sizeAfterTransposed } from './windows.ts';

/** What is known about the values between two layers: the last axis may be known where the rank is not. */
export interface Flow {
  shape?: Shape;
  lastAxis: number | null;
}

export interface Shaped {
  shape?: Shape;
  /** Only where `shape` is undefined. */
  lastAxis?: number | null;
  parameters?: number | null;
}

type Layer = Pick<LayerDefinition, 'kind' | 'settings'> & { wrapped?: WrappedLayer };
type Rule = (layer: Layer, before: Flow) => Shaped;

/** A setting as a size: a positive whole number, otherwise unknown. */
function sizeOf(setting: Setting<number> | undefined): number | null {
  const value = setting?.value;
  return value !== undefined && Number.isInteger(value) && value > 0 ? value : null;
}

/** A product of which one unknown factor makes an unknown; a sum likewise. */
const product = (...sizes: (number | null | undefined)[]): number | null =>
  sizes.reduce<number | null>((a, b) => (a === null || b === null || b === undefined ? null : a * b), 1);
const sum = (...sizes: (number | null | undefined)[]): number | null =>
  sizes.reduce<number | null>((a, b) => (a === null || b === null || b === undefined ? null : a + b), 0);

const flag = (setting: Setting<boolean> | undefined): number | null =>
  setting?.value === undefined ? null : Number(setting.value);

const keep: Rule = (_, { shape, lastAxis }) => ({ shape, lastAxis, parameters: 0 });

/** Inputs · units weights, and units biases, over the last axis. */
const dense: Rule = ({ settings }, { shape, lastAxis }) => {
  const units = sizeOf(settings.units);
  return {
    shape: shape && shape.length > 0 ? [...shape.slice(0, -1), units] : undefined,
    lastAxis: units,
    parameters: sum(product(lastAxis, units), product(flag(settings.useBias), units)),
  };
};

/** A setting's number for each of `rank` axes; undefined when it is not known or does not fit. */
function perAxis(setting: Setting<number[] | null> | undefined, rank: number): number[] | undefined {
  const values = setting?.value;
  if (!values) return undefined;
  const list = values.length === 1 ? Array.from({ length: rank }, () => values[0]!) : values;
  return list.length === rank && list.every((value) => Number.isInteger(value) && value > 0)
    ? list
    : undefined;
}

/** Channels stand last unless the source says otherwise. */
const channelsLast = ({ settings: { dataFormat } }: Layer): boolean =>
  dataFormat === undefined || dataFormat.value === null || dataFormat.value === 'channels_last';

type AfterAxis = (size: number, axis: number) => number | null;

/** The spatial axes after a window; undefined where the input has another rank. */
function spatial(layer: Layer, { shape }: Flow, rank: number, after: AfterAxis): Shape | undefined {
  if (shape?.length !== rank + 1 || !channelsLast(layer)) return undefined;
  return shape.slice(0, -1).map((size, axis) => (size === null ? null : after(size, axis)));
}

function windowAfter({ settings }: Layer, rank: number): AfterAxis {
  const size = perAxis(settings.size, rank);
  const strides = settings.strides?.value === null ? size : perAxis(settings.strides, rank);
  const dilation = settings.dilation ? perAxis(settings.dilation, rank) : size?.map(() => 1);
  const { padding } = settings;
  return (length, axis) => {
    if (!size || !strides || !dilation || typeof padding?.value !== 'string') return null;
    const window = { size: size[axis]!, stride: strides[axis]!, dilation: dilation[axis]! };
    return sizeAfter(length, window, padding.value);
  };
}

const withChannels = (axes: Shape | undefined, channels: number | null): Shape | undefined =>
  axes && [...axes, channels];

const kernelSize = ({ settings }: Layer, rank: number): number | null =>
  product(...(perAxis(settings.size, rank) ?? [null]));

const convolution =
  (rank: number): Rule =>
  (layer, before) => {
    const { settings } = layer;
    const filters = sizeOf(settings.filters);
    const groups = sizeOf(settings.groups);
    const channels = channelsLast(layer) && groups ? product(before.lastAxis, 1 / groups) : null;
    return {
      shape: withChannels(spatial(layer, before, rank, windowAfter(layer, rank)), filters),
      lastAxis: channelsLast(layer) ? filters : null,
      parameters: sum(
        product(kernelSize(layer, rank), channels, filters),
        product(flag(settings.useBias), filters),
      ),
    };
  };

const depthwise =
  (rank: number): Rule =>
  (layer, before) => {
    const { settings } = layer;
    const channels = channelsLast(layer) ? product(before.lastAxis, sizeOf(settings.multiplier)) : null;
    return {
      shape: withChannels(spatial(layer, before, rank, windowAfter(layer, rank)), channels),
      lastAxis: channels,
      parameters: sum(product(kernelSize(layer, rank), channels), product(flag(settings.useBias), channels)),
    };
  };

const transposed =
  (rank: number): Rule =>
  (layer, before) => {
    const { size, strides, dilation, padding, outputPadding, filters, useBias } = layer.settings;
    const sizes = perAxis(size, rank);
    const steps = perAxis(strides, rank);
    const dilations = perAxis(dilation, rank);
    const added = outputPadding?.value === undefined ? undefined : (outputPadding.value ?? []);
    const after: AfterAxis = (length, axis) => {
      if (!sizes || !steps || !dilations || !added || typeof padding?.value !== 'string') return null;
      const window = { size: sizes[axis]!, stride: steps[axis]!, dilation: dilations[axis]! };
      return sizeAfterTransposed(length, window, padding.value, added[axis] ?? added[0]);
    };
    const units = sizeOf(filters);
    return {
      shape: withChannels(spatial(layer, before, rank, after), units),
      lastAxis: channelsLast(layer) ? units : null,
      parameters: sum(
        product(kernelSize(layer, rank), channelsLast(layer) ? before.lastAxis : null, units),
        product(flag(useBias), units),
      ),
    };
  };

const pooling =
  (rank: number): Rule =>
  (layer, before) => ({
    shape: withChannels(spatial(layer, before, rank, windowAfter(layer, rank)), before.lastAxis),
    lastAxis: channelsLast(layer) ? before.lastAxis : null,
    parameters: 0,
  });

const globalPooling =
  (rank: number): Rule =>
  (layer, before) => {
    const axes = spatial(layer, before, rank, () => 1);
    const kept = layer.settings.keepAxes?.value;
    const shape =
      kept === undefined ? undefined : withChannels(axes && (kept ? axes.map(() => 1) : []), before.lastAxis);
    return { shape, lastAxis: channelsLast(layer) ? before.lastAxis : null, parameters: 0 };
  };

/** The size of a flattened shape. */
const flattened = (shape: Shape | undefined): number | null => (shape ? product(...shape) : null);

const reshape: Rule = ({ settings }, { shape }) => {
  const wanted = settings.targetShape?.value;
  if (!wanted) return { parameters: 0 };
  const given = product(...wanted.filter((size) => size !== -1));
  const all = flattened(shape);
  const rest = all !== null && given ? all / given : null;
  const free = rest !== null && Number.isInteger(rest) ? rest : null;
  const matches = all === null || wanted.includes(-1) || all === given;
  return { shape: wanted.map((size) => (size === -1 ? free : matches ? size : null)), parameters: 0 };
};

const permute: Rule = ({ settings }, { shape }) => {
  const order = settings.order?.value;
  const fits = shape && order?.length === shape.length && shape.every((_, axis) => order.includes(axis + 1));
  return { shape: fits ? order.map((axis) => shape[axis - 1]!) : undefined, parameters: 0 };
};

const zeroPadding =
  (rank: number): Rule =>
  (layer, before) => {
    const value = layer.settings.padding?.value;
    const pairs = Array.isArray(value) ? value : undefined;
    // For one axis `(1, 2)` is before and after it.
    const own = rank === 1 && pairs?.length === 2 ? [[pairs[0]![0], pairs[1]![0]] as const] : pairs;
    const axes = spatial(layer, before, rank, (size, axis) => {
      const pair = own?.[axis] ?? own?.[0];
      return pair ? size + pair[0] + pair[1] : null;
    });
    return { shape: withChannels(axes, before.lastAxis), lastAxis: before.lastAxis, parameters: 0 };
  };

const embedding: Rule = ({ settings }, { shape }) => {
  const size = sizeOf(settings.outputSize);
  return {
    shape: shape && [...shape, size],
    lastAxis: size,
    parameters: product(sizeOf(settings.vocabulary), size),
  };
};

const GATES: Record<string, number> = { SimpleRNN: 1, LSTM: 4, GRU: 3 };

/** gates·units·(inputs + units) weights, and gates·units biases, twice as many in a GRU that resets after the product. */
const recurrent: Rule = ({ kind, settings }, { shape, lastAxis }) => {
  const units = sizeOf(settings.units);
  const gates = GATES[kind]!;
  const biases = settings.resetAfter === undefined ? 1 : sum(1, flag(settings.resetAfter));
  const sequences = settings.returnSequences?.value;
  const fits = shape?.length === 2 && sequences !== undefined;
  return {
    shape: fits ? (sequences ? [shape[0]!, units] : [units]) : undefined,
    lastAxis: units,
    parameters: sum(
      product(gates, units, sum(lastAxis, units)),
      product(gates, units, biases, flag(settings.useBias)),
    ),
  };
};

const bidirectional: Rule = ({ settings, wrapped }, before) => {
  if (!wrapped || !Object.hasOwn(GATES, wrapped.kind)) return {};
  const inner = recurrent(wrapped, before);
  const factor = settings.merge?.value === 'concat' ? 2 : settings.merge?.value ? 1 : null;
  const width = product(inner.lastAxis, factor);
  return {
    shape: inner.shape && [...inner.shape.slice(0, -1), width],
    lastAxis: width,
    parameters: product(2, inner.parameters),
  };
};

/** The size along an axis that is counted with the batch, or from the end. */
function sizeAlong({ shape, lastAxis }: Flow, axis: number | undefined): number | null {
  if (axis === undefined) return null;
  if (axis === -1) return lastAxis;
  return shape?.[axis > 0 ? axis - 1 : shape.length + axis] ?? null;
}

/** γ (`scale`) and β (`center`) and `more` other vectors over the normalized axes. */
const normalization =
  (more: number): Rule =>
  ({ settings }, before) => {
    const axes = settings.axis?.value;
    const size = axes ? product(...axes.map((axis) => sizeAlong(before, axis))) : null;
    const vectors = sum(more, flag(settings.center), flag(settings.scale));
    return { ...before, parameters: product(size, vectors) };
  };

const prelu: Rule = ({ settings }, { shape, lastAxis }) => {
  const shared = settings.sharedAxes?.value;
  const sizes = shape?.map((size, axis) => (shared?.includes(axis + 1) ? 1 : size));
  return { shape, lastAxis, parameters: shared === undefined || !sizes ? null : product(...sizes) };
};

/** Rules by class; a layer without one is listed, and nothing is known after it. */
const RULES: Record<string, Rule> = {
  Input: keep,
  InputLayer: keep,
  Activation: keep,
  ActivityRegularization: keep,
  AlphaDropout: keep,
  Dropout: keep,
  ELU: keep,
  GaussianDropout: keep,
  GaussianNoise: keep,
  Identity: keep,
  LeakyReLU: keep,
  Masking: keep,
  ReLU: keep,
  Softmax: keep,
  SpatialDropout1D: keep,
  SpatialDropout2D: keep,
  SpatialDropout3D: keep,
  ThresholdedReLU: keep,
  Dense: dense,
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  DepthwiseConv1D: depthwise(1),
  DepthwiseConv2D: depthwise(2),
  Conv1DTranspose: transposed(1),
  Conv2DTranspose: transposed(2),
  MaxPooling1D: pooling(1),
  MaxPooling2D: pooling(2),
  AveragePooling1D: pooling(1),
  AveragePooling2D: pooling(2),
  GlobalAveragePooling1D: globalPooling(1),
  GlobalAveragePooling2D: globalPooling(2),
  GlobalMaxPooling1D: globalPooling(1),
  GlobalMaxPooling2D: globalPooling(2),
  Flatten: (_, { shape }) => ({ shape: [flattened(shape)], parameters: 0 }),
  Reshape: reshape,
  Permute: permute,
  ZeroPadding1D: zeroPadding(1),
  ZeroPadding2D: zeroPadding(2),
  Embedding: embedding,
  SimpleRNN: recurrent,
  LSTM: recurrent,
  GRU: recurrent,
  Bidirectional: bidirectional,
  BatchNormalization: normalization(2),
  LayerNormalization: normalization(0),
  GroupNormalization: normalization(0),
  PReLU: prelu,
};

/** The values after a layer and its parameters. */
export function shapeLayer(layer: Layer, before: Flow): Shaped {
  return Object.hasOwn(RULES, layer.kind) ? RULES[layer.kind]!(layer, before) : {};
}
