/** Where each chunk of a dataset is. Source: HDF5 File Format Specification 3.0, III.A, VII.A to VII.D. */
import { beyondLimits } from '../../refusal.ts';
import { countOf } from '../../weightFile.ts';
import { leavesOf } from './btree1.ts';
import { recordsOf } from './btree2.ts';
import type { ChunkIndex } from './layout.ts';
import { addressOf, expectSignature, type Store } from './store.ts';

export interface StoredChunk {
  address: number;
  /** Stored bytes. */
  bytes: number;
  mask: number;
}

export interface Grid {
  shape: number[];
  chunk: number[];
  /** Of a chunk's values. */
  chunkBytes: number;
  isFiltered: boolean;
}

const MOST_CHUNKS = 2_000_000;
const PLAIN_RECORDS = 10;
const FILTERED_RECORDS = 11;

/** Chunks along each axis. */
export const chunksAlong = (shape: readonly number[], chunk: readonly number[]): number[] =>
  shape.map((size, axis) => Math.ceil(size / chunk[axis]!));

/**
 * Bytes of the chunks that the way through the values, last axis first, meets again and again: those side by side on all
 * axes after the first one that a chunk has more than one row of.
 */
export function workingBytes(shape: readonly number[], chunk: readonly number[], size: number): number {
  const first = chunk.findIndex((rows, axis) => rows > 1 && shape[axis]! > 1);
  const beside = first < 0 ? [] : chunksAlong(shape, chunk).slice(first + 1);
  return size * countOf(chunk) * countOf(beside);
}

/** The chunks that were written, by their number in row-major order. */
export async function chunksOf(
  store: Store,
  index: ChunkIndex,
  grid: Grid,
): Promise<Map<number, StoredChunk>> {
  const along = chunksAlong(grid.shape, grid.chunk);
  const count = countOf(along);
  if (count > MOST_CHUNKS)
    throw beyondLimits(
      store.source.path,
      `A dataset has ${count} chunks.`,
      `At most ${MOST_CHUNKS} are read.`,
    );
  const chunks = new Map<number, StoredChunk>();
  for await (const [number, chunk] of eachChunk(store, index, grid, along)) chunks.set(number, chunk);
  return chunks;
}

async function* eachChunk(
  store: Store,
  index: ChunkIndex,
  grid: Grid,
  along: number[],
): AsyncGenerator<[number, StoredChunk]> {
  const { address } = index;
  if (address === undefined) return;
  const { chunkBytes } = grid;
  if (index.kind === 'single') yield [0, { address, bytes: index.bytes ?? chunkBytes, mask: 0 }];
  else if (index.kind === 'implicit')
    for (let number = 0; number < countOf(along); number++)
      yield [number, { address: address + number * chunkBytes, bytes: chunkBytes, mask: 0 }];
  else if (index.kind === 'list') yield* listed(store, address, grid);
  else if (index.kind === 'tree') yield* inTree(store, address, grid, along);
  else yield* inNewerTree(store, address, grid, along);
}

/** Keys: stored bytes, mask, position of the chunk's first element on each axis. */
async function* inTree(
  store: Store,
  root: number,
  { chunk }: Grid,
  along: number[],
): AsyncGenerator<[number, StoredChunk]> {
  const keyBytes = 8 + 8 * (chunk.length + 1);
  for await (const { key, address } of leavesOf(store, root, { type: 1, keyBytes })) {
    const bytes = key.u32();
    const mask = key.u32();
    const position = chunk.map((size) => key.uint(8) / size);
    yield [numberOf(store, position, along), { address, bytes, mask }];
  }
}

async function* inNewerTree(
  store: Store,
  root: number,
  { chunk, chunkBytes, isFiltered }: Grid,
  along: number[],
): AsyncGenerator<[number, StoredChunk]> {
  for await (const record of recordsOf(store, root, isFiltered ? FILTERED_RECORDS : PLAIN_RECORDS)) {
    const address = addressOf(record, store.offsetSize);
    const bytes = isFiltered ? record.uint(record.left - 4 - 8 * chunk.length) : chunkBytes;
    const mask = isFiltered ? record.u32() : 0;
    const position = chunk.map(() => record.uint(8));
    if (address !== undefined) yield [numberOf(store, position, along), { address, bytes, mask }];
  }
}

function numberOf(store: Store, position: number[], along: number[]): number {
  if (!position.every((at, axis) => Number.isInteger(at) && at < along[axis]!))
    throw store.damaged('A chunk lies outside of its dataset.', 'Expected it within its shape.');
  return position.reduce((number, at, axis) => number * along[axis]! + at, 0);
}

/** A fixed array; long ones are cut into pages, each with its checksum. No chunk is at address 0: its page was never written. */
async function* listed(store: Store, address: number, grid: Grid): AsyncGenerator<[number, StoredChunk]> {
  const head = await store.read(address, 8 + store.lengthSize + store.offsetSize);
  expectSignature(store, head, 'FAHD', 'A list of chunks');
  const entryBytes = head.skip(2).u8();
  const pageLength = 2 ** head.u8();
  const count = head.uint(store.lengthSize);
  const data = addressOf(head, store.offsetSize);
  if (data === undefined) return;
  if (count > MOST_CHUNKS || entryBytes === 0)
    throw store.damaged(`A list of chunks has ${count} entries.`, 'Expected one a chunk.');
  const prefix = 6 + store.offsetSize;
  const pages = count > pageLength ? Math.ceil(count / pageLength) : 0;
  const start = data + prefix + (pages > 0 ? Math.ceil(pages / 8) + 4 : 0);
  for (let number = 0; number < count; number++) {
    const checksums = pages > 0 ? 4 * Math.floor(number / pageLength) : 0;
    const entry = await store.read(start + number * entryBytes + checksums, entryBytes);
    const at = addressOf(entry, store.offsetSize);
    const bytes = grid.isFiltered ? entry.uint(entryBytes - store.offsetSize - 4) : grid.chunkBytes;
    const mask = grid.isFiltered ? entry.u32() : 0;
    if (at) yield [number, { address: at, bytes, mask }];
  }
}
