import type { EarlyStopping } from './network.ts';

/**
 * Whether a run stops after its last epoch, as Keras' `EarlyStopping` decides: an epoch improves when its loss is
 * below the best one by more than `minimumImprovement`, and after `patience` epochs in a row that did not, training
 * ends. Patience 0 is patience 1. A loss of NaN is no improvement.
 * @param validationLosses of every finished epoch, in order
 */
export function shouldStop(
  validationLosses: readonly number[],
  { patience, minimumImprovement }: EarlyStopping,
): boolean {
  let best = Number.POSITIVE_INFINITY;
  let waited = 0;
  for (const loss of validationLosses) {
    waited++;
    if (loss < best - minimumImprovement) {
      best = loss;
      waited = 0;
    }
  }
  return waited >= Math.max(1, patience);
}
