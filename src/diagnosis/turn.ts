/** Does the validation loss turn up? Measured so that picking the minimum does not make the rise look real. */
import { lowerMedian, mean, pairedDifference } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';

/** Share of the epochs that one reading of a noisy curve is averaged over. */
const WINDOW_SHARE = 0.05;

export const windowRadius = (epochs: number): number => Math.round((epochs * WINDOW_SHARE) / 2);

/** Mean of `curve` over the `2·radius + 1` epochs around `center` (0-based), moved inwards where they would not fit. */
export function around(curve: number[], center: number, radius: number): number {
  const inside = Math.min(Math.max(center, radius), curve.length - 1 - radius);
  return mean(curve.slice(inside - radius, inside + radius + 1));
}

/** Mean of the last window of epochs. */
export const ending = (curve: number[], radius: number): number => around(curve, curve.length - 1, radius);

/** Epoch (0-based) where the mean of the curves, smoothed over the window, is lowest. */
export function turningPoint(curves: number[][], radius: number): number {
  return lowestAt(sumOf(curves.map((curve) => smoothed(curve, radius))));
}

/** For each curve {@link turningPoint} of the others. */
export function turningPointsOfOthers(curves: number[][], radius: number): number[] {
  const smooth = curves.map((curve) => smoothed(curve, radius));
  const sum = sumOf(smooth);
  return smooth.map((own) => lowestAt(sum.map((total, epoch) => total - own[epoch]!)));
}

/** `around` at every epoch, from running sums: reports of hundreds of runs are made while a user waits. */
function smoothed(curve: number[], radius: number): number[] {
  const until = [0];
  for (const value of curve) until.push(until.at(-1)! + value);
  return curve.map((_, epoch) => {
    const inside = Math.min(Math.max(epoch, radius), curve.length - 1 - radius);
    return (until[inside + radius + 1]! - until[inside - radius]!) / (2 * radius + 1);
  });
}

const sumOf = (curves: number[][]): number[] =>
  curves[0]!.map((_, epoch) => curves.reduce((sum, curve) => sum + curve[epoch]!, 0));

const lowestAt = (values: number[]): number =>
  values.reduce((lowest, value, epoch) => (value < values[lowest]! ? epoch : lowest), 0);

/**
 * For each seed the last window of `curve` minus the window where the validation loss of the OTHER seeds turns.
 * @param curves validation loss, or what is read beside it, per seed and epoch
 * @param turning the validation loss, whose turning point counts
 */
export function changesAfterTurn(curves: number[][], turning: number[][] = curves): number[] {
  const radius = windowRadius(turning[0]!.length);
  const turns = turningPointsOfOthers(turning, radius);
  return curves.map((curve, seed) => ending(curve, radius) - around(curve, turns[seed]!, radius));
}

/**
 * The rise of the validation loss from its turning point to the end of training, paired over seeds. A minimum chosen
 * on a curve lies below that curve's true level, so each seed's rise is read at the turning point of the OTHER seeds
 * (cross-fitting): without a true rise its mean is not above 0, and a true one is read slightly too small.
 * @param curves validation loss per seed and epoch
 * @param byRow last minus best epoch's loss of each validation row, averaged over the seeds
 * @returns undefined with fewer than two seeds
 */
export function riseAfterMinimum(curves: number[][], byRow: number[] = []): Difference | undefined {
  if (curves.length < 2) return undefined;
  return pairedDifference(changesAfterTurn(curves), 1, byRow);
}

/** With fewer epochs than this the end of a curve says nothing. */
const FEWEST_EPOCHS = 10;

/**
 * The fall of the validation loss over the last fifth of the epochs, paired over seeds; positive: still falling.
 * @returns undefined with fewer than two seeds or ten epochs
 */
export function fallAtEnd(curves: number[][]): Difference | undefined {
  const epochs = curves[0]?.length ?? 0;
  if (epochs < FEWEST_EPOCHS) return undefined;
  const radius = windowRadius(epochs);
  return pairedDifference(
    curves.map((curve) => around(curve, Math.floor(epochs * 0.8), radius) - ending(curve, radius)),
  );
}

/** Median over the seeds of the epoch (1-based) with the lowest validation loss. */
export function bestEpochOf(bestEpochs: number[]): number | null {
  return bestEpochs.length > 0 ? lowerMedian(bestEpochs) : null;
}
