/** Sizes of the shown layer's weights: L1 above, L2 below, with the distributions fitted to them. */
import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import { formatPercent, formatShare } from '../../src/words.ts';
import { axisUpTo, range } from '../measures/scale.ts';
import {
  BIN,
  DRAWN_FROM,
  type StrengthPair,
  shareBelow,
  shownLayer,
  skippedBins,
  zeroShare,
} from '../measures/sparsity.ts';
import { type Identified, lookOf } from '../theme/identity.ts';
import { roughSize } from '../words/numbers.ts';
import type { ChartSpec, Mark, Series } from './spec.ts';

/** Probability of a bin around log10|w| = x when w is Laplace(0, b): |w|·ln10·0.1/b · exp(−|w|/b). */
export function laplaceBin(x: number, scale: number): number {
  const size = 10 ** x;
  return ((size * BIN * Math.LN10) / scale) * Math.exp(-size / scale);
}

/** Probability of a bin around log10|w| = x when w is Normal(0, σ²): |w|·ln10·0.1 · 2φ(|w|/σ)/σ. */
export function gaussBin(x: number, sigma: number): number {
  const size = 10 ** x;
  const density = (2 / (sigma * Math.sqrt(2 * Math.PI))) * Math.exp((-size * size) / (2 * sigma * sigma));
  return size * BIN * Math.LN10 * density;
}

interface Side {
  variant: VariantReport;
  layer: LayerReport;
  sign: 1 | -1;
  family: 'l1' | 'l2';
}

/** The mirrored histograms of a pair; a missing side stays empty. */
export function histogramChart(
  report: Report,
  pair: StrengthPair,
  exponent: number,
  summary: string,
): ChartSpec {
  const sides: Side[] = (['l1', 'l2'] as const).flatMap((family) => {
    const variant = pair[family];
    const layer = variant && shownLayer(variant);
    return variant && layer ? [{ variant, layer, sign: family === 'l1' ? 1 : -1, family }] : [];
  });
  const bins = range(skippedBins(report), lastBin(report, sides));
  const centres = bins.map((bin) => report.histogramStart + (bin + 0.5) * BIN);
  const series = sides.flatMap((side) => sideSeries(side, bins, centres, report.variants));
  const highest = Math.max(...series.flatMap((one) => one.y.map(Math.abs)));
  const y = mirroredAxis(highest, sides);
  const end = (centres.at(-1) ?? 0) + BIN;
  return {
    id: 'sparsity-histogram',
    summary,
    abscissa: '|w| about',
    position: (x) => roughSize(10 ** x),
    x: {
      scale: 'linear',
      min: DRAWN_FROM,
      max: end,
      ticks: range(DRAWN_FROM, Math.floor(centres.at(-1) ?? 0)),
      format: (x) => (x === 0 ? '1' : `1e${x}`),
      title: '|w|',
    },
    y,
    left: 48,
    marks: histogramMarks(report, sides, exponent, end, y),
    series,
  };
}

function lastBin(report: Report, sides: readonly Side[]): number {
  const one = Math.round((0.5 - report.histogramStart) / BIN);
  const used = sides.map(({ layer }) => layer.histogram.findLastIndex((bin) => bin > 0));
  return Math.max(one, ...used);
}

function sideSeries(
  { variant, layer, sign, family }: Side,
  bins: readonly number[],
  centres: readonly number[],
  plan: readonly Identified[],
): Series[] {
  const weights = layer.count * layer.unitMaxima.length;
  const density = family === 'l1' ? laplaceBin : gaussBin;
  const width = family === 'l1' ? layer.laplaceScale : layer.gaussSigma;
  const format = (share: number) => formatPercent(Math.abs(share), 1);
  return [
    {
      label: variant.name,
      x: centres,
      y: bins.map((bin) => (sign * (layer.histogram[bin] ?? 0)) / weights),
      tone: lookOf(variant, plan).tone,
      width: 1,
      stepped: true,
      fill: 'origin',
      fillOpacity: 0.35,
      format,
    },
    {
      label: family === 'l1' ? 'Laplace fit' : 'Gauss fit',
      x: centres,
      // Fitted to the weights that are not 0, so it holds their share of all.
      y: centres.map((x) => (width > 0 ? sign * density(x, width) * (1 - zeroShare(layer)) : 0)),
      tone: '--fg',
      width: 1,
      dash: [2, 2],
      format,
    },
  ];
}

function mirroredAxis(highest: number, sides: readonly Side[]) {
  const { max: top, ticks } = axisUpTo(Math.max(highest * 1.15, 0.01), 2);
  const up = sides.some(({ sign }) => sign === 1);
  const down = sides.some(({ sign }) => sign === -1);
  const mirrored = [...(down ? ticks.map((tick) => -tick).reverse() : [0]), ...(up ? ticks.slice(1) : [])];
  const limit = Math.min(top, highest * 1.3);
  return {
    scale: 'linear' as const,
    min: down ? -limit : 0,
    max: up ? limit : 0,
    ticks: mirrored.filter((tick) => Math.abs(tick) <= limit),
    format: (share: number) => formatShare(Math.abs(share)),
  };
}

function histogramMarks(
  report: Report,
  sides: readonly Side[],
  exponent: number,
  end: number,
  y: { min: number; max: number },
): Mark[] {
  // The names stand left, where there are few weights, unless the line of τ would cross them there.
  const aside = exponent < -3;
  const labels: Mark[] = sides.map(({ variant, layer, sign }) => {
    const below = shareBelow(report, layer, DRAWN_FROM);
    const rest = below > 0.001 ? `, ${formatShare(below)} below 1e${DRAWN_FROM}` : '';
    return {
      kind: 'text',
      x: aside ? end : DRAWN_FROM,
      y: sign === 1 ? y.max : y.min,
      text: variant.name + rest,
      tone: lookOf(variant, report.variants).tone,
      align: aside ? 'end' : 'start',
      dx: aside ? -8 : 8,
      dy: sign === 1 ? 10 : -10,
    };
  });
  return [{ kind: 'vertical', at: exponent, text: 'τ', side: 'right' }, ...labels];
}
