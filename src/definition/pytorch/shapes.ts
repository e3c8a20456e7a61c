/** What comes out of each layer class of torch.nn: channels stand first, features of vectors and sequences last. */
import type { LayerDraft } from '../interpret/values.ts';
import type { Setting, Shape } from '../model.ts';
import { flattened, resized, unflattened } from './axes.ts';
import { argumentOf } from './layers.ts';
import { product, type Signal, shaped } from './signals.ts';
import { afterTransposed, afterWindow, type Window, windowOf } from './windows.ts';

/** The output of a layer for its inputs, the first being the main one. */
export type Rule = (layer: LayerDraft, input: Signal, others: Signal[]) => Signal;

/** A setting as a size: a positive whole number, otherwise unknown. */
export function sizeOf(setting: Setting<number> | undefined): number | null {
  const value = setting?.value;
  return value !== undefined && Number.isInteger(value) && value > 0 ? value : null;
}

/** Unchanged, with the features that the layer's call demands. */
const keep: Rule = (layer, input) => {
  const features = input.features ?? sizeOf(layer.settings.inputs);
  return { ...input, features };
};

/** Over the last axis; a last axis of another size means that the shape was not seen right. */
const overLast =
  (units: (layer: LayerDraft) => number | null): Rule =>
  (layer, { shape }) => {
    const size = units(layer);
    const inputs = sizeOf(layer.settings.inputs);
    const last = shape?.at(-1) ?? null;
    const fits = shape && shape.length > 0 && (last === null || inputs === null || last === inputs);
    return fits ? shaped([...shape.slice(0, -1), size], 'last') : { features: size, axis: 'last' };
  };

const linear = overLast(({ settings }) => sizeOf(settings.units));

/** The spatial axes of the input, unknown ones where its rank is not the layer's. */
function spatialOf({ shape }: Signal, rank: number): Shape {
  if (shape?.length === rank + 1) return shape.slice(1);
  return Array.from({ length: rank }, () => null);
}

type After = (size: number, window: Window) => number | null;

const through =
  (rank: number, after: After, channels: (layer: LayerDraft, input: Signal) => number | null): Rule =>
  (layer, input) => {
    const windows = windowOf(layer, rank);
    const axes = spatialOf(input, rank).map((size, axis) =>
      size === null || !windows ? null : after(size, windows[axis]!),
    );
    return shaped([channels(layer, input), ...axes], 'first');
  };

const filters = ({ settings }: LayerDraft): number | null => sizeOf(settings.filters);
const convolution = (rank: number): Rule => through(rank, afterWindow, filters);
const transposed = (rank: number): Rule => through(rank, afterTransposed, filters);

/** Pools keep channels; a first axis that is not known to be channels is kept all the same. */
const pool = (rank: number): Rule =>
  through(rank, afterWindow, (_, { shape, features, axis }) =>
    shape?.length === rank + 1 ? shape[0]! : axis === 'last' ? null : features,
  );

/** `output_size`: one number for all axes, `None` keeps an axis. */
const adaptive =
  (rank: number): Rule =>
  ({ settings: { outputShape } }, input) => {
    const asked = outputShape?.value;
    const sizes = asked?.length === 1 ? Array.from({ length: rank }, () => asked[0]!) : asked;
    const axes = spatialOf(input, rank).map((size, axis) => (sizes ? (sizes[axis] ?? size) : null));
    const { shape, features, axis } = input;
    const channels = shape?.length === rank + 1 ? shape[0]! : axis === 'last' ? null : features;
    return shaped([channels, ...axes], 'first');
  };

/** Maps of a known rank with the channels that the call demands. */
const channelNorm =
  (rank: number | undefined): Rule =>
  ({ settings }, input) => {
    const features = sizeOf(settings.inputs) ?? input.features;
    if (input.shape || rank === undefined) return { ...input, features: input.features ?? features };
    return shaped([features, ...Array.from({ length: rank }, () => null)], 'first');
  };

const layerNorm: Rule = ({ settings }, input) => {
  const last = settings.normalizedShape?.value?.at(-1) ?? null;
  return { ...input, features: input.features ?? last, axis: input.axis ?? 'last' };
};

