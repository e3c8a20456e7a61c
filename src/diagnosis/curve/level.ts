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

/** @returns undefined for a run without validation */
export function bestReading(run: CurveRun): BestReading | undefined {
  const readings = readingsOf(run);
  if (!readings) return undefined;
  const { validation, quantity, best } = readings;
  const radius = windowRadius(validation.length);
  const cost = around(validation, turningPoint([validation], radius), radius);
  // √(2σ²/2n) is the standard error of one window of n values.
  const { high } = changeWithin(0, { ...curveNoise(validation), walk: 0 }, 2 * (2 * radius + 1), 0);
  return {
    quantity,
    isLoss: quantity === 'loss',
    cost,
    half: high,
    words: `${logged(readings.logged(best.cost))} at ${at(best.step, run.unit)}`,
  };
}
