/** The small charts of the overview: one finding each. */

import type { Report, VariantReport } from '../../src/report/report.ts';
import { formatLoss, formatShare, formatStrength } from '../../src/words.ts';
import { range } from '../measures/scale.ts';
import { shareBelow, shownLayer, sweptVariants } from '../measures/sparsity.ts';
import { last, median } from '../measures/statistics.ts';
import { epochTitle, referenceSeries, strengthAxis, sweepLook } from './series.ts';
import type { Axis, ChartSpec, Series } from './spec.ts';

const MINI = { bare: true, left: 1, top: 4 };

function hidden(min: number, max: number): Axis {
  return { scale: 'linear', min, max, ticks: [], format: String, labels: false };
}

/** The baseline's two curves with the best epoch. */
export function fitFinding(baseline: VariantReport, summary: string): ChartSpec {
  const { validationLoss, trainLoss } = baseline.curves;
  const epochs = validationLoss.mean.length;
  const tone = '--none';
  const x = range(1, epochs);
  const late = Math.max(
    median(validationLoss.mean),
    last(validationLoss.mean) ?? 0,
    last(trainLoss.mean) ?? 0,
  );
  const line = { variant: baseline.id, x, tone, width: 1.5, format: formatLoss } as const;
  return {
    ...MINI,
    id: 'finding-fit',
    summary,
    abscissa: 'Epoch',
    position: epochTitle,
    x: {
      scale: 'linear',
      min: 1,
      max: Math.max(2, epochs),
      ticks: [...new Set([1, baseline.bestEpoch, epochs])].sort((a, b) => a - b),
      format: (epoch) => (epoch === 1 ? 'epoch 1' : String(epoch)),
      inner: true,
    },
    y: hidden(0, 2 * late || 1),
    marks: [{ kind: 'vertical', at: baseline.bestEpoch }],
    series: [
      { ...line, label: 'Validation', y: validationLoss.mean, end: 'validation' },
      { ...line, label: 'Training', y: trainLoss.mean, end: 'training', dash: [4, 3] },
    ],
  };
}

/** Share of the shown layer's small weights over λ. */
export function sparsityFinding(report: Report, lambda: number, summary: string): ChartSpec {
  const series = (['l1', 'l2'] as const).flatMap((family): Series[] => {
    const variants = sweptVariants(report, family, lambda);
    if (variants.length === 0) return [];
    return [
      {
        label: family.toUpperCase(),
        end: family.toUpperCase(),
        x: variants.map((variant) => variant.settings[family]),
        y: variants.map((variant) => {
          const layer = shownLayer(variant);
          return layer ? shareBelow(report, layer, -3) : 0;
        }),
        ...sweepLook(family, variants),
        width: 1.5,
        format: formatShare,
      },
    ];
  });
  const axis = strengthAxis(series.flatMap((one) => one.x));
  const [first] = axis.ticks;
  return {
    ...MINI,
    id: 'finding-sparsity',
    summary,
    abscissa: 'λ',
    position: (value) => `λ ${formatStrength(value)}`,
    x: {
      ...axis,
      format: (value) => (value === first ? `λ ${formatStrength(value)}` : formatStrength(value)),
    },
    y: hidden(0, 1.05),
    marks: [{ kind: 'vertical', at: lambda }],
    series,
  };
}

/** Validation loss over the dropout rate; the baseline is rate 0. */
export function dropoutFinding(
  variants: readonly VariantReport[],
  baseline: VariantReport | undefined,
  summary: string,
): ChartSpec {
  const sweep = baseline ? [baseline, ...variants] : [...variants];
  const rates = sweep.map((variant) => variant.settings.dropout);
  const losses = sweep.map((variant) => variant.validationLoss.mean as number);
  const [lowest, highest] = [Math.min(...losses), Math.max(...losses)];
  const margin = 0.35 * (highest - lowest) || 0.1 * highest || 1;
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const x: Axis = {
    scale: 'linear',
    min: high > low ? low : low - 0.1,
    max: high > low ? high : high + 0.1,
    ticks: rates,
    format: (rate) => (rate === low ? `rate ${rate}` : String(rate)),
    inner: true,
  };
  const reference = baseline?.validationLoss.mean;
  return {
    ...MINI,
    id: 'finding-dropout',
    summary,
    abscissa: 'Dropout rate',
    position: (rate) => `Rate ${rate}`,
    x,
    y: hidden(lowest - margin, highest + margin),
    marks: [],
    series: [
      {
        label: 'Validation loss',
        x: rates,
        y: losses,
        tone: '--dropout-2',
        marker: 'disc',
        width: 1.5,
        end: 'validation',
        format: formatLoss,
      },
      ...(reference == null ? [] : [referenceSeries('No dropout', x, reference, formatLoss)]),
    ],
  };
}
