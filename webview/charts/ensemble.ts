/** Averages of k thinned networks against the one network with scaled weights. */
import type { VariantReport } from '../../src/report/report.ts';
import { formatLoss } from '../../src/words.ts';
import { type Identified, lookOf } from '../theme/identity.ts';
import { rateName } from '../words/dropout.ts';
import { reachOf, spanAxis } from './levels.ts';
import { referenceSeries } from './series.ts';
import type { Axis, ChartSpec, Series } from './spec.ts';

/** One curve and one dashed level for each variant that has them. */
export function ensembleChart(
  variants: readonly VariantReport[],
  plan: readonly Identified[],
  summary: string,
): ChartSpec {
  const ks = variants.flatMap(({ dropout }) => (dropout?.ensemble ?? []).map(({ k }) => k));
  const x: Axis = {
    scale: 'log',
    min: 1,
    max: Math.max(2, ...ks),
    ticks: [...new Set(ks)].sort((a, b) => a - b),
    format: String,
    title: 'k, thinned networks averaged',
  };
  const series = variants.flatMap((variant) => seriesOf(variant, plan, x));
  return {
    id: 'dropout-ensemble',
    summary,
    abscissa: 'k',
    position: (k) => `k = ${k}`,
    x,
    y: spanAxis(reachOf(series), 4),
    left: 48,
    adjusts: ['bands', 'logY'],
    marks: [],
    series,
  };
}

function seriesOf(variant: VariantReport, plan: readonly Identified[], x: Axis): Series[] {
  const points = (variant.dropout?.ensemble ?? []).filter(({ testLoss }) => testLoss.mean !== null);
  const scaling = variant.dropout?.off.testLoss.mean;
  const { tone } = lookOf(variant, plan);
  const name = rateName(variant);
  const curve: Series = {
    label: `k networks, ${name}`,
    variant: variant.id,
    x: points.map(({ k }) => k),
    y: points.map(({ testLoss }) => testLoss.mean as number),
    ...(points.some(({ testLoss }) => testLoss.standardError !== null) && {
      error: points.map(({ testLoss }) => testLoss.standardError ?? 0),
    }),
    tone,
    end: name,
    format: formatLoss,
  };
  if (scaling == null) return [curve];
  const level = referenceSeries(`Weight scaling, ${name}`, x, scaling, formatLoss);
  return [curve, { ...level, variant: variant.id, tone, end: undefined }];
}
