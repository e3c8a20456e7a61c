/** Files that belong to another one: shards beside an index. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ByteSource, openSource, readRange } from './fileSource.ts';
import { refusePointers } from './recognize/strangers.ts';
import { damaged, missingPart } from './refusal.ts';

/** A name in an index that would be longer is none. */
const LONGEST_NAME = 1024;
/** Of Git LFS and git-annex. */
const LONGEST_POINTER = 1024;

export interface Part {
  path: string;
  size: number;
}

/**
 * The file that an index names, beside it or in a folder below. Links of the file system are followed: caches of
 * downloads use them.
 * @throws UserError `WEIGHTS_DAMAGED` when the name leads out of the index' folder, `WEIGHTS_PART_MISSING` when there is no
 *   such file, `WEIGHTS_UNKNOWN` when a pointer of Git LFS is there instead
 */
export async function partBeside(indexPath: string, name: string, format: string): Promise<Part> {
  if (!isInside(name))
    throw damaged(
      indexPath,
      format,
      `It names “${shortened(name)}” as one of its parts.`,
      'Expected a file in its own folder.',
    );
  const path = join(dirname(indexPath), name);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile())
    throw missingPart(indexPath, name, `It names ${name} as one of the files that hold the weights.`);
  const part = { path, size: found.size };
  if (part.size < LONGEST_POINTER)
    refusePointers(path, await readRange(sourceOfParts(path, [part]), 0, part.size));
  return part;
}

const isInside = (name: string): boolean =>
  name !== '' &&
  name.length <= LONGEST_NAME &&
  !/^([a-z]:|[\\/])|\0/i.test(name) &&
  !name.split(/[\\/]/).includes('..');

const shortened = (name: string): string => (name.length > 100 ? `${name.slice(0, 100)}…` : name);

/**
 * Several files as one after the other. None stays open: a model may have more parts than a process may have open files.
 * @param path of the index, for messages
 */
export function sourceOfParts(path: string, parts: readonly Part[]): ByteSource {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return {
    path,
    size,
    async read(offset, into) {
      if (offset < 0 || offset + into.length > size)
        throw new RangeError(`bytes ${offset} to ${offset + into.length} lie outside of ${size}`);
      let start = 0;
      for (const part of parts) {
        const from = Math.max(offset, start);
        const to = Math.min(offset + into.length, start + part.size);
        if (from < to) await readPart(part, from - start, into.subarray(from - offset, to - offset));
        start += part.size;
      }
    },
  };
}

async function readPart(part: Part, offset: number, into: Uint8Array): Promise<void> {
  const file = await openSource(part.path);
  try {
    await file.read(offset, into);
  } finally {
    await file.close();
  }
}
