/** Does the validation loss turn up? Measured so that picking the minimum does not make the rise look real. */
import { lowerMedian, mean, pairedDifference } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';

/** Share of the epochs that one reading of a noisy curve is averaged over. */
const WINDOW_SHARE = 0.05;

const windowRadius = (epochs: number): number => Math.round((epochs * WINDOW_SHARE) / 2);

/** Mean of `curve` over the `2·radius + 1` epochs around `center` (0-based), moved inwards where they would not fit. */
function around(curve: number[], center: number, radius: number): number {
  const inside = Math.min(Math.max(center, radius), curve.length - 1 - radius);
  return mean(curve.slice(inside - radius, inside + radius + 1));
}

/** Mean of the last window of epochs. */
const ending = (curve: number[], radius: number): number => around(curve, curve.length - 1, radius);

/** Epoch (0-based) where the mean of the curves, smoothed over the window, is lowest. */
function turningPoint(curves: number[][], radius: number): number {
  const values = curves[0]!.map((_, epoch) => mean(curves.map((curve) => around(curve, epoch, radius))));
  return values.indexOf(Math.min(...values));
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
  const radius = windowRadius(curves[0]!.length);
  const rises = curves.map((curve, seed) => {
    const others = curves.filter((_, index) => index !== seed);
    return ending(curve, radius) - around(curve, turningPoint(others, radius), radius);
  });
  return pairedDifference(rises, 1, byRow);
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
