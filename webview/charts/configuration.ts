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
} as const satisfies Record<PointShape, string>;

/**
 * The lines come first, in the order of the series; then the bands, two datasets each.
 * @param zoomed called after the user zoomed
 */
export function configurationOf(spec: ChartSpec, theme: Theme, zoomed: () => void): LineConfiguration {
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
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: { x: horizontalScale(spec, theme), y: verticalScale(spec, theme) },
      plugins: {
        legend: { display: false },
        annotation: { clip: false, annotations: annotationsOf(spec, theme) },
        zoom: {
          zoom: {
            mode: 'x',
            wheel: { enabled: true, modifierKey: 'ctrl' },
            drag: { enabled: true, modifierKey: 'shift', backgroundColor: theme.grid },
            onZoom: ({ trigger }) => {
              if (trigger !== 'api') zoomed();
            },
          },
        },
        tooltip: tooltipOf(spec, theme),
      },
    },
  };
}

function pointsOf(series: Series, offset: (index: number) => number = () => 0): Point[] {
  return series.x.map((x, index) => ({ x, y: (series.y[index] as number) + offset(index) }));
}

function lineOf(series: Series, theme: Theme): LineDataset {
  const colour = theme.colour(series.tone);
  return {
    label: series.label,
    data: pointsOf(series),
    borderColor: colour,
    backgroundColor: series.fill ? theme.colour(series.tone, series.fillOpacity ?? 0.2) : colour,
    borderWidth: series.width ?? 2,
    borderDash: [...(series.dash ?? [])],
    pointRadius: series.marker ? 3.5 : series.x.length === 1 ? 3 : 0,
    pointStyle: POINT_STYLES[series.marker ?? 'disc'],
    pointBackgroundColor: series.hollow ? theme.background : colour,
    pointHoverRadius: 4,
    pointHoverBackgroundColor: colour,
    pointHoverBorderColor: colour,
    fill: series.fill === 'next' ? '+1' : (series.fill ?? false),
    stepped: series.stepped ? 'middle' : false,
    tension: 0,
    order: 1,
    ...(series.marker ? { clip: { left: 6, right: 6, top: 0, bottom: 6 } } : {}),
  };
}

/** A band is an invisible lower edge and an upper edge that is filled down to it. */
function bandsOf(spec: ChartSpec, theme: Theme): LineDataset[] {
  const edge = { borderWidth: 0, pointRadius: 0, pointHoverRadius: 0, order: 9, tension: 0 };
  const floor = spec.y.scale === 'log' ? spec.y.min * 1e-3 : Number.NEGATIVE_INFINITY;
  return spec.series.flatMap((series): LineDataset[] => {
    const { error } = series;
    if (!error) return [];
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

function rightRoom(spec: ChartSpec, theme: Theme): number {
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

function dropCollidingTicks(scale: Scale, { scale: kind, format, inner }: Axis, theme: Theme): void {
  const place = kind === 'log' ? Math.log : (value: number) => value;
  const [from, to] = [place(scale.min), place(scale.max)];
  const labels = scale.ticks.map(({ value }) => ({
    at: ((place(value) - from) / (to - from)) * scale.width,
    width: theme.measure(format(value), 'number'),
  }));
  const kept = new Set(keptLabels(labels, inner ?? false));
  scale.ticks = scale.ticks.filter((_, index) => kept.has(index));
}

function verticalScale({ y, bare, left }: ChartSpec, theme: Theme) {
  const scale = scaleOf(y, theme);
  return {
    ...scale,
    border: { display: false },
    grid: { display: !bare, color: theme.grid, drawTicks: false },
    afterFit: (fitted: Scale) => {
      fitted.width = left ?? 46;
    },
    ticks: { ...scale.ticks, autoSkip: false },
  };
}

function tooltipOf(spec: ChartSpec, theme: Theme) {
  const seriesOf = (item: TooltipItem<'line'>) => spec.series[item.datasetIndex];
  return {
    filter: (item: TooltipItem<'line'>) => seriesOf(item) !== undefined,
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
    boxWidth: 8,
    boxHeight: 8,
    callbacks: {
      title: (items: TooltipItem<'line'>[]) => (items[0] ? spec.position(items[0].parsed.x ?? 0) : ''),
      label: (item: TooltipItem<'line'>) =>
        ` ${item.dataset.label}: ${seriesOf(item)?.format(item.parsed.y ?? 0)}`,
      labelColor: (item: TooltipItem<'line'>) => ({
        backgroundColor: String(item.dataset.borderColor),
        borderColor: 'transparent',
      }),
    },
  };
}
