/**
 * Charts of very many points: their series are painted once, on a layer of their own, and each frame copies it. Without
 * it, every move of the pointer would stroke all the lines again.
 */
import type { Chart, Plugin } from 'chart.js';
import { concernsHighlighted, FADED, type Frame, frames, plotOf } from './plugins.ts';
import { paint } from './scene.ts';
import type { ChartSpec, Series } from './spec.ts';
import { seriesShapes } from './svg.ts';

/** From here on a layer is worth its memory. */
const MANY_POINTS = 8000;

const isHeavy = ({ series }: ChartSpec): boolean =>
  series.reduce((sum, { x, error }) => sum + (error ? 3 : 1) * x.length, 0) > MANY_POINTS;

interface Layer {
  canvas: HTMLCanvasElement;
  /** What it was painted for. */
  spec: ChartSpec;
  place: string;
}

const painted = new WeakMap<Chart, Layer>();

/** Pixels that markers may stand out of the plot. */
const OVERHANG = 6;

export const layers: Plugin<'line'> = {
  id: 'reglensLayers',
  beforeDatasetsDraw(chart) {
    const frame = frames.get(chart);
    if (!frame || !isHeavy(frame.spec)) return;
    const { spec, theme, highlighted } = frame;
    const { ctx } = chart;
    const { width, height } = chart;
    const one = concernsHighlighted(spec, highlighted);
    ctx.save();
    ctx.globalAlpha = one ? FADED : 1;
    ctx.drawImage(layerOf(chart, frame), 0, 0, width, height);
    ctx.globalAlpha = 1;
    if (one) {
      clip(ctx, chart);
      for (const series of spec.series.filter((each) => each.variant === highlighted)) {
        paint(ctx, seriesShapes(series, spec, plotOf(chart), theme), theme);
      }
    }
    ctx.restore();
  },
  beforeDatasetDraw(chart) {
    const frame = frames.get(chart);
    return frame && isHeavy(frame.spec) ? false : undefined;
  },
  afterDatasetsDraw(chart) {
    const frame = frames.get(chart);
    if (!frame || !isHeavy(frame.spec)) return;
    for (const { datasetIndex, element } of chart.getActiveElements()) {
      const series = frame.spec.series[datasetIndex];
      if (!series) continue;
      const dot = { kind: 'circle', x: element.x, y: element.y, radius: 4 } as const;
      paint(chart.ctx, [{ ...dot, fill: frame.theme.colour(series.tone) }], frame.theme);
    }
  },
};

function clip(ctx: CanvasRenderingContext2D, { chartArea: { left, top, right, bottom } }: Chart): void {
  ctx.beginPath();
  ctx.rect(left - OVERHANG, top, right - left + 2 * OVERHANG, bottom - top + OVERHANG);
  ctx.clip();
}

/** More lines than this hide one another when they are wider than a pixel. */
const MANY_LINES = 40;

/**
 * The series from the last to the first; of many, lines are at most a `pixel` wide: such lines are also painted eight
 * times as fast (200 lines of 500 points: 8 ms instead of 64 ms in Chromium without a graphics processor).
 */
function thinned({ series }: ChartSpec, pixel: number): Series[] {
  const all = [...series].reverse();
  if (all.length <= MANY_LINES) return all;
  return all.map((one) => ({ ...one, width: Math.min(pixel, one.width ?? pixel) }));
}

/** The painted series; again when data, size or what is shown have changed. */
function layerOf(chart: Chart, { spec, theme }: Frame): HTMLCanvasElement {
  const { x, y } = chart.scales;
  const ratio = chart.currentDevicePixelRatio;
  const { left, top, right, bottom } = chart.chartArea;
  const place = [x?.min, x?.max, y?.min, y?.max, left, top, right, bottom, ratio].join(' ');
  const known = painted.get(chart);
  if (known?.spec === spec && known.place === place) return known.canvas;
  const canvas = known?.canvas ?? document.createElement('canvas');
  canvas.width = Math.round(chart.width * ratio);
  canvas.height = Math.round(chart.height * ratio);
  const context = canvas.getContext('2d');
  if (context) {
    context.scale(ratio, ratio);
    clip(context, chart);
    const plot = plotOf(chart);
    for (const series of thinned(spec, 1 / ratio)) {
      paint(context, seriesShapes(series, spec, plot, theme), theme);
    }
  }
  painted.set(chart, { canvas, spec, place });
  return canvas;
}
