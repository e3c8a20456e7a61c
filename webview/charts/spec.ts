/** A chart as plain data: no colours resolved, no pixels. Builders make it, `configuration.ts` draws it. */
import type { Tone } from '../theme/palette.ts';

export type Format = (value: number) => string;
export type PointShape = 'disc' | 'triangle' | 'square';

export interface Series {
  /** Name in the tooltip and in the table. */
  label: string;
  /** The variant it belongs to: hovering another one fades it. */
  variant?: string;
  x: readonly number[];
  y: readonly number[];
  /** Half the height of a band around the line, point by point. */
  error?: readonly number[];
  tone: Tone;
  width?: number;
  dash?: readonly number[];
  marker?: PointShape;
  /** The marker is drawn as an outline. */
  hollow?: boolean;
  /** Direct label at the line's end. */
  end?: string;
  /** Area down to 0, or down to the next series. */
  fill?: 'origin' | 'next';
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
}
