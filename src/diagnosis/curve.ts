/** What one training run's curves say, without other seeds and without the rows behind them. */
import { type Divergence, divergenceOf } from './curve/diverged.ts';
import { curveRows } from './curve/evidence.ts';
import { type Measured, measure } from './curve/measure.ts';
import type { Change } from './curve/noise.ts';
import { type CurveRun, type Readings, readingsOf, seriesNamed } from './curve/readings.ts';
import * as say from './curve/sentences.ts';
import { endOf, type Start, startOf } from './curve/training.ts';
import type { VerdictKind } from './fit.ts';
import { UNDERFIT_SHARE } from './fit.ts';
import { EXCLUDED_SHARE, RELEVANT_SHARE } from './noise.ts';
import { around, turningPoint, windowRadius } from './turn.ts';

export type { CurveRun } from './curve/readings.ts';

export type CurveReason =
  | 'no-validation'
  | 'too-short'
  | 'not-learned'
  | 'metric-worse'
  | 'validation-not-finite'
  | 'still-falling'
  | 'falls-again'
  | 'unsteady'
  | 'noisy';

export interface CurveVerdict {
  kind: VerdictKind;
  /** Epoch (or step) of the best smoothed validation loss, after which it rises; only when it does. */
  sinceEpoch?: number;
  /** Of the lowest validation loss; null when none was logged. */
  bestEpoch: number | null;
  /** Epochs since the best one, when validation loss has risen since. */
  risenFor?: number;
  /** What decided, where the kind alone does not tell what to try. */
  reason?: CurveReason;
  /** One sentence. */
  text: string;
  /** Rows of a table: what was measured on the curves, and what it means. */
  evidence: { name: string; value: string; meaning: string }[];
}

type Conclusion = Pick<CurveVerdict, 'kind' | 'text' | 'sinceEpoch' | 'risenFor' | 'reason'>;

/** With fewer validations than this, only a steady course is believed. */
const FEWEST_POINTS = 10;
/** So many validations in a row make a course steady. */
const STEADY = 3;
/** As many of a longer one, which has more ends to choose from. */
const VERY_STEADY = 4;
/** With fewer validations nothing is called level. */
const FEWEST_LEVEL = 6;
/** A training loss below this share of its beginning is learned. */
const LEARNED_SHARE = 0.5;
/** A training loss above this share of its beginning has hardly fallen. */
const HARDLY_SHARE = 0.85;
/** An error rate below this is one of a model that has learned. */
const LEARNED_ERROR = 0.2;
/** A fall at the end by this share of the rise before it may go on. */
const COMEBACK_SHARE = 0.25;
/** A model still learns when its training loss falls by at least this share of the fall of its validation loss. */
const LEARNING_SHARE = 0.5;

/**
 * The verdict on one run of a log, by the same shares as `diagnoseFit`: a rise counts above 2 % of the lowest loss, a
 * good fit needs a rise of 10 % excluded. Noise is that of the curve itself (see `curveNoise`): it does not contain how
 * other seeds, or other validation rows, would differ, which no single log shows.
 * @param trivialLoss loss of the best constant prediction, where it is known: ln(C) for C balanced classes
 */
export function diagnoseCurve(run: CurveRun, trivialLoss?: number): CurveVerdict {
  const diverged = divergenceOf(run);
  const readings = readingsOf(run);
  if (diverged) return fromDivergence(run, diverged, readings);
  if (!readings) return withoutValidation(run);
  const measured = readings.validation.length > 1 ? measure(readings) : undefined;
  return {
    bestEpoch: readings.best.step,
    ...(measured
      ? conclude(readings, measured, startOf(run, trivialLoss))
      : cannotTell('too-short', say.oneValidation(readings))),
    evidence: measured ? curveRows(readings, measured) : [],
  };
}

