/** Did the loss stop being a number, or run away? */
import type { Series } from '../../history/history.ts';
import { mean } from '../../statistics/estimate.ts';
import { type CurveRun, isUsable, type Point, seriesNamed, trainingCosts } from './readings.ts';

export interface Divergence {
  /** Whose loss, as it is called in sentences. */
  which: 'training' | 'validation';
  /** From this step on; the last one before it and its loss, when there is one. */
  step: number;
  before?: { step: number; value: number };
  /** What it became: `NaN`, `infinite`, or a number. */
  became: number;
}

/** A loss that ran away ends at so many times its lowest value, and above where it began. */
const RUNAWAY = 2;
/** Shares of the training that its beginning, and its end, are read over. */
const END_SHARE = 0.1;

/** Not finite at the end of the log; one that is finite again afterwards has recovered. */
export function divergenceOf(run: CurveRun): Divergence | undefined {
  for (const which of ['training', 'validation'] as const) {
    const series = seriesNamed(run, run.roles[`${which}Loss`]);
    const found = series && notFiniteAtEnd(series);
    if (found) return { which, ...found };
  }
  return runaway(trainingCosts(run));
}

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

/** Training loss that only grows, or jumps and stays above everything before. */
function runaway(points: Point[]): Divergence | undefined {
  if (points.length < 3) return undefined;
  const window = Math.max(1, Math.round(END_SHARE * points.length));
  const costs = points.map(({ cost }) => cost);
  const end = mean(costs.slice(-window));
  const start = mean(costs.slice(0, window));
  const lowest = points.reduce((least, next) => (next.cost < least.cost ? next : least));
  const last = points.at(-1)!;
  if (lowest.cost <= 0 || end < RUNAWAY * lowest.cost || end <= start || last === lowest) return undefined;
  // A single spike at the end of a log may be gone in the next epoch.
  const after = costs.slice(costs.indexOf(lowest.cost) + 1);
  const high = after.slice(-Math.max(2, window));
  if (high.length < 2 || high.some((cost) => cost < RUNAWAY * lowest.cost)) return undefined;
  return {
    which: 'training',
    step: points[costs.indexOf(lowest.cost) + 1]!.step,
    became: last.cost,
    before: { step: lowest.step, value: lowest.cost },
  };
}
