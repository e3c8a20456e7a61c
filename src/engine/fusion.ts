/** Which nodes are computed together with the one before them: a call less in each step, and a pass less over memory. */
import { kindOf } from './layers/registry.ts';
import type { Network } from './network.ts';

/** A relu, and perhaps an inverted dropout of elements after it, folded into a node's own pass. */
export interface Fusion {
  relu: number;
  dropout?: number;
}

/**
 * The nodes that take what follows them along. Only a chain without branches can be folded, and no node whose own
 * output is asked for.
 * @param observed nodes whose outputs are needed for themselves (activity penalties)
 */
export function fusionsOf(network: Network, observed: ReadonlySet<number>): ReadonlyMap<number, Fusion> {
  const known = plain.get(network);
  if (known && observed.size === 0) return known;
  const fusions = findFusions(network, observed);
  if (observed.size === 0) plain.set(network, fusions);
  return fusions;
}

/** Where nothing is observed, as in almost every step, they are those of the network. */
const plain = new WeakMap<Network, ReadonlyMap<number, Fusion>>();

function findFusions(network: Network, observed: ReadonlySet<number>): Map<number, Fusion> {
  const users = usersOf(network);
  const nextAlone = (index: number): number | undefined =>
    users[index]!.length === 1 && !observed.has(index) ? users[index]![0] : undefined;
  const fusions = new Map<number, Fusion>();
  network.nodes.forEach(({ layer }, index) => {
    const { fuses } = kindOf(layer);
    const relu = fuses && nextAlone(index);
    if (relu === undefined || !isRelu(network, relu)) return;
    const dropout = fuses === 'reluAndMask' ? nextAlone(relu) : undefined;
    if (dropout === undefined || !isElementDropout(network, dropout)) fusions.set(index, { relu });
    else fusions.set(index, { relu, dropout });
  });
  return fusions;
}

/** For each node the nodes that take its output. */
function usersOf(network: Network): number[][] {
  const users: number[][] = network.nodes.map(() => []);
  network.nodes.forEach(({ inputs }, user) => {
    for (const input of inputs) users[input]?.push(user);
  });
  return users;
}

function isRelu(network: Network, index: number): boolean {
  const { layer } = network.nodes[index]!;
  if (layer.kind !== 'activation' || layer.activation !== 'relu') return false;
  return layer.maximum === undefined && !layer.threshold && !layer.alpha;
}

function isElementDropout(network: Network, index: number): boolean {
  const { layer } = network.nodes[index]!;
  return layer.kind === 'dropout' && layer.form === 'inverted' && layer.unit === 'element';
}
