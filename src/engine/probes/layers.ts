/** Where a network's hidden layers end, and what they are called. */
import type { Activation, LayerSpec, Shape } from '../layerSpecs.ts';
import { layoutOf } from '../layout.ts';
import type { LayerNode, Network } from '../network.ts';

/** A hidden layer with an activation: its name, and the node whose output is its activations. */
export interface HiddenLayer {
  name: string;
  node: number;
  output: Shape;
  /** Whether an inactive unit gives exactly 0. */
  givesZeros: boolean;
}

const GIVING_ZEROS: ReadonlySet<Activation> = new Set(['relu', 'relu6', 'hardShrink', 'softShrink']);

/** In the network's order; the output layer is none of them. */
export function hiddenLayers(network: Network): HiddenLayer[] {
  const layers: HiddenLayer[] = [];
  network.nodes.forEach(({ layer }, node) => {
    if (node === network.nodes.length - 1 || !activates(layer)) return;
    const name = layerName(network, node);
    if (name === undefined || layers.some((other) => other.name === name)) return;
    const { output } = layoutOf(network).nodes[node]!;
    layers.push({ name, node, output, givesZeros: givesZeros(layer) });
  });
  return layers;
}

function activates(layer: LayerSpec): boolean {
  switch (layer.kind) {
    case 'activation':
      return layer.activation !== 'linear';
    case 'prelu':
    case 'recurrent':
    case 'bidirectional':
      return true;
    default:
      return false;
  }
}

const givesZeros = (layer: LayerSpec): boolean =>
  layer.kind === 'activation' && GIVING_ZEROS.has(layer.activation) && !layer.alpha;

/** The layer with weights that a node's output comes from, past normalizations and the like. */
function layerName({ nodes }: Network, node: number): string | undefined {
  for (let at = node; at >= 0; at = nodes[at]!.inputs[0]!) {
    const { layer } = nodes[at]!;
    if (hasUnits(layer)) return layer.name;
  }
  return undefined;
}

const WITH_UNITS = new Set<LayerSpec['kind']>([
  'dense',
  'convolution',
  'depthwiseConvolution',
  'transposedConvolution',
  'recurrent',
  'bidirectional',
  'embedding',
  'multiHeadAttention',
]);

const hasUnits = (layer: LayerSpec): layer is LayerSpec & { name: string } => WITH_UNITS.has(layer.kind);

/** A convolution's feature maps: after its normalization and activation, where these follow it at once. */
export interface FeatureMaps {
  name: string;
  node: number;
  /** `[height, width, channels]`; a sequence has the height 1. */
  shape: [height: number, width: number, channels: number];
}

/** Of all convolutions with more than one position, but the output layer. */
export function featureMapsOf(network: Network): FeatureMaps[] {
  const { nodes } = layoutOf(network);
  return network.nodes.flatMap(({ layer }, index) => {
    if (layer.kind !== 'convolution') return [];
    const node = endOfChain(network.nodes, index);
    const shape = [1, ...nodes[node]!.output].slice(-3) as FeatureMaps['shape'];
    const last = node === network.nodes.length - 1;
    return last || shape[0] * shape[1] < 2 ? [] : [{ name: layer.name, node, shape }];
  });
}

const FOLLOWING = new Set<LayerSpec['kind']>([
  'activation',
  'prelu',
  'batchNormalization',
  'groupNormalization',
]);

function endOfChain(nodes: LayerNode[], node: number): number {
  const users = nodes.flatMap(({ inputs }, user) => (inputs.includes(node) ? [user] : []));
  const [only] = users;
  return users.length === 1 && FOLLOWING.has(nodes[only!]!.layer.kind) ? endOfChain(nodes, only!) : node;
}
