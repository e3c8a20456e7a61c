/** Training and validation loss over λ, family by family. */
import { formatLoss, formatStrength } from '../../src/words.ts';
import type { StrengthFamily, StrengthPoint, StrengthSweep } from '../measures/strengths.ts';
import { FAMILY_NAMES } from '../words/strengths.ts';
import { clippedAxis } from './levels.ts';
import { referenceSeries, SWEEP, strengthAxis } from './series.ts';
import type { ChartSpec, Mark, Series } from './spec.ts';

const LOOKS: Record<StrengthFamily, Pick<Series, 'tone' | 'marker' | 'hollow' | 'end'>> = {
  l1: { ...SWEEP.l1, end: 'L1' },
  l1Proximal: { tone: '--l1-3', marker: 'triangle', hollow: true, end: 'L1 prox.' },
  l2: { ...SWEEP.l2, end: 'L2' },
};

/** @param none validation loss without regularization: the level to compare with */
export function validationCurveChart(
  sweeps: readonly StrengthSweep[],
  none: number | undefined,
  summary: string,
): ChartSpec {
  const x = {
    ...strengthAxis(sweeps.flatMap(({ points }) => points.map(({ lambda }) => lambda))),
    title: 'λ, as in the source (Keras convention)',
  };
  const series = sweeps.flatMap(seriesOf);
  const values = series.flatMap(({ y }) => y);
  return {
    id: 'fit-validation-curve',
    summary,
    abscissa: 'λ',
    position: (lambda) => `λ ${formatStrength(lambda)}`,
    x,
    y: clippedAxis([...values, none ?? values[0] ?? 0], none ?? Math.min(...values), 4),
    adjusts: ['bands', 'logY'],
    marks: sweeps.map(bestMark),
    series: [
      ...series,
      ...(none === undefined ? [] : [referenceSeries('No regularization', x, none, formatLoss)]),
    ],
  };
}

function seriesOf({ family, points }: StrengthSweep): Series[] {
  const { end, ...look } = LOOKS[family];
  const name = FAMILY_NAMES[family];
  const errors = points.map(({ validationLoss }) => validationLoss.standardError);
  const losses = (loss: 'trainLoss' | 'validationLoss') =>
    points.map((point: StrengthPoint) => point[loss].mean as number);
  const x = points.map(({ lambda }) => lambda);
  return [
    {
      label: `${name}, validation`,
      x,
      y: losses('validationLoss'),
      ...(errors.some((error) => error !== null) && { error: errors.map((error) => error ?? 0) }),
      ...look,
      end,
      format: formatLoss,
    },
    {
      label: `${name}, training`,
      x,
      y: losses('trainLoss'),
      tone: look.tone,
      dash: [5, 3],
      width: 1.5,
      format: formatLoss,
    },
  ];
}

function bestMark({ family, points, best }: StrengthSweep): Mark {
  const point = points.find(({ lambda }) => lambda === best.lambda) as StrengthPoint;
  return { kind: 'ring', x: best.lambda, y: point.validationLoss.mean as number, tone: LOOKS[family].tone };
}
