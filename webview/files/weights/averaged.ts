/** Monte-Carlo dropout: the loss of the prediction averaged over k passes, against the one pass without dropout. */
import type { Evaluation } from '../../../src/report/weightFiles/evaluation.ts';
import { formatLoss } from '../../../src/words.ts';
import { spanAxis } from '../../charts/levels.ts';
import { referenceSeries } from '../../charts/series.ts';
import type { Axis, ChartSpec } from '../../charts/spec.ts';

/** Undefined with fewer than two k. */
export function averagedChart({ monteCarlo, dropout }: Evaluation, summary: string): ChartSpec | undefined {
  const averaged = monteCarlo?.averaged ?? [];
  if (averaged.length < 2) return undefined;
  const ks = averaged.map(({ k }) => k);
  const losses = averaged.map(({ loss }) => loss);
  const x: Axis = {
    scale: 'log',
    min: Math.min(...ks),
    max: Math.max(...ks),
    ticks: ks,
    format: String,
    title: 'k, passes averaged',
  };
  const off = dropout ? [referenceSeries('Dropout off', x, dropout.off, formatLoss)] : [];
  return {
    id: 'evaluation-monte-carlo',
    summary,
    abscissa: 'k',
    position: (k) => `k = ${k}`,
    x,
    y: spanAxis([...losses, ...(dropout ? [dropout.off] : [])], 3),
    left: 54,
    marks: [],
    series: [
      {
        label: 'Averaged',
        x: ks,
        y: losses,
        tone: '--dropout-2',
        marker: 'disc',
        end: 'averaged',
        format: formatLoss,
      },
      ...off.map((series) => ({ ...series, end: 'off' })),
    ],
  };
}
