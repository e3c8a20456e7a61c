/** Losses over the number of training rows. */
import type { Estimate } from '../../src/report/report.ts';
import type { LearningCurveReport } from '../../src/report/studies.ts';
import { formatCount, formatLoss } from '../../src/words.ts';
import { range } from '../measures/scale.ts';
import { type Identified, lookOf } from '../theme/identity.ts';
import { count } from '../words/numbers.ts';
import { linearAxis, reachOf } from './levels.ts';
import type { Axis, ChartSpec, Series } from './spec.ts';

type LearningCurve = LearningCurveReport['curves'][number];

/** Variants of the plan have their looks; a curve names its variant by id. */
type Plan = readonly (Identified & { id: string })[];

/** Validation solid, training dashed, the fitted power law to twice the rows dotted. */
export function learningCurveChart({ curves }: LearningCurveReport, plan: Plan, summary: string): ChartSpec {
  const rows = curves.flatMap(({ points }) => points.map((point) => point.rows));
  const series = curves.flatMap((curve) => seriesOf(curve, plan));
  const most = Math.max(...series.flatMap(({ x }) => x));
  return {
    id: 'fit-learning-curve',
    summary,
    abscissa: 'Training rows',
    position: (value) => formatCount(Math.round(value), 'row'),
    x: rowsAxis(rows, most),
    y: linearAxis(Math.max(...reachOf(series).filter(Number.isFinite)), 4),
    adjusts: ['bands', 'logY'],
    marks: [],
    series,
  };
}

function rowsAxis(rows: readonly number[], most: number): Axis {
  const least = Math.min(...rows);
  return {
    scale: 'log',
    min: least / 1.08,
    max: most * 1.08,
    ticks: [...new Set([...rows, most])].sort((a, b) => a - b),
    format: count,
    title: 'Training rows',
  };
}

function seriesOf(curve: LearningCurve, plan: Plan): Series[] {
  const variant = plan.find(({ id }) => id === curve.variant);
  const tone = variant ? lookOf(variant, plan).tone : '--source';
  const line = (name: 'validationLoss' | 'trainLoss', rest: Partial<Series> & { label: string }): Series => {
    const known = curve.points.filter((point) => point[name].mean !== null);
    const errors = known.map((point) => (point[name] as Estimate).standardError);
    return {
      variant: curve.variant,
      x: known.map((point) => point.rows),
      y: known.map((point) => point[name].mean as number),
      ...(errors.some((error) => error !== null) && { error: errors.map((error) => error ?? 0) }),
      tone,
      format: formatLoss,
      ...rest,
    };
  };
  return [
    line('validationLoss', { label: `${curve.name}, validation`, end: curve.name, marker: 'disc' }),
    line('trainLoss', { label: `${curve.name}, training`, dash: [5, 3], width: 1.5 }),
    ...lawOf(curve, tone),
  ].filter(({ x }) => x.length > 0);
}

const LAW_STEPS = 12;

/** The power law from the largest size to twice as many rows. */
function lawOf({ powerLaw, points, name }: LearningCurve, tone: Series['tone']): Series[] {
  if (!powerLaw) return [];
  const { a, b, c } = powerLaw;
  const largest = Math.max(...points.map(({ rows }) => rows));
  const x = range(0, LAW_STEPS).map((step) => largest * 2 ** (step / LAW_STEPS));
  const law = x.map((rows) => a + b * rows ** -c);
  return [
    {
      label: `${name}, power law`,
      x,
      y: law,
      tone,
      dash: [2, 2],
      width: 1,
      style: 'path',
      format: formatLoss,
    },
  ];
}
