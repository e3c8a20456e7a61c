/** Loss after zeroing the smallest weights of all kernels. */

import type { Evaluation } from '../../../src/report/weightFiles/evaluation.ts';
import { formatLoss, formatPercent, formatShare } from '../../../src/words.ts';
import { linearAxis } from '../../charts/levels.ts';
import { ZEROED_SHARES } from '../../charts/pruning.ts';
import { referenceSeries } from '../../charts/series.ts';
import type { ChartSpec } from '../../charts/spec.ts';

/** A loss so much above that of the whole model is still as good. */
const ALLOWED = 1.05;

/** The last point before the loss first rises by more than 5 %. */
export function prunablePoint({ pruning, loss }: Evaluation): Evaluation['pruning'][number] | undefined {
  const worse = pruning.findIndex((point) => point.loss > ALLOWED * loss);
  return worse === -1 ? pruning.at(-1) : pruning[worse - 1];
}

export function prunedTitle(evaluation: Evaluation): string {
  const point = prunablePoint(evaluation);
  if (!point || point.share === 0)
    return 'Zeroing even the smallest weights raises the loss by more than 5\u202f%';
  return `${formatShare(point.share)} of the weights can be zeroed before the loss rises by 5\u202f%`;
}

export function prunedLossChart(evaluation: Evaluation, summary: string): ChartSpec {
  const { pruning, trivialLoss, loss } = evaluation;
  const losses = pruning.map((point) => point.loss);
  // What is far beyond a constant prediction leaves the plot through its top.
  const high = Math.min(Math.max(...losses, loss), Math.max(1.3 * trivialLoss, 2 * loss));
  const point = prunablePoint(evaluation);
  return {
    id: 'evaluation-pruning',
    summary,
    abscissa: 'Zeroed',
    position: (share) => `${formatPercent(share, 1)} zeroed`,
    left: 54,
    x: ZEROED_SHARES,
    y: { ...linearAxis(high, 4), title: 'Loss' },
    room: [CONSTANT],
    marks: point ? [{ kind: 'ring', x: point.share, y: point.loss, tone: '--none' }] : [],
    series: [
      { label: 'Loss', x: pruning.map(({ share }) => share), y: losses, tone: '--none', format: formatLoss },
      {
        ...referenceSeries('Best constant prediction', ZEROED_SHARES, trivialLoss, formatLoss),
        end: CONSTANT,
      },
    ],
  };
}

const CONSTANT = 'constant';
