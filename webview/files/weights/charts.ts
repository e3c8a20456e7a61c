/** Charts of one tensor: sizes of its weights, largest weight of each output and input, singular values. */

import type { Spectrum, TensorReport } from '../../../src/report/weightFiles/weightsReport.ts';
import { mirroredHistogram, weightsSide } from '../../charts/histogram.ts';
import { linearAxis } from '../../charts/levels.ts';
import type { Axis, ChartSpec, Series } from '../../charts/spec.ts';
import { logTicks, range, ticksWithin } from '../../measures/scale.ts';
import { count } from '../../words/numbers.ts';
import { significant } from '../numbers.ts';

/** First edge of the report's histograms, as log10|w|. */
export const HISTOGRAM_START = -8;
/** log10 of the size up to which a weight is near zero. */
const NEAR_ZERO = -3;
const NEAR_ZERO_SIZE = 1e-3;
/** Beside the largest weight of its tensor. */
const SMALL_SHARE = 0.01;

/** Undefined when no weight differs from 0. */
export function sizesChart(tensor: TensorReport, summary: string): ChartSpec | undefined {
  const { histogram, exactZeros, nan, inf, distribution } = tensor;
  const weights = tensor.count - nan - inf;
  if (weights <= exactZeros) return undefined;
  const { laplaceScale = 0, gaussSigma = 0 } = distribution ?? {};
  const sized = { counts: histogram, weights, exactZeros, laplaceScale, gaussSigma };
  const side = weightsSide(sized, { label: 'Weights', tone: '--none' }, ['laplace', 'gauss']);
  const frame = { id: 'tensor-sizes', summary, exponent: NEAR_ZERO };
  return mirroredHistogram(HISTOGRAM_START, [side, undefined], frame);
}

export interface Maxima {
  id: string;
  /** `Output`, `Input`. */
  what: string;
  /** How many there are: of more than 4,096 a value is the largest of neighbours. */
  of: number;
  maxima: readonly number[];
}

/** Largest |w| of each output or input, the dead and nearly dead ones crossed. */
export function maximaChart({ id, what, of, maxima }: Maxima, summary: string): ChartSpec {
  const each = of / Math.max(1, maxima.length);
  const x = maxima.map((_, index) => index);
  const high = Math.max(...maxima);
  const small = Math.min(NEAR_ZERO_SIZE, SMALL_SHARE * high);
  const dead = x.filter((index) => (maxima[index] as number) <= small);
  const first = (index: number) => Math.floor(index * each);
  const position = (index: number) =>
    each > 1
      ? `${what}s ${count(first(index))} to ${count(first(index + 1) - 1)}`
      : `${what} ${count(index)}`;
  const bars: Series = {
    label: 'Largest |w|',
    style: 'bars',
    x,
    y: maxima,
    breadth: maxima.length > 200 ? 1 : 0.8,
    tone: '--none',
    fillOpacity: 0.6,
    format: significant,
  };
  const crosses: Series = {
    label: 'Small',
    style: 'points',
    x: dead,
    y: dead.map(() => 0),
    marker: 'cross',
    ...(dead.length > MOST_MARKED && { radii: dead.map(() => 2) }),
    tone: '--vscode-editorWarning-foreground',
    format: () => `all |w| ≤ ${significant(small)}`,
  };
  return {
    id,
    summary,
    abscissa: what,
    position,
    x: indexAxis(maxima.length, (index) => count(first(index)), what),
    y: linearAxis(high > 0 ? high : 1, 2),
    left: 54,
    marks: [],
    series: dead.length > 0 ? [bars, crosses] : [bars],
  };
}

function indexAxis(length: number, format: Axis['format'], title: string): Axis {
  const last = Math.max(1, length - 1);
  const ticks = ticksWithin(0, last, 6).filter(Number.isInteger);
  return { scale: 'linear', min: -0.6, max: Math.max(0, length - 1) + 0.6, ticks, format, title };
}

/** Singular values in descending order on a logarithmic axis; undefined when all are 0. */
export function spectrumChart({ singularValues }: Spectrum, summary: string): ChartSpec | undefined {
  const positive = singularValues.filter((value) => value > 0);
  if (positive.length === 0) return undefined;
  const [largest, smallest] = [positive[0] as number, positive.at(-1) as number];
  // What is below a millionth of the largest is rounding.
  const min = Math.max(smallest / 1.3, largest * 1e-7);
  const max = Math.max(largest * 1.3, min * 10);
  return {
    id: 'tensor-spectrum',
    summary,
    abscissa: 'Rank',
    position: (rank) => `Singular value ${count(rank)}`,
    x: {
      scale: 'linear',
      min: 1,
      max: Math.max(2, positive.length),
      ticks: [1, ...ticksWithin(2, Math.max(2, positive.length), 5).filter(Number.isInteger)],
      format: count,
      title: 'Rank',
    },
    y: { scale: 'log', min, max, ticks: logTicks(min, max), format: plainPower },
    left: 58,
    adjusts: ['logX'],
    marks: [],
    series: [
      {
        label: 'Singular value',
        x: range(1, positive.length),
        y: positive,
        tone: '--none',
        ...(positive.length <= MOST_MARKED && { marker: 'disc' }),
        format: significant,
      },
    ],
  };
}

/** `0.01`, `100`; `1e-5` where zeros would have to be counted. */
const plainPower = (value: number) =>
  value >= 1e-3 && value < 1e5
    ? String(Number(value.toPrecision(2)))
    : value.toExponential().replace('e+', 'e');

/** More points than this run into one another. */
const MOST_MARKED = 40;
