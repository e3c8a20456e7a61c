/** Curves of a log as they are drawn. */
import type { LogRun, Roles, Series } from '../../history/history.ts';
import type { DrawnCurve } from './logReport.ts';

/** Values of one curve. */
const MOST_POINTS = 2000;
/** Values of all curves of a log: what a view can hold. */
const MOST_OF_ALL = 1_000_000;
const FEWEST_POINTS = 50;
/** The least, the greatest and the first one that is not finite. */
const PER_BUCKET = 3;

/** How many values a curve may have when so many are drawn. */
export const pointsEach = (curves: number): number =>
  Math.max(FEWEST_POINTS, Math.min(MOST_POINTS, Math.floor(MOST_OF_ALL / Math.max(1, curves))));

/** Those of the roles first, then the others in the log's order. */
export function drawnCurves({ series, roles }: LogRun, points: number): DrawnCurve[] {
  const chosen = new Set(ROLES.map((role) => roles[role]));
  const first = ROLES.flatMap((role) => series.find(({ name }) => name === roles[role]) ?? []);
  const all = new Set([...first, ...series.filter(({ name }) => !chosen.has(name))]);
  return [...all].map((each) => drawn(each, points));
}

const ROLES: (keyof Roles)[] = ['trainingLoss', 'validationLoss', 'trainingMetric', 'validationMetric'];

/**
 * A curve of at most so many values: of each of equally long buckets the least, the greatest and the first value that is
 * not finite, in their order, so that spikes and gaps stay; and the first and the last value.
 */
export function drawn({ name, steps, values }: Series, points: number): DrawnCurve {
  const indices = values.length <= points ? undefined : chosenIndices(values, points);
  const at = (of: Float64Array) => (indices ? indices.map((index) => of[index]!) : Array.from(of));
  return {
    name,
    steps: at(steps),
    values: at(values).map((value) => (Number.isFinite(value) ? value : null)),
    logged: values.length,
  };
}

function chosenIndices(values: Float64Array, points: number): number[] {
  const buckets = Math.floor((points - 2) / PER_BUCKET);
  const chosen = new Set([0]);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * values.length) / buckets);
    const to = Math.floor(((bucket + 1) * values.length) / buckets);
    for (const index of extremesOf(values, from, to)) chosen.add(index);
  }
  chosen.add(values.length - 1);
  return [...chosen];
}

/** Ascending indices. */
function extremesOf(values: Float64Array, from: number, to: number): number[] {
  let [least, greatest, gap] = [-1, -1, -1];
  for (let at = from; at < to; at++) {
    if (!Number.isFinite(values[at])) gap = gap < 0 ? at : gap;
    else {
      if (least < 0 || values[at]! < values[least]!) least = at;
      if (greatest < 0 || values[at]! > values[greatest]!) greatest = at;
    }
  }
  return [least, greatest, gap].filter((index) => index >= 0).sort((a, b) => a - b);
}
