/** Drawn things as plain data, in pixels: painted on a canvas and written as SVG, so that both look alike. */
import type { Theme } from '../theme/theme.ts';

export type Pixel = readonly [x: number, y: number];

export type Shape =
  /** Connected points; a fill closes each line. */
  | {
      kind: 'lines';
      lines: readonly (readonly Pixel[])[];
      stroke?: string;
      width?: number;
      dash?: readonly number[];
      fill?: string;
      opacity?: number;
    }
  | {
      kind: 'circle';
      x: number;
      y: number;
      radius: number;
      fill: string;
      stroke?: string;
      width?: number;
      opacity?: number;
    }
  /** Path data around (0, 0), drawn at a place. */
  | { kind: 'outline'; d: string; x: number; y: number; fill: string; stroke: string; width: number }
  | {
      kind: 'text';
      x: number;
      /** Of the middle of the letters. */
      y: number;
      text: string;
      colour: string;
      size: number;
      font: 'sans' | 'mono';
      align: 'start' | 'middle' | 'end';
      weight?: 400 | 600;
      /** Reads from bottom to top. */
      upright?: true;
    };

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A rectangle as lines. */
export function rectangle({ left, top, right, bottom }: Box): Pixel[] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

export function paint(context: CanvasRenderingContext2D, shapes: readonly Shape[], theme: Theme): void {
  for (const shape of shapes) {
    context.save();
    if (shape.kind === 'text') paintText(context, shape, theme);
    else {
      context.globalAlpha *= 'opacity' in shape ? (shape.opacity ?? 1) : 1;
      const path = pathOf(shape);
      if (shape.fill) {
        context.fillStyle = shape.fill;
        context.fill(path);
      }
      if (shape.stroke) {
        context.strokeStyle = shape.stroke;
        context.lineWidth = shape.width ?? 1;
        context.setLineDash(shape.kind === 'lines' ? [...(shape.dash ?? [])] : []);
        context.lineJoin = 'miter';
        context.stroke(path);
      }
    }
    context.restore();
  }
}

function pathOf(shape: Exclude<Shape, Text>): Path2D {
  const path = new Path2D();
  if (shape.kind === 'outline')
    path.addPath(new Path2D(shape.d), new DOMMatrix([1, 0, 0, 1, shape.x, shape.y]));
  else if (shape.kind === 'circle') path.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
  else {
    for (const line of shape.lines) {
      line.forEach(([x, y], index) => {
        if (index === 0) path.moveTo(x, y);
        else path.lineTo(x, y);
      });
      if (shape.fill) path.closePath();
    }
  }
  return path;
}

type Text = Extract<Shape, { kind: 'text' }>;

function paintText(context: CanvasRenderingContext2D, shape: Text, theme: Theme): void {
  const { x, y, text, colour, size, font, align, weight = 400, upright } = shape;
  context.font = `${weight} ${size}px ${theme[font]}`;
  context.fillStyle = colour;
  context.textBaseline = 'middle';
  context.textAlign = align === 'middle' ? 'center' : align;
  context.translate(x, y);
  if (upright) context.rotate(-Math.PI / 2);
  context.fillText(text, 0, 0);
}

const round = (value: number) => Number(value.toFixed(2));

/** The outline as SVG path data. */
function pathData(shape: Exclude<Shape, Text>): string {
  if (shape.kind === 'circle') {
    const [x, y, r] = [shape.x, shape.y, shape.radius].map(round) as [number, number, number];
    return `M${round(x - r)} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }
  if (shape.kind === 'outline') return shape.d;
  const end = shape.fill ? 'Z' : '';
  return shape.lines
    .filter((line) => line.length > 0)
    .map((line) => `M${line.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}${end}`)
    .join('');
}

const escaped = (text: string) =>
  text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign,
  );

/** `rgba(1, 2, 3, 0.5)` as a colour and an opacity: many SVG programs do not read the former. */
function colourOf(name: 'fill' | 'stroke', colour: string): string {
  const [, rgb, alpha] = /^rgba\((\d+, \d+, \d+), ([\d.]+)\)$/.exec(colour) ?? [];
  if (rgb === undefined) return `${name}="${escaped(colour)}"`;
  return `${name}="rgb(${rgb})"${alpha === '1' ? '' : ` ${name}-opacity="${alpha}"`}`;
}

/** A shape as one SVG element; text stays text. */
export function svgElement(shape: Shape, theme: Theme): string {
  if (shape.kind === 'text') return svgText(shape, theme);
  const attributes = [
    `d="${pathData(shape)}"`,
    shape.fill ? colourOf('fill', shape.fill) : 'fill="none"',
    ...(shape.stroke ? [colourOf('stroke', shape.stroke), `stroke-width="${shape.width ?? 1}"`] : []),
    ...(shape.kind === 'lines' && shape.dash?.length ? [`stroke-dasharray="${shape.dash.join(' ')}"`] : []),

    ...(shape.kind === 'outline' ? [`transform="translate(${round(shape.x)} ${round(shape.y)})"`] : []),
    ...('opacity' in shape && shape.opacity !== undefined && shape.opacity < 1
      ? [`opacity="${shape.opacity}"`]
      : []),
  ];
  return `<path ${attributes.join(' ')}/>`;
}

function svgText(shape: Text, theme: Theme): string {
  const { text, colour, size, font, align, weight, upright } = shape;
  const [x, y] = [round(shape.x), round(shape.y)];
  const attributes = [
    `x="${x}" y="${y}" dy="0.35em"`,
    `font-family="${escaped(theme[font])}" font-size="${size}"`,
    ...(weight === 600 ? ['font-weight="600"'] : []),
    ...(align === 'start' ? [] : [`text-anchor="${align}"`]),
    ...(upright ? [`transform="rotate(-90 ${x} ${y})"`] : []),
    colourOf('fill', colour),
  ];
  return `<text ${attributes.join(' ')}>${escaped(text)}</text>`;
}

/** A whole picture. */
export function svgDocument(
  size: { width: number; height: number },
  elements: readonly string[],
  summary: string,
): string {
  const [width, height] = [Math.round(size.width), Math.round(size.height)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(summary)}</title>
${elements.join('\n')}
</svg>
`;
}
