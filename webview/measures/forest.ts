/** Geometry of the ranked dot plot: from losses to pixels. Pure; text is measured by the caller. */
import type { VariantReport } from '../../src/report/report.ts';
import { tickDecimals, ticksWithin } from './scale.ts';
import { median } from './statistics.ts';

export const ROW = 26;

export interface ForestRow {
  id: string;
  /** Mean validation loss; null when no seed finished. */
  validation: number | null;
  standardError: number | null;
  test: number | null;
}

export interface ForestLabel {
  text: string;
  /** Left edge of the text. */
  x: number;
  /** 0 is the line next to the rows, 1 the one above it. */
  line: 0 | 1;
}

export interface ForestMark {
  id: string;
  y: number;
  x?: number;
  whisker?: [number, number];
  test?: number;
  /** The test loss is too large for the axis although the validation loss is not. */
  testBeyond?: boolean;
  /** Too large for the axis: the value stands beside an arrow. */
  offScale?: number;
}

export interface ForestLayout {
  height: number;
  ticks: { x: number; label: string }[];
  band?: { x: number; width: number };
  baseline?: number;
  labels: ForestLabel[];
  marks: ForestMark[];
}

/** Room for an arrow and a value at the right edge. */
const ARROW = 64;

/**
 * The largest loss on the axis: four times as far from the best as the baseline (or the median, whichever
 * is worse). What is beyond gets an arrow, so that one failed variant cannot squeeze all others together.
 */
export function axisLimit(losses: readonly number[], baseline: number | null): number {
  const best = Math.min(...losses);
  const typical = Math.max(median(losses), baseline ?? best);
  return best + Math.max(4 * (typical - best), 0.02 * Math.abs(best));
}

export interface ForestOptions {
  width: number;
  /** The baseline's mean validation loss. */
  baseline: number | null;
  measure: (text: string) => number;
}

/** Rows in order, best first. */
export function forestLayout(rows: readonly ForestRow[], options: ForestOptions): ForestLayout {
  const height = rows.length * ROW;
  const scale = axisOf(rows, options);
  if (!scale) {
    const marks = rows.map((row, index) => ({ id: row.id, y: index * ROW + ROW / 2 }));
    return { height, ticks: [], labels: [], marks };
  }
  const { at, end, low, high } = scale;
  const ticks = ticksWithin(low, high, Math.max(2, Math.floor(options.width / 72)));
  const decimals = Math.max(2, tickDecimals(ticks));
  const best = rows[0] as ForestRow;
  const error = best.standardError;
  const band =
    error === null
      ? undefined
      : between(end((best.validation as number) - error), end((best.validation as number) + error));
  const baseline = options.baseline === null || options.baseline > high ? undefined : at(options.baseline);
  return {
    height,
    ticks: ticks.map((tick) => ({ x: at(tick), label: tick.toFixed(decimals) })),
    band,
    baseline,
    labels: headerLabels(band && band.x + band.width / 2, baseline, options),
    marks: rows.map((row, index) => markOf(row, index * ROW + ROW / 2, scale)),
  };
}

function between(from: number, to: number) {
  return { x: from, width: to - from };
}

/** What is drawn of the variants, in their order. */
export const forestRows = (variants: readonly VariantReport[]): ForestRow[] =>
  variants.map(({ id, validationLoss, testLoss }) => ({
    id,
    validation: validationLoss.mean,
    standardError: validationLoss.standardError,
    test: testLoss.mean,
  }));

interface ForestScale {
  low: number;
  high: number;
  at: (value: number) => number;
  /** Of an interval: one that is beyond the axis is drawn to its edge. */
  end: (value: number) => number;
}

function axisOf(rows: readonly ForestRow[], { width, baseline }: ForestOptions): ForestScale | undefined {
  const losses = rows.flatMap((row) => (row.validation === null ? [] : [row.validation]));
  if (losses.length === 0) return undefined;
  const best = rows[0] as ForestRow;
  // Two standard errors: similar variants with few seeds still have their whiskers on the axis.
  const noise = (best.validation as number) + 2 * (best.standardError ?? 0);
  const limit = Math.max(axisLimit(losses, baseline), noise);
  const shown = rows.flatMap(({ validation, standardError, test }) => {
    if (validation === null || validation > limit) return [];
    const error = standardError ?? 0;
    return [validation, validation - error, validation + error, ...(test === null ? [] : [test])];
  });
  const within = shown.filter((value) => value <= limit * 1.1);
  const low = Math.max(0, Math.min(...within));
  const high = Math.max(...within);
  const off = losses.some((loss) => loss > limit);
  const [left, right] = [10, width - (off ? ARROW : 12)];
  const span = high - low || Math.abs(high) * 0.1 || 1;
  const at = (value: number) => left + ((value - low) / span) * (right - left);
  return { low, high, at, end: (value) => at(Math.max(low, Math.min(value, high))) };
}

function markOf(row: ForestRow, y: number, { at, end, high }: ForestScale): ForestMark {
  const { id, validation, standardError, test } = row;
  if (validation === null) return { id, y };
  if (validation > high) return { id, y, offScale: validation };
  return {
    id,
    y,
    x: at(validation),
    whisker:
      standardError === null ? undefined : [end(validation - standardError), end(validation + standardError)],
    test: test === null || test > high ? undefined : at(test),
    testBeyond: test !== null && test > high,
  };
}

const BEST = '± 1 s.e. of best';
const BASELINE = 'no regularization';
const GAP = 12;

/** The two labels over the plot: side by side when there is room, else on two lines; never over one another. */
function headerLabels(
  best: number | undefined,
  baseline: number | undefined,
  { width, measure }: ForestOptions,
): ForestLabel[] {
  const inside = (centre: number, size: number) => Math.max(0, Math.min(width - size, centre - size / 2));
  const bestSize = measure(BEST);
  const baseSize = measure(BASELINE);
  if (best === undefined || baseline === undefined) {
    const text = best === undefined ? BASELINE : BEST;
    const centre = best ?? baseline;
    return centre === undefined ? [] : [{ text, x: inside(centre, measure(text)), line: 0 }];
  }
  let left = inside(best, bestSize);
  let right = inside(baseline, baseSize);
  if (baseline < best) {
    return [
      { text: BEST, x: left, line: 1 },
      { text: BASELINE, x: right, line: 0 },
    ];
  }
  const missing = left + bestSize + GAP - right;
  if (missing > 0) {
    left = Math.max(0, left - missing / 2);
    right = left + bestSize + GAP;
  }
  // A label that had to move far from its mark would mislead: then they stand on two lines.
  const apart = right + baseSize > width || right > baseline;
  if (!apart) {
    return [
      { text: BEST, x: left, line: 0 },
      { text: BASELINE, x: right, line: 0 },
    ];
  }
  return [
    { text: BEST, x: inside(best, bestSize), line: 1 },
    { text: BASELINE, x: inside(baseline, baseSize), line: 0 },
  ];
}
