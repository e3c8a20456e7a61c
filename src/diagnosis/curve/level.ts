/** The best validation of a run, with its noise: what runs of a log are compared by. */
import { around, turningPoint, windowRadius } from '../turn.ts';
import { changeWithin, curveNoise } from './noise.ts';
import { type CurveRun, readingsOf } from './readings.ts';
import { at, logged } from './words.ts';

export interface BestReading {
  /** `loss` of the validation, or the metric's name. */
  quantity: string;
  isLoss: boolean;
  /** Smoothed; smaller is better. */
  cost: number;
  /** Half the 95 % interval from the curve's own noise. */
  half: number;
  /** `0.412 at epoch 12`. */
  words: string;
}

/**
 * @param comparisons m of the Bonferroni correction
 * @returns undefined for a run without validation
 */
export function bestReading(run: CurveRun, comparisons: number): BestReading | undefined {
  const readings = readingsOf(run);
  if (!readings) return undefined;
  const { validation, quantity, isLoss, best } = readings;
  const radius = windowRadius(validation.length);
  const cost = around(validation, turningPoint([validation], radius), radius);
  const { white, walk, degrees } = curveNoise(validation);
  // √(2σ²/2n) is the standard error of one window of n values; σ² as if nothing of it added up, which 6σ² + 2s² was.
  const noise = { white: white + walk / 3, walk: 0, degrees };
  const { high } = changeWithin(0, noise, 2 * (2 * radius + 1), 0, comparisons);
  return {
    quantity,
    isLoss,
    cost,
    half: high,
    words: `${logged(readings.logged(best.cost))} at ${at(best.step, run.unit)}`,
  };
}
