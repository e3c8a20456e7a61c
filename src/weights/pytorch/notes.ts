/** What a user should know of how a checkpoint was read, as sentences. */
import { formatCount } from '../../words.ts';
import type { NamedTensor } from './layout.ts';
import { likeness, type OptimizerState } from './optimizer.ts';
import type { Found } from './walk.ts';

const EXAMPLES = 3;

export function notesOf(read: {
  found: Found;
  optimizers: readonly OptimizerState[];
  model: readonly string[];
  tensors: readonly NamedTensor[];
}): string[] {
  const { found, optimizers, model, tensors } = read;
  const notes: string[] = [];
  if (model.length > 0)
    notes.push(`The model is under “${model.join('.')}”: names of its tensors are without it.`);
  const shared = tensors.filter(({ entry }) => entry.sharedWith !== undefined).length;
  if (shared > 0)
    notes.push(
      `${formatCount(shared, 'tensor')} ${shared === 1 ? 'is' : 'are'} the same as an earlier one, or part of it.`,
    );
  const byChannel = tensors.filter(({ tensor }) => tensor.byChannel).map(({ entry }) => `“${entry.name}”`);
  if (byChannel.length > 0)
    notes.push(`Quantized by channel, shown as the integers that are stored: ${some(byChannel)}.`);
  if (found.notRead.length > 0) notes.push(`Not read: ${some(found.notRead)}.`);
  if (found.classes.size > 0) notes.push(classesNote([...found.classes]));
  if (optimizers.length > 1)
    notes.push(
      `It has ${optimizers.length} optimizers (${some(optimizers.map(({ path }) => `“${path.join('.')}”`))}): their parameter groups are shown one after another, the step is the first one’s.`,
    );
  notes.push(...new Set(optimizers.map(likeness).filter((text) => text !== '')));
  return notes;
}

const classesNote = (classes: readonly string[]): string =>
  `Objects of ${formatCount(classes.length, 'other class', 'other classes')} were not loaded: ${some(classes)}.`;

function some(names: readonly string[]): string {
  const shown = names.slice(0, EXAMPLES).join(', ');
  return names.length > EXAMPLES ? `${shown} and ${names.length - EXAMPLES} more` : shown;
}
