/** What a comparison of two files says, as sentences. */
import { formatCount, formatPercent, formatShare } from '../../words.ts';
import { totalChange } from './changeTotal.ts';
import type { Matching } from './matching.ts';
import { named } from './names.ts';
import { WEIGHT_KINDS } from './totals.ts';
import type { FileChange, TensorChange } from './weightsComparison.ts';

/** Change of length below which nothing shrank or grew. */
const NOTABLE = 0.01;

/** What is not finite comes first; the sentences after it are of the tensors whose values are. */
export function changeFindings(change: Omit<FileChange, 'findings'>): string[] {
  const weights = change.tensors.filter(({ kind }) => WEIGHT_KINDS.includes(kind));
  if (weights.length === 0) return ['No tensor of one file has a counterpart in the other.'];
  const sound = weights.filter(({ notFinite }) => notFinite === undefined);
  const moved = sound.filter(({ distance }) => distance > 0);
  const broken = notFiniteSentence(weights);
  if (moved.length === 0) return [...broken, ...sameSentence(sound, broken.length > 0), ...unmatched(change)];
  const total = sound.length === weights.length ? change.total : totalChange(sound);
  return [
    ...broken,
    lengthSentence(total, sound),
    movementSentence(total, moved),
    ...unchangedSentence(sound),
    ...zerosSentence(change.total),
    ...deadSentence(weights),
    ...unmatched(change),
  ];
}

function notFiniteSentence(weights: readonly TensorChange[]): string[] {
  const broken = weights.filter(({ notFinite }) => notFinite !== undefined);
  if (broken.length === 0) return [];
  const { count, notFinite } = totalChange(broken);
  const { before, after } = notFinite!;
  const cause = after > before ? ': the training diverged, or a number was too large for its format' : '';
  return [
    `${after.toLocaleString('en-US')} of ${formatCount(count, 'value')} in ${named(broken)} ${after === 1 ? 'is' : 'are'} NaN or infinite after, ${before.toLocaleString('en-US')} before${cause}. What follows leaves ${broken.length === 1 ? 'this tensor' : 'these tensors'} out.`,
  ];
}

function sameSentence(sound: readonly TensorChange[], hasOthers: boolean): string[] {
  const others = hasOthers ? 'other ' : '';
  if (sound.length === 0) return [];
  if (sound.length === 1) return [`The ${others || 'only '}tensor is the same in both files.`];
  return [`All ${sound.length.toLocaleString('en-US')} ${others}tensors are the same in both files.`];
}

/** Infinite where there was nothing before, 1 where there is nothing after either. */
function ratioOf({ l2 }: Pick<TensorChange, 'l2'>): number {
  if (l2.before > 0) return l2.after / l2.before;
  return l2.after > 0 ? Number.POSITIVE_INFINITY : 1;
}

function lengthSentence(total: FileChange['total'], weights: TensorChange[]): string {
  const kernels = weights.filter(({ kind, l2 }) => kind === 'kernel' && l2.before > 0);
  const shrank = kernels.filter((tensor) => ratioOf(tensor) < 1 - NOTABLE);
  const all = lengthChange(ratioOf(total) - 1);
  if (shrank.length === 0) return `${all}; no kernel shrank.`;
  const most = shrank.reduce((a, b) => (ratioOf(a) <= ratioOf(b) ? a : b));
  return `${all}; ${shrank.length} of ${formatCount(kernels.length, 'kernel')} shrank, “${most.name}” most, by ${formatPercent(1 - ratioOf(most), 1)}.`;
}

function lengthChange(change: number): string {
  if (change === Number.POSITIVE_INFINITY) return 'The weights were all 0 and no longer are';
  if (Math.abs(change) < NOTABLE) return 'The weights keep their length';
  return `The weights ${change < 0 ? 'shrank' : 'grew'} by ${formatPercent(Math.abs(change), 1)} in length (‖w‖₂)`;
}

function movementSentence({ relativeDistance }: FileChange['total'], moved: TensorChange[]): string {
  const known = moved.filter((tensor) => tensor.relativeDistance !== null);
  const all =
    relativeDistance === null
      ? 'They moved'
      : `They moved by ${formatPercent(relativeDistance, 1)} of their length`;
  if (known.length === 0) return `${all}.`;
  const most = known.reduce((a, b) => (a.relativeDistance! >= b.relativeDistance! ? a : b));
  return `${all}, “${most.name}” most, by ${formatPercent(most.relativeDistance!, 1)} of its own.`;
}

function unchangedSentence(weights: TensorChange[]): string[] {
  const frozen = weights.filter(({ distance, count }) => distance === 0 && count > 0);
  if (frozen.length === 0) return [];
  return [`${formatCount(frozen.length, 'tensor')} did not change: ${named(frozen)}. Frozen, or not in use.`];
}

function zerosSentence({ exactZeros, died, revived, count }: FileChange['total']): string[] {
  const found: string[] = [];
  const more = exactZeros.after - exactZeros.before;
  if (more !== 0)
    found.push(
      `Exact zeros: ${exactZeros.before.toLocaleString('en-US')} before, ${exactZeros.after.toLocaleString('en-US')} after (${formatShare(exactZeros.after / count)} of the weights).`,
    );
  if (died + revived > 0)
    found.push(
      `${formatCount(died, 'weight')} became at most 1e-3 in size, ${revived.toLocaleString('en-US')} no longer ${revived === 1 ? 'is' : 'are'}.`,
    );
  return found;
}

function deadSentence(weights: TensorChange[]): string[] {
  const more = weights.filter(({ deadUnits }) => deadUnits && deadUnits.after > deadUnits.before);
  if (more.length === 0) return [];
  const died = more.reduce((sum, { deadUnits }) => sum + deadUnits!.after - deadUnits!.before, 0);
  return [
    `${formatCount(died, 'unit')} died or nearly so, all incoming weights at most 1e-3 and a hundredth of the largest, in ${named(more)}.`,
  ];
}

function unmatched({ onlyBefore, onlyAfter, reshaped }: Omit<FileChange, 'findings'>): string[] {
  const texts = [
    onlyBefore.length > 0 && `${formatCount(onlyBefore.length, 'tensor')} only in the first file`,
    onlyAfter.length > 0 && `${formatCount(onlyAfter.length, 'tensor')} only in the second`,
    reshaped.length > 0 && `${formatCount(reshaped.length, 'tensor')} with another shape`,
  ].filter(Boolean);
  return texts.length === 0 ? [] : [`Not compared: ${texts.join(', ')}.`];
}

/** What was matched without a name that both have in common. */
export function guessedSentence(guessed: Matching['guessed']): string[] {
  const [first] = guessed;
  if (!first) return [];
  const example = `“${first.before.name}” ${guessed.length === 1 ? 'is taken for' : 'for one is taken for'} “${first.after.name}”`;
  return [
    `${formatCount(guessed.length, 'tensor')} of another name ${guessed.length === 1 ? 'was' : 'were'} matched by shape and number: ${example}. What is said of ${guessed.length === 1 ? 'it' : 'them'} is right if this is.`,
  ];
}
