/** The texts at the top of a plot, beside lines and over the tint: on which line each stands, so that none overlap. */
import type { Theme } from '../theme/theme.ts';
import type { ChartSpec, Mark } from './spec.ts';

/** The plot in pixels. */
interface Across {
  x(value: number): number;
  left: number;
  right: number;
}

type Span = readonly [from: number, to: number];

/** Pixels from the top of the plot to the middle of the first line, and from a line to the next. */
export const TOP_TEXT = { first: 11, next: 14 };

/** Pixels that texts of one line keep between them. */
const APART = 6;

/** The line of each mark's text, 0 for the first; 0, too, of a mark that has none at the top. */
export function topLines(spec: ChartSpec, across: Across, theme: Theme): number[] {
  const taken: Span[][] = [];
  return spec.marks.map((mark) => {
    const span = spanOf(mark, across, theme);
    if (!span) return 0;
    const free = taken.findIndex((line) => line.every((other) => !touch(span, other)));
    const line = free === -1 ? taken.length : free;
    taken[line] = [...(taken[line] ?? []), span];
    return line;
  });
}

const touch = (one: Span, other: Span): boolean => one[0] < other[1] + APART && other[0] < one[1] + APART;

function spanOf(mark: Mark, { x, left, right }: Across, theme: Theme): Span | undefined {
  if ((mark.kind !== 'vertical' && mark.kind !== 'tint') || !mark.text) return undefined;
  const width = theme.measure(mark.text);
  if (mark.kind === 'tint') return [right - 8 - width, right - 8];
  const at = x(mark.at);
  if (at < left || at > right) return undefined;
  return mark.side === 'left' ? [at - 6 - width, at - 6] : [at + 6, at + 6 + width];
}
