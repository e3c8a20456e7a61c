/** What the charts of the Fit view share: the two curves of a variant and their axes. */
import type { Curve, VariantReport } from '../../src/report/report.ts';
import { formatLoss, formatPercent, formatShare } from '../../src/words.ts';
import { axisUpTo, epochTicks, logTicks, niceAbove, tickDecimals, ticksWithin } from '../measures/scale.ts';
import { last, median, minus } from '../measures/statistics.ts';
import type { Identified } from '../theme/identity.ts';
import type { Adjustment, Axis, Format, Series } from './spec.ts';

export type FitMeasure = 'loss' | 'accuracy';

/** Everything the charts of one variant need beside the variant. */
export interface FitFrame {
  plan: readonly Identified[];
  measure: FitMeasure;
  log: boolean;
  baseline: VariantReport | undefined;
  /** The variants that stand side by side: they share their axes. */
  shown: readonly VariantReport[];
  /** Mitchell's witness: a variant at an epoch. */
  witness?: { variant: string; epoch: number };
}

/** What the user may change of curves over epochs. */
export const adjustmentsOf = ({ measure }: FitFrame): Adjustment[] =>
  measure === 'loss' ? ['smooth', 'bands', 'logY'] : ['smooth', 'bands'];

export interface FitCurves {
  validation: Curve;
  training: Curve;
}

export function curvesOf(variant: VariantReport, measure: FitMeasure): FitCurves {
  const { validationLoss, trainLoss, validationAccuracy, trainAccuracy } = variant.curves;
  if (measure === 'accuracy' && validationAccuracy && trainAccuracy) {
    return { validation: validationAccuracy, training: trainAccuracy };
  }
  return { validation: validationLoss, training: trainLoss };
}

/** Validation minus training loss, or training minus validation accuracy, over epochs. */
export function gapOf(variant: VariantReport, measure: FitMeasure): number[] {
  const { validation, training } = curvesOf(variant, measure);
  return measure === 'loss' ? minus(validation.mean, training.mean) : minus(training.mean, validation.mean);
}

export function formatOf(measure: FitMeasure): Format {
  return measure === 'loss' ? formatLoss : (share) => formatPercent(share, 1);
}

/** The labels right of the curves and of the gap under them. */
export function endLabelsOf(variant: VariantReport, { baseline, measure }: FitFrame) {
  const final = (one: VariantReport) => formatOf(measure)(last(gapOf(one, measure)) ?? 0);
  const compared = baseline !== undefined && baseline !== variant;
  return {
    validation: 'validation',
    training: 'training',
    gap: compared ? final(variant) : `gap ${final(variant)}`,
    ...(compared ? { baseline: `baseline ${final(baseline)}` } : {}),
  };
}

/** All charts of the view leave room for the longest label of any, so that their epochs stand above one another. */
export function roomOf(frame: FitFrame): string[] {
  return frame.shown.flatMap((variant) => Object.values(endLabelsOf(variant, frame)));
}

export function epochAxis(shown: readonly VariantReport[]): Axis {
  const epochs = Math.max(1, ...shown.map((variant) => variant.curves.validationLoss.mean.length));
  return { scale: 'linear', min: 1, max: Math.max(2, epochs), ticks: epochTicks(epochs), format: String };
}

/** The shared axis of loss or accuracy: what happens late decides the range, the steep start may leave it. */
export function levelAxis(frame: FitFrame): Axis {
  const curves = frame.shown.flatMap((variant) => {
    const { validation, training } = curvesOf(variant, frame.measure);
    return [validation.mean, training.mean];
  });
  return frame.measure === 'accuracy' ? accuracyAxis(curves) : lossAxis(curves, frame.log);
}

/** The axis of loss curves: up to twice what the worst of them reaches in half of its epochs. */
export function lossAxis(curves: readonly (readonly number[])[], log: boolean): Axis {
  const values = curves.flat().filter(Number.isFinite);
  const highest = Math.max(...values);
  if (log) return logAxis(values, highest);
  const late = curves.map((curve) => Math.max(last(curve) ?? 0, median(curve)));
  return linearAxis(Math.min(2 * Math.max(...late), highest) || 1, 4);
}

function logAxis(values: readonly number[], highest: number): Axis {
  const lowest = Math.min(...values.filter((value) => value > 0));
  const min = Math.max(1e-6, lowest / 1.3);
  const max = Math.max(min * 10, highest * 1.3);
  return { scale: 'log', min, max, ticks: logTicks(min, max), format: String };
}

/** Down to twice as many errors as the worst curve makes in half of its epochs. */
function accuracyAxis(curves: readonly (readonly number[])[]): Axis {
  const worst = Math.min(...curves.map((curve) => median(curve)));
  const min = Math.max(0, Math.floor(10 * (1 - 2 * (1 - worst))) / 10);
  const { max, ticks } = axisUpTo(1, 4, min);
  return { scale: 'linear', min, max, ticks, format: formatShare };
}

export function linearAxis(high: number, parts: number, low = 0): Axis {
  const { max, ticks } = axisUpTo(high, parts, low);
  const decimals = Math.max(1, tickDecimals(ticks));
  return { scale: 'linear', min: low, max, ticks, format: (value) => value.toFixed(decimals) };
}

/** All values of the series with the ends of their bands: what an axis has to hold. */
export function reachOf(series: readonly Series[]): number[] {
  return series.flatMap(({ y, error }) =>
    y.flatMap((value, index) => {
      const half = error?.[index] ?? 0;
      return [value - half, value + half];
    }),
  );
}

/** An axis that need not begin at 0: round ends around the values, about `parts` parts. */
export function spanAxis(values: readonly number[], parts: number): Axis {
  const known = values.filter(Number.isFinite);
  const [lowest, highest] = [Math.min(...known), Math.max(...known)];
  const room = highest - lowest || Math.abs(highest) || 1;
  const step = niceAbove((1.1 * room) / parts);
  const below = Math.floor((lowest - 0.05 * room) / step) * step;
  return linearAxis(highest, parts, Number((lowest >= 0 ? Math.max(0, below) : below).toPrecision(12)));
}

/** As `spanAxis`, but values above 2.5 times the reference leave the plot through its top. */
export function clippedAxis(values: readonly number[], reference: number, parts: number): Axis {
  return spanAxis(
    values.map((value) => Math.min(value, 2.5 * reference)),
    parts,
  );
}

/** An axis over values of either sign, to the ends that are given. */
export function signedAxis(min: number, max: number, title?: string): Axis {
  const ticks = ticksWithin(min, max, 6);
  const decimals = tickDecimals(ticks);
  const format = (value: number) => value.toFixed(decimals).replace('-', '\u2212');
  return { scale: 'linear', min, max, ticks, format, ...(title !== undefined && { title }) };
}
