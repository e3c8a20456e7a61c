/** A picture with its heading as a file: PNG at twice the size, SVG with text as text, its values. */
import type { Point } from 'chart.js';
import { configurationOf } from '../charts/configuration.ts';
import { heatArea, heatSvg } from '../charts/heat.ts';
import { Chart } from '../charts/register.ts';
import { paint, type Shape, svgDocument, svgElement } from '../charts/scene.ts';
import { type ChartSpec, isHeat, type PictureSpec } from '../charts/spec.ts';
import { chartSvg, headRoom, type Shown, type Size } from '../charts/svg.ts';
import type { Theme } from '../theme/theme.ts';
import { attached } from './chart.ts';
import { heatCells, paintHeat } from './heat.ts';

/** Everything that a saved picture shows. */
export interface Picture {
  /** As the user looks at it: smoothed, without bands, … */
  spec: PictureSpec;
  heading: string | undefined;
  sub: string;
  size: Size;
  shown: Shown;
}

const RATIO = 2;

export function pictureSvg({ spec, heading, sub, size, shown }: Picture, theme: Theme): string {
  const head = headShapes(heading, sub, size.width, theme);
  if (!isHeat(spec)) return chartSvg(spec, theme, size, shown, head);
  const { left, top, right, bottom } = heatArea(spec, size);
  const cells = heatCells(spec, theme, RATIO * (right - left), RATIO * (bottom - top));
  return heatSvg(spec, theme, size, cells?.toDataURL('image/png') ?? '', head);
}

/** The PNG as base64. */
export function picturePng(picture: Picture, theme: Theme): string {
  const { spec, heading, sub, size, shown } = picture;
  const head = headShapes(heading, sub, size.width, theme);
  const top = headRoom(head);
  const { canvas, context } = page(size.width, size.height + top, theme);
  if (!context) return '';
  if (isHeat(spec)) paintHeat(canvas, spec, theme, size, RATIO, top);
  else {
    const drawn = chartCanvas(spec, theme, size, shown);
    context.drawImage(drawn, 0, RATIO * top);
  }
  context.scale(RATIO, RATIO);
  paint(context, head, theme);
  return base64(canvas);
}

/** Shapes that are no chart, as SVG and as PNG: `draw` makes them below the heading and says where they end. */
export interface Drawn {
  heading: string;
  sub: string;
  width: number;
  draw: (top: number) => { shapes: Shape[]; height: number };
}

export function drawnSvg({ heading, sub, width, draw }: Drawn, theme: Theme): string {
  const head = headShapes(heading, sub, width, theme);
  const { shapes, height } = draw(headRoom(head));
  const ground = `<rect width="100%" height="100%" fill="${theme.background}"/>`;
  const elements = [...head, ...shapes].map((shape) => svgElement(shape, theme));
  return svgDocument({ width, height }, [ground, ...elements], heading);
}

export function drawnPng({ heading, sub, width, draw }: Drawn, theme: Theme): string {
  const head = headShapes(heading, sub, width, theme);
  const { shapes, height } = draw(headRoom(head));
  const { canvas, context } = page(width, height, theme);
  context?.scale(RATIO, RATIO);
  if (context) paint(context, [...head, ...shapes], theme);
  return base64(canvas);
}

/** An empty canvas at twice the size. */
function page(width: number, height: number, theme: Theme) {
  const canvas = document.createElement('canvas');
  canvas.width = RATIO * width;
  canvas.height = RATIO * height;
  const context = canvas.getContext('2d');
  if (context) {
    context.fillStyle = theme.background;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return { canvas, context };
}

const base64 = (canvas: HTMLCanvasElement): string =>
  canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');

/** The chart drawn once more, by the same library, on a canvas of its own. */
function chartCanvas(
  spec: ChartSpec,
  theme: Theme,
  { width, height }: Size,
  { x }: Shown,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const { options, ...configuration } = configurationOf(spec, theme, () => {});
  const frame = { spec, theme, highlighted: undefined };
  const chart = new Chart<'line', Point[]>(canvas, {
    ...configuration,
    options: { ...options, responsive: false, devicePixelRatio: RATIO },
    plugins: [attached(frame)],
  });
  if (x) chart.zoomScale('x', x);
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext('2d')?.drawImage(canvas, 0, 0);
  chart.destroy();
  return copy;
}

/** Heading and explanation as lines of text. */
function headShapes(heading: string | undefined, sub: string, width: number, theme: Theme): Shape[] {
  const bold = heading ? wrapped(heading, width - 32, (text) => theme.measure(text, 'name')) : [];
  const plain = sub ? wrapped(sub, width - 32, (text) => theme.measure(text)) : [];
  const line = (text: string, y: number, strong: boolean): Shape => ({
    kind: 'text',
    x: 16,
    y,
    text,
    colour: strong ? theme.foreground : theme.muted,
    size: strong ? 13 : 11,
    font: 'sans',
    align: 'start',
    ...(strong ? { weight: 600 } : {}),
  });
  const under = 20 + 20 * bold.length;
  return [
    ...bold.map((text, index) => line(text, 20 + 20 * index, true)),
    ...plain.map((text, index) => line(text, under + 16 * index, false)),
  ];
}

/** A text in lines of at most `width` pixels, broken at spaces. */
function wrapped(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && measure(`${last} ${word}`) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
