/** Sizes of weights on a logarithmic axis: one distribution above, another one below, with what is fitted to them. */
import type { LayerReport, Report } from '../../src/report/report.ts';
import { binsBelow } from '../../src/statistics/bins.ts';
import { formatPercent, formatShare } from '../../src/words.ts';
import { layerAt } from '../measures/history.ts';
import { axisUpTo, range, tickDecimals } from '../measures/scale.ts';
import { BIN, DRAWN_FROM, pooled, type StrengthPair, shownLayer, zeroShare } from '../measures/sparsity.ts';
import { lookOf } from '../theme/identity.ts';
import type { Tone } from '../theme/palette.ts';
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

/** One distribution. */
interface HistogramSide {
  label: string;
  tone: Tone;
  /** Non-zero weights by size, in bins of 0.1 in log10|w| from the report's `histogramStart`. */
  counts: readonly number[];
  /** Number of all weights, exact zeros too. */
  weights: number;
  /** Share of weights that a fit speaks of: those that are not 0. */
  nonZero: number;
  fits: readonly Fit[];
}

interface Fit {
  label: string;
  dash: readonly number[];
  /** Probability of the bin around log10|w| = x. */
  bin(x: number): number;
}

interface HistogramFrame {
  id: string;
  summary: string;
  /** τ = 10^exponent is marked. */
  exponent: number;
  /** Largest share of a bin, where other histograms have the same axis. */
  highest?: number;
}

const LAPLACE = { label: 'Laplace fit', dash: [2, 2] };
const GAUSS = { label: 'Gauss fit', dash: [5, 2, 1, 2] };

/** Weights by size, and the scales of what is fitted to those that are not 0; a scale of 0 is no fit. */
interface SizedWeights {
  counts: readonly number[];
  weights: number;
  exactZeros: number;
  laplaceScale: number;
  gaussSigma: number;
}

type Families = readonly ('laplace' | 'gauss')[];

/** Weights as one side, with the distributions fitted to them. */
export function weightsSide(
  { counts, weights, exactZeros, laplaceScale, gaussSigma }: SizedWeights,
  { label, tone }: { label: string; tone: Tone },
  families: Families,
): HistogramSide {
  const fits = {
    laplace: { ...LAPLACE, bin: (x: number) => laplaceBin(x, laplaceScale) },
    gauss: {
      ...GAUSS,
      dash: families.length > 1 ? GAUSS.dash : LAPLACE.dash,
      bin: (x: number) => gaussBin(x, gaussSigma),
    },
  };
  return {
    label,
    tone,
    counts,
    weights,
    nonZero: 1 - exactZeros / weights,
    // An all-zero layer has no width to fit.
    fits: laplaceScale > 0 ? families.map((family) => fits[family]) : [],
  };
}

/** A layer of all seeds as one side. */
export function layerSide(
  layer: LayerReport,
  look: { label: string; tone: Tone },
  families: Families,
): HistogramSide {
  const weights = pooled(layer);
  const exactZeros = zeroShare(layer) * weights;
  return weightsSide({ ...layer, counts: layer.histogram, weights, exactZeros }, look, families);
}

/**
 * The mirrored histograms of a pair's shown layer, L1 above and L2 below; a missing side stays empty.
 * @param epoch of the history; undefined is the end of training
 */
export function histogramChart(
  report: Report,
  pair: StrengthPair,
  exponent: number,
  summary: string,
  epoch?: number,
): ChartSpec {
  const shown = (['l1', 'l2'] as const).map((family) => {
    const variant = pair[family];
    const layer = variant && shownLayer(variant);
    return layer && { variant, layer, family };
  });
  const side = (one: (typeof shown)[number]) => {
    if (!one) return undefined;
    const { tone } = lookOf(one.variant, report.variants);
    const fit = one.family === 'l1' ? 'laplace' : 'gauss';
    return layerSide(layerAt(one.layer, epoch), { label: one.variant.name, tone }, [fit]);
  };
  // The axis stands still while epochs pass.
  const highest =
    epoch === undefined ? 0 : Math.max(...shown.map((one) => (one ? highestShare(one.layer) : 0)));
  const frame = { id: 'sparsity-histogram', summary, exponent, highest };
  return mirroredHistogram(report.histogramStart, [side(shown[0]), side(shown[1])], frame);
}

/** Largest share of a bin at any recorded epoch. */
function highestShare(layer: LayerReport): number {
  const peaks = layer.history.map(({ histogram }) => Math.max(...histogram));
  return Math.max(0, ...peaks) / pooled(layer);
}

