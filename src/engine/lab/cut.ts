/** A network in two parts, so that what only the second one changes need not compute the first again. */
import type { Part } from '../../dataset/dataset.ts';
import { type Candidate, outputsOf } from '../evaluate.ts';
import { layoutOf } from '../layout.ts';
import type { Network } from '../network.ts';
import { sizeOf } from '../shapes.ts';

export interface Cut {
  /** Begins with the output of the first part. */
  rest: Network;
  /** The rows as they enter the rest, in evaluation mode. */
  enter(candidate: Candidate, part: Part): Part;
  /** Of all parameters, or random places, those of the rest. */
  values(all: Float32Array[]): Float32Array[];
  rates(all: readonly number[]): readonly number[];
}

/** Cuts as late as possible before a node; at the beginning where branches pass every later place. */
export function cutBefore(network: Network, node: number): Cut {
  const at = lastCut(network, node);
  const { nodes, parameters, places } = layoutOf(network);
  if (at === 0) return { rest: network, enter: (_, part) => part, values: (all) => all, rates: (all) => all };
  const output = nodes[at - 1]!.output;
  const first: Network = { ...network, outputs: sizeOf(output), nodes: network.nodes.slice(0, at) };
  const rest: Network = {
    ...network,
    inputShape: output,
    nodes: network.nodes.slice(at).map(({ layer, inputs }) => ({
      layer,
      inputs: inputs.map((input) => input - at),
    })),
  };
  const inFirst = {
    parameters: parameters.filter((parameter) => parameter.node < at).length,
    places: places.filter((place) => place.node < at).length,
  };
  return {
    rest,
    enter: (candidate, part) => ({ ...part, inputs: outputsOf(first, [candidate], part)[0]! }),
    values: (all) => all.slice(inFirst.parameters),
    rates: (all) => all.slice(inFirst.places),
  };
}

/** The last place up to `node` that a single tensor passes: later nodes take nothing from before the one that ends there. */
function lastCut({ nodes }: Network, node: number): number {
  const passes = (at: number) =>
    nodes.every(({ inputs }, index) => index < at || inputs.every((input) => input >= at - 1));
  let at = node;
  while (!passes(at)) at--;
  return at;
}
