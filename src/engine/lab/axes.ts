/** The grid of a plane through two weights. */

export interface Axes {
  xs: number[];
  ys: number[];
}

/** Beside 0 and the trained value, as a share of the larger of the two distances between them. */
const MARGIN = 0.6;
/** Size of a weight where all are 0 and there is none to go by. */
const NOTHING = 0.1;

/**
 * Both axes have the same step, so that a disc is round; both hold 0 itself and have the trained value inside.
 * @param usual size of a weight of these tensors: what is looked at when both weights are small
 * @param count values along each axis
 */
export function planeAxes(trained: { x: number; y: number }, usual: number, count: number): Axes {
  const largest = Math.max(Math.abs(trained.x), Math.abs(trained.y), usual) || NOTHING;
  const step = ((1 + 2 * MARGIN) * largest) / (count - 1);
  const axis = (value: number): number[] => {
    const middle = Math.round(value / 2 / step);
    const from = middle - (count - 1) / 2;
    return Array.from({ length: count }, (_, index) => (from + index) * step);
  };
  return { xs: axis(trained.x), ys: axis(trained.y) };
}
