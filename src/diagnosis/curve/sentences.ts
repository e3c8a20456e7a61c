/** The sentences of the verdict on one run. */
import { isPlainLoss } from '../../history/roles.ts';
import { formatCount, formatShare } from '../../words.ts';
import type { Divergence } from './diverged.ts';
import type { Measured } from './measure.ts';
import type { Change } from './noise.ts';
import type { Readings } from './readings.ts';
import { at, inStepsOf, logged, loggedChange } from './words.ts';

export function diverged(
  { which, step, before, became, trainingIsFinite }: Divergence,
  unit: Readings['unit'],
): string {
  const was = before ? `, after ${logged(before.value)} at ${at(before.step, unit)}` : '';
  const lower = 'a lower learning rate or gradient clipping may help.';
  if (Number.isFinite(became))
    return `Training diverges: its ${which} loss rises from ${logged(before!.value)} at ${at(before!.step, unit)} to ${logged(became)}; ${lower}`;
  const what = Number.isNaN(became) ? 'NaN' : 'infinite';
  if (trainingIsFinite)
    return `The validation loss is ${what} from ${at(step, unit)} on${was}, while the training loss stays finite: look at the validation rows and at how their loss is computed.`;
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

/** As it was logged: a loss that gets worse rises, an accuracy falls. */
const isRising = ({ logged: asLogged }: Pick<Readings, 'logged'>): boolean => asLogged(1) < asLogged(0);

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

function whileTraining({ training, trainingName, trainingIsLoss }: Readings, { high, mean }: Change): string {
  if (!trainingIsLoss) return `, while “${trainingName}” ${high < 0 ? 'improves' : 'stays good'}`;
  const what = trainingOf(trainingName);
  if (high < 0) return `, while ${what} falls`;
  const end = training!.at(-1)!;
  // Of few epochs a fall is not sure; one by a fifth is none to call a level.
  return mean < -CLEAR_SHARE * Math.abs(end - mean)
    ? `, while ${what} falls to ${logged(end)}`
    : `, while ${what} stays low, at ${logged(end)}`;
}
const CLEAR_SHARE = 0.2;

/** Another loss is called by its name. */
const trainingOf = (name: string | undefined): string =>
  name === undefined || isPlainLoss(name) ? 'training loss' : `“${name}”`;

export const fallsAgain = (readings: Readings): string =>
  `Cannot tell whether this model overfits: its ${validationOf(readings)} ${isRising(readings) ? 'fell' : 'rose'} after ${at(readings.best.step, readings.unit)}, and ${isRising(readings) ? 'rises' : 'falls'} again at the end of the log; train on to see whether it comes back to ${logged(readings.logged(readings.best.cost))}.`;

export function bothRise(readings: Readings, { training }: Measured): string {
  const which = readings.trainingIsLoss
    ? `its ${trainingOf(readings.trainingName)}`
    : `“${readings.trainingName}”`;
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
  `This model is not trained to the end: its ${validationOf(readings)} still ${isRising(readings) ? 'rises' : 'falls'} at ${at(readings.last.step, readings.unit)}, to ${logged(readings.logged(readings.last.cost))}.`;

/** A loss that contains penalties falls with them, whatever the model does. */
export function metricWorse(readings: Readings, falls: boolean): string {
  const { name, values, logged: asLogged } = readings.metric!;
  const best = values.indexOf(Math.min(...values));
  const course = falls ? 'still falls' : 'does not rise';
  return `Cannot tell whether this model overfits: its ${validationOf(readings)} ${course}, but “${name}” gets worse, from ${logged(asLogged(values[best]!))} at ${at(readings.steps[best]!, readings.unit)} to ${logged(asLogged(values.at(-1)!))}; a penalty in the loss that falls with the weights looks like this, and the metric is free of it.`;
}

export function lossAlone({ metric }: Readings, start: number, end: number): string {
  const { name, values, logged: asLogged } = metric!;
  return `Cannot tell whether this model has learned anything: its training loss goes from ${logged(start)} to ${logged(end)}, but “${name}” stays at ${logged(asLogged(values.at(-1)!))}, where it began; what falls may be a penalty alone.`;
}

export function nothingLearned(
  start: number,
  end: number,
  { name, values, logged: asLogged }: NonNullable<Readings['metric']>,
): string {
  return `Cannot tell whether this model has learned anything: its training loss stays near the ${logged(start)} it begins with (${logged(end)} at the end), and “${name}” at ${logged(asLogged(values.at(-1)!))}. A constant prediction looks like this, and so does a model that was trained before.`;
}

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
