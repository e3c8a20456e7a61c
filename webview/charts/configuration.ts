/** From a chart as plain data to what Chart.js draws: colours resolved, options complete. Pure, given the theme. */
import type { ChartConfiguration, ChartDataset, Point, Scale, TooltipItem } from 'chart.js';
import type { Theme } from '../theme/theme.ts';
import { annotationsOf } from './annotations.ts';
import type { Axis, ChartSpec, PointShape, Series } from './spec.ts';
import { keptLabels } from './ticks.ts';

export type LineDataset = ChartDataset<'line', Point[]>;
export type LineConfiguration = ChartConfiguration<'line', Point[]>;

const POINT_STYLES = {
  disc: 'circle',
  triangle: 'triangle',
  square: 'rect',
  diamond: 'rectRot',
  cross: 'crossRot',
  ring: 'circle',
} as const satisfies Record<PointShape, string>;

/**
 * The lines come first, in the order of the series; then the bands, two datasets each.
 * @param zoomed called after the user zoomed or moved what is zoomed
 */
export function configurationOf(
  spec: ChartSpec,
  theme: Theme,
  zoomed: (by: 'zoom' | 'pan') => void,
): LineConfiguration {
  return {
    type: 'line',
    data: { datasets: [...spec.series.map((one) => lineOf(one, theme)), ...bandsOf(spec, theme)] },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      parsing: false,
      normalized: true,
      layout: { padding: { right: rightRoom(spec, theme), top: spec.top ?? 8 } },
      interaction: { mode: 'nearest', axis: readsNearest(spec) ? 'xy' : 'x', intersect: false },
      scales: { x: horizontalScale(spec, theme), y: verticalScale(spec, theme) },
      plugins: {
        legend: { display: false },
        annotation: { clip: false, annotations: annotationsOf(spec, theme) },
        zoom: zoomOf(spec, theme, zoomed),
        tooltip: tooltipOf(spec, theme),
      },
    },
  };
}

/** Ctrl+wheel and Shift+drag zoom, dragging moves what is zoomed; never beyond the whole axis. */
function zoomOf({ x, y, square }: ChartSpec, theme: Theme, zoomed: (by: 'zoom' | 'pan') => void) {
  const mode = square ? ('xy' as const) : ('x' as const);
  const limit = ({ min, max }: Axis) => ({ min, max });
  const told = ({ trigger }: { trigger?: string }) => {
    if (trigger !== 'api') zoomed('zoom');
  };
  return {
    limits: { x: limit(x), ...(square ? { y: limit(y) } : {}) },
    pan: { enabled: true, mode, onPan: () => zoomed('pan') },
    zoom: {
      mode,
      wheel: { enabled: true, modifierKey: 'ctrl' as const },
      drag: { enabled: true, modifierKey: 'shift' as const, backgroundColor: theme.grid },
      onZoom: told,
    },
  };
}

/** A tooltip with more lines than this hides what it tells of. */
const MOST_READINGS = 14;

/** Of many curves the tooltip names the one under the pointer. */
const readsNearest = ({ nearest, series }: ChartSpec): boolean =>
  nearest === 'xy' ||
  (nearest === undefined &&
    series.filter((one) => one.style !== 'path' && !one.ghost).length > MOST_READINGS);

function pointsOf(series: Series, offset: (index: number) => number = () => 0): Point[] {
  return series.x.map((x, index) => ({ x, y: (series.y[index] as number) + offset(index) }));
}

/** Opacity of a line that stands behind its average. */
const GHOSTLY = 0.3;

