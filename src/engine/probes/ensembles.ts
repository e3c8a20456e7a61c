import type { Loss } from '../network.ts';
import { evaluatePredictions } from './predictions.ts';

/** Beside single networks. */
const SIZES = [2, 5, 10, 20, 50, 100];

/**
 * Losses of ensembles of k thinned networks for some rows: predictions are averaged over disjoint groups of k passes as
 * they come, so that nothing is kept of single passes. A rest of fewer than k passes is left out.
 */
export class Ensembles {
  readonly #loss: Loss;
  readonly #targets: Float32Array;
  readonly #groups: { k: number; sum: Float64Array; members: number; losses: number; complete: number }[];

  constructor(loss: Loss, targets: Float32Array, width: number, passes: number) {
    this.#loss = loss;
    this.#targets = targets;
    this.#groups = SIZES.filter((k) => k <= passes).map((k) => ({
      ...{ k, members: 0, losses: 0, complete: 0 },
      sum: new Float64Array(targets.length * width),
    }));
  }

  /** @param predictions of the next pass */
  add(predictions: Float64Array): void {
    for (const group of this.#groups) {
      for (let index = 0; index < predictions.length; index++) group.sum[index]! += predictions[index]!;
      if (++group.members < group.k) continue;
      const averaged = group.sum.map((sum) => sum / group.k);
      group.losses += sumOf(evaluatePredictions(this.#loss, averaged, this.#targets).losses);
      group.complete++;
      group.sum.fill(0);
      group.members = 0;
    }
  }

  /** For each k the loss summed over the rows, averaged over the groups. */
  get losses(): { k: number; sum: number }[] {
    return this.#groups.map(({ k, losses, complete }) => ({ k, sum: losses / complete }));
  }
}

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum;
}
