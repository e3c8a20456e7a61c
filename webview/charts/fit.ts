/** Charts of the Fit view: formatLoss or accuracy, gap, objective. */
import type { Curve, VariantReport } from '../../src/report/report.ts';
import { formatLoss, formatPercent, formatShare } from '../../src/words.ts';
import { axisUpTo, epochTicks, logTicks, niceAbove, tickDecimals } from '../measures/scale.ts';
import { last, median, minus } from '../measures/statistics.ts';
import type { Identified } from '../theme/identity.ts';
import { EPOCH_RIGHT, epochSeries, epochTitle } from './series.ts';
import type { Axis, ChartSpec, Mark } from './spec.ts';

export type FitMeasure = 'loss' | 'accuracy';

/** Everything the charts of one variant need beside the variant. */
export interface FitFrame {
  plan: readonly Identified[];
  measure: FitMeasure;
  log: boolean;
  /** The variants that stand side by side: they share their axes. */
  shown: readonly VariantReport[];
}

export interface FitCurves {
  validation: Curve;
  training: Curve;
}

export function curvesOf(variant: VariantReport, measure: FitMeasure): FitCurves {
  const { curves } = variant;
  const { validationAccuracy, trainAccuracy } = curves;
  if (measure === 'accuracy' && validationAccuracy && trainAccuracy) {
    return { validation: validationAccuracy, training: trainAccuracy };
  }
  return { validation: curves.validationLoss, training: curves.trainLoss };
}

/** Training and validation curve of one variant, its best epoch, and the tint when it overfits. */
export function fitChart(
  id: string,
  variant: VariantReport,
  frame: FitFrame,
  words: { summary: string; overfitsAfter?: number },
): ChartSpec {
  const { validation, training } = curvesOf(variant, frame.measure);
  const format = frame.measure === 'loss' ? formatLoss : (value: number) => formatPercent(value, 1);
  return {
    id,
    summary: words.summary,
    abscissa: 'Epoch',
    position: epochTitle,
    x: { ...epochAxis(frame.shown), labels: false },
    y: levelAxis(frame),
    right: EPOCH_RIGHT,
    marks: bestEpochMarks(variant, validation, frame, words.overfitsAfter),
    series: [
      epochSeries(variant, frame.plan, validation, { label: 'Validation', end: 'validation', format }),
      epochSeries(variant, frame.plan, training, {
        label: 'Training',
        end: 'training',
        dash: [5, 3],
        width: 1.5,
        format,
      }),
    ],
  };
}

function bestEpochMarks(
  variant: VariantReport,
  validation: Curve,
  frame: FitFrame,
  overfitsAfter: number | undefined,
): Mark[] {
  const best = variant.bestEpoch;
  const epochs = validation.mean.length;
  const marks: Mark[] = [
    { kind: 'vertical', at: best, text: `best epoch ${best}`, side: best > epochs * 0.6 ? 'left' : 'right' },
  ];
  if (overfitsAfter !== undefined) {
    const roomy = epochs - overfitsAfter > epochs / 4;
    marks.push({ kind: 'tint', from: overfitsAfter, text: roomy ? 'overfitting' : '' });
  }
  const level = validation.mean[best - 1];
  const { tone } = epochSeries(variant, frame.plan, validation, { label: '', format: formatLoss });
  if (level !== undefined) marks.push({ kind: 'ring', x: best, y: level, tone });
  return marks;
}

function epochAxis(shown: readonly VariantReport[]): Axis {
  const last = Math.max(1, ...shown.map((variant) => variant.curves.validationLoss.mean.length));
  return { scale: 'linear', min: 1, max: Math.max(2, last), ticks: epochTicks(last), format: String };
}

/** The shared axis of loss or accuracy: what happens late decides the range, the steep start may leave it. */
export function levelAxis(frame: FitFrame): Axis {
  const curves = frame.shown.flatMap((variant) => {
    const { validation, training } = curvesOf(variant, frame.measure);
    return [validation.mean, training.mean];
  });
  if (frame.measure === 'accuracy') return accuracyAxis(curves);
  const values = curves.flat().filter((value) => Number.isFinite(value));
  const highest = Math.max(...values);
  if (frame.log) {
    const positive = values.filter((value) => value > 0);
    const min = Math.max(1e-6, Math.min(...positive) / 1.3);
    const max = Math.max(min * 10, highest * 1.3);
    return { scale: 'log', min, max, ticks: logTicks(min, max), format: String };
  }
  const late = curves.map((curve) => Math.max(last(curve) ?? 0, median(curve)));
  return linearAxis(Math.min(2 * Math.max(...late), highest) || 1, 4);
}

function accuracyAxis(curves: number[][]): Axis {
  const lowest = Math.min(...curves.map((curve) => median(curve)));
  const min = Math.max(0, Math.floor(10 * (1 - 2 * (1 - lowest))) / 10);
  const { max, ticks } = axisUpTo(1, 4, min);
  return { scale: 'linear', min, max, ticks, format: formatShare };
}

