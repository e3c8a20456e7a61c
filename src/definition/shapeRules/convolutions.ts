/** Convolutions, poolings and whatever else moves over spatial axes. Sources: Keras' `operation_utils.py`, `base_conv.py`. */
import type { Shape } from '../model.ts';
import { sizeAfter, sizeAfterTransposed } from '../windows.ts';
import {
  type Flow,
  flag,
  perAxis,
  product,
  type Rule,
  type Shaped,
  type ShapedLayer,
  sizeOf,
  sum,
} from './rule.ts';

type Order = 'last' | 'first' | 'unknown';

/** Channels stand last unless the source says otherwise. */
function orderOf({ settings: { dataFormat } }: ShapedLayer): Order {
  if (!dataFormat || dataFormat.value === null) return 'last';
  if (dataFormat.value === 'channels_last') return 'last';
  return dataFormat.value === 'channels_first' ? 'first' : 'unknown';
}

function channelsOf(layer: ShapedLayer, { shape, lastAxis, channels }: Flow): number | null {
  const order = orderOf(layer);
  if (order === 'last') return lastAxis;
  return order === 'first' ? (shape?.[0] ?? channels ?? null) : null;
}

type AfterAxis = (size: number, axis: number) => number | null;

/** The spatial axes after a window; undefined where the input has another rank. */
function spatial(layer: ShapedLayer, { shape }: Flow, rank: number, after: AfterAxis): Shape | undefined {
  const order = orderOf(layer);
  if (shape?.length !== rank + 1 || order === 'unknown') return undefined;
  const axes = order === 'last' ? shape.slice(0, -1) : shape.slice(1);
  return axes.map((size, axis) => (size === null ? null : after(size, axis)));
}

/** Spatial axes and channels in the layer's order. */
function together(layer: ShapedLayer, axes: Shape | undefined, channels: number | null): Shaped {
  const order = orderOf(layer);
  const shape = axes && (order === 'last' ? [...axes, channels] : [channels, ...axes]);
  if (order === 'last') return { shape, lastAxis: channels };
  return { shape, lastAxis: null, channels: order === 'first' ? channels : null };
}

function windowAfter({ settings }: ShapedLayer, rank: number): AfterAxis {
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

const kernelSize = ({ settings }: ShapedLayer, rank: number): number | null =>
  product(...(perAxis(settings.size, rank) ?? [null]));

/** kernel · (channels / groups) · filters weights, and filters biases. */
export const convolution =
  (rank: number): Rule =>
  (layer, before) => {
    const { settings } = layer;
    const filters = sizeOf(settings.filters);
    const groups = settings.groups ? sizeOf(settings.groups) : 1;
    const channels = groups ? product(channelsOf(layer, before), 1 / groups) : null;
    return {
      ...together(layer, spatial(layer, before, rank, windowAfter(layer, rank)), filters),
      parameters: sum(
        product(kernelSize(layer, rank), channels, filters),
        product(flag(settings.useBias), filters),
      ),
    };
  };

/** kernel · channels · multiplier weights, and a bias for each channel that comes out. */
export const depthwise =
  (rank: number): Rule =>
  (layer, before) => {
    const channels = product(channelsOf(layer, before), sizeOf(layer.settings.multiplier));
    return {
      ...together(layer, spatial(layer, before, rank, windowAfter(layer, rank)), channels),
      parameters: sum(
        product(kernelSize(layer, rank), channels),
        product(flag(layer.settings.useBias), channels),
      ),
    };
  };

/** A depthwise kernel without bias, then kernels of one point that mix channels·multiplier into filters. */
export const separable =
  (rank: number): Rule =>
  (layer, before) => {
    const { settings } = layer;
    const filters = sizeOf(settings.filters);
    const between = product(channelsOf(layer, before), sizeOf(settings.multiplier));
    return {
      ...together(layer, spatial(layer, before, rank, windowAfter(layer, rank)), filters),
      parameters: sum(
        product(kernelSize(layer, rank), between),
        product(between, filters),
        product(flag(settings.useBias), filters),
      ),
    };
  };

export const transposed =
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
      ...together(layer, spatial(layer, before, rank, after), units),
      parameters: sum(
        product(kernelSize(layer, rank), channelsOf(layer, before), units),
        product(flag(useBias), units),
      ),
    };
  };

