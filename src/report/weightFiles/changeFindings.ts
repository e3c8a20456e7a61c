/** What a comparison of two files says, as sentences. */
import { formatCount, formatPercent, formatShare } from '../../words.ts';
import { named } from './names.ts';
import { WEIGHT_KINDS } from './totals.ts';
import type { FileChange, TensorChange } from './weightsComparison.ts';

/** Change of length below which nothing shrank or grew. */
const NOTABLE = 0.01;

export function changeFindings(change: Omit<FileChange, 'findings'>): string[] {
  const weights = change.tensors.filter(({ kind }) => WEIGHT_KINDS.includes(kind));
  if (weights.length === 0) return ['No tensor of one file has a counterpart in the other.'];
  const moved = weights.filter(({ distance }) => distance > 0);
  if (moved.length === 0)
    return [`All ${formatCount(weights.length, 'tensor')} are the same in both files.`, ...unmatched(change)];
  return [
    lengthSentence(change.total, weights),
    movementSentence(change.total, moved),
    ...unchangedSentence(weights),
    ...zerosSentence(change.total),
    ...deadSentence(weights),
    ...unmatched(change),
  ];
}

const ratioOf = ({ l2 }: Pick<TensorChange, 'l2'>): number => (l2.before === 0 ? 1 : l2.after / l2.before);

function lengthSentence(total: FileChange['total'], weights: TensorChange[]): string {
  const change = ratioOf(total) - 1;
  const kernels = weights.filter(({ kind, l2 }) => kind === 'kernel' && l2.before > 0);
  const shrank = kernels.filter((tensor) => ratioOf(tensor) < 1 - NOTABLE);
  const all =
    Math.abs(change) < NOTABLE
      ? 'The weights keep their length'
      : `The weights ${change < 0 ? 'shrank' : 'grew'} by ${formatPercent(Math.abs(change), 1)} in length (‖w‖₂)`;
  if (shrank.length === 0) return `${all}; no kernel shrank.`;
  const most = shrank.reduce((a, b) => (ratioOf(a) <= ratioOf(b) ? a : b));
  return `${all}; ${shrank.length} of ${formatCount(kernels.length, 'kernel')} shrank, “${most.name}” most, by ${formatPercent(1 - ratioOf(most), 1)}.`;
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
  return [`${formatCount(died, 'unit')} died, all incoming weights at most 1e-3, in ${named(more)}.`];
}

function unmatched({ onlyBefore, onlyAfter, reshaped }: Omit<FileChange, 'findings'>): string[] {
  const texts = [
    onlyBefore.length > 0 && `${formatCount(onlyBefore.length, 'tensor')} only in the first file`,
    onlyAfter.length > 0 && `${formatCount(onlyAfter.length, 'tensor')} only in the second`,
    reshaped.length > 0 && `${formatCount(reshaped.length, 'tensor')} with another shape`,
  ].filter(Boolean);
  return texts.length === 0 ? [] : [`Not compared: ${texts.join(', ')}.`];
}
