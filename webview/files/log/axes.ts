/** What the charts of a log share: the axis of epochs or steps, the axis of losses, lines with gaps. */

import type { DrawnCurve, LogRunReport } from '../../../src/report/logs/logReport.ts';
import { capitalize } from '../../../src/words.ts';
import { lossAxis, spanAxis } from '../../charts/levels.ts';
import type { Axis, Format, Series } from '../../charts/spec.ts';
import { epochTicks, ticksWithin } from '../../measures/scale.ts';
import { count } from '../../words/numbers.ts';
import { significant } from '../numbers.ts';

/** Half an epoch is `0.5`. */
const stepText: Format = (step) =>
  Number.isInteger(step) ? count(step) : String(Number(step.toPrecision(3)));

const titleOf = ({ unit }: Pick<LogRunReport, 'unit'>, step: number) =>
  `${capitalize(unit)} ${stepText(step)}`;

/** The charts of one run stand over one another. */
export function frameOf(
  run: LogRunReport,
  shown: readonly (DrawnCurve | undefined)[],
  labels: readonly string[],
) {
  return {
    abscissa: capitalize(run.unit),
    position: (step: number) => titleOf(run, step),
    x: stepAxis(shown, run.unit),
    shared: 'log',
    left: 58,
    room: labels,
  };
}

/** From the first to the last step of all; steps may begin at 0 or at 1. */
export function stepAxis(curves: readonly (DrawnCurve | undefined)[], unit: string): Axis {
  const ends = curves.flatMap((curve) => {
    const [first, last] = [curve?.steps[0], curve?.steps.at(-1)];
    return first === undefined || last === undefined ? [] : [first, last];
  });
  const [min, last] = [Math.min(...ends, Number.POSITIVE_INFINITY), Math.max(...ends)];
  if (!(last >= min)) return { scale: 'linear', min: 0, max: 1, ticks: [0, 1], format: count };
  const max = last > min ? last : min + 1;
  const isWhole = Number.isInteger(min) && Number.isInteger(max);
  const round = [...new Set([min, ...ticksWithin(min, max, 5)])];
  const ticks =
    min === 1 && isWhole ? epochTicks(max) : round.filter((tick) => !isWhole || Number.isInteger(tick));
  return { scale: 'linear', min, max, ticks, format: stepText, title: capitalize(unit) };
}

export const lineOf = (curve: DrawnCurve, rest: Omit<Series, 'x' | 'y'>): Series => ({
  x: curve.steps,
  y: curve.values.map((value) => value ?? Number.NaN),
  ...rest,
});

/** A likelihood may be below 0. */
export function lossLevels(curves: readonly (readonly number[])[]): Axis {
  const finite = curves.map((values) => values.filter(Number.isFinite)).filter((values) => values.length > 0);
  const lowest = Math.min(...finite.map((values) => values.reduce((low, value) => Math.min(low, value))));
  const axis = lowest < 0 ? spanAxis(finite.flat(), 4) : lossAxis(finite, false);
  return axis.max < 0.05 || axis.max >= 1000 ? { ...axis, format: significant } : axis;
}
