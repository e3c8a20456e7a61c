/**
 * A chart as plain data: no colours resolved, no pixels. Builders make it, `configuration.ts` draws it, `svg.ts` writes
 * it as SVG, `table.ts` as a table. What a picture needs is said by its series:
 * lines with bands, areas (`fill`), steps (`stepped`), points (`style: 'points'`, whiskers from `error`), bars
 * (`style: 'bars'`, stacked by `base`, side by side by their x), and any curve of the plane (`style: 'path'`: contours,
 * a diamond, a disc, the diagonal of a reliability diagram). A matrix of colours is a `HeatSpec`.
 */
import type { Tone } from '../theme/palette.ts';

export type Format = (value: number) => string;
export type PointShape = 'disc' | 'triangle' | 'square' | 'diamond' | 'cross' | 'ring';

export interface Series {
  /** Name in the tooltip and in the table. */
  label: string;
  /** The variant it belongs to: hovering another one fades it. */
  variant?: string;
  x: readonly number[];
  y: readonly number[];
  /** Half the height of a band around the line, or of the whisker of a point or bar. */
  error?: readonly number[];
  /**
   * `line` without one. Points are not joined. Bars stand on 0 or on `base`. A path joins its points in their order, x
   * need not ascend, NaN lifts the pen; it is neither in the tooltip nor in the table.
   */
  style?: 'line' | 'points' | 'bars' | 'path';
  /** Of bars: where each begins; y is its length. */
  base?: readonly number[];
  /** Of bars: their width in units of x, 0.8 without it. */
  breadth?: number;
  /** Of points: radii in pixels. */
  radii?: readonly number[];
  /** Of a line drawn behind: neither in the tooltip nor in the table, and faint. */
  ghost?: true;
  tone: Tone;
  width?: number;
  dash?: readonly number[];
  marker?: PointShape;
  /** The marker is drawn as an outline. */
  hollow?: boolean;
  /** Direct label at the line's end. */
  end?: string;
  /** Area down to 0, down to the next series, or inside of a path. */
  fill?: 'origin' | 'next' | 'inside';
  fillOpacity?: number;
  stepped?: boolean;
  format: Format;
}

export interface Axis {
  scale: 'linear' | 'log';
  min: number;
  max: number;
  ticks: readonly number[];
  format: Format;
  title?: string;
  /** False on the upper of two charts that share an axis. */
  labels?: boolean;
  /** First and last label stay inside the plot. */
  inner?: boolean;
}

export type Mark =
  | { kind: 'vertical'; at: number; text?: string; side?: 'left' | 'right' }
  | { kind: 'horizontal'; at: number; text?: string; side?: 'left' | 'right' }
  | { kind: 'ring'; x: number; y: number; tone: Tone }
  /** The warning tint from here to the right edge. */
  | { kind: 'tint'; from: number; text: string }
  | {
      kind: 'text';
      x: number;
      y: number;
      text: string;
      tone?: Tone;
      align?: 'start' | 'end';
      dx?: number;
      dy?: number;
    };

/** What the user may change of a chart: see `adjust.ts`. */
export type Adjustment = 'smooth' | 'bands' | 'logX' | 'logY';

export interface ChartSpec {
  /** Stable: the canvas' `data-chart`. */
  id: string;
  /** What a screen reader says: it holds the number that the chart shows. */
  summary: string;
  /** First column of the table and, before the value, title of the tooltip. */
  abscissa: string;
  /** The value of x in tooltip and table. */
  position: Format;
  x: Axis;
  /** Name of an x axis that other charts have, too: they zoom together. */
  shared?: string;
  y: Axis;
  series: readonly Series[];
  marks: readonly Mark[];
  /** Labels that need room right of the plot although another chart draws them: charts over one another align. */
  room?: readonly string[];
  /** Room left of the plot for tick labels. */
  left?: number;
  /** Room above the plot. */
  top?: number;
  /** No grid lines: for the small charts of the overview. */
  bare?: boolean;
  /**
   * What the panel's chart controls change in it (`elements/chartControls.ts`); the chart is given as it is without
   * them: with bands, not smoothed, axes as the builder made them.
   */
  adjusts?: readonly Adjustment[];
  /** One unit of x is as long as one of y: the chart takes its height from its width. */
  square?: true;
  /** A reading that is no list of values at one x: the tooltip names the nearest point in both directions. */
  nearest?: 'x' | 'xy';
}

/** A matrix as coloured cells; the colour of 0 is the background. */
export interface HeatSpec {
  kind: 'heat';
  /** Stable: the canvas' `data-chart`. */
  id: string;
  summary: string;
  rows: number;
  columns: number;
  /** `values[row * columns + column]`; what is not finite is crossed out. */
  values: ArrayLike<number>;
  /** What a row and a column are, e.g. `Input` and `Unit`; names one of them in tooltip and table. */
  row: { title: string; name: (index: number) => string };
  column: { title: string; name: (index: number) => string };
  /** Size at which the colour is full. */
  limit: number;
  /** Two hues around 0, or one from 0 up. */
  colours: 'diverging' | 'sequential';
  /** Value in tooltip, legend and table. */
  format: Format;
}

/** Everything that a figure can show. */
export type PictureSpec = ChartSpec | HeatSpec;

export const isHeat = (spec: PictureSpec): spec is HeatSpec => 'kind' in spec;
