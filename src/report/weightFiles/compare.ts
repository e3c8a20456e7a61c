/** From two checkpoints or more to what changed between them. */
import { problemOf } from '../../errors.ts';
import type { TensorEntry, WeightFile } from '../../weights/weightFile.ts';
import { changeOf } from './alongside.ts';
import { changeFindings, guessedSentence } from './changeFindings.ts';
import { totalChange } from './changeTotal.ts';
import { kindsOf } from './kinds.ts';
import { withMasks } from './masked.ts';
import { type Matching, matchTensors } from './matching.ts';
import { type OnProgress, progressOf } from './progress.ts';
import { WEIGHT_KINDS } from './totals.ts';
import { viewOf } from './views.ts';
import type { FileChange, TensorChange, WeightsComparison } from './weightsComparison.ts';

/**
 * Compares each file with the one before it, and of three or more the last with the first. Tensors are matched by name
 * with renames tolerated, and read side by side; state of an optimizer is left out.
 * @param files two or more
 * @throws the signal's reason when it is aborted
 */
export async function compareWeights(
  files: readonly WeightFile[],
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<WeightsComparison> {
  const steps: FileChange[] = [];
  const masked = files.map(withMasks);
  for (const [index, file] of masked.slice(1).entries())
    steps.push(await fileChange(masked[index]!, file, onProgress, signal));
  const whole = files.length > 2 ? await fileChange(masked[0]!, masked.at(-1)!, onProgress, signal) : null;
  return { version: 1, files: files.map(({ path }) => path), steps, whole };
}

async function fileChange(
  before: WeightFile,
  after: WeightFile,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<FileChange> {
  const { pairs, guessed, onlyBefore, onlyAfter, reshaped } = matchTensors(before.tensors, after.tensors);
  const { tensors, unread } = await changesOf(before, after, pairs, onProgress, signal);
  const shared = new Set(before.tensors.flatMap(({ name, sharedWith }) => (sharedWith ? [name] : [])));
  const weights = tensors.filter(({ name, kind }) => WEIGHT_KINDS.includes(kind) && !shared.has(name));
  const change = {
    before: before.path,
    after: after.path,
    tensors,
    onlyBefore: namesOf(onlyBefore),
    onlyAfter: namesOf(onlyAfter),
    reshaped: reshaped.map((pair) => ({
      name: pair.before.name,
      before: pair.before.shape,
      after: pair.after.shape,
    })),
    total: totalChange(weights),
  };
  return { ...change, findings: [...changeFindings(change), ...guessedSentence(guessed), ...unread] };
}

/** One whose bytes are missing or damaged becomes a sentence, and the others go on. */
async function changesOf(
  before: WeightFile,
  after: WeightFile,
  pairs: Matching['pairs'],
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<{ tensors: TensorChange[]; unread: string[] }> {
  const kinds = kindsOf(before.tensors);
  const kindOf = new Map(before.tensors.map((tensor, index) => [tensor, kinds[index]!]));
  const beside = new Map(before.tensors.map((tensor) => [tensor.name, tensor]));
  const advance = progressOf(namesAndShapes(pairs), onProgress);
  const [tensors, unread]: [TensorChange[], string[]] = [[], []];
  for (const [index, { before: here, after: there }] of pairs.entries()) {
    const { name, shape } = here;
    const kind = kindOf.get(here)!;
    try {
      const places = [
        { file: before, tensor: here },
        { file: after, tensor: there },
      ] as const;
      const measured = await changeOf(...places, viewOf(here, kind, beside), (count) => {
        signal?.throwIfAborted();
        advance(index, count);
      });
      tensors.push({ name, ...(there.name !== name && { renamed: there.name }), kind, shape, ...measured });
    } catch (error) {
      signal?.throwIfAborted();
      unread.push(`“${name}” is left out: ${problemOf(error).explanation}`);
    }
  }
  return { tensors, unread };
}

const namesAndShapes = (pairs: Matching['pairs']): TensorEntry[] => pairs.map(({ before }) => before);

const namesOf = (tensors: readonly TensorEntry[]): string[] => tensors.map(({ name }) => name);
