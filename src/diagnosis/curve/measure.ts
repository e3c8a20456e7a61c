/** Rise, fall and level of one curve, each with an interval from the curve's own noise. */
import { mean } from '../../statistics/estimate.ts';
import { CHOSEN_MINIMUM } from '../noise.ts';
import { around, ending, turningPoint, turningPointsOfOthers, windowRadius } from '../turn.ts';
import { type Change, type CurveNoise, changeWithin, curveNoise } from './noise.ts';
import type { Readings } from './readings.ts';

export interface Measured {
  /** What changes are shares of: the lowest smoothed loss; where losses are not positive, the fall to it. */
  scale: number;
  /** Index of the best smoothed validation. */
  turn: number;
  /** Of the validation from its turning point to its end. */
  rise: Change;
  /** The same between wider windows, which see less of it, and through more noise. */
  broadRise: Change;
  /** Of the training loss, and of the metric, meanwhile; positive is worse. */
  training?: Change;
  metric?: Change;
  /** Of the metric from its own turning point to its end, and what it is a share of. */
  metricRise?: Change;
  metricScale?: number;
  /** Of validation and training loss over the last fifth; positive: still falling. */
  fall: Change;
  trainingFall?: Change;
  /** The last fifth by itself falls, too: no step of the learning rate before it. */
  fallsLate: boolean;
  /** How many of the last validations each lie above the one before, and below it. */
  rising: number;
  falling: number;
}

/** Of the first loss: what changes below it has no consequence. */
const NEGLIGIBLE_SHARE = 1e-3;
/** The end of a curve. */
const END_SHARE = 0.2;
/** Radius of a wide window, as a share of half the curve. */
const BROAD_SHARE = 0.07;
/** From so many values on a curve is read in two interleaved halves. */
const FEWEST_HALVED = 8;

export function measure({ validation, training, metric }: Readings): Measured {
  const radius = radiusOf(validation.length);
  const turn = turningPoint([validation], radius);
  const noise = curveNoise(validation);
  return {
    scale: scaleOf(validation, turn, radius),
    turn,
    rise: riseOf(validation, noise, false),
    broadRise: riseOf(validation, noise, true),
    ...(training && trainingChanges(training, turn, radius)),
    ...(metric && metricChanges(metric.values, turn, radius)),
    fall: fallOf(validation, noise),
    fallsLate: fallsLate(validation, noise),
    rising: runAtEnd(validation, (before, after) => after > before),
    falling: runAtEnd(validation, (before, after) => after < before),
  };
}

/** Of a window around one epoch; from so many on it is more than one value. */
const radiusOf = (length: number): number =>
  length >= FEWEST_SMOOTHED ? Math.max(1, windowRadius(length)) : 0;
const FEWEST_SMOOTHED = 20;

function scaleOf(values: number[], turn: number, radius: number): number {
  const lowest = around(values, turn, radius);
  if (values.every((value) => value > 0)) return Math.max(lowest, NEGLIGIBLE_SHARE * values[0]!);
  const fall = values[0]! - lowest;
  const most = values.reduce((high, value) => Math.max(high, value), lowest);
  return fall > 0 ? fall : most - lowest;
}

/**
 * From the turning point to the end. A minimum chosen on a curve lies below that curve's true level: every second value
 * is read at the turning point of the OTHER ones (cross-fitting, as `riseAfterMinimum` does over seeds), which undoes the
 * choice among values that are noisy one by one; for noise that adds up it counts as two comparisons, see
 * `CHOSEN_MINIMUM`.
 */
function riseOf(values: number[], noise: CurveNoise, broad: boolean): Change {
  const last = values.length - 1;
  if (values.length < FEWEST_HALVED) {
    const turn = turningPoint([values], 0);
    return changeWithin(values[last]! - values[turn]!, noise, 1, last - turn, CHOSEN_MINIMUM);
  }
  const halves = halvesOf(values);
  const length = halves[0]!.length;
  const radii = { narrow: windowRadius(length), broad: Math.round(length * BROAD_SHARE) };
  const radius = broad ? radii.broad : radii.narrow;
  const turns = turningPointsOfOthers(halves, radius);
  const change = mean(halves.map((half, at) => ending(half, radius) - around(half, turns[at]!, radius)));
  const apart = 2 * (length - 1 - mean(turns));
  const readings = radii.narrow === radii.broad ? 1 : 2;
  return changeWithin(change, noise, 2 * (2 * radius + 1), apart, readings * CHOSEN_MINIMUM);
}

/** Every second value, the last ones in both; of an odd number the first is left out. */
function halvesOf(values: number[]): number[][] {
  const from = values.length % 2;
  return [0, 1].map((which) => values.filter((_, at) => at >= from && (at - from) % 2 === which));
}

function trainingChanges(values: number[], turn: number, radius: number) {
  const noise = curveNoise(values);
  return { training: changeSince(values, noise, turn, radius), trainingFall: fallOf(values, noise) };
}

function metricChanges(values: number[], turn: number, radius: number) {
  const noise = curveNoise(values);
  return {
    metric: changeSince(values, noise, turn, radius),
    metricRise: riseOf(values, noise, false),
    metricScale: scaleOf(values, turningPoint([values], radius), radius),
  };
}

/** Of a curve beside the validation loss, whose turning point was not chosen on it. */
function changeSince(values: number[], noise: CurveNoise, turn: number, radius: number): Change {
  const change = ending(values, radius) - around(values, turn, radius);
  return changeWithin(change, noise, 2 * radius + 1, values.length - 1 - turn);
}

/**
 * From the fifth of the curve before the last one to the last one: means over a fifth each, because one curve has no other
 * seeds to average over. Where the last fifth by itself falls by far less than half as much, a step (of the learning rate,
 * say) came before it, and what counts is twice what its first half lies above its second one.
 */
function fallOf(values: number[], noise: CurveNoise): Change {
  const window = Math.max(1, Math.round(values.length * END_SHARE));
  const fall = fallBetween(values, noise, window);
  const half = Math.floor(window / 2);
  if (half === 0) return fall;
  const late = fallBetween(values, noise, half);
  return late.high < fall.mean / 4 ? scaled(late, 2) : fall;
}

/** Of a straight fall the halves of the last fifth differ by half as much as the last two fifths: half of that is asked for. */
function fallsLate(values: number[], noise: CurveNoise): boolean {
  const window = Math.max(1, Math.round(values.length * END_SHARE));
  const half = Math.floor(window / 2);
  if (half === 0) return true;
  return fallBetween(values, noise, half).mean > fallBetween(values, noise, window).mean / 4;
}

/** From the last window but one to the last one. */
function fallBetween(values: number[], noise: CurveNoise, window: number): Change {
  const before = mean(values.slice(-2 * window, -window));
  return changeWithin(before - mean(values.slice(-window)), noise, window, window);
}

const scaled = ({ mean, low, high, seenHigh }: Change, times: number): Change => ({
  mean: times * mean,
  low: times * low,
  high: times * high,
  seenHigh: times * seenHigh,
});

function runAtEnd(values: number[], goesOn: (before: number, after: number) => boolean): number {
  let steps = 0;
  for (let at = values.length - 1; at > 0 && goesOn(values[at - 1]!, values[at]!); at--) steps++;
  return steps;
}
