/** What tensors announce against what the file has, before anything of it is read. */
import { bytesOf } from '../decode.ts';
import { beyondLimits, damaged } from '../refusal.ts';
import { countOf } from '../weightFile.ts';
import type { Storages } from './storages.ts';
import { Contradiction, type StoredTensor, shownName } from './stored.ts';
import { checkInside } from './tensor.ts';
import type { FoundTensor } from './walk.ts';

/** Elements beyond those of the storages: expanded tensors and overlapping views, all together. */
const MOST_REPEATED = 2 ** 28;

/**
 * @throws UserError `WEIGHTS_DAMAGED` when a storage is missing or too short; `WEIGHTS_LIMIT` when views of a few bytes
 *   announce billions of values
 */
export function refuseLies(
  { path, format, storages }: { path: string; format: string; storages: Storages },
  found: readonly FoundTensor[],
): void {
  let repeated = 0;
  for (const one of found) {
    const { tensor } = one;
    const available = elementsOf(tensor, storages);
    const problem = available === undefined ? 'has no storage in the file' : outside(tensor, available);
    if (problem)
      throw damaged(
        path,
        format,
        `The tensor “${shownName(one.path)}” ${problem}.`,
        'Expected a view inside of its storage.',
      );
    repeated += Math.max(0, countOf(tensor.shape) - available!);
    if (repeated > MOST_REPEATED)
      throw beyondLimits(
        path,
        `The tensor “${shownName(one.path)}” announces ${countOf(tensor.shape).toLocaleString('en-US')} values, and its storage has ${available!.toLocaleString('en-US')}.`,
        `At most ${MOST_REPEATED.toLocaleString('en-US')} repeated values are read.`,
      );
  }
}

function elementsOf({ storage, dtype }: StoredTensor, storages: Storages): number | undefined {
  const size = sizeOf(storage, storages);
  return size === undefined ? undefined : Math.floor(size / bytesOf(dtype));
}

function sizeOf(storage: StoredTensor['storage'], storages: Storages): number | undefined {
  if (typeof storage === 'string') return storages.find(storage)?.size;
  return 'latin1' in storage ? storage.latin1.length : storage.length;
}

function outside(tensor: StoredTensor, available: number): string | undefined {
  try {
    checkInside(tensor, available);
    return undefined;
  } catch (error) {
    if (error instanceof Contradiction) return error.message;
    throw error;
  }
}
