import { layoutOf } from './layout.ts';
import type { Network, Training } from './network.ts';
import { slotsOf } from './optimizer.ts';
import { sizeOf } from './shapes.ts';

/** About what a core has of fast memory for itself. */
const CACHE = 8 * 2 ** 20;

/**
 * How many runs are stacked. More share the cost of a call, which counts for small networks; but each operation goes
 * through all runs of the stack before the next one does, and where their weights, moments and activations do not fit
 * in the processor's cache together, every pass waits for memory (a 784-256-128-10 network takes twice as long in a
 * stack of 32 as in one of 4).
 */
export function tileSize(network: Network, training: Training): number {
  const { trainable, nodes } = layoutOf(network);
  const weights = trainable.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const activations = nodes.reduce((sum, { output }) => sum + sizeOf(output), 0) * training.batchSize;
  const copies = 2 + slotsOf(training.optimizer).length;
  const bytes = 4 * (copies * weights + 2 * activations);
  return Math.max(1, Math.min(64, Math.floor(CACHE / bytes)));
}