function lineOf(series: Series, theme: Theme): LineDataset {
  const { style = 'line' } = series;
  const colour = theme.colour(series.tone, series.ghost ? GHOSTLY : 1);
  return {
    label: series.label,
    // `shapes.ts` draws paths, and bars: of these, the points at their ends are there for the tooltip.
    data: style === 'path' ? [] : pointsOf(series, (index) => series.base?.[index] ?? 0),
    showLine: style === 'line',
    borderColor: colour,
    backgroundColor: series.fill ? theme.colour(series.tone, series.fillOpacity ?? 0.2) : colour,
    borderWidth: series.width ?? 2,
    borderDash: [...(series.dash ?? [])],
    pointRadius: radiusOf(series),
    pointStyle: POINT_STYLES[series.marker ?? 'disc'],
    pointBackgroundColor: isHollow(series) ? theme.background : colour,
    pointHoverRadius: series.ghost || style === 'bars' ? 0 : 4,
    pointHoverBackgroundColor: colour,
    pointHoverBorderColor: colour,
    fill: fillOf(series),
    stepped: series.stepped ? 'middle' : false,
    tension: 0,
    order: 1,
    ...(series.marker ? { clip: { left: 6, right: 6, top: 0, bottom: 6 } } : {}),
  };
}

const isHollow = ({ hollow, marker }: Series) => hollow === true || marker === 'ring';

/** Pixels; a line is drawn without its points, unless it is only one. */
export function radiusOf({ style = 'line', marker, radii, x, ghost }: Series): number | number[] {
  if (style === 'bars' || style === 'path' || ghost) return 0;
  if (radii) return [...radii];
  return marker || style === 'points' ? 3.5 : x.length === 1 ? 3 : 0;
}

function fillOf({ fill, style }: Series): '+1' | 'origin' | false {
  if (fill === undefined || fill === 'inside' || style === 'path') return false;
  return fill === 'next' ? '+1' : fill;
}

/** Whether the error of a series is drawn as a band around a line. */
export const hasBand = ({ error, style = 'line' }: Series): boolean =>
  error !== undefined && style === 'line';

/** A band is an invisible lower edge and an upper edge that is filled down to it. */
function bandsOf(spec: ChartSpec, theme: Theme): LineDataset[] {
  const edge = { borderWidth: 0, pointRadius: 0, pointHoverRadius: 0, order: 9, tension: 0 };
  const floor = spec.y.scale === 'log' ? spec.y.min * 1e-3 : Number.NEGATIVE_INFINITY;
  return spec.series.filter(hasBand).flatMap((series): LineDataset[] => {
    const error = series.error ?? [];
    const lower = pointsOf(series, (index) => -(error[index] ?? 0)).map(({ x, y }) => ({
      x,
      y: Math.max(floor, y as number),
    }));
    return [
      { ...edge, data: lower, fill: false },
      {
        ...edge,
        data: pointsOf(series, (index) => error[index] ?? 0),
        fill: '-1',
        backgroundColor: theme.colour(series.tone, 0.18),
      },
    ];
  });
}

/** Pixels right of the plot. */
export function rightRoom(spec: ChartSpec, theme: Theme): number {
  const labels = [...spec.series.map((series) => series.end ?? ''), ...(spec.room ?? [])];
  return Math.max(8, ...labels.filter(Boolean).map((label) => theme.measure(label) + 14));
}

/** What both axes have in common; colours and fonts of the theme. */
function scaleOf(axis: Axis, theme: Theme) {
  const font = { family: theme.mono, size: 11 };
  const options = {
    min: axis.min,
    max: axis.max,
    title: {
      display: axis.title !== undefined,
      text: axis.title ?? '',
      color: theme.muted,
      font: { family: theme.sans, size: 11 },
      padding: { top: 2, bottom: 0 },
    },
    ticks: {
      display: axis.labels !== false,
      color: theme.muted,
      font,
      maxRotation: 0,
      padding: 4,
      callback: (value: string | number) => axis.format(Number(value)),
    },
    afterBuildTicks: (scale: Scale) => {
      // A zoomed axis keeps the ticks that Chart.js finds for what is left of it.
      const whole = scale.min <= axis.min && scale.max >= axis.max;
      if (whole) scale.ticks = axis.ticks.map((value) => ({ value }));
    },
  };
  return axis.scale === 'log'
    ? { type: 'logarithmic' as const, ...options }
    : { type: 'linear' as const, ...options };
}

