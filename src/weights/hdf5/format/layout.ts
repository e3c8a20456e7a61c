/** Where the values of a dataset are. Source: HDF5 File Format Specification 3.0, IV.A.2.f, h, i and l. */
import type { Cursor } from './cursor.ts';
import { addressOf, type Store } from './store.ts';

/** How chunks are found. */
export type ChunkIndex =
  | { kind: 'tree' | 'newer tree' | 'list'; address: number | undefined }
  /** All chunks one after the other. */
  | { kind: 'implicit'; address: number | undefined }
  /** One chunk; its stored size where it went through filters. */
  | { kind: 'single'; address: number | undefined; bytes: number | undefined };

export type Layout =
  | { kind: 'compact'; data: Uint8Array }
  | { kind: 'contiguous'; address: number | undefined }
  | { kind: 'chunked'; chunk: number[]; index: ChunkIndex }
  | { kind: 'other'; what: string };

export function layoutAt(store: Store, cursor: Cursor): Layout {
  const version = cursor.u8();
  if (version < 3 || version > 5) return { kind: 'other', what: `a layout of version ${version}` };
  const kind = cursor.u8();
  if (kind === 0) return { kind: 'compact', data: cursor.take(cursor.u16()).slice() };
  if (kind === 1) return { kind: 'contiguous', address: addressOf(cursor, store.offsetSize) };
  if (kind === 3) return { kind: 'other', what: 'views of datasets that may lie in other files' };
  if (kind !== 2) return { kind: 'other', what: `a layout of class ${kind}` };
  return version === 3 ? chunkedAt(store, cursor) : newerChunkedAt(store, cursor);
}

/** The last of the sizes is that of an element. */
function chunkedAt(store: Store, cursor: Cursor): Layout {
  const rank = cursor.u8();
  const address = addressOf(cursor, store.offsetSize);
  const chunk = Array.from({ length: rank }, () => cursor.u32()).slice(0, -1);
  return { kind: 'chunked', chunk, index: { kind: 'tree', address } };
}

function newerChunkedAt(store: Store, cursor: Cursor): Layout {
  const flags = cursor.u8();
  const rank = cursor.u8();
  const sizeBytes = cursor.u8();
  const chunk = Array.from({ length: rank }, () => cursor.uint(sizeBytes)).slice(0, -1);
  const index = indexAt(store, cursor, (flags & 2) !== 0);
  return index ? { kind: 'chunked', chunk, index } : { kind: 'other', what: 'an extensible array of chunks' };
}

function indexAt(store: Store, cursor: Cursor, isFiltered: boolean): ChunkIndex | undefined {
  const type = cursor.u8();
  if (type === 1) {
    const bytes = isFiltered ? cursor.uint(store.lengthSize) : undefined;
    if (isFiltered) cursor.skip(4);
    return { kind: 'single', bytes, address: addressOf(cursor, store.offsetSize) };
  }
  if (type === 2) return { kind: 'implicit', address: addressOf(cursor, store.offsetSize) };
  if (type === 3) return { kind: 'list', address: addressOf(cursor.skip(1), store.offsetSize) };
  if (type === 5) return { kind: 'newer tree', address: addressOf(cursor.skip(6), store.offsetSize) };
  return undefined;
}

export interface Filter {
  id: number;
  parameters: number[];
}

const KNOWN_NAMES: Record<number, string> = {
  4: 'szip',
  5: 'nbit',
  6: 'scaleoffset',
  32001: 'blosc',
  32004: 'lz4',
  32008: 'bitshuffle',
  32013: 'zfp',
  32015: 'zstd',
  32026: 'blosc2',
};

export const FILTER = { deflate: 1, shuffle: 2, fletcher32: 3, lzf: 32000 } as const;
/** Each one takes time for each value. */
const MOST_FILTERS = 8;
const READ = new Set<number>(Object.values(FILTER));

/** In the order of writing. */
export function filtersAt(cursor: Cursor): Filter[] {
  const version = cursor.u8();
  const count = cursor.u8();
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, () => {
    const id = cursor.u16();
    const nameBytes = version === 1 || id >= 256 ? cursor.u16() : 0;
    cursor.skip(2);
    const parameterCount = cursor.u16();
    cursor.skip(nameBytes);
    const parameters = Array.from({ length: parameterCount }, () => cursor.u32());
    if (version === 1 && parameterCount % 2 === 1) cursor.skip(4);
    return { id, parameters };
  });
}

/** Name of the first filter that is not read, or how many they are where they are too many. */
export function unknownFilter(filters: readonly Filter[]): string | undefined {
  if (filters.length > MOST_FILTERS) return `${filters.length} filters`;
  const unknown = filters.find(({ id }) => !READ.has(id));
  return unknown && (KNOWN_NAMES[unknown.id] ?? `number ${unknown.id}`);
}

/** The value of what was never written; undefined for zeros. */
export function fillAt(cursor: Cursor): Uint8Array | undefined {
  const version = cursor.u8();
  const flags = cursor.u8();
  if (version < 3) cursor.skip(1);
  const isThere = version === 3 ? (flags & 0x20) !== 0 : cursor.u8() === 1;
  if (!isThere) return undefined;
  const value = cursor.take(cursor.u32());
  return value.some((byte) => byte !== 0) ? value.slice() : undefined;
}