/** @param start of the first bin, as log10|w| */
export function mirroredHistogram(
  start: number,
  [above, below]: readonly [HistogramSide | undefined, HistogramSide | undefined],
  { id, summary, exponent, highest = 0 }: HistogramFrame,
): ChartSpec {
  const sides = [...(above ? [{ side: above, sign: 1 }] : []), ...(below ? [{ side: below, sign: -1 }] : [])];
  const bins = range(
    binsBelow(start, DRAWN_FROM),
    lastBin(
      start,
      sides.map(({ side }) => side),
    ),
  );
  const centres = bins.map((bin) => start + (bin + 0.5) * BIN);
  const series = sides.flatMap(({ side, sign }) => sideSeries(side, sign, bins, centres));
  const reached = Math.max(highest, ...series.flatMap((one) => one.y.map(Math.abs)));
  const y = mirroredAxis(reached, above !== undefined, below !== undefined);
  const end = (centres.at(-1) ?? 0) + BIN;
  return {
    id,
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
    marks: histogramMarks(start, sides, exponent, end, y),
    series,
  };
}

function lastBin(start: number, sides: readonly HistogramSide[]): number {
  const used = sides.map(({ counts }) => counts.findLastIndex((bin) => bin > 0));
  return Math.max(binsBelow(start, 0.5), ...used);
}

function sideSeries(
  { label, tone, counts, weights, nonZero, fits }: HistogramSide,
  sign: number,
  bins: readonly number[],
  centres: readonly number[],
): Series[] {
  const format = (share: number) => formatPercent(Math.abs(share), 1);
  return [
    {
      label,
      x: centres,
      y: bins.map((bin) => (sign * (counts[bin] ?? 0)) / weights),
      tone,
      width: 1,
      stepped: true,
      fill: 'origin',
      fillOpacity: 0.35,
      format,
    },
    ...fits.map(
      (fit): Series => ({
        label: fit.label,
        x: centres,
        // Fitted to the weights that are not 0, so it holds their share of all.
        y: centres.map((x) => sign * fit.bin(x) * nonZero),
        tone: '--fg',
        width: 1,
        dash: fit.dash,
        format,
      }),
    ),
  ];
}

function mirroredAxis(highest: number, up: boolean, down: boolean) {
  const { max: top, ticks } = axisUpTo(Math.max(highest * 1.15, 0.01), 2);
  const mirrored = [...(down ? ticks.map((tick) => -tick).reverse() : [0]), ...(up ? ticks.slice(1) : [])];
  const limit = Math.min(top, highest * 1.3) || 0.01;
  const decimals = tickDecimals(ticks.map((tick) => 100 * tick));
  return {
    scale: 'linear' as const,
    min: down ? -limit : 0,
    max: up ? limit : 0,
    ticks: mirrored.filter((tick) => Math.abs(tick) <= limit),
    format: (share: number) => formatPercent(Math.abs(share), decimals),
  };
}

function histogramMarks(
  start: number,
  sides: readonly { side: HistogramSide; sign: number }[],
  exponent: number,
  end: number,
  y: { min: number; max: number },
): Mark[] {
  // The names stand left, where there are few weights, unless the line of τ would cross them there.
  const aside = exponent < -3;
  const labels = sides.flatMap(({ side, sign }): Mark[] => {
    const clamped = side.counts.slice(0, binsBelow(start, DRAWN_FROM)).reduce((sum, bin) => sum + bin, 0);
    const missing = undrawn(1 - side.nonZero, clamped / side.weights);
    const lines = [side.label, ...missing];
    // From the edge of the plot inwards; of the lower side the last line stands at the edge.
    const inwards = (line: number) => 10 + 14 * (sign === 1 ? line : lines.length - 1 - line);
    return lines.map((text, line) => ({
      kind: 'text',
      x: aside ? end : DRAWN_FROM,
      y: sign === 1 ? y.max : y.min,
      text,
      tone: side.tone,
      align: aside ? 'end' : 'start',
      dx: aside ? -8 : 8,
      dy: sign * inwards(line),
    }));
  });
  return [{ kind: 'vertical', at: exponent, text: 'τ', side: 'right' }, ...labels];
}

/** What the picture leaves out, where it is more than a thousandth: zeros, and what is too small for the axis. */
function undrawn(zeros: number, small: number): string[] {
  const exact = zeros > 0.001 ? [`${formatShare(zeros)} exactly 0`] : [];
  return small > 0.001 ? [...exact, `${formatShare(small)} below 1e${DRAWN_FROM}`] : exact;
}