function fromDivergence(run: CurveRun, diverged: Divergence, readings: Readings | undefined): CurveVerdict {
  return {
    kind: 'diverged',
    ...(diverged.trainingIsFinite && { reason: 'validation-not-finite' }),
    bestEpoch: readings?.best.step ?? null,
    text: say.diverged(diverged, run.unit),
    evidence: [],
  };
}

function withoutValidation(run: CurveRun): CurveVerdict {
  const trained = seriesNamed(run, run.roles.trainingLoss) ?? seriesNamed(run, run.roles.trainingMetric);
  return { bestEpoch: null, ...cannotTell('no-validation', say.noValidation(trained?.name)), evidence: [] };
}

/** The first rule that holds, from the strongest evidence down. */
function conclude(readings: Readings, measured: Measured, start: Start | undefined): Conclusion {
  return (
    fromRise(readings, measured, start) ??
    fromTrainingLoss(readings, start) ??
    contradicted(readings, measured, fromEnd(readings, measured) ?? fromLevelCurve(readings, measured), start)
  );
}

/** Nothing speaks against the loss but the metric beside it: a penalty in the loss may hide what happens. */
function contradicted(
  readings: Readings,
  { metricRise, metricScale = 0 }: Measured,
  conclusion: Conclusion,
  start: Start | undefined,
): Conclusion {
  const { metric, training } = readings;
  if (!metric || (conclusion.kind === 'cannot-tell' && conclusion.reason !== 'noisy')) return conclusion;
  if (metricRise && metricRise.low > 0 && metricRise.mean > EXCLUDED_SHARE * metricScale)
    return cannotTell('metric-worse', say.metricWorse(readings, conclusion.reason === 'still-falling'));
  if (training && start && metric.whole > 0 && staysLevel(metric) && errorOf(metric) >= LEARNED_ERROR)
    return cannotTell('not-learned', say.lossAlone(readings, start.value, training.at(-1)!));
  return conclusion;
}

type Metric = NonNullable<Readings['metric']>;

/** The last one as a share, where the metric is one. */
const errorOf = ({ values, whole }: Metric): number => values.at(-1)! / (whole || 1);

/** The error has never fallen by as much as this share of its first value. */
const LEVEL_SHARE = 0.05;

const staysLevel = ({ values }: Metric): boolean => {
  const radius = windowRadius(values.length);
  return around(values, turningPoint([values], radius), radius) > (1 - LEVEL_SHARE) * values[0]!;
};

const cannotTell = (reason: CurveReason, text: string): Conclusion => ({ kind: 'cannot-tell', reason, text });

/** Above the noise of the curve, and by more than a trifle; of short curves, without a step back. */
function risesSurely({ validation }: Readings, { rise, broadRise, scale, rising, turn }: Measured): boolean {
  if (rise.mean <= RELEVANT_SHARE * scale) return false;
  const lowest = validation[turn]!;
  const steady = rising >= (validation.length < FEWEST_POINTS ? STEADY : VERY_STEADY);
  if (steady && validation.length - 1 - turn === rising && rise.mean > EXCLUDED_SHARE * scale) return true;
  // The last two alone may be a spike.
  const stays = validation.slice(-2).every((value) => value > lowest + RELEVANT_SHARE * scale);
  return stays && Math.max(rise.low, broadRise.low) > 0;
}

function fromRise(readings: Readings, measured: Measured, start: Start | undefined): Conclusion | undefined {
  const { rise, fall, scale, turn } = measured;
  if (!risesSurely(readings, measured)) return undefined;
  const risen = { sinceEpoch: sinceOf(readings, turn), risenFor: readings.last.step - readings.best.step };
  if (fall.low > 0 && fall.mean > RELEVANT_SHARE * scale && fall.mean > COMEBACK_SHARE * rise.mean)
    return cannotTell('falls-again', say.fallsAgain(readings));
  if (!fitsBetter(readings, measured, start)) return cannotTell('unsteady', say.bothRise(readings, measured));
  return { kind: 'overfitting', ...risen, text: say.overfits(readings, measured) };
}

