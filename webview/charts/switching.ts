/** One run's losses with dropout on and off. */
import type { VariantReport } from '../../src/report/report.ts';
import { formatLoss } from '../../src/words.ts';
import { crossingEpoch } from '../measures/dropout.ts';
import type { Identified } from '../theme/identity.ts';
import { epochAxis, lossAxis } from './levels.ts';
import { epochSeries, epochTitle } from './series.ts';
import type { ChartSpec, Mark } from './spec.ts';

/** Training loss as reported and with dropout off, validation loss, and the epoch where the reported one crosses it. */
export function switchingChart(
  variant: VariantReport,
  plan: readonly Identified[],
  log: boolean,
  summary: string,
): ChartSpec {
  const { validationLoss, trainLoss, trainLossDropoutOn } = variant.curves;
  const cross = crossingEpoch(variant);
  const epochs = validationLoss.mean.length;
  const line = { width: 1.5, format: formatLoss };
  const marks: Mark[] =
    cross === undefined || cross < 2
      ? []
      : [
          {
            kind: 'vertical',
            at: cross,
            text: `epoch ${cross}`,
            side: cross > epochs * 0.6 ? 'left' : 'right',
          },
        ];
  return {
    id: 'dropout-switching',
    summary,
    abscissa: 'Epoch',
    position: epochTitle,
    x: { ...epochAxis([variant]), title: 'Epoch' },
    y: lossAxis([validationLoss.mean, trainLoss.mean, trainLossDropoutOn.mean], log),
    adjusts: ['smooth', 'bands', 'logY'],
    marks,
    series: [
      epochSeries(variant, plan, validationLoss, {
        label: 'Validation, dropout off',
        end: 'validation, off',
        format: formatLoss,
      }),
      epochSeries(variant, plan, trainLossDropoutOn, {
        label: 'Training, dropout on',
        end: 'training, on',
        dash: [2, 2],
        ...line,
      }),
      epochSeries(variant, plan, trainLoss, {
        label: 'Training, dropout off',
        end: 'training, off',
        dash: [5, 3],
        ...line,
      }),
    ],
  };
}
