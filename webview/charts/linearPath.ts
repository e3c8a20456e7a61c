/** The path of a linear model: coefficients, columns at 0 and losses over one axis of λ. */
import type { LinearPath, PathPoint } from '../../src/statistics/linearPaths.ts';
import { formatLoss, formatSigned, formatStrength } from '../../src/words.ts';
import { bestPathPoint, columnsBySize } from '../measures/path.ts';
import { axisUpTo, logTicks, tickDecimals } from '../measures/scale.ts';
import type { Tone } from '../theme/palette.ts';
import { roughSize } from '../words/numbers.ts';
import { spread } from './labels.ts';
import { signedAxis } from './levels.ts';
import { SWEEP } from './series.ts';
import type { Axis, ChartSpec, Format, Mark, Series } from './spec.ts';

export type LinearPenalty = 'l1' | 'l2';

const LEFT = 52;
const ROOM = ['validation'];
const SHARED = 'linear-path';
/** Columns that are named beside their lines. */
const NAMED = 7;
/** Share of the axis left of the weakest λ, for the names. */
const NAME_ROOM = 0.2;
/** Longer names end in an ellipsis. */
const LONGEST_NAME = 15;
/** Height of the plot in pixels, about: names are kept this far apart. */
const PLOT_HEIGHT = 250;

const position: Format = (lambda) => `λ ${formatStrength(Number(lambda.toPrecision(2)))}`;

/** λ ascending, with room for the names left of the weakest. */
function lambdaAxis(points: readonly PathPoint[]): Axis {
  const lambdas = points.map(({ lambda }) => lambda);
  const [low, high] = [Math.log10(Math.min(...lambdas)), Math.log10(Math.max(...lambdas))];
  const span = Math.max(high - low, 0.5);
  return {
    scale: 'log',
    min: 10 ** (low - NAME_ROOM * span),
    max: 10 ** (high + 0.02 * span),
    ticks: logTicks(10 ** low, 10 ** high),
    format: roughSize,
  };
}

const ascending = (points: readonly PathPoint[]): PathPoint[] =>
  [...points].sort((a, b) => a.lambda - b.lambda);

/** A line for every column: the largest named, the others thin and grey. */
export function coefficientChart(path: LinearPath, penalty: LinearPenalty, summary: string): ChartSpec {
  const points = ascending(path[penalty]);
  const order = columnsBySize(points, path.columns.length);
  const named = order.slice(0, NAMED);
  const values = points.flatMap(({ coefficients }) => coefficients);
  const y = coefficientAxis(Math.min(0, ...values), Math.max(0, ...values));
  const format: Format = path.loss === 'squared' ? formatSigned : formatLoss;
  // The last drawn lies on top: the largest.
  const series = [...order].reverse().map((column): Series => {
    const isNamed = named.includes(column);
    return {
      label: path.columns[column] ?? '',
      x: points.map(({ lambda }) => lambda),
      y: points.map(({ coefficients }) => coefficients[column] ?? 0),
      tone: isNamed ? toneOf(penalty, named.indexOf(column)) : '--muted',
      width: isNamed ? 2 : 1,
      format,
    };
  });
  return {
    id: 'path-coefficients',
    summary,
    abscissa: 'λ',
    position,
    x: { ...lambdaAxis(path[penalty]), labels: false },
    shared: SHARED,
    y,
    left: LEFT,
    room: ROOM,
    nearest: 'xy',
    marks: [...bestMark(path[penalty]), ...nameMarks(path, points[0], named, penalty, y)],
    series,
  };
}

/** Strong for the largest columns, weaker for the next. */
const toneOf = (penalty: LinearPenalty, rank: number): Tone =>
  `--${penalty}-${rank < 2 ? 2 : rank < 4 ? 3 : 1}` as Tone;

function coefficientAxis(low: number, high: number): Axis {
  const margin = 0.06 * (high - low) || 1;
  return signedAxis(low < 0 ? low - margin : 0, high + margin);
}

