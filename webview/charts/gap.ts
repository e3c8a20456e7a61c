/** The generalization gap as a strip under its curves, on the same x. */
import type { VariantReport } from '../../src/report/report.ts';
import { formatShare } from '../../src/words.ts';
import { axisUpTo, niceAbove, tickDecimals } from '../measures/scale.ts';
import { last } from '../measures/statistics.ts';
import { endLabelsOf, epochAxis, type FitFrame, formatOf, gapOf, roomOf } from './levels.ts';
import { epochSeries, epochTitle } from './series.ts';
import type { Axis, ChartSpec, Series } from './spec.ts';

/** The variant's gap as an area; the baseline's as a dotted line. */
export function gapChart(id: string, variant: VariantReport, frame: FitFrame): ChartSpec {
  const { baseline } = frame;
  const labels = endLabelsOf(variant, frame);
  const series: Series[] = [
    {
      ...gapSeries(variant, frame, { label: 'Gap', width: 1.5, end: labels.gap }),
      fill: 'origin',
      fillOpacity: 0.15,
    },
  ];
  if (baseline && baseline !== variant) {
    const dotted = { label: 'Baseline gap', width: 1, dash: [2, 2], end: labels.baseline };
    // A reference, not the variant's own line: hovering either side does not fade it.
    series.push({ ...gapSeries(baseline, frame, dotted), tone: '--muted', variant: undefined });
  }
  const gap = gapOf(variant, frame.measure);
  const final = formatOf(frame.measure)(last(gap) ?? 0);
  return {
    id,
    summary: `Generalization gap of ${variant.name} at epoch ${gap.length}: ${final}`,
    abscissa: 'Epoch',
    position: epochTitle,
    x: { ...epochAxis(frame.shown), title: 'Epoch' },
    shared: `epochs-${variant.id}`,
    y: gapAxis(frame),
    room: roomOf(frame),
    top: 4,
    adjusts: ['smooth'],
    marks: [],
    series,
  };
}

function gapSeries(
  variant: VariantReport,
  { plan, measure }: FitFrame,
  rest: Pick<Series, 'label' | 'width' | 'dash' | 'end'>,
): Series {
  const curve = { mean: gapOf(variant, measure), standardError: [] };
  return { ...epochSeries(variant, plan, curve, { ...rest, format: formatOf(measure) }), error: undefined };
}

/** The range of the gap after its first fifth; below 0 only where the gap is. */
function gapAxis({ shown, measure }: FitFrame): Axis {
  const settled = shown.flatMap((variant) => {
    const gap = gapOf(variant, measure);
    return gap.slice(Math.floor(gap.length / 5)).filter(Number.isFinite);
  });
  const high = Math.max(1e-3, ...settled);
  const lowest = Math.min(0, ...settled);
  const low = lowest < -0.05 * high ? lowest : 0;
  const step = niceAbove((high - low) / 2);
  const min = -step * Math.ceil(-low / step - 1e-9) || 0;
  const { max, ticks } = axisUpTo(high, Math.max(1, Math.ceil((high - min) / step - 1e-9)), min);
  const decimals = Math.max(1, tickDecimals(ticks));
  const format: Axis['format'] = measure === 'accuracy' ? formatShare : (value) => value.toFixed(decimals);
  return { scale: 'linear', min, max, ticks, format };
}
