/** Sentences of a comparison of weight files. */
import type { FileChange, WeightsComparison } from '../../../src/report/weightFiles/weightsComparison.ts';
import { formatCount, formatPercent } from '../../../src/words.ts';
import { baseName, count } from '../../words/numbers.ts';
import { significant } from '../numbers.ts';

/** Number of the step from the first file to the last. */
export const WHOLE = -1;

export interface ShownStep {
  step: number;
  change: FileChange | undefined;
}

/** The chosen step, the first one where it is not there. */
export function shownStep({ steps, whole }: WeightsComparison, step: number): ShownStep {
  if (step === WHOLE && whole) return { step, change: whole };
  const change = steps[step];
  return change ? { step, change } : { step: 0, change: steps[0] };
}

/** Names of the two files, with folders where the names alone are equal. */
export function stepName({ before, after }: FileChange): string {
  const [from, to] = [baseName(before), baseName(after)];
  return from === to ? `${before} → ${after}` : `${from} → ${to}`;
}

/** The first finding, otherwise how far the weights moved. */
export function comparisonHeadline(change: FileChange): string {
  return change.findings[0] ?? movement(change);
}

function movement({ tensors, total }: FileChange): string {
  if (tensors.length === 0) return 'The two files have no tensor in common';
  if (total.distance === 0) return `All ${formatCount(tensors.length, 'tensor')} are equal in both files`;
  const relative =
    total.relativeDistance === null
      ? ''
      : `, ${formatPercent(total.relativeDistance, 1)} of their norm before`;
  return `The weights moved by ${significant(total.distance)}${relative}`;
}

/** What was compared: tensors, weights, norms. */
export function comparisonLine({ tensors, total, reshaped }: FileChange): string {
  const renamed = tensors.filter((tensor) => tensor.renamed !== undefined).length;
  return [
    `${formatCount(tensors.length, 'tensor')} with ${formatCount(total.count, 'weight')} in both`,
    ...(renamed > 0 ? [`${count(renamed)} under another name`] : []),
    ...(reshaped.length > 0 ? [`${count(reshaped.length)} of another shape`] : []),
  ].join(', ');
}

export function movementTitle({ tensors }: FileChange): string {
  const moved = tensors.filter(({ relativeDistance }) => relativeDistance !== null);
  const most = moved.reduce<(typeof moved)[number] | undefined>(
    (best, tensor) => ((tensor.relativeDistance ?? 0) > (best?.relativeDistance ?? 0) ? tensor : best),
    undefined,
  );
  if (!most) return 'No tensor moved';
  return `${most.name} moved most, by ${formatPercent(most.relativeDistance ?? 0)} of its norm`;
}
