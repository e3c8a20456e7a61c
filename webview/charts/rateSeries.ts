/** What the charts over the dropout rate share: their variants, their x axis, a line through estimates. */
import type { Estimate } from '../../src/report/report.ts';
import type { RatePoint } from '../measures/dropout.ts';
import { type Identified, lookOf } from '../theme/identity.ts';
import type { Axis, ChartSpec, Format, Series } from './spec.ts';

export interface RateFrame {
  plan: readonly Identified[];
  /** See `rateSweep`. */
  sweep: readonly RatePoint[];
  /** See `besideSweep`. */
  beside?: RatePoint;
}

interface Reading {
  rate: number;
  estimate: Estimate | undefined;
}

/** A line through the rates that have a mean; bands where there is more than one seed. */
export function rateSeries(
  readings: readonly Reading[],
  rest: Pick<Series, 'label' | 'format' | 'tone'> & Partial<Series>,
): Series {
  const known = readings.flatMap(({ rate, estimate }) =>
    estimate?.mean == null ? [] : [{ rate, mean: estimate.mean, error: estimate.standardError }],
  );
  return {
    x: known.map(({ rate }) => rate),
    y: known.map(({ mean }) => mean),
    ...(known.some(({ error }) => error !== null) && { error: known.map(({ error }) => error ?? 0) }),
    marker: 'disc',
    ...rest,
  };
}

interface BesideLook {
  label: string;
  format: Format;
  hollow?: boolean;
}

/** A value of the chosen variant, when it does more than drop: a point beside the lines, in its own colour. */
export function besidePoint(
  { plan, beside }: RateFrame,
  { label, ...look }: BesideLook,
  pick: (point: RatePoint) => Estimate | undefined,
): Series[] {
  if (!beside) return [];
  const { rate, variant } = beside;
  const point = rateSeries([{ rate, estimate: pick(beside) }], {
    label: `${label}, ${variant.name}`,
    variant: variant.id,
    style: 'points',
    tone: lookOf(variant, plan).tone,
    marker: 'diamond',
    ...look,
  });
  return [point];
}

/** The parts of a chart over the rate that are the same in all; an axis a little wider than the rates, from 0. */
export function overRates(
  { sweep, beside }: RateFrame,
  more: readonly number[] = [],
): Pick<ChartSpec, 'abscissa' | 'position' | 'left'> & { x: Axis } {
  const own = [...sweep, ...(beside ? [beside] : [])].map(({ rate }) => rate);
  const rates = [...new Set([0, ...own, ...more])].sort((a, b) => a - b);
  return {
    abscissa: 'Dropout rate',
    position: (rate) => `Rate ${rate}`,
    left: 48,
    x: {
      scale: 'linear',
      min: -0.02,
      max: Math.max(0.1, ...rates) + 0.02,
      ticks: rates,
      format: String,
      title: 'Dropout rate',
    },
  };
}

export const isDrawn = ({ x }: Series): boolean => x.length > 0;
