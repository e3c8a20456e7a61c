/** What the charts draw beyond Chart.js: direct labels at the ends of lines, the crosshair, fading. */
import type { Chart, Plugin } from 'chart.js';
import type { Theme } from '../theme/theme.ts';
import { hasBand } from './configuration.ts';
import { type EndLabel, spread } from './labels.ts';
import { paint } from './scene.ts';
import { type Plot, shapesOf } from './shapes.ts';
import type { ChartSpec } from './spec.ts';

/** What the plugins know about a chart. */
export interface Frame {
  spec: ChartSpec;
  theme: Theme;
  /** The variant that is hovered anywhere in the panel. */
  highlighted: string | undefined;
}

/** Set by the element that owns the chart, before each update. */
export const frames = new WeakMap<Chart, Frame>();

export const FADED = 0.25;

/** Whether a variant is hovered that the chart draws. */
export const concernsHighlighted = ({ series }: ChartSpec, highlighted: string | undefined): boolean =>
  highlighted !== undefined && series.some(({ variant }) => variant === highlighted);

function opacityOf(frame: Frame, dataset: number): number {
  const { spec, highlighted } = frame;
  const bands = spec.series.filter(hasBand);
  const series = spec.series[dataset] ?? bands[Math.floor((dataset - spec.series.length) / 2)];
  const drawsOther = series?.variant !== undefined && series.variant !== highlighted;
  return drawsOther && concernsHighlighted(spec, highlighted) ? FADED : 1;
}

/** Registered before the filler, so that bands fade with their lines. */
export const fading: Plugin<'line'> = {
  id: 'reglensFading',
  beforeDatasetDraw(chart, { index }) {
    const frame = frames.get(chart);
    if (frame) chart.ctx.globalAlpha = opacityOf(frame, index);
  },
  afterDatasetDraw(chart) {
    chart.ctx.globalAlpha = 1;
  },
};

/** Pixels that markers and whiskers may stand out of the plot. */
const OVERHANG = 4;

/** Bars, whiskers and paths, each where its dataset would be drawn. */
export const drawnShapes: Plugin<'line'> = {
  id: 'reglensShapes',
  beforeDatasetDraw(chart, { index }) {
    const frame = frames.get(chart);
    const series = frame?.spec.series[index];
    if (!frame || !series || (series.style ?? 'line') === 'line') return;
    const { left, top, right, bottom } = chart.chartArea;
    const { ctx } = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left - OVERHANG, top - OVERHANG, right - left + 2 * OVERHANG, bottom - top + OVERHANG);
    ctx.clip();
    paint(ctx, shapesOf(series, plotOf(chart), frame.theme), frame.theme);
    ctx.restore();
  },
};

/** The chart's own scales as functions. */
export function plotOf(chart: Chart): Plot {
  const along = (axis: 'x' | 'y') => (value: number) => chart.scales[axis]?.getPixelForValue(value) ?? 0;
  return { x: along('x'), y: along('y'), area: chart.chartArea };
}

interface ColouredLabel extends EndLabel {
  colour: string;
  opacity: number;
}

export const endLabels: Plugin<'line'> = {
  id: 'reglensEndLabels',
  afterDatasetsDraw(chart) {
    const frame = frames.get(chart);
    if (!frame) return;
    const { ctx, chartArea } = chart;
    const labels = endLabelsOf(chart, frame);
    ctx.save();
    ctx.font = `11px ${frame.theme.sans}`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    for (const label of spread(labels, chartArea.top + 4, chartArea.bottom)) {
      ctx.globalAlpha = label.opacity;
      ctx.fillStyle = label.colour;
      ctx.fillText(label.text, chartArea.right + 8, label.y);
    }
    ctx.restore();
  },
};

/** A label stands at the height of its line's last visible point. */
function endLabelsOf(chart: Chart, frame: Frame): ColouredLabel[] {
  const { top, bottom } = chart.chartArea;
  return frame.spec.series.flatMap((series, index) => {
    const points = chart.getDatasetMeta(index).data.filter((point) => Number.isFinite(point.y));
    const end = points[points.length - 1];
    if (series.end === undefined || !end) return [];
    const y = Math.min(bottom, Math.max(top, end.y));
    return [{ text: series.end, y, colour: frame.theme.ink(series.tone), opacity: opacityOf(frame, index) }];
  });
}

export const crosshair: Plugin<'line'> = {
  id: 'reglensCrosshair',
  afterDraw(chart) {
    const frame = frames.get(chart);
    const { tooltip, ctx, chartArea } = chart;
    if (!frame || !tooltip?.opacity || !tooltip.dataPoints?.length) return;
    const x = Math.round(tooltip.caretX) + 0.5;
    ctx.save();
    ctx.strokeStyle = frame.theme.axis;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(x, chartArea.top);
    ctx.lineTo(x, chartArea.bottom);
    ctx.stroke();
    ctx.restore();
  },
};
