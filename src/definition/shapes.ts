/** Shapes and parameter counts of a chain of layers. What cannot be known stays unknown. */
import { type Flow, shapeLayer } from './layerShapes.ts';
import type { ModelDefinition, Shape } from './model.ts';

const UNKNOWN: Flow = { lastAxis: null };

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
    const { shape, lastAxis = null, parameters } = shapeLayer(layer, before);
    flow = shape ? flowOf(shape) : { lastAxis };
    return {
      ...bare,
      ...(before.shape && { inputShape: before.shape }),
      ...(shape && { outputShape: shape }),
      ...(typeof parameters === 'number' && { parameters }),
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
