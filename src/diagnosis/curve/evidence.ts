/** What was measured on the curves, as rows of a table. */
import type { CurveVerdict } from '../curve.ts';
import type { Measured } from './measure.ts';
import type { Change } from './noise.ts';
import type { Readings } from './readings.ts';
import { at, logged, loggedChange } from './words.ts';

type Row = CurveVerdict['evidence'][number];

/** Changes are told as they were logged: of an accuracy a minus is worse, of a loss a plus. */
export function curveRows(readings: Readings, measured: Measured): Row[] {
  const { unit, steps, best, metric: beside, trainingIsLoss, trainingName } = readings;
  const { rise, fall, training, metric, turn, scale } = measured;
  const sign = signOf(readings.logged);
  const change = (name: string, { mean }: Change, meaning: string, by = sign): Row => ({
    name,
    value: loggedChange(by * mean, Math.max(scale, Math.abs(best.cost))),
    meaning,
  });
  const last = { ...fall, mean: -fall.mean, low: -fall.high, high: -fall.low };
  const trained = trainingIsLoss ? 'Training loss meanwhile' : `“${trainingName}” meanwhile`;
  return [
    {
      name: 'Best validation',
      value: logged(readings.logged(best.cost)),
      meaning: `At ${at(best.step, unit)}; smoothed over neighbours it is best at ${at(steps[turn]!, unit)}`,
    },
    change('Change since then', rise, riseInWords(measured, steps.length)),
    ...(training ? [change(trained, training, courseInWords(training), trainingIsLoss ? 1 : sign)] : []),
    ...(metric && beside
      ? [change(`“${beside.name}” meanwhile`, metric, courseInWords(metric), signOf(beside.logged))]
      : []),
    change('Change over the last fifth', last, courseInWords(last)),
    {
      name: 'What one run does not show',
      value: 'seeds, rows',
      meaning:
        'Intervals are from the noise of this curve; another seed or other validation rows may differ by more',
    },
  ];
}

/** −1 for what rises when it improves. */
const signOf = (asLogged: (cost: number) => number): number => (asLogged(1) > asLogged(0) ? 1 : -1);

function riseInWords({ rise, rising, turn }: Measured, validations: number): string {
  if (rise.low > 0) return 'Worse, by more than the curve’s own noise';
  if (rise.mean > 0 && rising > 2 && turn + rising === validations - 1)
    return `Worse at each of the ${rising} validations since`;
  return rise.high < 0 ? 'Still better' : 'Within the curve’s own noise';
}

function courseInWords({ low, high }: Change): string {
  if (high < 0) return 'Better, by more than its noise';
  return low > 0 ? 'Worse, by more than its noise' : 'Level within its noise';
}
