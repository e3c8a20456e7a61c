/** What Chart.js has no element for: bars with a floor, whiskers, free curves. On the canvas and in SVG alike. */
import type { Theme } from '../theme/theme.ts';
import { type Box, type Pixel, rectangle, type Shape } from './scene.ts';
import type { Series } from './spec.ts';

/** From values to pixels. */
export interface Plot {
  x: (value: number) => number;
  y: (value: number) => number;
  area: Box;
}

/** Half the length of the ends of a whisker. */
const CAP = 3;

/** The shapes of a series beside its line; empty for most. */
export function shapesOf(series: Series, plot: Plot, theme: Theme): Shape[] {
  switch (series.style) {
    case 'bars':
      return [bars(series, plot, theme), ...whiskers(series, plot, theme.foreground)];
    case 'points':
      return whiskers(series, plot, theme.colour(series.tone));
    case 'path':
      return [path(series, plot, theme)];
    default:
      return [];
  }
}

function bars(series: Series, { x, y }: Plot, theme: Theme): Shape {
  const half = (series.breadth ?? 0.8) / 2;
  const lines = series.x.flatMap((at, index) => {
    const value = series.y[index] as number;
    if (!Number.isFinite(value)) return [];
    const floor = series.base?.[index] ?? 0;
    const sides = { left: x(at - half), right: x(at + half) };
    return [rectangle({ ...sides, top: y(floor + value), bottom: y(floor) })];
  });
  return {
    kind: 'lines',
    lines,
    fill: theme.colour(series.tone, series.fillOpacity ?? 1),
    ...(series.hollow ? { stroke: theme.colour(series.tone), width: 1 } : {}),
  };
}

function whiskers(series: Series, { x, y }: Plot, colour: string): Shape[] {
  const { error } = series;
  if (!error) return [];
  const lines = series.x.flatMap((at, index) => {
    const top = (series.base?.[index] ?? 0) + (series.y[index] as number);
    const half = error[index] ?? 0;
    if (!(half > 0) || !Number.isFinite(top)) return [];
    const [middle, high, low] = [x(at), y(top + half), y(top - half)];
    return [
      [
        [middle, high],
        [middle, low],
      ],
      [
        [middle - CAP, high],
        [middle + CAP, high],
      ],
      [
        [middle - CAP, low],
        [middle + CAP, low],
      ],
    ] as Pixel[][];
  });
  return [{ kind: 'lines', lines, stroke: colour, width: 1 }];
}

function path(series: Series, { x, y }: Plot, theme: Theme): Shape {
  const lines: Pixel[][] = [[]];
  series.x.forEach((at, index) => {
    const value = series.y[index] as number;
    if (Number.isFinite(at) && Number.isFinite(value)) lines.at(-1)?.push([x(at), y(value)]);
    else lines.push([]);
  });
  return {
    kind: 'lines',
    lines,
    stroke: theme.colour(series.tone),
    width: series.width ?? 1,
    dash: series.dash,
    ...(series.fill === 'inside' ? { fill: theme.colour(series.tone, series.fillOpacity ?? 0.15) } : {}),
    ...(series.ghost ? { opacity: 0.3 } : {}),
  };
}
