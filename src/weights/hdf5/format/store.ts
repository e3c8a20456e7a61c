/** The structures of an HDF5 file by address, read page by page and never all at once. */
import type { UserError } from '../../../errors.ts';
import { type ByteSource, readRange } from '../../fileSource.ts';
import { beyondLimits, damaged } from '../../refusal.ts';
import { Cursor } from './cursor.ts';

export const HDF5_FORMAT = 'HDF5';

const PAGE_BYTES = 2 ** 16;
const MOST_PAGES = 256;
/** No structure of a model's file is longer; its values are not read here. */
const LONGEST_STRUCTURE = 64 * 2 ** 20;
/** Bounds the time that a file made to keep its reader busy can take. */
const MOST_READS = 3_000_000;

export interface Store {
  source: ByteSource;
  /** Bytes of an address and of a length. */
  offsetSize: number;
  lengthSize: number;
  /** Where address 0 is: after a user block. */
  base: number;
  /**
   * At most `length` bytes from `address` on; fewer where the file ends.
   * @throws RangeError when the address lies outside of the file
   */
  read(address: number, length: number): Promise<Cursor>;
  /** `found` as a refusal. */
  damaged(found: string, expected: string): UserError;
}

/** @param source that of the file */
export function storeOf(source: ByteSource): Store {
  const page = pagesOf(source);
  let reads = 0;
  const store: Store = {
    source,
    offsetSize: 8,
    lengthSize: 8,
    base: 0,
    async read(address, length) {
      if (++reads > MOST_READS)
        throw beyondLimits(source.path, 'It has millions of structures.', 'A model needs fewer.');
      const start = store.base + address;
      const size = Math.min(length, source.size - start);
      if (!(start >= 0 && size > 0) || size > LONGEST_STRUCTURE)
        throw new RangeError(`${length} bytes at ${start} of ${source.size}`);
      return new Cursor(await bytesAt(source, page, start, size));
    },
    damaged: (found, expected) => damaged(source.path, HDF5_FORMAT, found, expected),
  };
  return store;
}

type Pages = (number: number) => Promise<Uint8Array>;

async function bytesAt(source: ByteSource, page: Pages, start: number, size: number): Promise<Uint8Array> {
  const first = Math.floor(start / PAGE_BYTES);
  const inFirst = start - first * PAGE_BYTES;
  if (inFirst + size <= PAGE_BYTES) return (await page(first)).subarray(inFirst, inFirst + size);
  return readRange(source, start, size);
}

/** The pages used last stay in memory. */
function pagesOf(source: ByteSource): Pages {
  const kept = new Map<number, Uint8Array>();
  return async (number) => {
    const known = kept.get(number);
    if (known) {
      kept.delete(number);
      kept.set(number, known);
      return known;
    }
    const start = number * PAGE_BYTES;
    const bytes = await readRange(source, start, Math.min(PAGE_BYTES, source.size - start));
    kept.set(number, bytes);
    if (kept.size > MOST_PAGES) kept.delete(kept.keys().next().value!);
    return bytes;
  };
}

/** An address; undefined where the file says that there is none (all bits set). */
export function addressOf(cursor: Cursor, size: number): number | undefined {
  const bytes = cursor.take(size);
  return bytes.every((byte) => byte === 255) ? undefined : new Cursor(bytes).uint(size);
}

/** @throws UserError `WEIGHTS_DAMAGED` when the structure does not start with its four letters */
export function expectSignature(store: Store, cursor: Cursor, expected: string, what: string): void {
  if (cursor.signature() !== expected)
    throw store.damaged(`${what} does not start with “${expected}”.`, 'Expected the address of one.');
}
