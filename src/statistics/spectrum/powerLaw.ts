/** The power law of the tail of a spectrum. */
import type { PowerLawFit } from './result.ts';

const LEAST_TAIL = 10;
/** Smaller shares of the largest eigenvalue are rounding. */
const ROUNDING = 1e-10;
/** Eigenvalues whose logarithms differ by less on average are equal. */
const EQUAL = 1e-9;

/**
 * For each possible xmin the maximum-likelihood exponent α = 1 + n/Σln(λᵢ/xmin), and of these the one whose law is
 * nearest to the tail by the Kolmogorov–Smirnov distance (Clauset, Shalizi & Newman 2009).
 * @param eigenvalues in descending order
 * @returns null with fewer than ten positive ones, or when these are all equal
 */
export function fitPowerLawTail(eigenvalues: ArrayLike<number>): PowerLawFit | null {
  const limit = ROUNDING * (eigenvalues[0] ?? 0);
  const logs: number[] = [];
  for (let index = 0; index < eigenvalues.length && eigenvalues[index]! > limit; index++)
    logs.push(Math.log(eigenvalues[index]!));
  let best: PowerLawFit | null = null;
  let sum = 0;
  for (let tail = 1; tail <= logs.length; tail++) {
    sum += logs[tail - 1]!;
    const excess = sum - tail * logs[tail - 1]!;
    if (tail < LEAST_TAIL || excess <= EQUAL * tail) continue;
    const alpha = 1 + tail / excess;
    const distance = distanceOf(logs, tail, alpha);
    // With the same distance the longer tail, which is tried later.
    if (!best || distance <= best.distance) best = { alpha, xmin: eigenvalues[tail - 1]!, tail, distance };
  }
  return best;
}

/** max|F(λ) − S(λ)| over the tail, with the steps of S from both sides. */
function distanceOf(logs: readonly number[], tail: number, alpha: number): number {
  let largest = 0;
  for (let index = 0; index < tail; index++) {
    const fitted = -Math.expm1((1 - alpha) * (logs[index]! - logs[tail - 1]!));
    const above = (tail - index) / tail;
    largest = Math.max(largest, Math.abs(above - fitted), Math.abs(above - 1 / tail - fitted));
  }
  return largest;
}
