/** A chart as SVG, drawn from the same specification as the canvas; text stays text. */
import { ticksWithin } from '../measures/scale.ts';
import type { Theme } from '../theme/theme.ts';
import { fittingTicks, hasBand, LEFT, radiusOf, rightRoom } from './configuration.ts';
import { spread } from './labels.ts';
import { markerShape } from './markers.ts';
import { markShapes } from './markShapes.ts';
import { type Box, type Pixel, type Shape, svgDocument, svgElement } from './scene.ts';
import { type Plot, shapesOf } from './shapes.ts';
import type { Axis, ChartSpec, Series } from './spec.ts';

export interface Size {
  width: number;
  height: number;
}

/** What the picture shows of a zoomed chart: another range of x. */
export interface Shown {
  x?: { min: number; max: number };
}

/** The chart as an SVG document. */
export function chartSvg(
  spec: ChartSpec,
  theme: Theme,
  size: Size,
  shown: Shown = {},
  head: Shape[] = [],
): string {
  const { inside, outside, area } = chartShapes(zoomedTo(spec, shown), theme, size, headRoom(head));
  const clip = `<clipPath id="plot-${spec.id}"><rect x="${area.left - 6}" y="${area.top}" width="${area.right - area.left + 12}" height="${area.bottom - area.top + 6}"/></clipPath>`;
  const element = (shape: Shape) => svgElement(shape, theme);
  const full = { width: size.width, height: size.height + headRoom(head) };
  return svgDocument(
    full,
    [
      `<rect width="100%" height="100%" fill="${theme.background}"/>`,
      clip,
      ...head.map(element),
      `<g clip-path="url(#plot-${spec.id})">${inside.map(element).join('\n')}</g>`,
      ...outside.map(element),
    ],
    spec.summary,
  );
}

/** Pixels that the texts above a picture take. */
export const headRoom = (head: readonly Shape[]): number =>
  head.reduce((lowest, shape) => (shape.kind === 'text' ? Math.max(lowest, shape.y + 14) : lowest), 0);

function zoomedTo(spec: ChartSpec, { x }: Shown): ChartSpec {
  if (!x || (x.min <= spec.x.min && x.max >= spec.x.max)) return spec;
  const ticks = spec.x.scale === 'log' ? spec.x.ticks : ticksWithin(x.min, x.max, 6);
  return { ...spec, x: { ...spec.x, ...x, ticks: ticks.filter((tick) => tick >= x.min && tick <= x.max) } };
}

interface Drawing {
  /** Of the data: cut off at the edge of the plot. */
  inside: Shape[];
  outside: Shape[];
  area: Box;
}

/** Everything of a chart in pixels, the picture's top left at (0, `top`). */
export function chartShapes(spec: ChartSpec, theme: Theme, { width, height }: Size, top = 0): Drawing {
  const area: Box = {
    left: spec.left ?? LEFT,
    top: top + (spec.top ?? 8),
    right: width - rightRoom(spec, theme),
    bottom: top + height - axisHeight(spec.x),
  };
  const plot: Plot = {
    area,
    x: scaled(spec.x, area.left, area.right),
    y: scaled(spec.y, area.bottom, area.top),
  };
  const marks = markShapes(spec, plot, theme);
  const lines = [...spec.series].reverse().flatMap((series) => lineShapes(series, spec, plot, theme));
  const bands = spec.series.filter(hasBand).map((series) => bandShape(series, plot, theme));
  return {
    area,
    inside: [...marks.behind, ...bands, ...lines],
    outside: [...axisShapes(spec, plot, theme), ...marks.before, ...endLabelShapes(spec, plot, theme)],
  };
}

/** Labels of 11 px and, under them, the title. */
export const axisHeight = ({ labels, title }: Axis): number =>
  (labels === false ? 8 : 24) + (title === undefined ? 0 : 16);

function scaled({ scale, min, max }: Axis, from: number, to: number): (value: number) => number {
  const place =
    scale === 'log' ? (value: number) => Math.log(Math.max(value, min * 1e-3)) : (value: number) => value;
  const [low, high] = [place(min), place(max)];
  return (value) => from + ((place(value) - low) / (high - low)) * (to - from);
}

/** The finite points as connected pieces. */
function pieces(series: Series, { x, y }: Plot, offset: (index: number) => number = () => 0): Pixel[][] {
  const found: Pixel[][] = [[]];
  series.x.forEach((at, index) => {
    const value = (series.y[index] as number) + offset(index);
    if (Number.isFinite(value)) found.at(-1)?.push([x(at), y(value)]);
    else found.push([]);
  });
  return found.filter((piece) => piece.length > 0);
}

function bandShape(series: Series, plot: Plot, theme: Theme): Shape {
  const edge = (sign: 1 | -1) => pieces(series, plot, (index) => sign * (series.error?.[index] ?? 0));
  const lower = edge(-1);
  const lines = edge(1).map((upper, index) => [...upper, ...[...(lower[index] ?? [])].reverse()]);
  return { kind: 'lines', lines, fill: theme.colour(series.tone, 0.18) };
}

/** Everything of one series: band, area, line, markers, bars. */
export function seriesShapes(series: Series, spec: ChartSpec, plot: Plot, theme: Theme): Shape[] {
  const band = hasBand(series) ? [bandShape(series, plot, theme)] : [];
  return [...band, ...lineShapes(series, spec, plot, theme)];
}

