/** A matrix of colours: where its cells are, what they are coloured with, what stands beside them. */
import { type Colour, parseColour } from '../theme/colour.ts';
import type { Tone } from '../theme/palette.ts';
import type { Theme } from '../theme/theme.ts';
import { type Box, type Shape, svgDocument, svgElement } from './scene.ts';
import type { HeatSpec } from './spec.ts';
import { headRoom, type Size } from './svg.ts';

/** The hues below and above 0. */
const BELOW: Tone = '--negative';
const ABOVE: Tone = '--positive';

const LETTER = 6.5;
const LEGEND = { width: 144, height: 8 };

/** The cells' rectangle in a picture of `size`: room for names at the left and top, for the legend below. */
export function heatArea(spec: HeatSpec, { width, height }: Size, top = 0): Box {
  const longest = Math.min(LONGEST, longestName(spec));
  const left = 26 + LETTER * longest;
  return { left, top: top + 34, right: width - 8, bottom: top + height - 40 };
}

/** Letters of a name; longer ones are cut. */
const LONGEST = 16;

/** Letters of the longest of all rows' names, up to the longest that is written. */
function longestName({ rows, row }: HeatSpec): number {
  let longest = 0;
  for (let index = 0; index < rows && longest < LONGEST; index++) {
    longest = Math.max(longest, row.name(index).length);
  }
  return longest;
}

/** Opacity of the hue over the background for a value: 0 at 0, full at the limit and beyond. */
export function strengthOf(value: number, limit: number): number {
  return limit > 0 ? Math.min(1, Math.abs(value) / limit) : 0;
}

/** The place of the cell under a point, if there is one. */
export function cellAt(
  spec: HeatSpec,
  area: Box,
  x: number,
  y: number,
): { row: number; column: number } | undefined {
  const column = Math.floor(((x - area.left) / (area.right - area.left)) * spec.columns);
  const row = Math.floor(((y - area.top) / (area.bottom - area.top)) * spec.rows);
  const inside = column >= 0 && column < spec.columns && row >= 0 && row < spec.rows;
  return inside ? { row, column } : undefined;
}

/** The cell's edges in pixels. */
export function cellBox(spec: HeatSpec, area: Box, row: number, column: number): Box {
  const width = (area.right - area.left) / spec.columns;
  const height = (area.bottom - area.top) / spec.rows;
  const [left, top] = [area.left + column * width, area.top + row * height];
  return { left, top, right: left + width, bottom: top + height };
}

/**
 * The pixels of the cells, `width` × `height`, as red, green, blue and opacity. Where several cells share a pixel the
 * one of the largest size shows: single large weights in a large matrix are what one looks for.
 */
export function heatPixels(
  spec: HeatSpec,
  theme: Theme,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * width * height);
  const colours = [BELOW, ABOVE].map((tone) => bytes(parseColour(theme.colour(tone)))) as [
    number[],
    number[],
  ];
  const columnOf = edges(width, spec.columns);
  const rowOf = edges(height, spec.rows);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = largest(spec, rowOf(y), columnOf(x));
      const colour = colours[value < 0 ? 0 : 1];
      pixels.set(colour, 4 * (y * width + x));
      pixels[4 * (y * width + x) + 3] = Math.round(255 * strengthOf(value, spec.limit));
    }
  }
  return pixels;
}

const bytes = ({ red, green, blue }: Colour) => [red, green, blue].map((part) => Math.round(255 * part));

/** The cells that a pixel covers: from the first to before the last. */
const edges =
  (pixels: number, cells: number) =>
  (at: number): [number, number] => {
    const from = Math.floor((at * cells) / pixels);
    return [from, Math.max(from + 1, Math.floor(((at + 1) * cells) / pixels))];
  };

function largest({ values, columns }: HeatSpec, rows: [number, number], across: [number, number]): number {
  let found = 0;
  for (let row = rows[0]; row < rows[1]; row++) {
    for (let column = across[0]; column < across[1]; column++) {
      const value = values[row * columns + column] as number;
      if (Math.abs(value) > Math.abs(found)) found = value;
    }
  }
  return found;
}

/** Frame, names, crosses over what is not finite, legend with numbers. */
export function heatShapes(spec: HeatSpec, theme: Theme, size: Size, top = 0): Shape[] {
  const area = heatArea(spec, size, top);
  return [
    frameOf(area, theme.axis),
    ...crosses(spec, area, theme),
    ...names(spec, area, theme),
    ...legend(spec, area, theme),
  ];
}

const frameOf = ({ left, top, right, bottom }: Box, stroke: string): Shape => ({
  kind: 'lines',
  lines: [
    [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
      [left, top],
    ],
  ],
  stroke,
});

