/** What the Dropout view compares: which variants drop, at which rates, and where their losses cross. */
import type { Estimate, Report, VariantReport } from '../../src/report/report.ts';
import { baselineOf, isMeasured, recommendedOf } from './ranking.ts';
import { mean, minus } from './statistics.ts';

/** The three settings that drop something, in the order of preference for an axis. */
const RATES = ['dropout', 'spatialDropout', 'recurrentDropout'] as const;
type RateName = (typeof RATES)[number];

/** A variant at its rate; the baseline is at 0. */
export interface RatePoint {
  rate: number;
  variant: VariantReport;
}

/** The setting whose rate is above 0; undefined where none is, or only layers of their own have one. */
export function rateNameOf({ settings }: VariantReport): RateName | undefined {
  return RATES.find((name) => (settings[name] ?? 0) > 0);
}

/** The variant's rate: of its setting, else of the first place of its network that drops. */
function rateOf(variant: VariantReport): number {
  const name = rateNameOf(variant);
  return name ? (variant.settings[name] as number) : (variant.dropout?.rate ?? 0);
}

const drops = (variant: VariantReport): boolean =>
  rateNameOf(variant) !== undefined || variant.dropout !== undefined;

/** Dropout is all that the variant does. */
const isPure = (variant: VariantReport): boolean =>
  ['dropout', 'other'].includes(variant.family) && rateNameOf(variant) !== undefined;

/** Measured variants that drop units or channels, in plan order. */
export function droppingVariants(report: Report): VariantReport[] {
  return report.variants.filter((variant) => isMeasured(variant) && drops(variant));
}

/** Variants of the plan that drop and of which no run has finished. */
export function missingDropout(report: Report): VariantReport[] {
  return report.variants.filter((variant) => !isMeasured(variant) && rateNameOf(variant) !== undefined);
}

/** The chosen variant when it is there, else the recommended one, else the purest with the lowest validation loss. */
export function chosenDropout(report: Report, id: string): VariantReport | undefined {
  const all = droppingVariants(report);
  const recommended = recommendedOf(report);
  const pure = all.filter(isPure);
  const order = [...(pure.length > 0 ? pure : all)].sort(
    (a, b) => (a.validationLoss.mean as number) - (b.validationLoss.mean as number),
  );
  return (
    all.find((variant) => variant.id === id) ?? pure.find((variant) => variant === recommended) ?? order[0]
  );
}

/**
 * The variants over the rate of the setting that the chosen one has: those that do nothing else, with the baseline at
 * 0; the chosen one where it is the only one.
 */
export function rateSweep(report: Report, chosen: VariantReport): RatePoint[] {
  const name = rateNameOf(chosen) ?? 'dropout';
  const pure = droppingVariants(report).filter((variant) => isPure(variant) && rateNameOf(variant) === name);
  const baseline = baselineOf(report);
  const points = (pure.length > 0 ? pure : [chosen]).map((variant) => ({ rate: rateOf(variant), variant }));
  points.sort((a, b) => a.rate - b.rate);
  return baseline ? [{ rate: 0, variant: baseline }, ...points] : points;
}

/** The chosen variant at its rate where it does more than drop, and so is not in the sweep. */
export function besideSweep(sweep: readonly RatePoint[], chosen: VariantReport): RatePoint | undefined {
  const within = sweep.some(({ variant }) => variant === chosen);
  return within ? undefined : { rate: rateOf(chosen), variant: chosen };
}

/** Share of the epochs that a reading of a noisy curve is averaged over, as in the diagnosis. */
const WINDOW_SHARE = 0.05;

/** Each value as the mean over a window around it that is cut at the ends. */
function smoothed(values: readonly number[]): number[] {
  const radius = Math.round((values.length * WINDOW_SHARE) / 2);
  return values.map((_, index) => mean(values.slice(Math.max(0, index - radius), index + radius + 1)));
}

/**
 * The first epoch at which the validation loss is no longer below the training loss that frameworks report (dropout on,
 * averaged over the epoch); undefined when it stays below to the end. Read on curves smoothed over 5 % of the epochs.
 */
export function crossingEpoch({ curves }: VariantReport): number | undefined {
  const distance = smoothed(minus(curves.trainLossDropoutOn.mean, curves.validationLoss.mean));
  const index = distance.findIndex((value) => !(value > 0));
  return index === -1 ? undefined : index + 1;
}

/** Relative change from one estimate to another: below 0 when it falls; `noise`: the two do not differ beyond it. */
export interface Change {
  share: number;
  noise: boolean;
}

/** Differences within two standard errors of the difference of two means are called noise; one seed has no noise. */
export function changeBetween(from: Estimate | undefined, to: Estimate | undefined): Change | undefined {
  if (from?.mean == null || to?.mean == null) return undefined;
  const error = Math.hypot(from.standardError ?? 0, to.standardError ?? 0);
  const difference = to.mean - from.mean;
  return { share: difference / (Math.abs(from.mean) || 1), noise: Math.abs(difference) <= 2 * error };
}

/** A change of test loss below this share of it has no consequence. */
const RELEVANT_SHARE = 0.02;

/** Averaging thinned networks against weight scaling. */
interface EnsembleReading {
  /** The smallest k whose average has a lower test loss than weight scaling, when the largest k is clearly lower. */
  beatsFrom?: number;
  verdict: 'ensemble' | 'scaling' | 'equal';
  largest: { k: number; testLoss: number };
  scaling: number;
}

/** Undefined where the variant has no ensemble measured. */
export function readEnsemble({ dropout }: VariantReport): EnsembleReading | undefined {
  const points = (dropout?.ensemble ?? []).filter(({ testLoss }) => testLoss.mean !== null);
  const last = points[points.length - 1];
  const scaling = dropout?.off.testLoss.mean;
  if (!last || scaling == null) return undefined;
  const largest = { k: last.k, testLoss: last.testLoss.mean as number };
  const share = (largest.testLoss - scaling) / scaling;
  const verdict = share < -RELEVANT_SHARE ? 'ensemble' : share > RELEVANT_SHARE ? 'scaling' : 'equal';
  const first = points.find(({ testLoss }) => (testLoss.mean as number) < scaling);
  return { verdict, largest, scaling, ...(verdict === 'ensemble' && first && { beatsFrom: first.k }) };
}

/** At most this many layers are drawn over the rate. */
const MOST_LAYERS = 4;

/** Hidden layers that every one of the variants has measured, from the input on. */
export function commonLayers(variants: readonly VariantReport[]): string[] {
  const [first, ...rest] = variants;
  const names = (first?.units ?? []).map(({ layer }) => layer);
  return names
    .filter((name) => rest.every(({ units }) => units.some(({ layer }) => layer === name)))
    .slice(0, MOST_LAYERS);
}

export function unitsOf(variant: VariantReport, name: string) {
  return variant.units.find(({ layer }) => layer === name);
}
