/** How far each kernel is from a Gauss distribution, towards a Laplace one. */
import type { TensorReport, WeightsReport } from '../../../src/report/weightFiles/weightsReport.ts';
import { formatCount } from '../../../src/words.ts';
import { signedAxis } from '../../charts/levels.ts';
import type { ChartSpec, Mark, Series } from '../../charts/spec.ts';
import { shortName, significant } from '../numbers.ts';

type Likeness = NonNullable<WeightsReport['likeness']>;

export const likenessTitle = ({ kernels, kernelsLikeLaplace }: Likeness): string =>
  `${kernelsLikeLaplace === 0 ? 'None' : kernelsLikeLaplace} of ${formatCount(kernels, 'kernel')} ${kernelsLikeLaplace < 2 ? 'looks' : 'look'} more like Laplace (L1) than like Gauss (L2 or none)`;

/**
 * A triangle for what is like Laplace, a square for what is like Gauss: the marks of L1 and L2 elsewhere; a ring for what
 * is above 0 by too little.
 * @param like how many of the kernels, those with the largest values, count as like Laplace
 */
export function likenessChart(kernels: readonly TensorReport[], like: number, summary: string): ChartSpec {
  const points = kernels.map(({ name, distribution }, index) => ({
    name,
    index,
    value: distribution?.laplaceOverGauss ?? 0,
  }));
  const marks = (label: string, found: typeof points, look: Pick<Series, 'marker' | 'tone'>): Series => ({
    label,
    style: 'points',
    x: found.map(({ index }) => index),
    y: found.map(({ value }) => value),
    ...look,
    ...(kernels.length > MOST_LARGE && { radii: found.map(() => 1.5) }),
    format: significant,
  });
  const size = Math.max(...points.map(({ value }) => Math.abs(value))) || 1;
  const last = points.length - 1;
  const laplace = new Set([...points].sort((a, b) => b.value - a.value).slice(0, like));
  const gauss = points.filter((point) => !laplace.has(point) && point.value <= 0);
  const neither = points.filter((point) => !laplace.has(point) && point.value > 0);
  const side = (text: string, dy: number): Mark => ({ kind: 'text', x: -0.5, y: 0, text, dx: 6, dy });
  const x = {
    scale: 'linear' as const,
    min: -0.5,
    max: last + 0.5,
    ticks: points.length > MOST_NAMED ? [] : points.map(({ index }) => index),
    format: (index: number) => shortName(points[index]?.name ?? ''),
    ...(points.length > MOST_NAMED && { title: 'Kernel' }),
  };
  return {
    id: 'likeness',
    summary,
    abscissa: 'Kernel',
    position: (index) => points[index]?.name ?? '',
    x,
    y: signedAxis(-1.3 * size, 1.3 * size),
    left: 54,
    marks: [{ kind: 'horizontal', at: 0 }, side('like Laplace', -9), side('like Gauss', 9)],
    series: [
      marks(
        'Like Laplace',
        points.filter((point) => laplace.has(point)),
        { marker: 'triangle', tone: '--l1-2' },
      ),
      marks('Like Gauss', gauss, { marker: 'square', tone: '--l2-2' }),
      marks('Neither', neither, { marker: 'ring', tone: '--none' }),
    ].filter(({ x }) => x.length > 0),
  };
}

/** More marks than this run into one another. */
const MOST_LARGE = 150;

/** More names than this do not fit beside one another. */
const MOST_NAMED = 12;
