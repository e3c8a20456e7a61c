/** The ranking of the Overview as a picture to save: names, losses with whiskers, numbers. */
import type { Report, VariantReport } from '../../src/report/report.ts';
import { formatLoss } from '../../src/words.ts';
import { type ForestLayout, type ForestMark, forestLayout, forestRows, ROW } from '../measures/forest.ts';
import { baselineOf, ranked } from '../measures/ranking.ts';
import { type Look, lookOf } from '../theme/identity.ts';
import { markerPath } from '../theme/markerPath.ts';
import type { Theme } from '../theme/theme.ts';
import { differenceText } from '../words/difference.ts';
import { lossName, unmeasured } from '../words/overview.ts';
import { type Pixel, rectangle, type Shape } from './scene.ts';

const MARGIN = 16;
const GAP = 16;
const TEST = 116;
const DIFFERENCE = 150;
/** Two lines of labels over the rows; ticks and the name of the loss under them. */
const HEAD = 40;
const FOOT = 44;

interface Frame {
  report: Report;
  theme: Theme;
  /** Left edge and width of the plot. */
  left: number;
  width: number;
  top: number;
}

/** The shapes from `top` down, in a picture of `width` pixels, and where they end. */
export function rankingShapes(report: Report, theme: Theme, width: number, top: number) {
  const rows = ranked(report);
  const names = Math.max(...rows.map(({ name }) => theme.measure(name, 'name')));
  const left = MARGIN + 20 + names + GAP;
  const frame: Frame = {
    report,
    theme,
    left,
    width: width - left - TEST - DIFFERENCE - 2 * GAP - MARGIN,
    top: top + HEAD,
  };
  const layout = forestLayout(forestRows(rows), {
    width: frame.width,
    baseline: baselineOf(report)?.validationLoss.mean ?? null,
    measure: (text) => theme.measure(text),
  });
  const shapes = [
    ...ground(layout, frame),
    label(frame, 'Test loss', width - MARGIN - DIFFERENCE - GAP, frame.top - 8, { align: 'end' }),
    label(frame, 'Δ vs none, 95\u202f% interval', width - MARGIN, frame.top - 8, { align: 'end' }),
    ...rows.flatMap((variant, index) => row(variant, layout.marks[index] as ForestMark, frame, width)),
  ];
  return { shapes, height: top + HEAD + layout.height + FOOT };
}

type Text = Extract<Shape, { kind: 'text' }>;

const label = ({ theme }: Frame, text: string, x: number, y: number, change: Partial<Text> = {}): Text => ({
  kind: 'text',
  text,
  x,
  y,
  colour: theme.muted,
  size: 11,
  font: 'sans',
  align: 'start',
  ...change,
});

const line = (from: Pixel, to: Pixel, stroke: string, width = 1, dash?: number[]): Shape => {
  return { kind: 'lines', lines: [[from, to]], stroke, width, dash };
};

/** Band, grid, baseline, labels and axis. */
function ground({ height, band, ticks, baseline, labels }: ForestLayout, frame: Frame): Shape[] {
  const { theme, left, width, top, report } = frame;
  const bottom = top + height;
  const upright = (x: number, stroke: string, dash?: number[]) =>
    line([left + x, top], [left + x, bottom], stroke, 1, dash);
  const box = band && { left: left + band.x, top, right: left + band.x + Math.max(2, band.width), bottom };
  return [
    ...(box ? [{ kind: 'lines', lines: [rectangle(box)], fill: theme.colour('--soft') } as const] : []),
    ...ticks.map(({ x }) => upright(x, theme.grid)),
    ...ticks.map(({ x, label: text }) =>
      label(frame, text, left + x, bottom + 12, { font: 'mono', align: 'middle' }),
    ),
    ...(baseline === undefined ? [] : [upright(baseline, theme.colour('--none', 0.7), [3, 3])]),
    ...labels.map(({ text, x, line: at }) => label(frame, text, left + x, top - 8 - 14 * at)),
    label(frame, lossName(report), left + width / 2, bottom + 30, { align: 'middle' }),
  ];
}

function row(variant: VariantReport, mark: ForestMark, frame: Frame, width: number): Shape[] {
  const { theme, left, top, report } = frame;
  const y = top + mark.y;
  const look = lookOf(variant, report.variants);
  const number = { font: 'mono', align: 'end' } as const;
  const weight = variant.id === report.recommendation.variant ? (600 as const) : (400 as const);
  const { mean, standardError } = variant.testLoss;
  const spread = standardError === null ? '' : ` ± ${formatLoss(standardError)}`;
  return [
    marker(look, MARGIN + 6, y, theme),
    label(frame, variant.name, MARGIN + 20, y, { size: 13, colour: theme.foreground, weight }),
    ...(mean === null
      ? [label(frame, unmeasured(variant), left, y)]
      : [
          ...markShapes(mark, look, frame),
          label(frame, formatLoss(mean) + spread, width - MARGIN - DIFFERENCE - GAP, y, {
            ...number,
            colour: theme.foreground,
          }),
          label(frame, differenceText(variant, report), width - MARGIN, y, number),
        ]),
  ];
}

function markShapes(
  { x, y: within, whisker, test, offScale }: ForestMark,
  look: Look,
  frame: Frame,
): Shape[] {
  const { theme, left, width, top } = frame;
  const y = top + within;
  const colour = theme.colour(look.tone);
  if (offScale !== undefined) {
    const right = left + width - 14;
    const arrow: Pixel[] = [
      [right - 5, y - 4],
      [right, y],
      [right - 5, y + 4],
    ];
    return [
      line([right - 20, y], [right, y], colour, 1.5),
      { kind: 'lines', lines: [arrow], stroke: colour, width: 1.5 },
      label(frame, offScale.toFixed(2), right - 26, y, { font: 'mono', align: 'end' }),
    ];
  }
  if (x === undefined) return [];
  const half = ROW / 4 + 0.5;
  return [
    ...(whisker ? [line([left + whisker[0], y], [left + whisker[1], y], colour, 2)] : []),
    ...(test === undefined
      ? []
      : [line([left + test, y - half], [left + test, y + half], theme.foreground, 1.5)]),
    marker(look, left + x, y, theme),
  ];
}

function marker({ tone, shape, hollow }: Look, x: number, y: number, theme: Theme): Shape {
  const colour = theme.colour(tone);
  const fill = hollow || shape === 'ring' ? theme.background : colour;
  return {
    kind: 'outline',
    d: markerPath(shape, 4.5),
    x,
    y,
    fill,
    stroke: colour,
    width: shape === 'bar' ? 4 : 1.5,
  };
}
