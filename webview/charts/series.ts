/** Parts that several chart builders share. */

import type { Curve, VariantReport } from '../../src/report/report.ts';
import { formatStrength } from '../../src/words.ts';
import { axisUpTo, niceAbove, range, tickDecimals, ticksWithin } from '../measures/scale.ts';
import { isProximal } from '../measures/sparsity.ts';
import { type Identified, lookOf } from '../theme/identity.ts';
import type { Axis, Format, Series } from './spec.ts';

/** A curve over epochs as a series in the variant's colour. */
export function epochSeries(
  variant: VariantReport,
  plan: readonly Identified[],
  curve: Curve,
  rest: Omit<Series, 'x' | 'y' | 'tone' | 'variant'>,
): Series {
  return {
    variant: variant.id,
    x: range(1, curve.mean.length),
    y: curve.mean,
    ...(variant.validationLoss.seeds > 1 ? { error: curve.standardError } : {}),
    tone: lookOf(variant, plan).tone,
    ...rest,
  };
}

export const epochTitle = (epoch: number) => `Epoch ${epoch}`;

/** λ on a logarithmic axis, a little wider than the strengths drawn. */
export function strengthAxis(lambdas: readonly number[]): Axis {
  const low = Math.log10(Math.min(...lambdas));
  const high = Math.log10(Math.max(...lambdas));
  const margin = Math.max(0.06 * (high - low), high === low ? 0.5 : 0);
  return {
    scale: 'log',
    min: 10 ** (low - margin),
    max: 10 ** (high + margin),
    ticks: [...new Set(lambdas)].sort((a, b) => a - b),
    format: formatStrength,
  };
}

/** The penalties' own colours and markers, in which a sweep over λ is drawn. */
export const SWEEP = {
  l1: { tone: '--l1-2', marker: 'triangle' },
  l2: { tone: '--l2-2', marker: 'square' },
} as const;

/** How a penalty's sweep is drawn: hollow when all of it is proximal. */
export const sweepLook = (family: 'l1' | 'l2', variants: readonly VariantReport[]) => ({
  ...SWEEP[family],
  ...(family === 'l1' && { hollow: variants.every(isProximal) }),
});

/** A level to compare with: a dashed line from one end of the axis to the other. */
export function referenceSeries(label: string, { min, max }: Axis, level: number, format: Format): Series {
  return {
    label,
    end: 'none',
    x: [min, max],
    y: [level, level],
    tone: '--muted',
    width: 1,
    dash: [3, 3],
    format,
  };
}

/** From a round number below everything to about twice the baseline, or the lowest loss without one. */
export function lossAxis(values: readonly number[], reference: number | undefined): Axis {
  const lowest = Math.min(...values, reference ?? Number.POSITIVE_INFINITY);
  const typical = reference ?? lowest;
  const high = Math.min(Math.max(...values, typical * 1.1), typical * 2.5);
  const step = niceAbove((high - lowest) / 5);
  const below = Math.max(0, Math.floor(lowest / step - 0.3) * step);
  const half = niceAbove((high - below) / 2) / 2;
  const min = Number((Math.floor(below / half + 1e-9) * half).toPrecision(6));
  const { max } = axisUpTo(high, 2, min);
  const ticks = ticksWithin(min, max, 3);
  const decimals = Math.max(1, tickDecimals(ticks));
  return { scale: 'linear', min, max, ticks, format: (value) => value.toFixed(decimals) };
}