function linearAxis(high: number, parts: number, low = 0): Axis {
  const { max, ticks } = axisUpTo(high, parts, low);
  const decimals = Math.max(1, tickDecimals(ticks));
  return { scale: 'linear', min: low, max, ticks, format: (value) => value.toFixed(decimals) };
}

/** Validation minus training loss (training minus validation accuracy) over epochs. */
export function gapOf(variant: VariantReport, measure: FitMeasure): number[] {
  const { validation, training } = curvesOf(variant, measure);
  return measure === 'loss' ? minus(validation.mean, training.mean) : minus(training.mean, validation.mean);
}

/** The gap as a strip under its curves, on the same x; the baseline's gap stays as a dotted line. */
export function gapChart(
  id: string,
  variant: VariantReport,
  baseline: VariantReport | undefined,
  frame: FitFrame,
): ChartSpec {
  const format = frame.measure === 'loss' ? formatLoss : (value: number) => formatPercent(value, 1);
  const gap = gapOf(variant, frame.measure);
  const final = format(last(gap) ?? 0);
  const curve = (mean: number[]) => ({ mean, standardError: [] });
  const shared = { plan: frame.plan, format };
  const series = [
    {
      ...epochSeries(variant, shared.plan, curve(gap), { label: 'Gap', format }),
      width: 1.5,
      fill: 'origin' as const,
      fillOpacity: 0.15,
      end: baseline && baseline !== variant ? final : `gap ${final}`,
      error: undefined,
    },
  ];
  const other = baseline && baseline !== variant ? baselineGap(baseline, frame) : [];
  return {
    id,
    summary: `Generalization gap of ${variant.name} at epoch ${gap.length}: ${final}`,
    abscissa: 'Epoch',
    position: epochTitle,
    x: { ...epochAxis(frame.shown), title: 'Epoch' },
    y: gapAxis(frame),
    right: EPOCH_RIGHT,
    top: 4,
    marks: [],
    series: [...series, ...other],
  };
}

function baselineGap(baseline: VariantReport, frame: FitFrame) {
  const format = frame.measure === 'loss' ? formatLoss : (value: number) => formatPercent(value, 1);
  const gap = gapOf(baseline, frame.measure);
  return [
    {
      ...epochSeries(
        baseline,
        frame.plan,
        { mean: gap, standardError: [] },
        { label: 'Baseline gap', format },
      ),
      tone: '--muted' as const,
      width: 1,
      dash: [2, 2],
      end: `baseline ${format(last(gap) ?? 0)}`,
      error: undefined,
    },
  ];
}

function gapAxis(frame: FitFrame): Axis {
  const settled = frame.shown.flatMap((variant) => {
    const gap = gapOf(variant, frame.measure);
    return gap.slice(Math.floor(gap.length / 5)).filter((value) => Number.isFinite(value));
  });
  const high = Math.max(1e-3, ...settled);
  const low = Math.min(0, ...settled);
  const negative = low < -0.05 * high;
  const step = niceAbove((high - (negative ? low : 0)) / 2);
  const min = negative ? -step * Math.ceil(-low / step) : 0;
  const { max, ticks } = axisUpTo(high, Math.max(1, Math.round((high - min) / step)), min);
  const format: Axis['format'] =
    frame.measure === 'accuracy' ? formatShare : (value) => value.toFixed(Math.max(1, tickDecimals(ticks)));
  return { scale: 'linear', min, max, ticks, format };
}

/** What the optimizer minimized: data loss with dropout on, and the penalty stacked on it. */
export function objectiveChart(id: string, variant: VariantReport, plan: readonly Identified[]): ChartSpec {
  const { trainLossDropoutOn: data, penalty } = variant.curves;
  const total = data.mean.map((value, index) => value + (penalty.mean[index] as number));
  const highest = Math.max(...total.filter((value) => Number.isFinite(value)));
  const high = Math.min(highest, 4 * Math.max(last(total) ?? 0, median(total)));
  const [finalData, finalPenalty] = [last(data.mean) ?? 0, last(penalty.mean) ?? 0];
  const area = { width: 1.5, format: formatLoss, error: undefined };
  return {
    id,
    summary: `Training objective of ${variant.name}: data loss ${formatLoss(finalData)}, penalty ${formatLoss(finalPenalty)}`,
    abscissa: 'Epoch',
    position: epochTitle,
    x: { ...epochAxis([variant]), title: 'Epoch' },
    y: linearAxis(high || 1, 3),
    right: EPOCH_RIGHT,
    marks: [],
    series: [
      {
        ...epochSeries(
          variant,
          plan,
          { mean: total, standardError: [] },
          { label: 'Data + penalty', ...area },
        ),
        fill: 'next',
        fillOpacity: 0.22,
        end: finalPenalty > 0 ? `+ penalty ${formatLoss(finalPenalty)}` : undefined,
      },
      {
        ...epochSeries(variant, plan, data, { label: 'Data loss, dropout on', ...area }),
        error: undefined,
        fill: 'origin',
        fillOpacity: 0.5,
        end: `data ${formatLoss(finalData)}`,
      },
    ],
  };
}
