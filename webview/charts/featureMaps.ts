/** Dropping a convolution's output element by element, and channel by channel. */
import type { FeatureMapProbe } from '../../src/experiment/records.ts';
import { formatLoss } from '../../src/words.ts';
import { clippedAxis } from './levels.ts';
import type { ChartSpec, Series } from './spec.ts';

/** @param undropped test loss with nothing dropped: the point at rate 0 */
export function featureMapChart(
  { layer, rates }: FeatureMapProbe,
  undropped: number | undefined,
  summary: string,
): ChartSpec {
  const known = undropped === undefined || rates[0]?.rate === 0;
  const start = known ? [] : [{ rate: 0, elementLoss: undropped, channelLoss: undropped }];
  const points = [...start, ...rates].sort((a, b) => a.rate - b.rate);
  const line = (name: 'elementLoss' | 'channelLoss', rest: Partial<Series> & { label: string }): Series => ({
    x: points.map(({ rate }) => rate),
    y: points.map((point) => point[name]),
    tone: '--dropout-2',
    marker: 'disc',
    format: formatLoss,
    ...rest,
  });
  const values = points.flatMap(({ elementLoss, channelLoss }) => [elementLoss, channelLoss]);
  return {
    id: 'dropout-maps',
    summary,
    abscissa: 'Rate',
    position: (rate) => `Rate ${rate}`,
    x: {
      scale: 'linear',
      min: -0.02,
      max: Math.max(0.1, ...points.map(({ rate }) => rate)) + 0.02,
      ticks: points.map(({ rate }) => rate),
      format: String,
      title: `Rate at the output of ${layer}`,
    },
    y: clippedAxis(values, undropped === undefined ? Math.max(...values) : 4 * undropped, 4),
    left: 48,
    adjusts: ['logY'],
    marks: [],
    series: [
      line('channelLoss', { label: 'Whole channels', end: 'channels' }),
      line('elementLoss', {
        label: 'Single elements',
        end: 'elements',
        hollow: true,
        dash: [4, 3],
        width: 1.5,
      }),
    ],
  };
}
