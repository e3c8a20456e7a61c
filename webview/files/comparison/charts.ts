/** How far each tensor moved between two files. */

import type { FileChange, TensorChange } from '../../../src/report/weightFiles/weightsComparison.ts';
import { formatPercent, formatShare } from '../../../src/words.ts';
import { linearAxis } from '../../charts/levels.ts';
import type { ChartSpec, Series } from '../../charts/spec.ts';
import { shortName } from '../numbers.ts';

/** More names than this do not fit beside one another, and more bars are drawn without a gap. */
const MOST_NAMED = 12;

/** ‖after − before‖₂ as a share of ‖before‖₂, by tensor in the order of the file; kernels stand out. Undefined when none moved. */
export function movementChart({ tensors }: FileChange, summary: string): ChartSpec | undefined {
  const moved = tensors.filter(({ relativeDistance }) => relativeDistance !== null);
  if (!moved.some(({ relativeDistance }) => relativeDistance)) return undefined;
  const values = moved.map(({ relativeDistance }) => relativeDistance as number);
  const isTrained = ({ kind }: TensorChange) => kind === 'kernel' || kind === 'embedding';
  const bars = (label: string, is: (tensor: TensorChange) => boolean, fillOpacity: number): Series => {
    const found = moved.flatMap((tensor, index) => (is(tensor) ? [index] : []));
    return {
      label,
      style: 'bars',
      x: found,
      y: found.map((index) => values[index] as number),
      breadth: moved.length > 100 ? 1 : 0.7,
      tone: '--none',
      fillOpacity,
      hollow: true,
      format: (share) => formatPercent(share, 1),
    };
  };
  const series = [
    bars('Kernels and embeddings', isTrained, 0.7),
    bars('Others', (tensor) => !isTrained(tensor), 0.15),
  ];
  const named = moved.length <= MOST_NAMED;
  return {
    id: 'comparison-movement',
    summary,
    abscissa: 'Tensor',
    position: (index) => moved[Math.round(index)]?.name ?? '',
    x: {
      scale: 'linear',
      min: -0.6,
      max: moved.length - 0.4,
      ticks: named ? moved.map((_, index) => index) : [],
      format: (index) => shortName(moved[index]?.name ?? ''),
      ...(!named && { title: 'Tensors in the order of the file' }),
    },
    y: { ...linearAxis(Math.max(...values), 4), format: formatShare },
    left: 54,
    marks: [],
    series: series.filter(({ x }) => x.length > 0),
  };
}
