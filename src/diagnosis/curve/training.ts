/** What the training loss of a run began with, and ended at. */
import { type CurveRun, isUsable, seriesNamed } from './readings.ts';

/** The loss that training began with, or what a constant prediction has. */
export interface Start {
  value: number;
  trivial: boolean;
}

/** A longer log has a value for each batch, which is noisy: its beginning is the median of the first three. */
const MOST_EPOCHS = 200;
/** Where a beginning is looked for. */
const FIRST_VALUES = 50;

/** @returns undefined without a training loss, and where it does not begin above 0 */
export function startOf(run: CurveRun, trivialLoss: number | undefined): Start | undefined {
  if (trivialLoss !== undefined) return { value: trivialLoss, trivial: true };
  const series = seriesNamed(run, run.roles.trainingLoss);
  const finite = series?.values.subarray(0, FIRST_VALUES).filter(isUsable);
  if (!series || !finite || finite.length === 0) return undefined;
  const isDense = series.values.length > MOST_EPOCHS && finite.length >= 3;
  const first = isDense ? finite.slice(0, 3).sort()[1]! : finite[0]!;
  return first > 0 ? { value: first, trivial: false } : undefined;
}

/** The last value; where it is a spike, the middle one of the last three. */
export function endOf(training: number[]): { value: number; at: number } {
  const last = training.length - 1;
  const from = training.length < FEWEST_MEDIAN ? last : last - 2;
  const three = training.slice(from);
  const value = Math.min(training[last]!, three.toSorted((a, b) => a - b)[Math.floor(three.length / 2)]!);
  return { value, at: from + three.lastIndexOf(value) };
}
const FEWEST_MEDIAN = 5;
