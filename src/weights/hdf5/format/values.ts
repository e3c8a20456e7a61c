/** The values of a dataset from first to last, whatever its chunks and filters are. */
import { decode } from '../../decode.ts';
import { readRange, sourceOfBytes } from '../../fileSource.ts';
import { contiguousPieces, type NumberType, swapBytes } from '../../pieces.ts';
import { truncated } from '../../refusal.ts';
import { countOf, PIECE_LENGTH, type Piece, type TensorEntry } from '../../weightFile.ts';
import { chunksAlong, chunksOf, type Grid, type StoredChunk, workingBytes } from './chunkIndex.ts';
import type { Dataset } from './dataset.ts';
import { unfiltered } from './filters.ts';
import type { ChunkIndex } from './layout.ts';
import { HDF5_FORMAT, type Store } from './store.ts';

/** The dataset is one of those that `tensorsOf` lets pass. */
export async function* valuesOf(store: Store, dataset: Dataset, tensor: TensorEntry): AsyncGenerator<Piece> {
  const { layout, type } = dataset;
  const bigEndian = type.kind === 'number' && type.bigEndian;
  const { source } = store;
  if (countOf(tensor.shape) === 0) return;
  if (layout.kind === 'compact')
    yield* contiguousPieces(
      { source: sourceOfBytes(source.path, layout.data), offset: 0, bigEndian },
      tensor,
      HDF5_FORMAT,
    );
  else if (layout.kind === 'contiguous' && layout.address !== undefined)
    yield* contiguousPieces({ source, offset: store.base + layout.address, bigEndian }, tensor, HDF5_FORMAT);
  else if (layout.kind === 'chunked')
    yield* chunkedPieces(store, dataset, tensor, layout.index, layout.chunk);
}

async function* chunkedPieces(
  store: Store,
  dataset: Dataset,
  { shape, dtype }: TensorEntry,
  index: ChunkIndex,
  chunk: number[],
): AsyncGenerator<Piece> {
  const { type, filters } = dataset;
  const grid: Grid = { shape, chunk, chunkBytes: type.size * countOf(chunk), isFiltered: filters.length > 0 };
  const read = gathered(grid, dataset, chunkReader(store, dataset, grid, await chunksOf(store, index, grid)));
  const count = countOf(shape);
  const buffer = new Uint8Array(type.size * Math.min(PIECE_LENGTH, count));
  for (let first = 0; first < count; first += PIECE_LENGTH) {
    const bytes = buffer.subarray(0, type.size * Math.min(PIECE_LENGTH, count - first));
    await read(first, bytes);
    if (type.kind === 'number' && type.bigEndian) swapBytes(bytes, dtype as NumberType);
    yield decode(bytes, dtype as NumberType);
  }
}

async function rangeAt(store: Store, address: number, length: number): Promise<Uint8Array> {
  try {
    return await readRange(store.source, store.base + address, length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw truncated(store.source.path, HDF5_FORMAT, 'A part of a dataset lies behind the end of the file.');
  }
}

function fillWith(into: Uint8Array, fill: Uint8Array | undefined): void {
  into.fill(0);
  if (fill) for (let at = 0; at + fill.length <= into.length; at += fill.length) into.set(fill, at);
}

/** The values of a chunk; undefined for one that was never written. */
type Chunk = (number: number) => Promise<Uint8Array | undefined>;

/** Chunks by number. As many are kept as are met again; the first read go first. */
function chunkReader(
  store: Store,
  dataset: Dataset,
  { shape, chunk, chunkBytes }: Grid,
  chunks: Map<number, StoredChunk>,
): Chunk {
  const kept = new Map<number, Uint8Array>();
  const most = workingBytes(shape, chunk, dataset.type.size) / chunkBytes;
  return async (number) => {
    const known = kept.get(number);
    const stored = chunks.get(number);
    if (known || !stored) return known;
    if (kept.size >= most) kept.delete(kept.keys().next().value!);
    const bytes = await chunkAt(store, dataset, stored, chunkBytes);
    kept.set(number, bytes);
    return bytes;
  };
}

async function chunkAt(
  store: Store,
  { filters }: Dataset,
  stored: StoredChunk,
  chunkBytes: number,
): Promise<Uint8Array> {
  const bytes = await rangeAt(store, stored.address, stored.bytes);
  const values = unfilteredOrNothing(bytes, stored, chunkBytes, filters);
  if (values?.length !== chunkBytes)
    throw store.damaged(
      'A compressed part of it cannot be unpacked.',
      `Expected ${chunkBytes} bytes of values.`,
    );
  return values;
}

function unfilteredOrNothing(
  bytes: Uint8Array,
  { mask }: StoredChunk,
  chunkBytes: number,
  filters: Dataset['filters'],
): Uint8Array | undefined {
  try {
    return unfiltered(bytes, filters, mask, chunkBytes);
  } catch {
    return undefined; // What zlib says about the bytes is no help to anybody.
  }
}

/** Fills `into` with the elements from number `first` on. */
type ReadElements = (first: number, into: Uint8Array) => Promise<void>;

/** Goes along the last axis from chunk to chunk. */
function gathered({ shape, chunk }: Grid, { type: { size }, fill }: Dataset, chunkOf: Chunk): ReadElements {
  const along = chunksAlong(shape, chunk);
  const last = shape.length - 1;
  let current = -1;
  let values: Uint8Array | undefined;
  return async (first, into) => {
    const position = positionOf(first, shape);
    for (let done = 0; done < into.length; ) {
      const within = position.map((at, axis) => at % chunk[axis]!);
      const number = position.reduce(
        (sum, at, axis) => sum * along[axis]! + Math.floor(at / chunk[axis]!),
        0,
      );
      const run = Math.min(
        chunk[last]! - within[last]!,
        shape[last]! - position[last]!,
        (into.length - done) / size,
      );
      const start = size * within.reduce((sum, at, axis) => sum * chunk[axis]! + at, 0);
      // Waiting for each run would take longer than copying it.
      if (number !== current) values = await chunkOf(number);
      current = number;
      if (values) into.set(values.subarray(start, start + run * size), done);
      else fillWith(into.subarray(done, done + run * size), fill);
      done += run * size;
      advance(position, run, shape);
    }
  };
}

function positionOf(element: number, shape: number[]): number[] {
  const position = new Array<number>(shape.length);
  let rest = element;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    position[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return position;
}

function advance(position: number[], run: number, shape: number[]): void {
  let axis = shape.length - 1;
  position[axis]! += run;
  while (axis > 0 && position[axis] === shape[axis]) {
    position[axis] = 0;
    axis--;
    position[axis]! += 1;
  }
}