function horizontalScale({ x, bare }: ChartSpec, theme: Theme) {
  const scale = scaleOf(x, theme);
  return {
    ...scale,
    afterBuildTicks: (built: Scale) => {
      scale.afterBuildTicks(built);
      if (x.labels !== false) dropCollidingTicks(built, x, theme);
    },
    border: { color: theme.axis },
    grid: { display: false, drawTicks: !bare },
    ticks: {
      ...scale.ticks,
      autoSkip: false,
      includeBounds: false,
      align: x.inner ? ('inner' as const) : ('center' as const),
    },
  };
}

function dropCollidingTicks(scale: Scale, axis: Axis, theme: Theme): void {
  const shown = { ...axis, min: scale.min, max: scale.max };
  const kept = new Set(
    fittingTicks(
      scale.ticks.map(({ value }) => value),
      shown,
      scale.width,
      theme,
    ),
  );
  scale.ticks = scale.ticks.filter(({ value }) => kept.has(value));
}

/** Those of the ticks whose labels do not touch on an axis of `width` pixels. */
export function fittingTicks(ticks: readonly number[], axis: Axis, width: number, theme: Theme): number[] {
  const place = axis.scale === 'log' ? Math.log : (value: number) => value;
  const [from, to] = [place(axis.min), place(axis.max)];
  const labels = ticks.map((value) => ({
    at: ((place(value) - from) / (to - from)) * width,
    width: theme.measure(axis.format(value), 'number'),
  }));
  return keptLabels(labels, axis.inner ?? false).map((index) => ticks[index] as number);
}

/** Pixels left of the plot where a chart does not say. */
export const LEFT = 46;

function verticalScale({ y, bare, left }: ChartSpec, theme: Theme) {
  const scale = scaleOf(y, theme);
  return {
    ...scale,
    border: { display: false },
    grid: { display: !bare, color: theme.grid, drawTicks: false },
    afterFit: (fitted: Scale) => {
      fitted.width = left ?? LEFT;
    },
    ticks: { ...scale.ticks, autoSkip: false },
  };
}

function tooltipOf(spec: ChartSpec, theme: Theme) {
  const seriesOf = (item: TooltipItem<'line'>) => spec.series[item.datasetIndex];
  return {
    filter: (item: TooltipItem<'line'>) =>
      seriesOf(item)?.ghost === undefined && seriesOf(item) !== undefined,
    backgroundColor: theme.hoverBackground,
    borderColor: theme.hoverBorder,
    borderWidth: 1,
    titleColor: theme.muted,
    bodyColor: theme.foreground,
    titleFont: { family: theme.mono, size: 11, weight: 400 as const },
    bodyFont: { family: theme.sans, size: 12 },
    padding: 8,
    cornerRadius: 3,
    caretSize: 0,
    multiKeyBackground: 'transparent',
    boxWidth: 8,
    boxHeight: 8,
    callbacks: {
      title: (items: TooltipItem<'line'>[]) => (items[0] ? spec.position(items[0].parsed.x ?? 0) : ''),
      label: (item: TooltipItem<'line'>) => ` ${reading(seriesOf(item), item.dataIndex)}`,
      labelColor: (item: TooltipItem<'line'>) => ({
        backgroundColor: String(item.dataset.borderColor),
        borderColor: 'transparent',
      }),
    },
  };
}

/** One value in words, with its error where it has one: `Validation: 0.143 ± 0.004`. */
export function reading(series: Series | undefined, index: number): string {
  if (!series) return '';
  const error = series.error?.[index];
  const spread = error !== undefined && error > 0 ? ` ± ${series.format(error)}` : '';
  return `${series.label}: ${series.format(series.y[index] ?? Number.NaN)}${spread}`;
}
