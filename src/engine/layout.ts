/** Where everything of a network is: output shapes, parameters and random places of all nodes, in order. */

import type { LayerSpec, Shape } from './layerSpecs.ts';
import type { LayerParameter, RandomPlace, Role } from './layouts/layerLayout.ts';
import { layerLayoutOf } from './layouts/registry.ts';
import type { Network } from './network.ts';
import { sizeOf } from './shapes.ts';

/** One parameter tensor of a network, with its place; the name begins with its layer's: `dense_1/kernel`. */
export interface ParameterSpec extends LayerParameter {
  node: number;
}

export interface Place extends RandomPlace {
  node: number;
}

export interface NodeLayout {
  inputs: Shape[];
  output: Shape;
  /** Half-open ranges in `parameters` and `places`. */
  parameters: [from: number, to: number];
  places: [from: number, to: number];
}

export interface Layout {
  nodes: NodeLayout[];
  parameters: ParameterSpec[];
  /** Those of `parameters` that are trained: optimizer slots and penalties are in this order. */
  trainable: ParameterSpec[];
  places: Place[];
  /** Floating-point operations of one row's forward pass. */
  flops: number;
}

const layouts = new WeakMap<Network, Layout>();

/** @throws Error when a layer does not take the shape it is given */
export function layoutOf(network: Network): Layout {
  const known = layouts.get(network);
  if (known) return known;
  const layout: Layout = { nodes: [], parameters: [], trainable: [], places: [], flops: 0 };
  for (const { layer, inputs } of network.nodes) {
    const shapes = inputs.map((index) => (index < 0 ? network.inputShape : layout.nodes[index]!.output));
    addNode(layout, layer, shapes);
  }
  layout.trainable = layout.parameters.filter(({ trainable }) => trainable);
  layouts.set(network, layout);
  return layout;
}

function addNode(layout: Layout, layer: LayerSpec, inputs: Shape[]): void {
  const kind = layerLayoutOf(layer);
  const node = layout.nodes.length;
  const { parameters, places } = layout;
  const output = kind.outputShape(layer, inputs);
  const own = kind.parameters?.(layer, inputs) ?? [];
  const prefix = 'name' in layer ? `${layer.name}/` : '';
  const from = { parameters: parameters.length, places: places.length };
  parameters.push(...own.map((parameter) => ({ ...parameter, name: `${prefix}${parameter.name}`, node })));
  places.push(...(kind.places?.(layer) ?? []).map((place) => ({ ...place, node })));
  layout.flops += kind.flops?.(layer, inputs) ?? sizeOf(output);
  layout.nodes.push({
    inputs,
    output,
    parameters: [from.parameters, parameters.length],
    places: [from.places, places.length],
  });
}

const WEIGHTS: ReadonlySet<Role> = new Set(['kernel', 'recurrentKernel', 'embedding']);

/** Whether a parameter is of the weights that sparsity is about: no biases, no normalization. */
export const isWeight = ({ role }: LayerParameter): boolean => WEIGHTS.has(role);

/** Sizes of a weight tensor as a matrix `[inputs, units]`: each column is what enters one unit. */
export function matrixOf({ shape, unitAxes = 1, unitsBeforeLast }: LayerParameter): {
  inputs: number;
  units: number;
} {
  if (unitsBeforeLast) {
    const units = shape[shape.length - 2]!;
    return { inputs: sizeOf(shape) / units, units };
  }
  const at = shape.length - unitAxes;
  return { inputs: sizeOf(shape.slice(0, at)), units: sizeOf(shape.slice(at)) };
}

/** A weight array as that matrix, row-major: itself, or a copy where the units are not counted last. */
export function unitMatrix(parameter: LayerParameter, array: Float32Array): Float32Array {
  if (!parameter.unitsBeforeLast) return array;
  const [units, channels] = parameter.shape.slice(-2) as [number, number];
  return array.map((_, index) => {
    const unit = index % units;
    const channel = Math.floor(index / units) % channels;
    const place = Math.floor(index / (units * channels));
    return array[(place * units + unit) * channels + channel]!;
  });
}
