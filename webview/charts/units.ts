/** What the hidden units do, layer by layer, over the dropout rate. */
import type { Estimate, UnitReport } from '../../src/report/report.ts';
import { formatShare } from '../../src/words.ts';
import { commonLayers, type RatePoint, unitsOf } from '../measures/dropout.ts';
import type { Tone } from '../theme/palette.ts';
import { reachOf, spanAxis } from './levels.ts';
import { besidePoint, isDrawn, overRates, type RateFrame, rateSeries } from './rateSeries.ts';
import type { Axis, ChartSpec, Format, Series } from './spec.ts';

/** Marks of several layers: the first one full and strong, the others outlined. */
const LAYER_LOOKS: { tone: Tone; hollow: boolean; width: number; dash?: number[] }[] = [
  { tone: '--dropout-2', hollow: false, width: 2 },
  { tone: '--dropout-1', hollow: true, width: 1.5 },
  { tone: '--dropout-3', hollow: true, width: 1.5, dash: [5, 3] },
  { tone: '--dropout-1', hollow: false, width: 1.5, dash: [2, 2] },
];

/** One line for each hidden layer over the rate. */
function layerSeries(frame: RateFrame, pick: (units: UnitReport) => Estimate, format: Format): Series[] {
  const points = [...frame.sweep, ...(frame.beside ? [frame.beside] : [])];
  const layers = commonLayers(points.map(({ variant }) => variant));
  return layers
    .flatMap((layer, index) => {
      const read = ({ variant }: RatePoint) => {
        const units = unitsOf(variant, layer);
        return units && pick(units);
      };
      const { tone, ...look } = LAYER_LOOKS[index] as (typeof LAYER_LOOKS)[number];
      return [
        rateSeries(
          frame.sweep.map((point) => ({ rate: point.rate, estimate: read(point) })),
          { label: layer, end: layer, format, tone, ...look },
        ),
        ...besidePoint(frame, { label: layer, format, hollow: look.hollow }, read),
      ];
    })
    .filter(isDrawn);
}

const WHOLE: Axis = {
  scale: 'linear',
  min: 0,
  max: 1,
  ticks: [0, 0.25, 0.5, 0.75, 1],
  format: formatShare,
};

/** Mean |correlation| between the units of each layer. */
export function correlationChart(frame: RateFrame, summary: string): ChartSpec {
  const series = layerSeries(
    frame,
    (units) => units.correlation,
    (value) => value.toFixed(3),
  );
  const y = series.length > 0 ? spanAxis(reachOf(series), 4) : WHOLE;
  const rest = { adjusts: ['bands' as const], marks: [] };
  return { ...overRates(frame), id: 'dropout-correlation', summary, y, series, ...rest };
}

/** Share of active units of each layer. */
export function activityChart(frame: RateFrame, summary: string): ChartSpec {
  const series = layerSeries(frame, (units) => units.activeShare, formatShare);
  const rest = { adjusts: ['bands' as const], marks: [] };
  return { ...overRates(frame), id: 'dropout-activity', summary, y: WHOLE, series, ...rest };
}
