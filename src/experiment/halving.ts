/**
 * Successive halving over epochs (Jamieson & Talwalkar 2016, η = 2), made careful: after an eighth, a quarter and half of
 * the epochs the better half of the variants goes on, and of the others all that may still be chosen.
 */
import { mean, standardError } from '../statistics/estimate.ts';
import { twoSidedQuantile } from '../statistics/studentT.ts';
import { formatCount, formatLoss } from '../words.ts';

/** The first cut is not before this epoch. */
const FIRST_CUT = 3;
/** With fewer variants nothing is cut, and fewer than three never remain. */
const FEWEST_VARIANTS = 4;
const FEWEST_KEPT = 3;
/** One-sided 95 %: half of it is above. */
const TWO_SIDED = 0.1;

/** A variant that is still in the race, with what its runs have reached. */
export interface Racer {
  id: string;
  /** The baseline, which everything is compared with, and the model as written are never cut. */
  role: 'baseline' | 'as-written' | 'variant';
  /** By seed: validation loss after each epoch, at least up to the rung; runs that diverged are left out. */
  curves: ReadonlyMap<number, readonly number[]>;
}

/** Epochs after which variants are compared: ⌊E/8⌋, ⌊E/4⌋, ⌊E/2⌋, from the third epoch on. */
export const rungsOf = (epochs: number): number[] =>
  [...new Set([8, 4, 2].map((part) => Math.floor(epochs / part)))].filter((rung) => rung >= FIRST_CUT);

/**
 * Variants that end after `rung` epochs, each with the reason: those that are
 *
 * - not in the better half by the mean over the seeds of L(rung), the lowest validation loss up to there;
 * - surely behind the best one: even the loss that they would reach if every doubling of the epochs to come lowered it as
 *   much as the last one did, L(rung) − log2(E/rung)·(L(rung/2) − L(rung)), is above the best variant's L(rung);
 * - not surely below the unregularized model after this epoch, as only those can be recommended.
 *
 * Surely: the one-sided 95 % t interval of the paired difference over the seeds excludes 0. With one seed there is none,
 * and nothing is cut.
 * @param epochs E, of a whole run
 */
export function hopeless(racers: readonly Racer[], rung: number, epochs: number): Map<string, string> {
  const running = racers.filter(({ curves }) => curves.size > 0);
  if (running.length < FEWEST_VARIANTS) return new Map();
  const ranked = running
    .map((racer) => ({ racer, loss: mean([...lowestAt(racer, rung).values()]) }))
    .sort((a, b) => a.loss - b.loss);
  const best = ranked[0]!;
  const baseline = running.find(({ role }) => role === 'baseline');
  const cut = ranked
    .slice(Math.max(FEWEST_KEPT, Math.ceil(ranked.length / 2)))
    .filter(({ racer }) => racer.role === 'variant')
    .filter(({ racer }) => isSurelyAbove(promiseOf(racer, rung, epochs), lowestAt(best.racer, rung)))
    .filter(({ racer }) => !baseline || !isSurelyAbove(lossAt(baseline, rung), lossAt(racer, rung)));
  return new Map(
    cut.map(({ racer, loss }) => [
      racer.id,
      `after ${formatCount(rung, 'epoch')} its lowest validation loss was ${formatLoss(loss)}, that of the best variant ${formatLoss(best.loss)}`,
    ]),
  );
}

type BySeed = Map<number, number>;

const bySeed = ({ curves }: Racer, of: (curve: readonly number[]) => number): BySeed =>
  new Map([...curves].map(([seed, curve]) => [seed, of(curve)]));

/** L(epoch); early stopping may have ended a run before. */
const lowestAt = (racer: Racer, epoch: number): BySeed =>
  bySeed(racer, (curve) => Math.min(...curve.slice(0, Math.max(1, epoch))));

const lossAt = (racer: Racer, epoch: number): BySeed =>
  bySeed(racer, (curve) => curve.slice(0, epoch).at(-1)!);

/** What it would reach if it improved with every doubling of the epochs as with the last. */
function promiseOf(racer: Racer, rung: number, epochs: number): BySeed {
  const before = lowestAt(racer, Math.floor(rung / 2));
  const doublings = Math.log2(epochs / rung);
  return new Map(
    [...lowestAt(racer, rung)].map(([seed, loss]) => [seed, loss - doublings * (before.get(seed)! - loss)]),
  );
}

function isSurelyAbove(losses: BySeed, others: BySeed): boolean {
  const differences = [...losses].flatMap(([seed, loss]) => {
    const other = others.get(seed);
    return other === undefined ? [] : [loss - other];
  });
  const seeds = differences.length;
  if (seeds < 2) return false;
  return mean(differences) > twoSidedQuantile(TWO_SIDED, seeds - 1) * standardError(differences);
}
