/** Weights by size, on some epochs of a run. */
import type { WeightSnapshot } from '../experiment/records.ts';
import { weightSizes } from '../statistics/kernel.ts';
import { isWeight, layoutOf } from './layout.ts';
import type { Network } from './network.ts';

const SNAPSHOTS = 24;

/**
 * Whether an epoch's weights are recorded: the first, the last and 22 evenly spaced between, or all where there are no
 * more. A run that is stopped early may end on an epoch without.
 * @param epochs of the whole training
 */
export function isSnapshotEpoch(epoch: number, epochs: number): boolean {
  if (epochs <= SNAPSHOTS) return true;
  const spacing = (epochs - 1) / (SNAPSHOTS - 1);
  // The one whose place is nearest to this epoch.
  const nearest = Math.round((epoch - 1) / spacing);
  return Math.round(1 + nearest * spacing) === epoch;
}

/** One for each weight tensor, in the order of the layout. */
export const weightSnapshots = (network: Network, values: Float32Array[]): WeightSnapshot[] =>
  layoutOf(network).parameters.flatMap((parameter, index) =>
    isWeight(parameter) ? [weightSizes(values[index]!)] : [],
  );
