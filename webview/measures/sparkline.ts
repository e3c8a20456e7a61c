/** The small live curves: log of the loss over epochs. */

const TOP = 2;
const HEIGHT = 18;

/** The smallest and largest positive loss of all curves. */
export function sparkRange(curves: readonly (readonly number[])[]): [number, number] {
  const values = curves.flat().filter((value) => value > 0 && Number.isFinite(value));
  return values.length > 0 ? [Math.min(...values), Math.max(...values)] : [1, 10];
}

/** Path data with one unit of x for each epoch and y from 2 (largest loss) to 20 (smallest). */
export function sparkline(curve: readonly number[], [low, high]: [number, number]): string {
  const span = Math.log(high / low) || 1;
  const points = curve
    .map((value, index) => ({ value, index }))
    .filter(({ value }) => value > 0 && Number.isFinite(value))
    .map(({ value, index }) => `${index} ${(TOP + HEIGHT * (1 - Math.log(value / low) / span)).toFixed(1)}`);
  if (points.length === 0) return '';
  return `M${points.join('L')}${points.length === 1 ? 'h0.5' : ''}`;
}
