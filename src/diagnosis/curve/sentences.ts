/** The sentences of the verdict on one run. */
import { formatCount, formatShare } from '../../words.ts';
import type { Divergence } from './diverged.ts';
import type { Measured } from './measure.ts';
import type { Change } from './noise.ts';
import type { Readings } from './readings.ts';
import { at, inStepsOf, logged, loggedChange } from './words.ts';

export function diverged({ which, step, before, became }: Divergence, unit: Readings['unit']): string {
  const was = before ? `, after ${logged(before.value)} at ${at(before.step, unit)}` : '';
  const lower = 'a lower learning rate or gradient clipping may help.';
  if (Number.isFinite(became))
    return `Training diverges: its ${which} loss rises from ${logged(before!.value)} at ${at(before!.step, unit)} to ${logged(became)}; ${lower}`;
  const what = Number.isNaN(became) ? 'NaN' : 'infinite';
  return `Training diverges: its ${which} loss is ${what} from ${at(step, unit)} on${was}; ${lower}`;
}

export const noValidation = (training: string | undefined): string =>
  training === undefined
    ? 'Cannot tell: neither a training nor a validation loss was found in this log.'
    : `Cannot tell whether this model overfits: only training was logged (“${training}”), which improves either way.`;

export const oneValidation = (readings: Readings): string =>
  `Cannot tell from one validation whether this model overfits: its ${validationOf(readings)} is ${logged(readings.logged(readings.last.cost))} at ${at(readings.last.step, readings.unit)}.`;

const validationOf = ({ quantity }: Readings): string =>
  quantity === 'loss' ? 'validation loss' : `“${quantity}”`;

/** `Validation loss has risen for 6 epochs, from 0.412 to 0.466; best was epoch 12`. */
function risen(readings: Readings): string {
  const { best, last, unit, quantity, logged: asLogged } = readings;
  const [from, to] = [asLogged(best.cost), asLogged(last.cost)];
  const what = quantity === 'loss' ? 'Validation loss' : `“${quantity}”`;
  const direction = to > from ? 'risen' : 'fallen';
  return `${what} has ${direction} for ${inStepsOf(last.step - best.step, unit)}, from ${logged(from)} to ${logged(to)}; best was ${at(best.step, unit)}`;
}

/** How the metric beside the loss goes on tells over-confidence from more wrong answers. */
export function overfits(readings: Readings, { training, metric }: Measured): string {
  const confident = metric && metric.high < 0 ? ` and “${readings.metric!.name}” still improves` : '';
  return `${risen(readings)}${training ? whileTraining(readings, training) : ''}${confident}.`;
}

function whileTraining({ training, trainingName, trainingIsLoss }: Readings, { high }: Change): string {
  if (!trainingIsLoss) return `, while “${trainingName}” ${high < 0 ? 'improves' : 'stays good'}`;
  return high < 0
    ? ', while training loss falls'
    : `, while training loss stays low, at ${logged(training!.at(-1)!)}`;
}

export const fallsAgain = (readings: Readings): string =>
  `Cannot tell whether this model overfits: its ${validationOf(readings)} rose after ${at(readings.best.step, readings.unit)}, and falls again at the end of the log; train on to see whether it comes back to ${logged(readings.logged(readings.best.cost))}.`;

export function bothRise(readings: Readings, { training }: Measured): string {
  const which = readings.trainingIsLoss ? 'its training loss' : `“${readings.trainingName}”`;
  const better = readings.trainingIsLoss ? 'fall' : 'improve';
  const worse = readings.trainingIsLoss ? 'rises, too' : 'becomes worse, too';
  const course = training!.low > 0 ? worse : `does not surely ${better} meanwhile`;
  return `Cannot tell whether this model overfits: ${lowerFirst(risen(readings))}, but ${which} ${course}; a lower learning rate may steady the training.`;
}

const lowerFirst = (text: string): string =>
  text.startsWith('“') ? text : text.charAt(0).toLowerCase() + text.slice(1);

export function hardlyLearned(
  start: { value: number; trivial: boolean },
  end: number,
  unit: Readings['unit'],
  step: number,
): string {
  if (start.trivial)
    return `This model underfits: its training loss of ${logged(end)} is ${formatShare(end / start.value)} of a constant prediction’s.`;
  const share = end <= start.value ? `${formatShare(end / start.value)} of` : 'not below';
  return `This model underfits, or had learned what it can before this log begins: its training loss is ${logged(end)} at ${at(step, unit)}, ${share} the ${logged(start.value)} it begins with.`;
}

export const stillFalls = (readings: Readings): string =>
  `This model is not trained to the end: its ${validationOf(readings)} still ${readings.logged(1) > readings.logged(0) ? 'falls' : 'rises'} at ${at(readings.last.step, readings.unit)}, to ${logged(readings.logged(readings.last.cost))}.`;

export function tooShort(readings: Readings): string {
  const count = formatCount(readings.validation.length, 'validation');
  const { best, last } = readings;
  const seen = last.cost > best.cost ? lowerFirst(risen(readings)) : `the last one is the best`;
  return `Cannot tell from ${count} whether this model overfits: ${seen}, and so few do not show their noise.`;
}

export function endUnclear(readings: Readings, { fall, scale }: Measured): string {
  const share = fall.high < scale ? ` (${formatShare(fall.high / scale)})` : '';
  const count = formatCount(readings.validation.length, 'validation');
  return `Cannot tell whether this model is trained to the end: over the last fifth of ${count} its ${validationOf(readings)} may still improve by up to ${logged(fall.high)}${share}.`;
}

export const riseUnclear = (readings: Readings, { rise, scale }: Measured): string =>
  `Cannot tell whether this model overfits: since ${at(readings.best.step, readings.unit)} its ${validationOf(readings)} changes by ${loggedChange(readings.logged(rise.mean) - readings.logged(0), scale)}, within the curve’s own noise.`;

export const level = (readings: Readings): string =>
  `This model fits well: its ${validationOf(readings)} does not get worse after its best, ${logged(readings.logged(readings.best.cost))} at ${at(readings.best.step, readings.unit)}.`;
