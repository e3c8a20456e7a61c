/** A trained network as probes take it, and parts of it. */
import type { Part } from '../../dataset/dataset.ts';
import { type Layout, layoutOf } from '../layout.ts';
import type { LayerNode, Network } from '../network.ts';
import { sizeOf } from '../shapes.ts';

export interface Trained {
  network: Network;
  /** One array for each parameter of the layout. */
  values: Float32Array[];
  /** Strength at each random place. */
  rates: readonly number[];
}

/** What follows a node: takes the node's output, or the network's input for −1. */
interface Cut {
  /** The node, and the first of those that follow. */
  node: number;
  first: number;
}

/**
 * The network in two: all nodes up to one whose output is the only thing that later ones need, and these. The cut is
 * as late as it can be with `node` in the second part; without any such cut the first part is empty.
 */
export function cutBefore(trained: Trained, node: number): { head?: Trained; tail: Trained } {
  const cut = latestCut(trained.network, node);
  return { ...(cut.node >= 0 && { head: upTo(trained, cut.node) }), tail: tailOf(trained, cut) };
}

function latestCut({ nodes }: Network, node: number): Cut {
  for (let first = node; first > 0; first--) {
    const crossing = new Set(nodes.slice(first).flatMap(({ inputs }) => inputs.filter((i) => i < first)));
    const [only] = crossing;
    if (crossing.size === 1 && only! >= 0) return { node: only!, first };
  }
  return { node: -1, first: 0 };
}

/** The network that ends with this node, whose output may have any shape. */
export function upTo({ network, values, rates }: Trained, node: number): Trained {
  const { nodes } = layoutOf(network);
  const { output, parameters, places } = nodes[node]!;
  return {
    network: { ...network, outputs: sizeOf(output), nodes: network.nodes.slice(0, node + 1) },
    values: values.slice(0, parameters[1]),
    rates: rates.slice(0, places[1]),
  };
}

function tailOf({ network, values, rates }: Trained, { node, first }: Cut): Trained {
  const layout = layoutOf(network);
  const { parameters, places } = layout.nodes[first]!;
  return {
    network: {
      ...network,
      inputShape: node < 0 ? network.inputShape : layout.nodes[node]!.output,
      nodes: network.nodes.slice(first).map(({ layer, inputs }) => ({
        layer,
        inputs: inputs.map((input) => (input === node ? -1 : input - first)),
      })),
    },
    values: values.slice(parameters[0]),
    rates: rates.slice(places[0]),
  };
}

/** The network with a layer of one random place, off, after a node. */
export function withPlaceAfter(
  { network, values, rates }: Trained,
  node: number,
  layer: LayerNode['layer'],
): Trained {
  const moved = (input: number): number => (input < node ? input : input + 1);
  const place = layoutOf(network).nodes[node]!.places[1];
  return {
    network: {
      ...network,
      nodes: [
        ...network.nodes.slice(0, node + 1),
        { layer, inputs: [node] },
        ...network.nodes
          .slice(node + 1)
          .map((other) => ({ layer: other.layer, inputs: other.inputs.map(moved) })),
      ],
    },
    values,
    rates: [...rates.slice(0, place), 0, ...rates.slice(place)],
  };
}

/** Whether a place draws anything in this run. */
const drops = (layout: Layout, rates: readonly number[], place: number): boolean =>
  rates[place]! > 0 && layout.places[place]!.strength === 'rate';

/** The first place that drops something. */
export function firstDrop({ network, rates }: Trained): number | undefined {
  const layout = layoutOf(network);
  const place = rates.findIndex((_, index) => drops(layout, rates, index));
  return place < 0 ? undefined : place;
}

/** The node of the first place that acts at one of these strengths; the last node when none does. */
export function firstActiveNode({ network }: Trained, strengths: readonly (readonly number[])[]): number {
  const { places } = layoutOf(network);
  const place = places.findIndex((_, index) => strengths.some((rates) => rates[index]! > 0));
  return place < 0 ? network.nodes.length - 1 : places[place]!.node;
}

/** The first `rows` rows. */
export function firstRows(part: Part, rows: number): Part {
  if (rows >= part.rows) return part;
  return {
    rows,
    inputs: part.inputs.subarray(0, (part.inputs.length / part.rows) * rows),
    targets: part.targets.subarray(0, rows),
  };
}
