/** Where newer libraries keep many links or attributes. Source: HDF5 File Format Specification 3.0, III.G. */
import type { Cursor } from './cursor.ts';
import { addressOf, expectSignature, type Store } from './store.ts';

const DEEPEST = 32;

interface Heap {
  width: number;
  startBytes: number;
  /** Rows of a table that hold blocks of data; those below hold tables. */
  directRows: number;
  /** Bytes of a position in the heap, of a length. */
  positionBytes: number;
  lengthBytes: number;
  root: number | undefined;
  /** Of the root's table; 0: the root is a block of data. */
  rows: number;
}

/** The object of an identifier; undefined for the kinds that no model's file has met (huge, compressed). */
export type HeapObjects = (id: Cursor) => Promise<Uint8Array | undefined>;

/** @throws UserError `WEIGHTS_DAMAGED`, or RangeError, when there is no heap at the address */
export async function heapAt(store: Store, address: number): Promise<HeapObjects> {
  const head = await store.read(address, 256);
  expectSignature(store, head, 'FRHP', 'A heap');
  head.skip(1 + 2);
  const isCompressed = head.u16() > 0;
  const heap = tableOf(store, head);
  return async (id) => {
    const kind = (id.u8() >> 4) & 3;
    if (kind === 2) return id.take((id.bytes[0]! & 15) + 1);
    if (kind !== 0 || isCompressed) return undefined;
    return managed(store, heap, id.uint(heap.positionBytes), id.uint(heap.lengthBytes));
  };
}

function tableOf(store: Store, head: Cursor): Heap {
  const { offsetSize, lengthSize } = store;
  head.skip(1);
  const largestObject = head.u32();
  head.skip(10 * lengthSize + 2 * offsetSize);
  const width = head.u16();
  const startBytes = head.uint(lengthSize);
  const largestBlock = head.uint(lengthSize);
  const bits = head.u16();
  head.skip(2);
  const root = addressOf(head, offsetSize);
  const rows = head.u16();
  if (width === 0 || startBytes === 0 || largestBlock < startBytes || bits > 64)
    throw store.damaged('A heap of it has impossible sizes.', 'Expected a table of blocks.');
  return {
    width,
    startBytes,
    directRows: Math.log2(largestBlock / startBytes) + 2,
    positionBytes: Math.ceil(bits / 8),
    lengthBytes: Math.min(
      Math.ceil(Math.log2(largestBlock) / 8),
      Math.floor(Math.log2(largestObject) / 8) + 1,
    ),
    root,
    rows,
  };
}

/** Goes down the tables: rows 0 and 1 have blocks of the first size, each further row twice as large ones. */
async function managed(store: Store, heap: Heap, position: number, length: number): Promise<Uint8Array> {
  let block = heap.root;
  let { rows } = heap;
  let within = position;
  for (let depth = 0; rows > 0 && depth < DEEPEST; depth++) {
    const row =
      within < heap.width * heap.startBytes
        ? 0
        : Math.floor(Math.log2(within / (heap.width * heap.startBytes))) + 1;
    const size = heap.startBytes * 2 ** Math.max(0, row - 1);
    const rowStart = row === 0 ? 0 : heap.width * size;
    const column = Math.floor((within - rowStart) / size);
    if (block === undefined || row >= rows) throw outside(store);
    const table = await store.read(
      block,
      5 + store.offsetSize + heap.positionBytes + store.offsetSize * rows * heap.width,
    );
    expectSignature(store, table, 'FHIB', 'A table of a heap');
    table.skip(1 + store.offsetSize + heap.positionBytes + store.offsetSize * (row * heap.width + column));
    block = addressOf(table, store.offsetSize);
    within -= rowStart + column * size;
    rows = row < heap.directRows ? 0 : Math.log2(size / (heap.startBytes * heap.width)) + 1;
  }
  if (block === undefined) throw outside(store);
  return (await store.read(block + within, length)).take(length);
}

const outside = (store: Store) =>
  store.damaged('A heap of it does not hold what is looked for.', 'Expected a block at its position.');
