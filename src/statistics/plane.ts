/**
 * The loss on a plane through two weights, between the values of a grid, and where penalties take its minimum: the
 * corner of the L1 diamond (|x| + |y| ≤ t) and the edge of the L2 disc (x² + y² ≤ t²) that the contours touch.
 */

/** `loss[row of y][column of x]` on a regular grid of at least 3 × 3 values, axes ascending. */
export interface Surface {
  xs: readonly number[];
  ys: readonly number[];
  loss: readonly (readonly number[])[];
}

export interface PenalizedMinimum {
  x: number;
  y: number;
  /** Without the penalty. */
  loss: number;
  /** What is minimized. */
  objective: number;
  /** Size t of the diamond (‖·‖₁) or disc (‖·‖₂) whose constrained problem has the same solution. */
  size: number;
  /** The minimum within the grid lies on its border: the true one may be outside. */
  atEdge: boolean;
}

/** In the Keras convention. */
const PENALTIES = {
  l1: {
    of: (x: number, y: number) => Math.abs(x) + Math.abs(y),
    size: (x: number, y: number) => Math.abs(x) + Math.abs(y),
  },
  l2: { of: (x: number, y: number) => x * x + y * y, size: (x: number, y: number) => Math.hypot(x, y) },
};

export type PlanePenalty = keyof typeof PENALTIES;

/**
 * Cubic convolution (Keys 1981, a = −½), with a border that continues quadratically: continuous with its first
 * derivative, and exact for a loss that is quadratic in the two weights. Outside of the grid it continues the cubic of
 * the border cell.
 */
export function lossAt({ xs, ys, loss }: Surface, x: number, y: number): number {
  const column = cellOf(xs, x);
  const row = cellOf(ys, y);
  const along = (index: number) => cubic(valuesAround(loss[index]!, column.at), column.share);
  const last = ys.length - 1;
  const [b, c] = [along(row.at), along(row.at + 1)] as const;
  const before = row.at > 0 ? along(row.at - 1) : 3 * b - 3 * c + along(row.at + 2);
  const after = row.at + 2 <= last ? along(row.at + 2) : 3 * c - 3 * b + along(row.at - 1);
  return cubic([before, b, c, after], row.share);
}

function cellOf(values: readonly number[], value: number): { at: number; share: number } {
  const place = (value - values[0]!) / (values[1]! - values[0]!);
  const at = Math.max(0, Math.min(values.length - 2, Math.floor(place)));
  return { at, share: place - at };
}

type Four = [before: number, left: number, right: number, after: number];

function valuesAround(values: readonly number[], at: number): Four {
  const left = values[at]!;
  const right = values[at + 1]!;
  return [
    values[at - 1] ?? 3 * left - 3 * right + values[at + 2]!,
    left,
    right,
    values[at + 2] ?? 3 * right - 3 * left + values[at - 1]!,
  ];
}

/** Between `left` (share 0) and `right` (share 1). */
function cubic([a, b, c, d]: Four, share: number): number {
  return b + (share / 2) * (c - a + share * (2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a)));
}

/** The lattice of a search step is this many cells wide; the next one covers half of it. */
const CELLS = 12;
/** Of the grid's width: where the search ends. */
const PRECISION = 1e-7;
const MOST_STEPS = 200;

/**
 * The minimum of loss + λ(|x| + |y|) or loss + λ(x² + y²) within the grid: the best grid value, then finer and finer
 * lattices around the best so far. The axes are in every lattice that they cross, so a solution of L1 on one of them is
 * exactly 0 there.
 */
export function penalizedMinimum(surface: Surface, kind: PlanePenalty, lambda: number): PenalizedMinimum {
  const { of, size } = PENALTIES[kind];
  const { xs, ys, loss } = surface;
  let best = { x: xs[0]!, y: ys[0]!, objective: Number.POSITIVE_INFINITY };
  const consider = (x: number, y: number, value: number) => {
    const objective = value + lambda * of(x, y);
    if (objective < best.objective) best = { x, y, objective };
  };
  ys.forEach((y, row) => {
    xs.forEach((x, column) => {
      consider(x, y, loss[row]![column]!);
    });
  });
  const width = Math.max(widthOf(xs), widthOf(ys));
  let half = 3 * Math.max(xs[1]! - xs[0]!, ys[1]! - ys[0]!);
  for (let step = 0; step < MOST_STEPS && half > PRECISION * width; step++) {
    const middle = best;
    for (const y of lattice(ys, middle.y, half))
      for (const x of lattice(xs, middle.x, half)) consider(x, y, lossAt(surface, x, y));
    const moved = Math.max(Math.abs(best.x - middle.x), Math.abs(best.y - middle.y));
    // The best on the lattice's rim: the minimum may be farther along a narrow valley.
    if (moved < half * (1 - 1 / CELLS)) half /= 2;
  }
  const { x, y, objective } = best;
  const atEdge = isBorder(xs, x) || isBorder(ys, y);
  return { x, y, loss: objective - lambda * of(x, y), objective, size: size(x, y), atEdge };
}

const widthOf = (values: readonly number[]): number => values.at(-1)! - values[0]!;
const isBorder = (values: readonly number[], value: number): boolean =>
  value === values[0] || value === values.at(-1);

/** Values around `middle` within the grid, and 0 where it is among them. */
function lattice(values: readonly number[], middle: number, half: number): number[] {
  const from = Math.max(values[0]!, middle - half);
  const to = Math.min(values.at(-1)!, middle + half);
  const found = Array.from({ length: CELLS + 1 }, (_, index) =>
    index === CELLS ? to : from + (index * (to - from)) / CELLS,
  );
  return from < 0 && to > 0 ? [...found, 0] : found;
}

/**
 * The smallest λ at which L1 puts both weights at exactly 0: of a convex loss its largest slope at 0. Where the loss is
 * not convex, a larger one, to within 1 %. The grid must contain 0; where the loss is not finite there, it is 0.
 */
export function largestStrength(surface: Surface): number {
  const [dx, dy] = [surface.xs, surface.ys].map((values) => (values[1]! - values[0]!) / 2) as [
    number,
    number,
  ];
  const slopes = [
    (lossAt(surface, dx, 0) - lossAt(surface, -dx, 0)) / (2 * dx),
    (lossAt(surface, 0, dy) - lossAt(surface, 0, -dy)) / (2 * dy),
  ];
  const isZero = (lambda: number) => penalizedMinimum(surface, 'l1', lambda).size === 0;
  let low = Math.max(...slopes.map(Math.abs));
  if (!Number.isFinite(low) || low === 0) return 0;
  if (isZero(low * (1 + 1e-6))) return low;
  let high = 2 * low;
  while (!isZero(high) && Number.isFinite(high)) [low, high] = [high, 2 * high];
  while (high / low > 1.01) {
    const middle = Math.sqrt(low * high);
    if (isZero(middle)) high = middle;
    else low = middle;
  }
  return high;
}
