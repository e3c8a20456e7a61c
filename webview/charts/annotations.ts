/** Marks of a chart as annotations of Chart.js. */
import type { Chart } from 'chart.js';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { Tone } from '../theme/palette.ts';
import type { Theme } from '../theme/theme.ts';
import type { ChartSpec, Mark } from './spec.ts';
import { TOP_TEXT, topLines } from './topTexts.ts';

const DASH = [3, 3];

export function annotationsOf(spec: ChartSpec, theme: Theme): AnnotationOptions[] {
  return spec.marks.flatMap((mark, index) => annotationOf(mark, spec, theme, topOf(index, spec, theme)));
}

type Top = (context: { chart: Chart }) => number;

/** Pixels from the top of the plot to a mark's text: it depends on the width that the chart has now. */
function topOf(index: number, spec: ChartSpec, theme: Theme): Top {
  return ({ chart }) => {
    const { x } = chart.scales;
    if (!x) return TOP_TEXT.first;
    const across = { x: (value: number) => x.getPixelForValue(value), left: x.left, right: x.right };
    return TOP_TEXT.first + TOP_TEXT.next * (topLines(spec, across, theme)[index] ?? 0);
  };
}

function annotationOf(mark: Mark, spec: ChartSpec, theme: Theme, top: Top): AnnotationOptions[] {
  switch (mark.kind) {
    case 'vertical':
      return verticalLine(mark, spec, theme, top);
    case 'horizontal':
      return horizontalLine(mark, spec, theme);
    case 'ring':
      return [
        {
          type: 'point',
          display: within(mark.x),
          xValue: mark.x,
          yValue: mark.y,
          radius: 4,
          backgroundColor: theme.background,
          borderColor: theme.colour(mark.tone),
          borderWidth: 2,
        },
      ];
    case 'tint':
      return tint(mark, spec, theme, top);
    case 'text':
      return [label(mark, theme, mark)];
    default:
      return mark satisfies never;
  }
}

type Vertical = Extract<Mark, { kind: 'vertical' }>;

/** The text is a label of its own: the line's label would be moved when the line stands at the edge. */
function verticalLine(
  { at, text, side }: Vertical,
  spec: ChartSpec,
  theme: Theme,
  top: Top,
): AnnotationOptions[] {
  const line: AnnotationOptions = {
    type: 'line',
    display: within(at),
    xMin: at,
    xMax: at,
    borderColor: theme.muted,
    borderWidth: 1,
    borderDash: DASH,
  };
  if (text === undefined) return [line];
  const left = side === 'left';
  const place = { x: at, y: spec.y.max, align: left ? ('end' as const) : ('start' as const) };
  return [line, label({ ...place, text, dx: left ? -4 : 4, dy: top }, theme)];
}

type Horizontal = Extract<Mark, { kind: 'horizontal' }>;

function horizontalLine({ at, text, side }: Horizontal, spec: ChartSpec, theme: Theme): AnnotationOptions[] {
  const line: AnnotationOptions = {
    type: 'line',
    yMin: at,
    yMax: at,
    borderColor: theme.muted,
    borderWidth: 1,
    borderDash: DASH,
  };
  if (text === undefined) return [line];
  const left = side === 'left';
  const place = {
    x: left ? spec.x.min : spec.x.max,
    y: at,
    align: left ? ('start' as const) : ('end' as const),
  };
  return [line, label({ ...place, text, dx: left ? 4 : -4, dy: -8 }, theme)];
}

type Tint = Extract<Mark, { kind: 'tint' }>;

function tint({ from, text }: Tint, { x, y }: ChartSpec, theme: Theme, top: Top): AnnotationOptions[] {
  const warning = '--vscode-editorWarning-foreground';
  const box: AnnotationOptions = {
    type: 'box',
    xMin: ({ chart }) => Math.max(from, chart.scales.x?.min ?? from),
    backgroundColor: theme.colour(warning, 0.07),
    borderWidth: 0,
    drawTime: 'beforeDatasetsDraw',
  };
  return [box, label({ x: x.max, y: y.max, text, align: 'end', dx: -6, dy: top }, theme, { tone: warning })];
}

type Text = Omit<Extract<Mark, { kind: 'text' }>, 'kind' | 'tone' | 'dy'> & { dy?: number | Top };

function label(
  { x, y, text, align, dx, dy }: Text,
  theme: Theme,
  { tone }: { tone?: Tone } = {},
): AnnotationOptions {
  return {
    type: 'label',
    display: within(x),
    xValue: x,
    yValue: y,
    content: text,
    color: tone ? theme.ink(tone) : theme.muted,
    font: { family: theme.sans, size: 11, weight: 400 },
    position: { x: align ?? 'start', y: 'center' },
    xAdjust: dx ?? 0,
    yAdjust: dy ?? 0,
    padding: 2,
    textAlign: 'left',
  };
}

/** Marks outside a zoomed axis are not drawn: nothing clips them. */
function within(x: number): (context: { chart: Chart }) => boolean {
  return ({ chart }) => {
    const axis = chart.scales.x;
    return !axis || (x >= axis.min && x <= axis.max);
  };
}