function lineShapes(series: Series, spec: ChartSpec, plot: Plot, theme: Theme): Shape[] {
  const { style = 'line', tone } = series;
  if (style !== 'line') {
    return [
      ...shapesOf(series, plot, theme),
      ...(style === 'points' ? pointShapes(series, plot, theme) : []),
    ];
  }
  const lines = pieces(series, plot).map((piece) => (series.stepped ? steps(piece) : piece));
  const stroke: Shape = {
    kind: 'lines',
    lines,
    stroke: theme.colour(tone),
    width: series.width ?? 2,
    dash: series.dash,
    ...(series.ghost ? { opacity: 0.3 } : {}),
  };
  return [...areaShapes(series, lines, spec, plot, theme), stroke, ...pointShapes(series, plot, theme)];
}

/** Down to 0, or to the next series. */
function areaShapes(series: Series, lines: Pixel[][], spec: ChartSpec, plot: Plot, theme: Theme): Shape[] {
  if (series.fill !== 'origin' && series.fill !== 'next') return [];
  const next = series.fill === 'next' ? spec.series[spec.series.indexOf(series) + 1] : undefined;
  const zero = Math.min(plot.area.bottom, Math.max(plot.area.top, plot.y(0)));
  const floor = next ? pieces(next, plot).flat() : undefined;
  const closed = lines.map((line) => {
    const [first, last] = [line[0] as Pixel, line.at(-1) as Pixel];
    const under: Pixel[] = floor ?? [
      [first[0], zero],
      [last[0], zero],
    ];
    return [...line, ...[...under].reverse()];
  });
  return [{ kind: 'lines', lines: closed, fill: theme.colour(series.tone, series.fillOpacity ?? 0.2) }];
}

/** Each point is the middle of its step. */
function steps(line: readonly Pixel[]): Pixel[] {
  return line.flatMap(([x, y], index): Pixel[] => {
    const after = line[index + 1];
    if (!after) return [[x, y]];
    const middle = (x + after[0]) / 2;
    return [
      [x, y],
      [middle, y],
      [middle, after[1]],
    ];
  });
}

function pointShapes(series: Series, plot: Plot, theme: Theme): Shape[] {
  const radius = radiusOf(series);
  return series.x.flatMap((at, index): Shape[] => {
    const size = Array.isArray(radius) ? (radius[index] ?? 0) : radius;
    const value = (series.y[index] as number) + (series.base?.[index] ?? 0);
    if (!(size > 0) || !Number.isFinite(value)) return [];
    return [markerShape(series, plot.x(at), plot.y(value), size, theme)];
  });
}

function axisShapes({ x, y, bare, left }: ChartSpec, plot: Plot, theme: Theme): Shape[] {
  const { area } = plot;
  const across = (from: number, to: number, at: number, stroke: string): Shape => ({
    kind: 'lines',
    lines: [
      [
        [from, at],
        [to, at],
      ],
    ],
    stroke,
  });
  const label = (text: string, at: Pixel, align: 'start' | 'middle' | 'end'): Shape => {
    return { kind: 'text', x: at[0], y: at[1], text, colour: theme.muted, size: 11, font: 'mono', align };
  };
  const title = (text: string, at: Pixel, upright?: true): Shape => {
    const rest = { colour: theme.muted, size: 11, font: 'sans', align: 'middle' } as const;
    return { kind: 'text', x: at[0], y: at[1], text, ...rest, ...(upright ? { upright } : {}) };
  };
  const within = (tick: number) => tick >= y.min * (1 - 1e-9) && tick <= y.max * (1 + 1e-9);
  const rows = y.ticks.filter((tick) => y.min < 0 || within(tick));
  const columns = x.labels === false ? [] : fittingTicks(x.ticks, x, area.right - area.left, theme);
  const aligned = (index: number) => {
    if (!x.inner) return 'middle';
    return index === 0 ? 'start' : index === columns.length - 1 ? 'end' : 'middle';
  };
  return [
    ...(bare ? [] : rows.map((tick) => across(area.left, area.right, plot.y(tick), theme.grid))),
    ...(y.labels === false
      ? []
      : rows.map((tick) => label(y.format(tick), [area.left - 6, plot.y(tick)], 'end'))),
    across(area.left, area.right, area.bottom, theme.axis),
    ...columns.map((tick, index) => label(x.format(tick), [plot.x(tick), area.bottom + 14], aligned(index))),
    ...(x.title === undefined ? [] : [title(x.title, [(area.left + area.right) / 2, area.bottom + 32])]),
    ...(y.title === undefined
      ? []
      : [title(y.title, [area.left - (left ?? LEFT) + 8, (area.top + area.bottom) / 2], true)]),
  ];
}

function endLabelShapes(spec: ChartSpec, plot: Plot, theme: Theme): Shape[] {
  const { area } = plot;
  const labels = spec.series.flatMap((series) => {
    const end = pieces(series, plot).at(-1)?.at(-1);
    if (series.end === undefined || !end) return [];
    const y = Math.min(area.bottom, Math.max(area.top, end[1]));
    return [{ text: series.end, y, colour: theme.ink(series.tone) }];
  });
  return spread(labels, area.top + 4, area.bottom).map(({ text, y, colour }) => {
    const rest = { colour, size: 11, font: 'sans', align: 'start' } as const;
    return { kind: 'text', x: area.right + 8, y, text, ...rest };
  });
}
