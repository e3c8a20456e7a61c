/** What the optimizer minimized. */
import type { VariantReport } from '../../src/report/report.ts';
import { formatLoss } from '../../src/words.ts';
import { last, median } from '../measures/statistics.ts';
import type { Identified } from '../theme/identity.ts';
import { epochAxis, linearAxis } from './levels.ts';
import { epochSeries, epochTitle } from './series.ts';
import type { ChartSpec } from './spec.ts';

/** Data loss with dropout on, and the penalty stacked on it. */
export function objectiveChart(id: string, variant: VariantReport, plan: readonly Identified[]): ChartSpec {
  const { trainLossDropoutOn: data, penalty } = variant.curves;
  const total = data.mean.map((value, index) => value + (penalty.mean[index] as number));
  const [finalData, finalPenalty] = [last(data.mean) ?? 0, last(penalty.mean) ?? 0];
  const high = Math.min(Math.max(...total), 4 * Math.max(last(total) ?? 0, median(total)));
  const area = { width: 1.5, format: formatLoss };
  const sum = { mean: total, standardError: [] };
  return {
    id,
    summary: `Training objective of ${variant.name}: data loss ${formatLoss(finalData)}, penalty ${formatLoss(finalPenalty)}`,
    abscissa: 'Epoch',
    position: epochTitle,
    x: { ...epochAxis([variant]), title: 'Epoch' },
    y: linearAxis(high || 1, 3),
    adjusts: ['smooth'],
    marks: [],
    series: [
      {
        ...epochSeries(variant, plan, sum, { label: 'Data + penalty', ...area }),
        error: undefined,
        fill: 'next',
        fillOpacity: 0.22,
        end: finalPenalty > 0 ? `+ penalty ${formatLoss(finalPenalty)}` : undefined,
      },
      {
        ...epochSeries(variant, plan, data, { label: 'Data loss, dropout on', ...area }),
        error: undefined,
        fill: 'origin',
        fillOpacity: 0.5,
        end: `data ${formatLoss(finalData)}`,
      },
    ],
  };
}