/** A vector for each index. */
const embedding: Rule = ({ kind, settings }, { shape }) => {
  const size = sizeOf(settings.outputSize);
  if (kind === 'EmbeddingBag') return shaped([size], 'last');
  return shape ? shaped([...shape, size], 'last') : { features: size, axis: 'last' };
};

/** Outputs at every step: hidden (or projected) units of each direction. */
const recurrent: Rule = (layer, { shape }) => {
  const { units, projection, bidirectional } = layer.settings;
  const own = projection?.value ? sizeOf(projection) : sizeOf(units);
  const directions =
    bidirectional === undefined
      ? 1
      : bidirectional.value === undefined
        ? null
        : 1 + Number(bidirectional.value);
  const features = product([own, directions]);
  const batchFirst = argumentOf(layer, 'batch_first') === true;
  return batchFirst && shape?.length === 2
    ? shaped([shape[0]!, features], 'last')
    : { features, axis: 'last' };
};

/** As many steps as the query has. */
const attention: Rule = (layer, { shape }) => {
  const features = sizeOf(layer.settings.inputs);
  const steps = argumentOf(layer, 'batch_first') === true && shape?.length === 2 ? shape[0]! : undefined;
  return steps === undefined ? { features, axis: 'last' } : shaped([steps, features], 'last');
};

/** Transformer blocks keep their first input's shape, a decoder and a whole transformer that of the target. */
const block: Rule = ({ kind, settings }, input, [target]) => {
  const features = sizeOf(settings.inputs);
  const main = kind === 'Transformer' ? target : input;
  const fits = main?.shape && (main.shape.at(-1) ?? features) === features;
  return fits ? shaped(main.shape!.with(-1, features), 'last') : { features, axis: 'last' };
};

const padding: Rule = ({ kind, settings }, input) => {
  const rank = Number(kind.at(-2));
  const zeros = settings.padding?.value;
  const axes = spatialOf(input, rank).map((size, axis) => {
    const pair = Array.isArray(zeros) ? (zeros.length === 1 ? zeros[0] : zeros[axis]) : undefined;
    return size === null || !pair ? null : size + pair[0] + pair[1];
  });
  return shaped([input.shape?.length === rank + 1 ? input.shape[0]! : input.features, ...axes], 'first');
};

/** r² channels become r×r pixels, or the other way round. */
const shuffle =
  (channels: (count: number, r: number) => number, sizes: (size: number, r: number) => number): Rule =>
  ({ settings }, { shape }) => {
    const r = settings.size?.value?.[0];
    const whole = (size: number): number | null => (Number.isInteger(size) && size > 0 ? size : null);
    if (shape?.length !== 3 || !r) return { features: null, axis: 'first' };
    const [count, ...axes] = shape.map((size, axis) =>
      size === null || size === undefined ? null : whole(axis === 0 ? channels(size, r) : sizes(size, r)),
    );
    return shaped([count!, ...axes], 'first');
  };

const gated: Rule = (layer, input) => {
  const [dim] = layer.settings.axis?.value ?? [];
  const { shape } = input;
  const last = dim === -1 || (dim !== undefined && shape?.length === dim);
  const half = (size: number | null): number | null => (size !== null && size % 2 === 0 ? size / 2 : null);
  if (shape && last) return shaped(shape.with(-1, half(shape.at(-1)!)), input.axis);
  return {
    features: last && input.axis !== 'first' ? half(input.features) : null,
    ...(input.axis && { axis: input.axis }),
  };
};

const whole = (value: unknown, byDefault: number): number | undefined =>
  value === undefined ? byDefault : typeof value === 'number' ? value : undefined;

const flatten: Rule = (layer, input) => {
  const [start, end] = [whole(argumentOf(layer, 'start_dim'), 1), whole(argumentOf(layer, 'end_dim'), -1)];
  return start === undefined || end === undefined ? { features: null } : flattened(input, start, end);
};

const unflatten: Rule = (layer, input) => {
  const sizes = argumentOf(layer, 'unflattened_size');
  const dim = argumentOf(layer, 'dim');
  return typeof dim === 'number' && Array.isArray(sizes)
    ? unflattened(input, dim, sizes)
    : { features: null };
};

