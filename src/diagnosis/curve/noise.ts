/** How noisy one curve is, and how far a difference between two of its ends can be trusted. */
import { halfWidth } from '../../statistics/estimate.ts';
import type { Interval } from '../noise.ts';

/** Variances of a curve around its course. */
export interface CurveNoise {
  /** Of each value by itself. */
  white: number;
  /** Per step, of what stays and adds up like a random walk: drift of the rows, momentum of the weights. */
  walk: number;
  /** Degrees of freedom that the estimate is worth. */
  degrees: number;
}

/** Median of |N(0, 1)|. */
const MEDIAN_NORMAL = 0.6745;
/** The median of absolute values is about 37 % as efficient as the standard deviation (Huber & Ronchetti 2009, §5.1). */
const MEDIAN_EFFICIENCY = 0.37;
/** Blocks up to this share of the curve: beyond, its own course bends too much. */
const LONGEST_BLOCK = 0.1;
/** The beginning of a curve is steep as long as more than this share of its whole fall is to come. */
const STEEP_SHARE = 0.1;
/** What is left after the steep beginning. */
const FEWEST_VALUES = 5;
/** So many standard deviations of white noise from both neighbours make a spike. */
const SPIKE = 6;
/** A random walk is seen from so many standard errors on. */
const SEEN = 1;
/** The same where blocks of two lengths alone tell: what bends a short curve looks like one. */
const SEEN_FROM_TWO = 2;

/**
 * Noise of a single curve, from second differences D_b of the means of neighbouring blocks of b values, which a straight
 * course does not enter: b·Var D_b = 6σ² + (b² + 1)·s² for white noise σ² and a random walk with variance s² a step. The
 * variances for b = 1, 2, 4, … are taken from medians, so that spikes, steps of the learning rate and the steep beginning
 * do not count, and a line over b² + 1 is laid through them. Noise of a first-order autoregression lies between both.
 * @returns infinite noise from fewer than three values
 */
export function curveNoise(values: number[]): CurveNoise {
  if (values.length < 3) return { white: Number.POSITIVE_INFINITY, walk: 0, degrees: 1 };
  const flat = withoutSpikes(values.slice(steepUntil(values)));
  const until = sumsOf(flat);
  const points: Point[] = [];
  for (let block = 1; block === 1 || block <= flat.length * LONGEST_BLOCK; block *= 2) {
    points.push({
      x: block ** 2 + 1,
      y: block * bendVariance(until, block),
      weight: (MEDIAN_EFFICIENCY * flat.length) / block,
    });
  }
  const { level, slope } = lineThrough(points);
  const degrees = Math.max(1, MEDIAN_EFFICIENCY * (flat.length - 2));
  return { white: level / 6, walk: slope, degrees };
}

/** The sum of the first values, for each number of them. */
function sumsOf(values: number[]): number[] {
  const until = [0];
  for (const value of values) until.push(until.at(-1)! + value);
  return until;
}

/** A single value far from both its neighbours would be in every block around it: the one in the middle stands for it. */
function withoutSpikes(values: number[]): number[] {
  const limit = SPIKE * Math.sqrt(bendVariance(sumsOf(values), 1) / 6);
  return values.map((value, at) => {
    if (at === 0 || at === values.length - 1) return value;
    const [before, after] = [values[at - 1]!, values[at + 1]!];
    const middle = Math.max(Math.min(before, after), Math.min(Math.max(before, after), value));
    return Math.abs(value - middle) > limit ? middle : value;
  });
}

/** The index where the steep beginning ends; at most half of the curve is left out. */
function steepUntil(values: number[]): number {
  const lowest = values.reduce((least, value) => Math.min(least, value), values[0]!);
  const limit = lowest + STEEP_SHARE * (values[0]! - lowest);
  const first = values.findIndex((value) => value <= limit);
  return Math.max(0, Math.min(first, Math.floor(values.length / 2), values.length - FEWEST_VALUES));
}

interface Point {
  x: number;
  y: number;
  /** Independent values behind it. */
  weight: number;
}

/** Variance of the second differences of block means, from their median size. */
function bendVariance(until: number[], block: number): number {
  const sum = (from: number) => until[from + block]! - until[from]!;
  const sizes = Float64Array.from({ length: until.length - 3 * block }, (_, at) =>
    Math.abs((sum(at + 2 * block) - 2 * sum(at + block) + sum(at)) / block),
  ).sort();
  const middle = (sizes.length - 1) / 2;
  const median = (sizes[Math.floor(middle)]! + sizes[Math.ceil(middle)]!) / 2;
  return (median / MEDIAN_NORMAL) ** 2;
}

/** Weighted least squares of `level + slope·x`, neither of them negative; no slope that chance may have made. */
function lineThrough(points: Point[]): { level: number; slope: number } {
  const sum = (of: (point: Point) => number) =>
    points.reduce((total, point) => total + point.weight * of(point), 0);
  const all = sum(() => 1);
  const [x, y] = [sum((point) => point.x) / all, sum((point) => point.y) / all];
  const spread = sum((point) => (point.x - x) ** 2);
  const slope = spread > 0 ? sum((point) => (point.x - x) * (point.y - y)) / spread : 0;
  // Of a variance from n independent values the relative standard error is √(2/n).
  const seen = points.length > 2 ? SEEN : SEEN_FROM_TWO;
  if (slope <= seen * y * Math.sqrt(2 / spread)) return { level: y, slope: 0 };
  const level = y - slope * x;
  return level >= 0 ? { level, slope } : { level: 0, slope: y / x };
}

export interface Change extends Interval {
  mean: number;
  /** Upper end when what adds up like a random walk is taken to have happened, not to be noise. */
  seenHigh: number;
}

/**
 * A difference between the means of two windows of a curve with its 95 % interval, d ± t·√(2σ²/n + s²·k).
 * @param values n, in each window
 * @param apart k, steps between the windows
 * @param comparisons m of the Bonferroni correction
 */
export function changeWithin(
  mean: number,
  { white, walk, degrees }: CurveNoise,
  values: number,
  apart: number,
  comparisons = 1,
): Change {
  const t = halfWidth(1, degrees + 1, comparisons);
  const half = t * Math.sqrt((2 * white) / values + walk * apart);
  return {
    mean,
    low: mean - half,
    high: mean + half,
    seenHigh: mean + t * Math.sqrt((2 * white) / values),
  };
}
