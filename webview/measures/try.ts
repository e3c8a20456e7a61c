/** The settings of a run that is tried, and how it compares. */
import type { Family, Settings } from '../../src/experiment/experiment.ts';
import type { TriedRun } from '../../src/protocol/lab.ts';
import type { Report } from '../../src/report/report.ts';
import { countBelow } from '../../src/statistics/bins.ts';
import { last } from './statistics.ts';

/** What the sliders say; λ and rate are 0 when off. */
interface TrySettings {
  l1: number;
  l2: number;
  dropout: number;
  proximal: boolean;
}

/** Where a slider of λ can stand: off, then 1, 2 and 5 times every power of ten from 1e-6 to 1. */
export const LAMBDAS: readonly number[] = [
  0,
  ...[-6, -5, -4, -3, -2, -1].flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`))),
  1,
];

/** The place of the slider for a λ: the nearest one on the logarithmic scale. */
export function lambdaStep(lambda: number): number {
  if (!(lambda > 0)) return 0;
  const distance = (index: number) => Math.abs(Math.log(LAMBDAS[index] as number) - Math.log(lambda));
  let nearest = 1;
  for (let index = 2; index < LAMBDAS.length; index++)
    if (distance(index) < distance(nearest)) nearest = index;
  return nearest;
}

/** The settings of a variant that does this. */
export function settingsOf({ l1, l2, dropout, proximal }: TrySettings): Settings {
  return { l1, l2, dropout, ...(proximal && l1 > 0 && { l1Mode: 'proximal' as const }) };
}

export const UNREGULARIZED: Settings = { l1: 0, l2: 0, dropout: 0 };

export function familyOf({ l1, l2, dropout }: Settings): Family {
  const used = (['l1', 'l2', 'dropout'] as const).filter((one) => ({ l1, l2, dropout })[one] > 0);
  return used.length > 1 ? 'combination' : (used[0] ?? 'none');
}

/** The epochs that can be chosen: a quarter, a half and all that the experiment has, where these are several. */
export function epochChoices({ training: { epochs } }: Report): number[] {
  return [...new Set([Math.ceil(epochs / 4), Math.ceil(epochs / 2), epochs])];
}

/**
 * Validation loss of the weights that a run ends with: those of its last epoch, or of its best one where early stopping goes
 * back to them.
 */
export function finalLoss({ validationLoss }: TriedRun, { training }: Report): number {
  if (training.earlyStopping) return Math.min(...validationLoss);
  return last(validationLoss) ?? Number.NaN;
}

/** Standard deviation of the unregularized model's validation loss over the seeds; undefined of a single one. */
export function seedSpread(report: Report): number | undefined {
  const none = report.variants.find(({ family }) => family === 'none');
  const { standardError, seeds } = none?.validationLoss ?? { standardError: null, seeds: 0 };
  return standardError === null ? undefined : standardError * Math.sqrt(seeds);
}

/** Share of a tried layer's weights with |w| ≤ 10^`exponent`. */
export function triedShare(
  { histogram, exactZeros, count }: TriedRun['layers'][number],
  start: number,
  exponent: number,
): number {
  return (countBelow(histogram, start, exponent) + exactZeros) / count;
}
