/** Did the loss stop being a number, or run away? */
import type { Series } from '../../history/history.ts';
import { lowerMedian } from '../../statistics/estimate.ts';
import { type CurveRun, isUsable, type Point, seriesNamed, trainingCosts } from './readings.ts';

export interface Divergence {
  /** Whose loss, as it is called in sentences. */
  which: 'training' | 'validation';
  /** From this step on; the last one before it and its loss, when there is one. */
  step: number;
  before?: { step: number; value: number };
  /** What it became: `NaN`, `infinite`, or a number. */
  became: number;
  /** Of a validation loss: training went on, and its loss is a number. */
  trainingIsFinite?: boolean;
}

/** A loss that ran away ends at so many times its lowest level, and above where it began. */
const RUNAWAY = 10;
/** One that is not positive rises by so many times what it had fallen. */
const RUNAWAY_FALLS = 5;
/** Shares of the training that its beginning, and its end, are read over. */
const END_SHARE = 0.1;
/** From so many values on a level is a median of at least three. */
const FEWEST_MEDIAN = 6;

/** Not finite at the end of the log; one that is finite again afterwards has recovered. */
export function divergenceOf(run: CurveRun): Divergence | undefined {
  for (const which of ['training', 'validation'] as const) {
    const series = seriesNamed(run, run.roles[`${which}Loss`]);
    const found = series && notFiniteAtEnd(series);
    if (!found) continue;
    // The Trainer of Hugging Face logs a training loss that is NaN as 0.
    const trained = which === 'validation' ? seriesNamed(run, run.roles.trainingLoss)?.values.at(-1) : 0;
    return { which, ...found, ...(trained && { trainingIsFinite: true }) };
  }
  return earnsRewards(run) ? undefined : runaway(trainingCosts(run));
}

/** In reinforcement learning the losses of the estimates grow with the rewards. */
const REWARD = /(^|[^a-z])(rew|rewards?|returns?)([^a-z]|$)/i;
const earnsRewards = ({ series }: CurveRun): boolean => series.some(({ name }) => REWARD.test(name));

function notFiniteAtEnd({ steps, values }: Series): Omit<Divergence, 'which'> | undefined {
  let first = values.length;
  while (first > 0 && !isUsable(values[first - 1])) first--;
  if (first === values.length) return undefined;
  return {
    step: steps[first]!,
    became: Number.isNaN(values[first]) ? Number.NaN : Number.POSITIVE_INFINITY,
    ...(first > 0 && { before: { step: steps[first - 1]!, value: values[first - 1]! } }),
  };
}

/** Training loss that only grows, or jumps and stays above everything before: levels are medians, since batches are noisy. */
function runaway(points: Point[]): Divergence | undefined {
  const costs = points.map(({ cost }) => cost);
  if (costs.length < 3) return undefined;
  const least = costs.length < FEWEST_MEDIAN ? 1 : 3;
  const window = Math.max(least, Math.round(END_SHARE * costs.length));
  const level = (from: number) => lowerMedian(costs.slice(from, from + window));
  const [start, end] = [level(0), level(costs.length - window)];
  const low = costs.slice(window - 1).reduce((least, _, from) => Math.min(least, level(from)), start);
  const far = low > 0 ? RUNAWAY * low : low + RUNAWAY_FALLS * (start > low ? start - low : -low);
  // A single spike at the end of a log may be gone in the next epoch.
  if (end < far || end <= start || costs.slice(-2).some((cost) => cost < far)) return undefined;
  const lowest = costs.indexOf(Math.min(...costs));
  return {
    which: 'training',
    step: points[Math.min(lowest + 1, points.length - 1)]!.step,
    became: costs.at(-1)!,
    before: { step: points[lowest]!.step, value: costs[lowest]! },
  };
}
