/** The curves of a log as the diagnosis reads them: validated points, and what training was meanwhile. */
import type { LogRun, Series } from '../../history/history.ts';
import { isPlainLoss } from '../../history/roles.ts';

/** What the diagnosis needs of a run. */
export type CurveRun = Pick<LogRun, 'series' | 'roles' | 'unit' | 'metricRises'>;

export interface Readings {
  unit: LogRun['unit'];
  /** What is judged, as it is called in sentences: `loss`, or the name of another loss or of a metric. */
  quantity: string;
  /** Else a metric of a log without validation loss. */
  isLoss: boolean;
  /** `value = sign · cost + offset` gives the logged value back. */
  logged: (cost: number) => number;
  /** Of the validations, ascending; of many, every so many are one. */
  steps: number[];
  /** Smaller is better. */
  validation: number[];
  /** The mean since the validation before; absent when training was not logged. */
  training?: number[];
  trainingName?: string;
  /** Else it is the training metric of a log that has no losses. */
  trainingIsLoss?: boolean;
  /** The validation metric beside the validation loss, smaller is better. */
  metric?: {
    name: string;
    values: number[];
    logged: (cost: number) => number;
    /** 1 for a share, 100 for percentages, 0 when it is no share. */
    whole: number;
  };
  /** Lowest validation among all that were logged, and the last one. */
  best: Point;
  last: Point;
}

export interface Point {
  step: number;
  cost: number;
}

/** More validations than this are averaged in groups: the end of a curve is read over a twentieth of it anyway. */
const MOST_POINTS = 400;

/** @returns undefined when no usable validation was logged */
export function readingsOf(run: CurveRun): Readings | undefined {
  const judged = judgedSeries(run);
  if (!judged) return undefined;
  const points = grouped(judged);
  const steps = points.map(({ step }) => step);
  const training = trainingSeries(run, judged.isLoss);
  const beside = judged.isLoss ? metricSeries(run, run.roles.validationMetric) : undefined;
  return {
    unit: run.unit,
    quantity: judged.isLoss && isPlainLoss(judged.series.name) ? 'loss' : judged.series.name,
    isLoss: judged.isLoss,
    logged: judged.logged,
    steps,
    validation: points.map(({ cost }) => cost),
    ...(training && {
      training: between(training, steps),
      trainingName: training.series.name,
      trainingIsLoss: training.isLoss,
    }),
    ...(beside && {
      metric: {
        name: beside.series.name,
        values: between(beside, steps),
        logged: beside.logged,
        whole: run.metricRises ? wholeOf(beside.series) : 0,
      },
    }),
    ...bestAndLast(judged),
  };
}

/** Training loss in at most {@link MOST_POINTS} groups; empty when none was logged. */
export function trainingCosts(run: CurveRun): Point[] {
  const training = trainingSeries(run, true);
  return training ? grouped(training) : [];
}

/** A curve in which smaller is better. */
interface CostSeries {
  series: Series;
  isLoss: boolean;
  cost: (value: number) => number;
  logged: (cost: number) => number;
}

const identity = (value: number): number => value;

/** What is larger is as good as infinite: its square would be. */
const LARGEST = 1e100;

/** A number to calculate with. */
export const isUsable = (value: number | undefined): boolean => Math.abs(value ?? Number.NaN) < LARGEST;

export const seriesNamed = ({ series }: Pick<CurveRun, 'series'>, name: string | undefined) =>
  series.find((each) => each.name === name);

function judgedSeries(run: CurveRun): CostSeries | undefined {
  return lossSeries(run, run.roles.validationLoss) ?? metricSeries(run, run.roles.validationMetric);
}

/** The training loss; a log of metrics alone may have that of training. */
function trainingSeries(run: CurveRun, besideLoss: boolean): CostSeries | undefined {
  const loss = lossSeries(run, run.roles.trainingLoss);
  return loss ?? (besideLoss ? undefined : metricSeries(run, run.roles.trainingMetric));
}

function lossSeries(run: CurveRun, name: string | undefined): CostSeries | undefined {
  const series = seriesNamed(run, name);
  if (!series?.values.some(isUsable)) return undefined;
  return { series, isLoss: true, cost: identity, logged: identity };
}

/** An accuracy becomes an error rate, 1 − a or 100 − a; of another metric that rises, its negative is taken. */
function metricSeries(run: CurveRun, name: string | undefined): CostSeries | undefined {
  const series = seriesNamed(run, name);
  if (!series?.values.some(isUsable)) return undefined;
  if (!run.metricRises) return { series, isLoss: false, cost: identity, logged: identity };
  const whole = wholeOf(series);
  return { series, isLoss: false, cost: (value) => whole - value, logged: (cost) => whole - cost };
}

const PERCENTAGE = /acc|top_?\d|f1|precision|recall|dice|iou|map/i;

/** What a metric is a share of: 1, 100 for percentages, 0 when it is no share. */
function wholeOf({ name, values }: Series): number {
  let most = Number.NEGATIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) {
    if (!isUsable(value)) continue;
    most = Math.max(most, value);
    least = Math.min(least, value);
  }
  if (least < 0) return 0;
  if (most <= 1) return 1;
  return most <= 100 && PERCENTAGE.test(name) ? 100 : 0;
}

/** Calls for every usable value, in order. A log may have a million: they are not copied. */
function eachPoint(
  { series: { steps, values }, cost }: CostSeries,
  visit: (step: number, cost: number) => void,
): void {
  for (let at = 0; at < values.length; at++) {
    if (isUsable(values[at])) visit(steps[at]!, cost(values[at]!));
  }
}

function bestAndLast(judged: CostSeries): Pick<Readings, 'best' | 'last'> {
  const best = { step: 0, cost: Number.POSITIVE_INFINITY };
  const last = { step: 0, cost: 0 };
  eachPoint(judged, (step, cost) => {
    if (cost < best.cost) {
      best.step = step;
      best.cost = cost;
    }
    last.step = step;
    last.cost = cost;
  });
  return { best, last };
}

/** Means of as many neighbours as leaves {@link MOST_POINTS}, at the step of the last of each. */
function grouped(costs: CostSeries): Point[] {
  let count = 0;
  eachPoint(costs, () => count++);
  const size = Math.ceil(count / MOST_POINTS);
  const groups: Point[] = [];
  let [sum, inside, seen] = [0, 0, 0];
  eachPoint(costs, (step, cost) => {
    sum += cost;
    seen++;
    if (++inside < size && seen < count) return;
    groups.push({ step, cost: sum / inside });
    [sum, inside] = [0, 0];
  });
  return groups;
}

/** For each step the mean of the points after the step before; where there are none, the nearest one before, or the first. */
function between(costs: CostSeries, steps: number[]): number[] {
  const [sums, counts] = [steps.map(() => 0), steps.map(() => 0)];
  const latest: (number | undefined)[] = steps.map(() => undefined);
  let first: number | undefined;
  let index = 0;
  eachPoint(costs, (step, cost) => {
    first ??= cost;
    while (index < steps.length && step > steps[index]!) index++;
    if (index === steps.length) return;
    sums[index]! += cost;
    counts[index]!++;
    latest[index] = cost;
  });
  let before = first!;
  return steps.map((_, at) => {
    const value = counts[at]! > 0 ? sums[at]! / counts[at]! : before;
    before = latest[at] ?? before;
    return value;
  });
}