/** The turn of the smoothed curve; the best epoch itself where smoothing does not tell the two apart. */
function sinceOf({ steps, best }: Readings, turn: number): number {
  const radius = windowRadius(steps.length);
  const [low, high] = [steps[Math.max(0, turn - radius)]!, steps[Math.min(steps.length - 1, turn + radius)]!];
  return low <= best.step && best.step <= high ? best.step : steps[turn]!;
}

/** While validation loss rises, training loss falls, or it is learned and the rise is large. */
function fitsBetter(
  { training }: Readings,
  { training: change, rise, scale }: Measured,
  start: Start | undefined,
): boolean {
  if (!training || !change || change.high < 0) return true;
  const learned = endOf(training).value < LEARNED_SHARE * (start?.value ?? training[0]!);
  if (!learned) return false;
  // Where almost nothing is left to fall, the training loss may waver.
  return rise.low > EXCLUDED_SHARE * scale || change.mean < 0;
}

/**
 * Training rows hardly learned: against a constant prediction where its loss is known, else against the beginning of this
 * log. The beginning may lie after most of the learning (a pretrained model, a first epoch of many steps): a metric that
 * improves contradicts, and without one it takes a longer log and a smaller fall.
 */
function fromTrainingLoss(
  { training, metric, validation, steps, unit }: Readings,
  start: Start | undefined,
): Conclusion | undefined {
  if (!training || !start || training.length < STEADY) return undefined;
  const { value: end, at } = endOf(training);
  const share = end / start.value;
  const underfits: Conclusion = {
    kind: 'underfitting',
    reason: 'not-learned',
    text: say.hardlyLearned(start, end, unit, steps[at]!),
  };
  if (start.trivial) return share > UNDERFIT_SHARE ? underfits : undefined;
  const improves = (values: number[]) => values.at(-1)! < UNDERFIT_SHARE * values[0]!;
  if (share <= UNDERFIT_SHARE || end <= 0 || improves(validation)) return undefined;
  if (metric && improves(metric.values)) return undefined;
  if (metric && errorOf(metric) < LEARNED_ERROR)
    return share > HARDLY_SHARE && staysLevel(metric)
      ? cannotTell('not-learned', say.nothingLearned(start.value, end, metric))
      : undefined;
  if (metric) return underfits;
  return unit === 'epoch' && training.length >= FEWEST_POINTS && share > HARDLY_SHARE ? underfits : undefined;
}

/** Is the end of the curves an end? */
function fromEnd(readings: Readings, measured: Measured): Conclusion | undefined {
  const { rise, fall, fallsLate, trainingFall, scale, falling } = measured;
  const { length } = readings.validation;
  const learning = !trainingFall || trainingFall.mean > LEARNING_SHARE * fall.mean;
  const sure = length < FEWEST_POINTS ? falling >= STEADY : fall.low > 0 && fallsLate;
  if (fall.mean > RELEVANT_SHARE * scale && learning && sure)
    return { kind: 'underfitting', reason: 'still-falling', text: say.stillFalls(readings) };
  if (length < FEWEST_LEVEL) return cannotTell('too-short', say.tooShort(readings));
  if (isExcluded(fall, scale)) return undefined;
  // Where both are open, the likelier one is told.
  return rise.mean > fall.mean && !isExcluded(rise, scale)
    ? undefined
    : cannotTell('noisy', say.endUnclear(readings, measured));
}

/**
 * "Does not rise" is said of these validation rows: what they drifted by is no noise then, and half of the 10 % is left to
 * how other rows may drift.
 */
const isExcluded = ({ seenHigh }: Change, scale: number): boolean => seenHigh <= (EXCLUDED_SHARE / 2) * scale;

/** Nothing speaks for a rise: a good fit when one that matters is excluded. */
function fromLevelCurve(readings: Readings, measured: Measured): Conclusion {
  const { rise, scale } = measured;
  if (!isExcluded(rise, scale)) return cannotTell('noisy', say.riseUnclear(readings, measured));
  return { kind: 'good', text: say.level(readings) };
}
