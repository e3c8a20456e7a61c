/** Which strength of a penalty, and which one stopping early amounts to. */
import type { Estimate } from '../statistics/estimates.ts';

/**
 * The λ with the least mean validation loss, and the largest λ within one standard error of it (Breiman et al. 1984,
 * §3.4.3): more regularization for a loss that cannot be told from the least.
 * @returns undefined when no mean is known
 */
export function oneStandardErrorStrength(
  points: { lambda: number; validationLoss: Estimate }[],
): { lambda: number; oneStandardError: number } | undefined {
  const known = points.filter(({ validationLoss }) => validationLoss.mean !== null);
  if (known.length === 0) return undefined;
  const best = known.reduce((a, b) => (b.validationLoss.mean! < a.validationLoss.mean! ? b : a));
  const limit = best.validationLoss.mean! + (best.validationLoss.standardError ?? 0);
  const within = known.filter(({ validationLoss }) => validationLoss.mean! <= limit);
  return { lambda: best.lambda, oneStandardError: Math.max(...within.map(({ lambda }) => lambda)) };
}

/**
 * The L2 penalty λ·Σw² (Keras convention) that gradient descent stopped after t steps of size η resembles on a quadratic
 * loss, from small initial weights: λ ≈ 1/(2·η·t). In each direction of curvature h, t steps reach the share
 * 1 − (1 − η·h)^t of the minimum and ridge h/(h + 2λ); to first order in η·h·t both are η·h·t (Goodfellow et al. 2016,
 * ch. 7.8, whose penalty is ½α·Σw² with α = 2λ).
 */
export const equivalentL2 = (learningRate: number, steps: number): number => 1 / (2 * learningRate * steps);
