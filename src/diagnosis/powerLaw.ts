/** The law of a learning curve. */

import type { PowerLaw } from '../report/studies.ts';

const LEAST_POINTS = 4;
/** Exponents tried, in hundredths; learning curves are between n^−0.07 and n^−1 (Hestness et al. 2017). */
const EXPONENTS = { least: 5, most: 200 };
/** Least share of the variance that the law explains (R²). */
const LEAST_EXPLAINED = 0.9;

export const lossAt = ({ a, b, c }: PowerLaw, rows: number): number => a + b * rows ** -c;

/**
 * The least-squares fit with a, b > 0.
 * @returns undefined with fewer than four sizes; where no such law explains 90 % of the variance, as when the loss does
 * not fall; and where the best one lies at a bound of what is tried (a = 0, the least or the greatest exponent): these
 * points do not say where it leads
 */
export function fitPowerLaw(points: { rows: number; loss: number }[]): PowerLaw | undefined {
  if (points.length < LEAST_POINTS) return undefined;
  const center = points.reduce((sum, { loss }) => sum + loss, 0) / points.length;
  const variance = points.reduce((sum, { loss }) => sum + (loss - center) ** 2, 0);
  let best: { law: PowerLaw; error: number } | undefined;
  for (let exponent = EXPONENTS.least; exponent <= EXPONENTS.most; exponent++) {
    const law = lineFor(points, exponent / 100);
    const error = points.reduce((sum, { rows, loss }) => sum + (loss - lossAt(law, rows)) ** 2, 0);
    if (!best || error < best.error) best = { law, error };
  }
  const fits = best && isInside(best.law, points) && best.error <= (1 - LEAST_EXPLAINED) * variance;
  return fits ? best!.law : undefined;
}

/** A rest below this share of the losses is none. */
const NO_REST = 1e-6;

function isInside({ a, b, c }: PowerLaw, points: { loss: number }[]): boolean {
  const rest = NO_REST * Math.min(...points.map(({ loss }) => loss));
  return a > rest && b > 0 && c > EXPONENTS.least / 100 && c < EXPONENTS.most / 100;
}

/** The least-squares line through (n^−c, loss) with neither coefficient below 0. */
function lineFor(points: { rows: number; loss: number }[], c: number): PowerLaw {
  const sums = { x: 0, y: 0, xx: 0, xy: 0 };
  for (const { rows, loss } of points) {
    const x = rows ** -c;
    sums.x += x;
    sums.y += loss;
    sums.xx += x * x;
    sums.xy += x * loss;
  }
  const count = points.length;
  const b = (count * sums.xy - sums.x * sums.y) / (count * sums.xx - sums.x ** 2);
  const a = (sums.y - b * sums.x) / count;
  if (b < 0) return { a: sums.y / count, b: 0, c };
  return a < 0 ? { a: 0, b: sums.xy / sums.xx, c } : { a, b, c };
}