function crosses(spec: HeatSpec, area: Box, theme: Theme): Shape[] {
  const lines: [number, number][][] = [];
  for (let index = 0; index < spec.rows * spec.columns; index++) {
    if (Number.isFinite(spec.values[index])) continue;
    const cell = cellBox(spec, area, Math.floor(index / spec.columns), index % spec.columns);
    const { left, top, right, bottom } = cell;
    lines.push(
      [
        [left, top],
        [right, bottom],
      ],
      [
        [right, top],
        [left, bottom],
      ],
    );
  }
  return lines.length > 0 ? [{ kind: 'lines', lines, stroke: theme.muted, width: 1 }] : [];
}

/** Names of as many rows and columns as fit, first and last always; titles at both sides. */
function names(spec: HeatSpec, area: Box, theme: Theme): Shape[] {
  const { rows, columns, row, column } = spec;
  const text = (words: string, x: number, y: number, align: 'start' | 'middle' | 'end', more = {}): Shape => {
    const rest = { colour: theme.muted, size: 11, font: 'mono', align } as const;
    return { kind: 'text', text: words, x, y, ...rest, ...more };
  };
  const widest = Math.max(1, column.name(0).length, column.name(Math.max(0, columns - 1)).length);
  const across = spaced(columns, (area.right - area.left) / columns, LETTER * widest + 12);
  const down = spaced(rows, (area.bottom - area.top) / rows, 14);
  const centre = (index: number, along: 'row' | 'column') => {
    const box = along === 'row' ? cellBox(spec, area, index, 0) : cellBox(spec, area, 0, index);
    return along === 'row' ? (box.top + box.bottom) / 2 : (box.left + box.right) / 2;
  };
  const short = (name: string) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);
  return [
    ...down.map((index) => text(short(row.name(index)), area.left - 6, centre(index, 'row'), 'end')),
    ...across.map((index) =>
      text(short(column.name(index)), centre(index, 'column'), area.top - 9, 'middle'),
    ),
    text(column.title, area.left, area.top - 25, 'start', { font: 'sans' }),
    text(row.title, 7, (area.top + area.bottom) / 2, 'middle', { font: 'sans', upright: true }),
  ];
}

/** Indices of cells whose names stand at least `room` pixels apart. */
export function spaced(count: number, pixels: number, room: number): number[] {
  const step = Math.max(1, Math.ceil(room / pixels));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

const LEGEND_CELLS = 48;

function legend({ limit, colours, format }: HeatSpec, area: Box, theme: Theme): Shape[] {
  const [left, top] = [area.left, area.bottom + 12];
  const from = colours === 'diverging' ? -limit : 0;
  const cells = Array.from({ length: LEGEND_CELLS }, (_, index): Shape => {
    const value = from + ((index + 0.5) / LEGEND_CELLS) * (limit - from);
    const fill = theme.colour(value < 0 ? BELOW : ABOVE, strengthOf(value, limit));
    const at = left + (index * LEGEND.width) / LEGEND_CELLS;
    const width = LEGEND.width / LEGEND_CELLS;
    const [right, bottom] = [at + width, top + LEGEND.height];
    return {
      kind: 'lines',
      lines: [
        [
          [at, top],
          [right, top],
          [right, bottom],
          [at, bottom],
        ],
      ],
      fill,
    };
  });
  const box = { left, top, right: left + LEGEND.width, bottom: top + LEGEND.height };
  const stops = colours === 'diverging' ? [-limit, 0, limit] : [0, limit];
  const numbers = stops.map((value): Shape => {
    const x = left + ((value - from) / (limit - from || 1)) * LEGEND.width;
    const rest = { colour: theme.muted, size: 11, font: 'mono', align: 'middle' } as const;
    return { kind: 'text', x, y: top + LEGEND.height + 10, text: format(value), ...rest };
  });
  return [...cells, frameOf(box, theme.axis), ...numbers];
}

/** The matrix as SVG: its cells are a picture (PNG as a data URL), everything else stays text and lines. */
export function heatSvg(
  spec: HeatSpec,
  theme: Theme,
  size: Size,
  cells: string,
  head: readonly Shape[] = [],
): string {
  const top = headRoom(head);
  const { left, top: y, right, bottom } = heatArea(spec, size, top);
  const image = `<image x="${left}" y="${y}" width="${right - left}" height="${bottom - y}" preserveAspectRatio="none" href="${cells}"/>`;
  const shapes = [...head, ...heatShapes(spec, theme, size, top)].map((shape) => svgElement(shape, theme));
  const background = `<rect width="100%" height="100%" fill="${theme.background}"/>`;
  return svgDocument({ ...size, height: size.height + top }, [background, image, ...shapes], spec.summary);
}

/** The cells that a table lists: those of the largest size, with their names. */
export function largestCells(spec: HeatSpec, most: number): { row: number; column: number; value: number }[] {
  const order = Array.from({ length: spec.rows * spec.columns }, (_, index) => index);
  const size = (index: number) => Math.abs(spec.values[index] as number) || 0;
  order.sort((a, b) => size(b) - size(a));
  return order.slice(0, most).map((index) => ({
    row: Math.floor(index / spec.columns),
    column: index % spec.columns,
    value: spec.values[index] as number,
  }));
}
