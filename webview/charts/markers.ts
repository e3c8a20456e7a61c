/** Markers at the points of a line. */
import type { Theme } from '../theme/theme.ts';
import type { Pixel, Shape } from './scene.ts';
import type { PointShape, Series } from './spec.ts';

/** Corners around (0, 0) for a radius of 1, as Chart.js draws them; discs and rings have none. */
const CORNERS: Partial<Record<PointShape, readonly Pixel[]>> = {
  triangle: [
    [0, -1],
    [Math.sqrt(3) / 2, 0.5],
    [-Math.sqrt(3) / 2, 0.5],
  ],
  square: [
    [-Math.SQRT1_2, -Math.SQRT1_2],
    [Math.SQRT1_2, -Math.SQRT1_2],
    [Math.SQRT1_2, Math.SQRT1_2],
    [-Math.SQRT1_2, Math.SQRT1_2],
  ],
  diamond: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
};

export function markerShape(
  { marker = 'disc', hollow, tone }: Series,
  x: number,
  y: number,
  radius: number,
  theme: Theme,
): Shape {
  const colour = theme.colour(tone);
  const at = ([dx, dy]: Pixel): Pixel => [x + radius * dx, y + radius * dy];
  if (marker === 'cross') {
    const arms: [Pixel, Pixel][] = [
      [
        [-Math.SQRT1_2, -Math.SQRT1_2],
        [Math.SQRT1_2, Math.SQRT1_2],
      ],
      [
        [Math.SQRT1_2, -Math.SQRT1_2],
        [-Math.SQRT1_2, Math.SQRT1_2],
      ],
    ];
    return { kind: 'lines', lines: arms.map((arm) => arm.map(at)), stroke: colour, width: 2 };
  }
  const paint = { fill: hollow || marker === 'ring' ? theme.background : colour, stroke: colour, width: 1.5 };
  const corners = CORNERS[marker];
  return corners
    ? { kind: 'lines', lines: [corners.map(at)], ...paint }
    : { kind: 'circle', x, y, radius, ...paint };
}
