/** The loss over two weights as contours, with the L1 diamond and the L2 disc through their solutions. */
import type { LossPlane } from '../../src/protocol/lab.ts';
import { contourLevels, contours } from '../../src/statistics/contours.ts';
import type { PlaneSolution } from '../measures/plane.ts';
import type { Tone } from '../theme/palette.ts';
import { planeLossText, weightText } from '../words/weightNumbers.ts';
import { signedAxis } from './levels.ts';
import { SWEEP } from './series.ts';
import type { Axis, ChartSpec, Mark, PointShape, Series } from './spec.ts';

const LEVELS = 11;
/** Corners of the polygon that stands for a circle. */
const CORNERS = 96;

interface PlaneNames {
  x: string;
  y: string;
}

export function planeChart(
  plane: LossPlane,
  { l1, l2 }: PlaneSolution,
  names: PlaneNames,
  summary: string,
): ChartSpec {
  const { trained, xs, ys } = plane;
  const x = weightAxis(xs, names.x);
  const y = weightAxis(ys, names.y);
  return {
    id: 'sparsity-plane',
    summary,
    abscissa: names.x,
    position: (value) => `${names.x} ${weightText(value)}`,
    x,
    y,
    square: true,
    nearest: 'xy',
    left: 58,
    room: [''],
    marks: [
      pointLabel('trained', trained, '--none', { right: true, up: trained.y >= l2.y }, x),
      pointLabel('L1', l1, SWEEP.l1.tone, { right: true, up: true }, x),
      pointLabel('L2', l2, SWEEP.l2.tone, { right: false, up: trained.y < l2.y }, x),
    ],
    series: [
      ...contourPaths(plane),
      zeroLine('x', x, y),
      zeroLine('y', x, y),
      shape('L1 diamond', SWEEP.l1.tone, 4, l1.size),
      shape('L2 disc', SWEEP.l2.tone, CORNERS, l2.size),
      point('trained', trained, '--none', 'ring'),
      point('L1', l1, SWEEP.l1.tone, SWEEP.l1.marker),
      point('L2', l2, SWEEP.l2.tone, SWEEP.l2.marker),
    ],
  };
}

function weightAxis(values: readonly number[], title: string): Axis {
  return signedAxis(values[0] as number, values[values.length - 1] as number, title);
}

/** All lines of a level in one path, the pen lifted between them. */
function contourPaths(plane: LossPlane): Series[] {
  return contours(plane, contourLevels(plane, LEVELS)).map(({ level, lines }): Series => {
    const points = lines.flatMap((line) => [...line, [Number.NaN, Number.NaN] as const]);
    return {
      label: `Loss ${planeLossText(level)}`,
      style: 'path',
      x: points.map(([x]) => x),
      y: points.map(([, y]) => y),
      tone: '--axis',
      width: 1,
      format: planeLossText,
    };
  });
}

const zeroLine = (along: 'x' | 'y', x: Axis, y: Axis): Series => ({
  label: '0',
  style: 'path',
  x: along === 'x' ? [x.min, x.max] : [0, 0],
  y: along === 'x' ? [0, 0] : [y.min, y.max],
  tone: '--muted',
  width: 1,
  format: weightText,
});

/** A regular polygon around 0 whose corners lie on the axes: the diamond has four. */
function shape(label: string, tone: Tone, corners: number, size: number): Series {
  const angles = Array.from({ length: corners + 1 }, (_, index) => (2 * Math.PI * index) / corners);
  return {
    label,
    style: 'path',
    x: angles.map((angle) => size * Math.cos(angle)),
    y: angles.map((angle) => size * Math.sin(angle)),
    tone,
    width: 1.5,
    fill: 'inside',
    fillOpacity: 0.12,
    format: weightText,
  };
}

const point = (
  label: string,
  { x, y }: { x: number; y: number },
  tone: Tone,
  marker: PointShape,
): Series => ({
  label,
  style: 'points',
  x: [x],
  y: [y],
  tone,
  marker,
  radii: [5],
  format: weightText,
});

/** The name stands on the wanted side of its point, unless it would leave the picture there. */
function pointLabel(
  text: string,
  { x, y }: { x: number; y: number },
  tone: Tone,
  wanted: { right: boolean; up: boolean },
  axis: Axis,
): Mark {
  const share = (x - axis.min) / (axis.max - axis.min);
  const right = wanted.right ? share < 0.85 : share < 0.1;
  return {
    kind: 'text',
    x,
    y,
    text,
    tone,
    align: right ? 'start' : 'end',
    dx: right ? 8 : -8,
    dy: wanted.up ? -10 : 10,
  };
}
