/** Contour lines of a grid by marching squares. */
import type { Surface } from './plane.ts';

export interface Contour {
  level: number;
  /** Each a line through its points in order; a closed one ends where it begins. */
  lines: [x: number, y: number][][];
}

/** Levels that are closer together towards the minimum: lowest + (highest − lowest)·(k/(count + 1))². */
export function contourLevels({ loss }: Surface, count: number): number[] {
  const values = loss.flat().filter(Number.isFinite);
  const lowest = Math.min(...values);
  const range = Math.max(...values) - lowest;
  if (!(range > 0)) return [];
  return Array.from({ length: count }, (_, index) => lowest + range * ((index + 1) / (count + 1)) ** 2);
}

export const contours = (surface: Surface, levels: readonly number[]): Contour[] =>
  levels.map((level) => ({ level, lines: linesAt(surface, level) }));

/** An edge of the grid that a line crosses. */
interface Crossing {
  point: [x: number, y: number];
  /** Crossings in the same cell that it is joined to: one on either side of the edge at most. */
  joined: number[];
}

function linesAt(surface: Surface, level: number): [number, number][][] {
  const crossings = new Map<number, Crossing>();
  const { xs, ys } = surface;
  for (let row = 0; row + 1 < ys.length; row++)
    for (let column = 0; column + 1 < xs.length; column++) crossCell(surface, level, row, column, crossings);
  const seen = new Set<number>();
  const ends = [...crossings.keys()].filter((edge) => crossings.get(edge)!.joined.length === 1);
  // Open lines from their ends first; what is left is closed.
  return [...ends, ...crossings.keys()].flatMap((edge) =>
    seen.has(edge) ? [] : [follow(edge, crossings, seen)],
  );
}

/** Corners and edges of a cell go around: left below, right below, right above, left above; edge k from corner k on. */
function crossCell(
  { xs, ys, loss }: Surface,
  level: number,
  row: number,
  column: number,
  crossings: Map<number, Crossing>,
): void {
  const corners = [
    [column, row],
    [column + 1, row],
    [column + 1, row + 1],
    [column, row + 1],
  ] as const;
  const values = corners.map(([x, y]) => loss[y]![x]!);
  if (!values.every(Number.isFinite)) return;
  const above = values.map((value) => value >= level);
  const crossed = [0, 1, 2, 3].filter((edge) => above[edge] !== above[(edge + 1) % 4]);
  const ids = crossed.map((edge) => {
    const next = (edge + 1) % 4;
    const share = (level - values[edge]!) / (values[next]! - values[edge]!);
    const between = (axis: readonly number[], from: number, to: number) =>
      axis[from]! + share * (axis[to]! - axis[from]!);
    const [from, to] = [corners[edge]!, corners[next]!];
    const id = edgeId(xs.length, from, to);
    if (!crossings.has(id))
      crossings.set(id, { point: [between(xs, from[0], to[0]), between(ys, from[1], to[1])], joined: [] });
    return id;
  });
  // A saddle: the mean decides whether the lines cut off corners 1 and 3, or 0 and 2.
  const middle = values.reduce((sum, value) => sum + value, 0) / 4 >= level;
  const order = ids.length === 4 && above[0] !== middle ? [ids[3]!, ids[0]!, ids[1]!, ids[2]!] : ids;
  for (let pair = 0; pair < order.length; pair += 2) {
    const [a, b] = [order[pair]!, order[pair + 1]!];
    crossings.get(a)!.joined.push(b);
    crossings.get(b)!.joined.push(a);
  }
}

/** The same from both cells that share the edge. */
function edgeId(width: number, a: readonly [number, number], b: readonly [number, number]): number {
  const [x, y] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
  return 2 * (y * width + x) + (a[0] === b[0] ? 1 : 0);
}

function follow(
  start: number,
  crossings: ReadonlyMap<number, Crossing>,
  seen: Set<number>,
): [number, number][] {
  const line: [number, number][] = [];
  let edge: number | undefined = start;
  while (edge !== undefined) {
    seen.add(edge);
    const crossing: Crossing = crossings.get(edge)!;
    line.push(crossing.point);
    edge = crossing.joined.find((next) => !seen.has(next));
  }
  const isClosed = line.length > 2 && crossings.get(start)!.joined.length === 2;
  return isClosed ? [...line, line[0]!] : line;
}
