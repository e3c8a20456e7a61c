/** The sweep over λ: share of small weights, and validation loss on the same axis. */

import type { Report, VariantReport } from '../../src/report/report.ts';
import { formatLoss, formatShare, formatStrength } from '../../src/words.ts';
import { baselineOf } from '../measures/ranking.ts';
import { overLayers, penaltyVariants, shareBelow, sweptVariants, zeroShare } from '../measures/sparsity.ts';
import { lossAxis, referenceSeries, SWEEP, strengthAxis, sweepLook } from './series.ts';
import type { ChartSpec, Format, Mark, Series } from './spec.ts';

const ROOM = ['L1 exact 0'];
const LEFT = 48;
const position: Format = (lambda) => `λ ${formatStrength(lambda)}`;

interface Sweeps {
  l1: VariantReport[];
  l2: VariantReport[];
}

function sweeps(report: Report, lambda: number): Sweeps {
  return { l1: sweptVariants(report, 'l1', lambda), l2: sweptVariants(report, 'l2', lambda) };
}

function lambdasOf({ l1, l2 }: Sweeps): number[] {
  return [...l1.map((variant) => variant.settings.l1), ...l2.map((variant) => variant.settings.l2)];
}

function sweep(
  family: 'l1' | 'l2',
  variants: readonly VariantReport[],
  value: (variant: VariantReport) => number,
  rest: Partial<Series> & { label: string; format: Format },
): Series {
  return {
    x: variants.map((variant) => variant.settings[family]),
    y: variants.map(value),
    ...sweepLook(family, variants),
    ...rest,
  };
}

/** Share of all weights with |w| ≤ 10^`exponent` against λ, and L1's exact zeros apart. */
export function shareChart(report: Report, lambda: number, exponent: number, summary: string): ChartSpec {
  const found = sweeps(report, lambda);
  const share = (variant: VariantReport) =>
    overLayers(variant.layers, (layer) => shareBelow(report, layer, exponent));
  const exact = (variant: VariantReport) => overLayers(variant.layers, zeroShare);
  return {
    id: 'sparsity-share',
    summary,
    abscissa: 'λ',
    position,
    x: { ...strengthAxis(lambdasOf(found)), labels: false },
    shared: 'strengths',
    y: { scale: 'linear', min: 0, max: 1, ticks: [0, 0.25, 0.5, 0.75, 1], format: formatShare },
    left: LEFT,
    room: ROOM,
    marks: [{ kind: 'vertical', at: lambda }],
    series: [
      sweep('l1', found.l1, share, { label: 'L1', end: 'L1', format: formatShare }),
      sweep('l1', found.l1, exact, {
        label: 'L1, exactly 0',
        end: 'L1 exact 0',
        dash: [4, 3],
        width: 1.5,
        marker: undefined,
        format: formatShare,
      }),
      sweep('l2', found.l2, share, { label: 'L2', end: 'L2', format: formatShare }),
    ].filter((series) => series.x.length > 0),
  };
}

/** Validation loss against λ; a value above the plot is written where its line leaves it. */
export function strengthLossChart(report: Report, lambda: number): ChartSpec {
  const found = sweeps(report, lambda);
  const value = (variant: VariantReport) => variant.validationLoss.mean as number;
  const baseline = baselineOf(report);
  const reference = baseline ? value(baseline) : undefined;
  const all = [...found.l1, ...found.l2].map(value);
  const y = lossAxis(all, reference);
  const above = (['l1', 'l2'] as const).flatMap((family) => aboveMarks(family, found[family], y.max));
  const x = strengthAxis(lambdasOf(found));
  const none =
    reference === undefined ? [] : [referenceSeries('No regularization', x, reference, formatLoss)];
  return {
    id: 'sparsity-loss',
    summary: lossSummary(report, lambda),
    abscissa: 'λ',
    position,
    x: { ...x, title: 'λ, as in the source (Keras convention)' },
    shared: 'strengths',
    y,
    left: LEFT,
    room: ROOM,
    top: 12,
    marks: [{ kind: 'vertical', at: lambda }, ...above],
    series: [
      sweep('l1', found.l1, value, { label: 'L1', format: formatLoss }),
      sweep('l2', found.l2, value, { label: 'L2', format: formatLoss }),
      ...none,
    ].filter((series) => series.x.length > 0),
  };
}

/** Where a penalty's line leaves the plot through its top, with the loss that it goes to. */
function aboveMarks(family: 'l1' | 'l2', variants: readonly VariantReport[], top: number): Mark[] {
  const points = variants.map((variant) => ({
    x: Math.log10(variant.settings[family]),
    y: variant.validationLoss.mean as number,
  }));
  return points.flatMap((point, index): Mark[] => {
    const before = points[index - 1];
    if (point.y <= top || (before && before.y > top)) return [];
    const share = before ? (top - before.y) / (point.y - before.y) : 1;
    const x = before ? before.x + share * (point.x - before.x) : point.x;
    const text = `↑ ${point.y.toFixed(2)}`;
    return [{ kind: 'text', x: 10 ** x, y: top, text, tone: SWEEP[family].tone, dx: 4, dy: 6 }];
  });
}

function lossSummary(report: Report, lambda: number): string {
  const at = (['l1', 'l2'] as const).flatMap((family) => {
    const variant = penaltyVariants(report, family).find((v) => v.settings[family] === lambda);
    return variant ? [`${variant.name}: ${formatLoss(variant.validationLoss.mean as number)}`] : [];
  });
  return `Validation loss over λ. ${at.join(', ')}`;
}
