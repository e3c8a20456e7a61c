/** Test loss after zeroing the smallest weights. */
import type { Report, VariantReport } from '../../src/report/report.ts';
import { formatLoss, formatPercent, formatShare } from '../../src/words.ts';
import { axisUpTo, tickDecimals } from '../measures/scale.ts';
import { prunablePoint } from '../measures/sparsity.ts';
import { lookOf } from '../theme/identity.ts';
import type { Axis, ChartSpec, Mark, Series } from './spec.ts';

/** Heights, as shares of the plot, at which the curves are labelled, from left to right; the rightmost at its own. */
const LABEL_HEIGHTS = [0.86, 0.7, 0.54];
const RIGHTMOST_HEIGHT = 0.3;
/** Curves that are closer than this to the rightmost one, as a share of weights, stand beside it. */
const CLOSE = 0.04;

/** The axis of a pruning curve. */
export const ZEROED_SHARES: Axis = {
  scale: 'linear',
  min: 0,
  max: 1,
  ticks: [0, 0.25, 0.5, 0.75, 1],
  format: formatShare,
  title: 'Weights zeroed, smallest first',
};

export function pruningChart(
  report: Report,
  variants: readonly VariantReport[],
  reference: number,
  summary: string,
): ChartSpec {
  const starts = variants.map((variant) => variant.pruning[0]?.testLoss ?? 0);
  const highest = Math.max(...variants.flatMap((variant) => variant.pruning.map((point) => point.testLoss)));
  const enough = Math.max(5 * reference, 1.2 * Math.max(...starts));
  const { max, ticks } = axisUpTo(Math.min(enough, 1.05 * highest), 4);
  const decimals = Math.max(2, tickDecimals(ticks));
  const tone = (variant: VariantReport) => lookOf(variant, report.variants).tone;
  const rings: Mark[] = variants.flatMap((variant) => {
    const point = prunablePoint(variant);
    return point ? [{ kind: 'ring', x: point.share, y: point.testLoss, tone: tone(variant) }] : [];
  });
  return {
    id: 'sparsity-pruning',
    summary,
    abscissa: 'Zeroed',
    position: (share) => `${formatPercent(share, 1)} zeroed`,
    x: ZEROED_SHARES,
    y: {
      scale: 'linear',
      min: 0,
      max,
      ticks,
      format: (value) => value.toFixed(decimals),
      title: 'Test loss',
    },
    left: 58,
    room: variants.map(shortName),
    marks: [...rings, ...curveLabels(report, variants, max)],
    series: variants.map(
      (variant): Series => ({
        label: variant.name,
        variant: variant.id,
        x: variant.pruning.map((point) => point.share),
        y: variant.pruning.map((point) => point.testLoss),
        ...(variant.validationLoss.seeds > 1
          ? { error: variant.pruning.map((point) => point.standardError) }
          : {}),
        tone: tone(variant),
        width: variant.family === 'none' ? 1.5 : 2,
        ...(crossing(variant.pruning, max) === undefined ? { end: shortName(variant) } : {}),
        format: formatLoss,
      }),
    ),
  };
}

/** Names at the rising flanks: the rightmost curve's stands right of it, the others' left of theirs. */
function curveLabels(report: Report, variants: readonly VariantReport[], top: number): Mark[] {
  const flanks = variants
    .map((variant) => ({ variant, at: crossing(variant.pruning, top) }))
    .filter((flank) => flank.at !== undefined)
    .sort((a, b) => (a.at as number) - (b.at as number));
  const rightmost = flanks.at(-1)?.variant;
  return flanks.map(({ variant }, index): Mark => {
    const height = top * (variant === rightmost ? RIGHTMOST_HEIGHT : (LABEL_HEIGHTS[index] ?? 0.5));
    const own = crossing(variant.pruning, height) ?? 0;
    const last = (rightmost && crossing(rightmost.pruning, height)) ?? own;
    // Beside the rightmost curve there is room on the right only.
    const right = last - own < CLOSE;
    return {
      kind: 'text',
      x: right ? last : own,
      y: height,
      text: shortName(variant),
      tone: lookOf(variant, report.variants).tone,
      align: right ? 'start' : 'end',
      dx: right ? 6 : -6,
      dy: right ? 6 : -4,
    };
  });
}

const shortName = (variant: VariantReport) => (variant.family === 'none' ? 'none' : variant.name);

/** Where a curve first rises through a height, interpolated; undefined when it stays below. */
export function crossing(
  curve: readonly { share: number; testLoss: number }[],
  height: number,
): number | undefined {
  const after = curve.findIndex((point) => point.testLoss > height);
  if (after === -1) return undefined;
  const [b, a] = [curve[after], curve[after - 1]];
  if (!a || !b) return curve[0]?.share;
  return a.share + ((height - a.testLoss) / (b.testLoss - a.testLoss)) * (b.share - a.share);
}
