import { isWeight, layoutOf } from './layout.ts';
import type { Network } from './network.ts';

/** What reports call a weight tensor: `dense_1`, or `lstm/recurrent_kernel` where a layer has more than one. */
export function weightName(network: Network, parameter: number): string {
  const { parameters } = layoutOf(network);
  const { name, node } = parameters[parameter]!;
  const alone = parameters.filter((other) => other.node === node && isWeight(other)).length === 1;
  return alone ? name.slice(0, name.indexOf('/')) : name;
}
