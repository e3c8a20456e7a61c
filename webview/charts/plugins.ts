/** What the charts draw beyond Chart.js: direct labels at the ends of lines, the crosshair, fading. */
import type { Chart, Plugin } from 'chart.js';
import type { Theme } from '../theme/theme.ts';
import { type EndLabel, spread } from './labels.ts';
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

const FADED = 0.25;

function opacityOf(frame: Frame, dataset: number): number {
  const { spec, highlighted } = frame;
  const bands = spec.series.filter((series) => series.error);
  const series = spec.series[dataset] ?? bands[Math.floor((dataset - spec.series.length) / 2)];
  const drawsOther = series?.variant !== undefined && series.variant !== highlighted;
  const concerned = spec.series.some((one) => one.variant === highlighted);
  return highlighted !== undefined && concerned && drawsOther ? FADED : 1;
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
