/** Charts of one run: losses, gap, metric, any other curve. */

import type { DrawnCurve, LogRunReport } from '../../../src/report/logs/logReport.ts';
import { formatLoss, formatShare } from '../../../src/words.ts';
import { spanAxis } from '../../charts/levels.ts';
import type { Axis, ChartSpec, Format, Mark, Series } from '../../charts/spec.ts';
import type { Tone } from '../../theme/palette.ts';
import { count } from '../../words/numbers.ts';
import { significant } from '../numbers.ts';
import { frameOf, lineOf, lossLevels } from './axes.ts';
import { gapOf } from './gap.ts';
import { curveOf, finitePoints } from './runs.ts';

const TONE: Tone = '--none';
const TRAINING = { dash: [5, 3], width: 1.5 };

const LABELS = { validation: 'validation', training: 'training' };

const gapLabel = (values: readonly number[]) => `gap ${formatLoss(values.at(-1) ?? 0)}`;

/** Room for the labels of all charts of a run. */
const roomOf = (run: LogRunReport) => [...Object.values(LABELS), gapLabel(gapOf(run).values)];

const rolesOf = (run: LogRunReport) => ({
  validation: curveOf(run, run.roles.validationLoss),
  training: curveOf(run, run.roles.trainingLoss),
});

const metricsOf = (run: LogRunReport) => ({
  validation: curveOf(run, run.roles.validationMetric),
  training: curveOf(run, run.roles.trainingMetric),
});

/** All curves with a role: their charts have one axis of steps. */
const drawnOf = (run: LogRunReport) => [...Object.values(rolesOf(run)), ...Object.values(metricsOf(run))];

function pair({ validation, training }: ReturnType<typeof rolesOf>, format: Format): Series[] {
  return [
    ...(validation
      ? [lineOf(validation, { label: validation.name, end: LABELS.validation, tone: TONE, format })]
      : []),
    ...(training
      ? [lineOf(training, { label: training.name, end: LABELS.training, tone: TONE, ...TRAINING, format })]
      : []),
  ];
}

/** Validation solid, training dashed, the best epoch marked, what lies after it tinted when it overfits. */
export function lossChart(run: LogRunReport, summary: string): ChartSpec | undefined {
  const series = pair(rolesOf(run), formatLoss);
  if (!series.some(({ y }) => y.some(Number.isFinite))) return undefined;
  const frame = frameOf(run, drawnOf(run), roomOf(run));
  return {
    ...frame,
    id: 'log-loss',
    summary,
    x: gapOf(run).steps.length > 1 ? { ...frame.x, labels: false, title: undefined } : frame.x,
    y: lossLevels(series.map(({ y }) => y)),
    adjusts: ['smooth', 'logX', 'logY'],
    marks: marksOf(run, frame.x),
    series,
  };
}

function marksOf(run: LogRunReport, { min, max }: Axis): Mark[] {
  const { bestEpoch, sinceEpoch, kind } = run.verdict;
  if (bestEpoch === null) return [];
  const best = finitePoints(rolesOf(run).validation).find(({ step }) => step === bestEpoch);
  const side = bestEpoch > min + 0.6 * (max - min) ? 'left' : 'right';
  const line: Mark = { kind: 'vertical', at: bestEpoch, text: `best ${run.unit} ${count(bestEpoch)}`, side };
  const ring: Mark[] = best ? [{ kind: 'ring', x: best.step, y: best.value, tone: TONE }] : [];
  if (kind !== 'overfitting') return [line, ...ring];
  const from = sinceEpoch ?? bestEpoch;
  return [line, ...ring, { kind: 'tint', from, text: max - from > (max - min) / 4 ? 'overfitting' : '' }];
}

/** The gap as a strip under the losses. */
export function gapStrip(run: LogRunReport): ChartSpec | undefined {
  const { steps, values } = gapOf(run);
  if (steps.length < 2) return undefined;
  // The steep start leaves the strip.
  const settled = values.slice(Math.floor(values.length / 5));
  const final = formatLoss(values.at(-1) ?? 0);
  return {
    ...frameOf(run, drawnOf(run), roomOf(run)),
    id: 'log-gap',
    summary: `Validation minus training loss of ${run.name} at the end: ${final}`,
    y: spanAxis([0, ...settled], 2),
    top: 4,
    adjusts: ['smooth', 'logX'],
    marks: [],
    series: [
      {
        label: 'Gap',
        x: steps,
        y: values,
        tone: TONE,
        width: 1.5,
        end: gapLabel(values),
        fill: 'origin',
        fillOpacity: 0.15,
        format: formatLoss,
      },
    ],
  };
}

/** Accuracy, AUC, an error: whatever the roles name. */
export function metricChart(run: LogRunReport, summary: string): ChartSpec | undefined {
  const { validation, training } = metricsOf(run);
  const known = [...finitePoints(validation), ...finitePoints(training)].map(({ value }) => value);
  if (known.length === 0) return undefined;
  const name = validation?.name ?? training?.name ?? '';
  const isShare = SHARES.test(name) && known.every((value) => value >= 0 && value <= 1);
  const axis = spanAxis(known, 3);
  const y = isShare
    ? {
        ...axis,
        max: Math.min(1, axis.max),
        ticks: axis.ticks.filter((tick) => tick <= 1),
        format: formatShare,
      }
    : axis;
  const format: Format = isShare ? (value) => `${(100 * value).toFixed(1)}\u202f%` : significant;
  return {
    ...frameOf(run, drawnOf(run), roomOf(run)),
    id: 'log-metric',
    summary,
    y,
    adjusts: ['smooth', 'logX'],
    marks: [],
    series: pair({ validation, training }, format),
  };
}

const SHARES = /acc|auc|f1|precision|recall|iou/i;

/** One curve that has no role. */
export function otherChart(run: LogRunReport, curve: DrawnCurve): ChartSpec {
  const values = finitePoints(curve).map(({ value }) => value);
  const y = spanAxis(values, 3);
  return {
    ...frameOf(run, [curve], []),
    id: 'log-curve',
    summary: `${curve.name} of ${run.name}`,
    shared: undefined,
    y: { ...y, format: significant },
    adjusts: ['smooth', 'logX', 'logY'],
    marks: [],
    series: [lineOf(curve, { label: curve.name, tone: TONE, width: 1.5, format: significant })],
  };
}