/** Each place has a kernel of its own: places · (kernel · channels · filters + filters). */
export const locallyConnected =
  (rank: number): Rule =>
  (layer, before) => {
    const { settings } = layer;
    const filters = sizeOf(settings.filters);
    const axes = spatial(layer, before, rank, windowAfter(layer, rank));
    const places = axes ? product(...axes) : null;
    const weights =
      settings.implementation?.value === 1
        ? product(kernelSize(layer, rank), channelsOf(layer, before), filters)
        : null;
    return {
      ...together(layer, axes, filters),
      parameters: product(places, sum(weights, product(flag(settings.useBias), filters))),
    };
  };

export const pooling =
  (rank: number): Rule =>
  (layer, before) => ({
    ...together(layer, spatial(layer, before, rank, windowAfter(layer, rank)), channelsOf(layer, before)),
    parameters: 0,
  });

export const globalPooling =
  (rank: number): Rule =>
  (layer, before) => {
    const kept = layer.settings.keepAxes?.value;
    const channels = channelsOf(layer, before);
    const axes = spatial(layer, before, rank, () => 1);
    if (kept)
      return {
        ...together(
          layer,
          axes?.map(() => 1),
          channels,
        ),
        parameters: 0,
      };
    const shape = kept === false && axes ? [channels] : undefined;
    return { shape, lastAxis: kept === false ? channels : null, parameters: 0 };
  };

/** Zeros before and after each axis, or as many cut off. */
export const margins =
  (rank: number, sign: 1 | -1): Rule =>
  (layer, before) => {
    const value = layer.settings.padding?.value;
    const pairs = Array.isArray(value) ? value : undefined;
    // For one axis `(1, 2)` is before and after it.
    const own = rank === 1 && pairs?.length === 2 ? [[pairs[0]![0], pairs[1]![0]] as const] : pairs;
    const axes = spatial(layer, before, rank, (size, axis) => {
      const pair = own?.[axis] ?? own?.[0];
      const after = pair ? size + sign * (pair[0] + pair[1]) : 0;
      return after > 0 ? after : null;
    });
    return { ...together(layer, axes, channelsOf(layer, before)), parameters: 0 };
  };

/** Every value as often as `size` says. */
export const upSampling =
  (rank: number): Rule =>
  (layer, before) => {
    const sizes = perAxis(layer.settings.size, rank);
    const axes = spatial(layer, before, rank, (size, axis) => product(size, sizes?.[axis]));
    return { ...together(layer, axes, channelsOf(layer, before)), parameters: 0 };
  };

/** `Resizing`, `CenterCrop`, `RandomCrop`: height and width are given. */
export const resized: Rule = (layer, before) => {
  const sizes = perAxis(layer.settings.size, 2);
  const axes = spatial(layer, before, 2, (_, axis) => sizes?.[axis] ?? null);
  const known = axes && (sizes ?? [null, null]);
  return { ...together(layer, known, channelsOf(layer, before)), parameters: 0 };
};

/** 4·filters kernels over the input and as many over the state, which has the size of the output's maps. */
export const convolutionLstm =
  (rank: number): Rule =>
  (layer, before) => {
    const { settings } = layer;
    const filters = sizeOf(settings.filters);
    const [time, ...frame] = before.shape ?? [];
    const one: Flow = before.shape ? { shape: frame, lastAxis: before.lastAxis } : before;
    const channels = channelsOf(layer, one);
    const maps = together(layer, spatial(layer, one, rank, windowAfter(layer, rank)), filters);
    const sequences = settings.returnSequences?.value;
    const shape =
      sequences === undefined ? undefined : maps.shape && [...(sequences ? [time!] : []), ...maps.shape];
    return {
      ...maps,
      shape,
      parameters: sum(
        product(4, kernelSize(layer, rank), sum(channels, filters), filters),
        product(4, flag(settings.useBias), filters),
      ),
    };
  };