/** The names stand left of the lines' weak ends, apart from one another. */
function nameMarks(
  { columns }: LinearPath,
  weakest: PathPoint | undefined,
  named: readonly number[],
  penalty: LinearPenalty,
  y: Axis,
): Mark[] {
  if (!weakest) return [];
  const scale = PLOT_HEIGHT / (y.max - y.min);
  const labels = named.map((column, rank) => ({
    text: shortened(columns[column] ?? ''),
    y: (y.max - (weakest.coefficients[column] ?? 0)) * scale,
    tone: toneOf(penalty, rank),
  }));
  return spread(labels, 6, PLOT_HEIGHT - 6).map(({ text, y: at, tone }) => ({
    kind: 'text',
    x: weakest.lambda,
    y: y.max - at / scale,
    text,
    tone,
    align: 'end',
    dx: -4,
  }));
}

const shortened = (name: string): string =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;

function bestMark(points: readonly PathPoint[]): Mark[] {
  const best = bestPathPoint(points);
  return best ? [{ kind: 'vertical', at: best.lambda }] : [];
}

/** How many columns have no coefficient left: both penalties, the chosen one strong. */
export function zeroColumnsChart(path: LinearPath, penalty: LinearPenalty, summary: string): ChartSpec {
  const columns = path.columns.length;
  const series = (['l1', 'l2'] as const).map((family): Series => {
    const points = ascending(path[family]);
    return {
      label: family.toUpperCase(),
      end: family.toUpperCase(),
      x: points.map(({ lambda }) => lambda),
      y: points.map(({ zeroColumns }) => zeroColumns),
      tone: SWEEP[family].tone,
      width: family === penalty ? 2 : 1,
      format: (count) => `${count} of ${columns}`,
    };
  });
  return {
    id: 'path-zero-columns',
    summary,
    abscissa: 'λ',
    position,
    x: { ...lambdaAxis(path[penalty]), title: 'λ (Keras convention)' },
    shared: SHARED,
    y: { scale: 'linear', min: 0, max: columns, ticks: [0, columns], format: String },
    left: LEFT,
    room: ROOM,
    marks: bestMark(path[penalty]),
    series,
  };
}

/** Validation and training loss of the chosen penalty, with a ring at the lowest. */
export function linearLossChart(path: LinearPath, penalty: LinearPenalty, summary: string): ChartSpec {
  const points = ascending(path[penalty]);
  const best = bestPathPoint(path[penalty]);
  const { tone } = SWEEP[penalty];
  const losses = points.flatMap(({ trainLoss, validationLoss }) => [trainLoss, validationLoss]);
  const line = { x: points.map(({ lambda }) => lambda), tone, format: formatLoss };
  return {
    id: 'path-linear-loss',
    summary,
    abscissa: 'λ',
    position,
    x: { ...lambdaAxis(path[penalty]), title: 'λ (Keras convention)' },
    shared: SHARED,
    y: lossAxis(losses),
    left: LEFT,
    room: ROOM,
    marks: best
      ? [...bestMark(path[penalty]), { kind: 'ring', x: best.lambda, y: best.validationLoss, tone }]
      : [],
    series: [
      { ...line, label: 'Validation', end: 'validation', y: points.map((point) => point.validationLoss) },
      {
        ...line,
        label: 'Training',
        end: 'training',
        y: points.map((point) => point.trainLoss),
        dash: [4, 3],
        width: 1.5,
      },
    ],
  };
}

function lossAxis(losses: readonly number[]): Axis {
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const { max, ticks } = axisUpTo(high, 3, low > 0.5 * high ? Number((0.9 * low).toPrecision(1)) : 0);
  const decimals = Math.max(1, tickDecimals(ticks));
  return { scale: 'linear', min: ticks[0] ?? 0, max, ticks, format: (value) => value.toFixed(decimals) };
}
