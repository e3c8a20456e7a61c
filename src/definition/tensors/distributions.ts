/** Distributions that first values are drawn from, and their exact moments E|w| and Ew². */
import { erf, sphereCoordinate } from './special.ts';

export type Distribution =
  | { kind: 'constant'; value: number }
  | { kind: 'uniform'; minimum: number; maximum: number }
  | { kind: 'normal'; mean: number; deviation: number }
  /** A normal whose values beyond two deviations of its mean are drawn again. */
  | { kind: 'truncatedNormal'; mean: number; deviation: number }
  /** Orthonormal rows or columns, whichever are fewer, times `gain`; `length` is the larger number of the two. */
  | { kind: 'orthogonal'; gain: number; length: number }
  /** Shares of the elements that are drawn apart: they sum to 1. */
  | { kind: 'mixture'; parts: { share: number; of: Distribution }[] };

/** Of one element: its mean absolute value and its mean square. */
export interface Moments {
  absolute: number;
  square: number;
}

/** Standard deviation of a standard normal cut off at ±2: √(1 − 4φ(2)/(2Φ(2) − 1)). */
export const TRUNCATED_NORMAL_SD = 0.87962566103423978;

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
const cumulative = (z: number): number => (1 + erf(z / Math.SQRT2)) / 2;

/** Of a uniform: |w| integrated over both signs, and (a² + ab + b²)/3. */
function uniform(a: number, b: number): Moments {
  const square = (a * a + a * b + b * b) / 3;
  if (a >= 0 || b <= 0) return { absolute: Math.abs(a + b) / 2, square };
  return { absolute: (a * a + b * b) / (2 * (b - a)), square };
}

/** Of a normal: the folded normal's mean σ√(2/π)·exp(−μ²/2σ²) + μ·erf(μ/σ√2), and μ² + σ². */
function normal(mean: number, deviation: number): Moments {
  const z = mean / deviation;
  return {
    absolute: 2 * deviation * density(z) + mean * erf(z / Math.SQRT2),
    square: mean ** 2 + deviation ** 2,
  };
}

/**
 * Of a normal cut at ±2σ: with c = −μ/σ held within ±2, (μ(1 − 2Φ(c)) + 2σ(φ(c) − φ(2)))/(2Φ(2) − 1), and
 * μ² + σ²·0.8796².
 */
function truncatedNormal(mean: number, deviation: number): Moments {
  const cut = Math.min(2, Math.max(-2, -mean / deviation));
  const folded = mean * (1 - 2 * cumulative(cut)) + 2 * deviation * (density(cut) - density(2));
  return {
    absolute: folded / (2 * cumulative(2) - 1),
    square: mean ** 2 + (deviation * TRUNCATED_NORMAL_SD) ** 2,
  };
}

/** The exact moments of one element, averaged over the tensor. */
export function momentsOf(distribution: Distribution): Moments {
  switch (distribution.kind) {
    case 'constant':
      return { absolute: Math.abs(distribution.value), square: distribution.value ** 2 };
    case 'uniform':
      return uniform(distribution.minimum, distribution.maximum);
    case 'normal':
    case 'truncatedNormal': {
      const { kind, mean } = distribution;
      const deviation = Math.abs(distribution.deviation);
      if (deviation === 0) return { absolute: Math.abs(mean), square: mean ** 2 };
      return (kind === 'normal' ? normal : truncatedNormal)(mean, deviation);
    }
    // Each vector is uniform on a sphere, so each element is distributed as a coordinate there.
    case 'orthogonal': {
      const { gain, length } = distribution;
      return { absolute: Math.abs(gain) * sphereCoordinate(length), square: gain ** 2 / length };
    }
    case 'mixture':
      return distribution.parts
        .map(({ share, of }) => ({ share, ...momentsOf(of) }))
        .reduce(
          (sum, { share, absolute, square }) => ({
            absolute: sum.absolute + share * absolute,
            square: sum.square + share * square,
          }),
          { absolute: 0, square: 0 },
        );
    default:
      return distribution satisfies never;
  }
}
