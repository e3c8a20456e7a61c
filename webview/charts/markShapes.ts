/** Marks of a chart in pixels: what `annotations.ts` makes for the canvas. */
import type { Tone } from '../theme/palette.ts';
import type { Theme } from '../theme/theme.ts';
import type { Pixel, Shape } from './scene.ts';
import type { Plot } from './shapes.ts';
import type { ChartSpec, Mark } from './spec.ts';
import { TOP_TEXT, topLines } from './topTexts.ts';

const WARNING: Tone = '--vscode-editorWarning-foreground';

/** Shapes under the data, and over them. */
export interface MarkShapes {
  behind: Shape[];
  before: Shape[];
}

export function markShapes(spec: ChartSpec, plot: Plot, theme: Theme): MarkShapes {
  const { left, right } = plot.area;
  const lines = topLines(spec, { x: plot.x, left, right }, theme);
  const all = spec.marks.flatMap((mark, index) => {
    const line = TOP_TEXT.first + TOP_TEXT.next * (lines[index] ?? 0);
    return isWithin(mark, spec) ? [shapesOfMark(mark, plot, theme, line)] : [];
  });
  return { behind: all.flatMap(({ behind }) => behind), before: all.flatMap(({ before }) => before) };
}

function isWithin(mark: Mark, { x }: ChartSpec): boolean {
  const at = mark.kind === 'vertical' ? mark.at : 'x' in mark ? mark.x : undefined;
  return at === undefined || (at >= x.min && at <= x.max);
}

/** @param line pixels from the top of the plot to a text there */
function shapesOfMark(mark: Mark, plot: Plot, theme: Theme, line: number): MarkShapes {
  const { left, top, right, bottom } = plot.area;
  const dashed = (line: Pixel[]): Shape => {
    return { kind: 'lines', lines: [line], stroke: theme.muted, width: 1, dash: [3, 3] };
  };
  const text = (at: Pixel, words: string, align: 'start' | 'end', tone?: Tone): Shape[] => {
    const rest = { colour: tone ? theme.ink(tone) : theme.muted, size: 11, font: 'sans' } as const;
    return words ? [{ kind: 'text', x: at[0], y: at[1], text: words, align, ...rest }] : [];
  };
  switch (mark.kind) {
    case 'vertical': {
      const x = plot.x(mark.at);
      const isLeft = mark.side === 'left';
      const words = text([x + (isLeft ? -6 : 6), top + line], mark.text ?? '', isLeft ? 'end' : 'start');
      const upright: Pixel[] = [
        [x, top],
        [x, bottom],
      ];
      return { behind: [], before: [dashed(upright), ...words] };
    }
    case 'horizontal': {
      const y = plot.y(mark.at);
      const isLeft = mark.side === 'left';
      const words = text([isLeft ? left + 6 : right - 6, y - 8], mark.text ?? '', isLeft ? 'start' : 'end');
      const level: Pixel[] = [
        [left, y],
        [right, y],
      ];
      return { behind: [], before: [dashed(level), ...words] };
    }
    case 'ring': {
      const ring = { stroke: theme.colour(mark.tone), fill: theme.background, width: 2, radius: 4 };
      return { behind: [], before: [{ kind: 'circle', x: plot.x(mark.x), y: plot.y(mark.y), ...ring }] };
    }
    case 'tint': {
      const from = Math.max(left, plot.x(mark.from));
      const corners: Pixel[] = [
        [from, top],
        [right, top],
        [right, bottom],
        [from, bottom],
      ];
      const box: Shape = { kind: 'lines', lines: [corners], fill: theme.colour(WARNING, 0.07) };
      return { behind: [box], before: text([right - 8, top + line], mark.text, 'end', WARNING) };
    }
    case 'text': {
      const { dx = 0, dy = 0, align = 'start', tone } = mark;
      const inset = align === 'start' ? 2 : -2;
      const at: Pixel = [plot.x(mark.x) + dx + inset, plot.y(mark.y) + dy];
      return { behind: [], before: text(at, mark.text, align, tone) };
    }
    default:
      return mark satisfies never;
  }
}
