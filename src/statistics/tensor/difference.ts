/** How far two tensors of the same shape are apart. */
import { bounded, nearLimit, type Values } from './sums.ts';

/** Over positions where both values are finite. */
export interface Difference {
  /** ‖b − a‖². */
  squares: number;
  /** ⟨a, b⟩, ‖a‖² and ‖b‖². */
  product: number;
  before: number;
  after: number;
  /** |w| > 1e-3 that became ≤ 1e-3, and the other way round. */
  died: number;
  revived: number;
}

export const noDifference = (): Difference => ({
  squares: 0,
  product: 0,
  before: 0,
  after: 0,
  died: 0,
  revived: 0,
});

/** Adds values at the same positions; as many of both. */
export function addDifference(sums: Difference, before: Values, after: Values): void {
  const [limit, limitAfter] = [nearLimit(before), nearLimit(after)];
  let [squares, product, beforeSquares, afterSquares, died, revived] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < before.length; index++) {
    const a = before[index]!;
    const b = after[index]!;
    const d = b - a;
    // NaN or infinite in either one.
    if (d - d !== 0) continue;
    // A difference whose square is too small for float64 is one, too.
    squares += d * d || (d === 0 ? 0 : Number.MIN_VALUE);
    product += a * b;
    beforeSquares += a * a;
    afterSquares += b * b;
    const wasNear = Math.abs(a) <= limit;
    const isNear = Math.abs(b) <= limitAfter;
    if (isNear && !wasNear) died++;
    else if (wasNear && !isNear) revived++;
  }
  sums.squares += squares;
  sums.product += product;
  sums.before += beforeSquares;
  sums.after += afterSquares;
  sums.died += died;
  sums.revived += revived;
}

/**
 * ‖b − a‖₂, its share of ‖a‖₂ (null when that is 0), and the cosine of the angle between both (null when one is 0). Of
 * float64 values whose squares are beyond its range, the largest number and null.
 */
export function distancesOf({ squares, product, before, after }: Difference): {
  distance: number;
  relativeDistance: number | null;
  cosine: number | null;
} {
  const distance = bounded(Math.sqrt(squares));
  const lengths = Math.sqrt(before) * Math.sqrt(after);
  const isKnown = Number.isFinite(squares + lengths);
  return {
    distance,
    relativeDistance: before === 0 || !isKnown ? null : distance / Math.sqrt(before),
    cosine: lengths === 0 || !isKnown ? null : Math.max(-1, Math.min(1, product / lengths)),
  };
}
