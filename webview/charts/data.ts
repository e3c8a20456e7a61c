/** Pictures of the data: how often each class stands in each part, how a number is distributed. */
import type { ColumnProfile } from '../../src/dataset/dataset.ts';
import type { Report } from '../../src/report/report.ts';
import { formatCount, formatPercent } from '../../src/words.ts';
import { axisUpTo, ticksWithin } from '../measures/scale.ts';
import type { ChartSpec, Series } from './spec.ts';

const PARTS = [
  { part: 'training', label: 'Training', opacity: 1 },
  { part: 'validation', label: 'Validation', opacity: 0.6 },
  { part: 'test', label: 'Test', opacity: 0.3 },
] as const;

/** More classes than this are told in words only. */
const MOST_CLASSES = 30;

/** Share of each class in each part, side by side. */
export function balanceChart(
  { classes = [], checks }: Pick<Report['data'], 'classes' | 'checks'>,
  summary: string,
): ChartSpec | undefined {
  const counts = checks.classCounts;
  if (!counts || classes.length > MOST_CLASSES) return undefined;
  const breadth = 0.26;
  const series = PARTS.map(({ part, label, opacity }, index): Series => {
    const total = counts[part].reduce((sum, n) => sum + n, 0) || 1;
    return {
      label,
      style: 'bars',
      x: classes.map((_, at) => at + (index - 1) * breadth),
      y: counts[part].map((n) => n / total),
      breadth,
      tone: '--source',
      fillOpacity: opacity,
      hollow: true,
      format: (share) => formatPercent(share, 1),
    };
  });
  const { max, ticks } = axisUpTo(Math.max(...series.flatMap(({ y }) => y)), 4);
  return {
    id: 'data-classes',
    summary,
    abscissa: 'Class',
    position: (at) => classes[Math.round(at)] ?? '',
    x: {
      scale: 'linear',
      min: -0.6,
      max: classes.length - 0.4,
      ticks: classes.map((_, index) => index),
      format: (at) => classes[at] ?? '',
    },
    y: { scale: 'linear', min: 0, max, ticks, format: (share) => formatPercent(share) },
    series,
    marks: [],
  };
}

/** A regression's target over all rows. */
export function targetChart(column: ColumnProfile, summary: string): ChartSpec | undefined {
  const { numbers, histogram } = column;
  if (!numbers || !histogram || histogram.length < 2) return undefined;
  const { minimum, maximum } = numbers;
  const width = (maximum - minimum) / histogram.length;
  const { max, ticks } = axisUpTo(Math.max(...histogram), 3);
  return {
    id: 'data-target',
    summary,
    abscissa: column.name,
    position: (value) => value.toPrecision(3),
    x: {
      scale: 'linear',
      min: minimum,
      max: maximum,
      ticks: ticksWithin(minimum, maximum, 6),
      format: String,
    },
    y: { scale: 'linear', min: 0, max, ticks, format: String },
    series: [
      {
        label: 'Rows',
        style: 'bars',
        x: histogram.map((_, bin) => minimum + (bin + 0.5) * width),
        y: histogram,
        breadth: width * 0.96,
        tone: '--source',
        format: (rows) => formatCount(rows, 'row'),
      },
    ],
    marks: [],
  };
}