const upsample: Rule = ({ settings: { outputShape, size } }, input) =>
  resized(input, outputShape?.value ?? undefined, size?.value);

const dimensions = (name: string, rule: (rank: number) => Rule, ranks = [1, 2, 3]): Record<string, Rule> =>
  Object.fromEntries(ranks.map((rank) => [`${name}${rank}d`, rule(rank)]));

const RULES: Record<string, Rule> = {
  Linear: linear,
  LazyLinear: linear,
  Bilinear: linear,
  RNNCell: linear,
  GRUCell: linear,
  LSTMCell: linear,
  ...dimensions('Conv', convolution),
  ...dimensions('LazyConv', convolution),
  ...dimensions('ConvTranspose', transposed),
  ...dimensions('LazyConvTranspose', transposed),
  ...dimensions('MaxPool', pool),
  ...dimensions('AvgPool', pool),
  ...dimensions('LPPool', pool),
  ...dimensions('AdaptiveAvgPool', adaptive),
  ...dimensions('AdaptiveMaxPool', adaptive),
  ...dimensions('FractionalMaxPool', adaptive, [2, 3]),
  ...dimensions('BatchNorm', (rank) => channelNorm(rank > 1 ? rank : undefined)),
  ...dimensions('LazyBatchNorm', (rank) => channelNorm(rank > 1 ? rank : undefined)),
  ...dimensions('InstanceNorm', channelNorm),
  ...dimensions('LazyInstanceNorm', channelNorm),
  GroupNorm: channelNorm(undefined),
  SyncBatchNorm: channelNorm(undefined),
  LayerNorm: layerNorm,
  RMSNorm: layerNorm,
  Embedding: embedding,
  EmbeddingBag: embedding,
  RNN: recurrent,
  LSTM: recurrent,
  GRU: recurrent,
  MultiheadAttention: attention,
  TransformerEncoderLayer: block,
  TransformerDecoderLayer: block,
  TransformerEncoder: block,
  TransformerDecoder: block,
  Transformer: block,
  ...Object.fromEntries(
    ['ZeroPad', 'ReflectionPad', 'ReplicationPad', 'ConstantPad', 'CircularPad'].flatMap((name) =>
      Object.entries(dimensions(name, () => padding)),
    ),
  ),
  Upsample: upsample,
  UpsamplingNearest2d: upsample,
  UpsamplingBilinear2d: upsample,
  PixelShuffle: shuffle(
    (count, r) => count / (r * r),
    (size, r) => size * r,
  ),
  PixelUnshuffle: shuffle(
    (count, r) => count * r * r,
    (size, r) => size / r,
  ),
  GLU: gated,
  Flatten: flatten,
  Unflatten: unflatten,
  ...Object.fromEntries(
    [
      'MaxUnpool1d',
      'MaxUnpool2d',
      'MaxUnpool3d',
      'Fold',
      'Unfold',
      'CosineSimilarity',
      'PairwiseDistance',
    ].map((kind): [string, Rule] => [kind, () => ({ features: null })]),
  ),
};

/** What comes out of the layer; layers without a rule keep what comes in (activations, dropout). */
export const outputOf: Rule = (layer, input, others) => (RULES[layer.kind] ?? keep)(layer, input, others);

/** Which of the input's sizes the call itself gives: `in_features`, `in_channels`, `normalized_shape`. */
export function demandOf({ kind, settings }: LayerDraft): {
  features: number | null;
  axis: 'first' | 'last';
} {
  const axis = /^(?:(?:Lazy)?(?:Conv|BatchNorm[23])|InstanceNorm|GroupNorm|SyncBatchNorm)/.test(kind)
    ? 'first'
    : 'last';
  if (settings.normalizedShape)
    return { features: settings.normalizedShape.value?.at(-1) ?? null, axis: 'last' };
  // Of BatchNorm1d it is not known whether a vector or a sequence comes in.
  return { features: kind === 'BatchNorm1d' || kind === 'PReLU' ? null : sizeOf(settings.inputs), axis };
}
