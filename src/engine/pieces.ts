/** How many rows are evaluated at a time. */
import { layoutOf } from './layout.ts';
import type { Network } from './network.ts';
import { sizeOf } from './shapes.ts';

/** Numbers in all layers' outputs for one piece of the rows and one run; the largest stacks take 64 times as much. */
const PIECE = 2 ** 20;

/** It depends on nothing but the network, so that the arithmetic of a run is the same in every stack. */
export function rowsPerPiece(network: Network): number {
  const layout = layoutOf(network);
  const numbers = layout.nodes.reduce((sum, { output }) => sum + sizeOf(output), sizeOf(network.inputShape));
  return Math.max(1, Math.min(4096, Math.floor(PIECE / numbers)));
}
