/** Shapes and parameter counts of a chain of layers. What cannot be known stays unknown. */
import type { LayerDefinition, ModelDefinition, Setting, Shape } from './model.ts';

/** Layers without weights whose output has the shape of their input. */
const SHAPE_PRESERVING = new Set([
  'Activation',
  'ActivityRegularization',
  'AlphaDropout',
  'Dropout',
  'ELU',
  'GaussianDropout',
  'GaussianNoise',
  'Identity',
  'LeakyReLU',
  'Masking',
  'ReLU',
  'Softmax',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'SpatialDropout3D',
  'ThresholdedReLU',
]);

/** What is known about the values between two layers: the last axis may be known where the rank is not. */
interface Flow {
  shape?: Shape;
  lastAxis: number | null;
}

const UNKNOWN: Flow = { lastAxis: null };

type Shaped = Pick<LayerDefinition, 'outputShape' | 'parameters'>;

/**
 * The definition with `inputShape`, `outputShape` and `parameters` of its layers and its own `parameters`, from the
 * given shape of the model's input (without the batch axis) on.
 */
export function withShapes(definition: ModelDefinition, inputShape?: Shape): ModelDefinition {
  const gaps = new Set((definition.unreadable ?? []).map((gap) => gap.before));
  let flow = flowOf(inputShape);
  const layers = definition.layers.map((layer, index) => {
    if (gaps.has(index)) flow = UNKNOWN;
    const before = flow;
    const { inputShape: _in, outputShape: _out, parameters: _parameters, ...bare } = layer;
    const { outputShape, parameters } = shapeLayer(layer, before);
    flow = outputShape ? flowOf(outputShape) : { lastAxis: lastAxisAfter(layer, before) };
    return {
      ...bare,
      ...(before.shape && { inputShape: before.shape }),
      ...(outputShape && { outputShape }),
      ...(parameters !== undefined && { parameters }),
    };
  });
  const { inputShape: _shape, parameters: _count, ...bare } = definition;
  const parameters = gaps.size > 0 || layers.length === 0 ? undefined : total(layers);
  return {
    ...bare,
    layers,
    ...(inputShape && { inputShape }),
    ...(parameters !== undefined && { parameters }),
  };
}

function flowOf(shape: Shape | undefined): Flow {
  return shape ? { shape, lastAxis: shape.at(-1) ?? null } : UNKNOWN;
}

function total(layers: { parameters?: number }[]): number | undefined {
  return layers.reduce<number | undefined>(
    (sum, { parameters }) => (sum === undefined || parameters === undefined ? undefined : sum + parameters),
    0,
  );
}

function shapeLayer(layer: LayerDefinition, before: Flow): Shaped {
  switch (layer.kind) {
    case 'Input':
    case 'InputLayer':
      return { outputShape: before.shape, parameters: 0 };
    case 'Dense':
      return shapeDense(layer, before);
    case 'BatchNormalization':
      return { outputShape: before.shape, parameters: normalizationParameters(layer, before) };
    case 'Flatten':
      return { outputShape: [flattened(before.shape)], parameters: 0 };
    default:
      return SHAPE_PRESERVING.has(layer.kind) ? { outputShape: before.shape, parameters: 0 } : {};
  }
}

/** Dense acts on the last axis: inputs · units weights, and units biases. */
function shapeDense(layer: LayerDefinition, { shape, lastAxis }: Flow): Shaped {
  const units = sizeOf(layer.units);
  const biases = layer.useBias?.value;
  const known = lastAxis !== null && units !== null && biases !== undefined;
  return {
    outputShape: shape && shape.length > 0 ? [...shape.slice(0, -1), units] : undefined,
    parameters: known ? lastAxis * units + (biases ? units : 0) : undefined,
  };
}

/** For each channel: moving mean and variance, γ (`scale`) and β (`center`). */
function normalizationParameters(layer: LayerDefinition, { shape, lastAxis }: Flow): number | undefined {
  const { axis, center, scale } = layer;
  if (axis?.value === undefined || center?.value === undefined || scale?.value === undefined)
    return undefined;
  // Counted from the front, the batch axis is axis 0.
  const channels =
    axis.value === -1 ? lastAxis : shape?.[axis.value > 0 ? axis.value - 1 : shape.length + axis.value];
  return channels ? channels * (2 + Number(center.value) + Number(scale.value)) : undefined;
}

function flattened(shape: Shape | undefined): number | null {
  return shape
    ? shape.reduce((product, size) => (product === null || size === null ? null : product * size), 1)
    : null;
}

/** The last axis after a layer whose input has an unknown rank. */
function lastAxisAfter(layer: LayerDefinition, before: Flow): number | null {
  if (layer.kind === 'Dense') return sizeOf(layer.units);
  const keeps = layer.kind === 'BatchNormalization' || SHAPE_PRESERVING.has(layer.kind);
  return keeps ? before.lastAxis : null;
}

/** A setting as a size: a positive whole number, otherwise unknown. */
function sizeOf(setting: Setting<number> | undefined): number | null {
  const value = setting?.value;
  return value !== undefined && Number.isInteger(value) && value > 0 ? value : null;
}
