/** The values of a tensor with any strides, in row-major order and bounded memory. */
import { bytesOf, decode } from '../decode.ts';
import { contiguousPieces, type Region, readOrRefuse, swapBytes } from '../pieces.ts';
import { countOf, PIECE_LENGTH, type Piece, type TensorEntry } from '../weightFile.ts';
import type { StoredTensor } from './stored.ts';

/** The geometry of a view, in elements of its storage. */
interface View {
  shape: number[];
  strides: number[];
  offset: number;
}

/** Bytes of a block that is put together, and of a part of the storage that is held for it. */
const BLOCK_BYTES = 2 ** 26;

/**
 * The values piece by piece. What lies in the file in another order is gathered in blocks of at most 64 MB.
 * @param storage where the storage's first byte is
 * @throws UserError `WEIGHTS_TRUNCATED` when the file has become shorter
 */
export async function* viewPieces(
  tensor: StoredTensor,
  entry: TensorEntry,
  storage: Region,
  format: string,
): AsyncGenerator<Piece> {
  const size = bytesOf(tensor.dtype);
  if (isDense(tensor)) {
    yield* contiguousPieces({ ...storage, offset: storage.offset + size * tensor.offset }, entry, format);
    return;
  }
  for (const block of blocksOf(tensor, Math.floor(BLOCK_BYTES / size))) {
    const bytes = await blockBytes(block, size, storage, format);
    if (storage.bigEndian) swapBytes(bytes, tensor.dtype);
    const step = PIECE_LENGTH * size;
    for (let at = 0; at < bytes.length; at += step)
      yield decode(bytes.subarray(at, at + step), tensor.dtype, tensor.quantization);
  }
}

/** Row-major without gaps; the stride of an axis of one does not matter. */
function isDense({ shape, strides }: View): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis]! !== 1 && strides[axis]! !== step) return shape.includes(0);
    step *= shape[axis]!;
  }
  return true;
}

/** The view in parts of at most `most` elements that follow each other in row-major order. */
function* blocksOf(view: View, most: number): Generator<View> {
  const axis = view.shape.findIndex((size) => size > 1);
  if (axis < 0 || countOf(view.shape) <= most) {
    yield view;
    return;
  }
  const size = view.shape[axis]!;
  const slice = countOf(view.shape) / size;
  const step = Math.max(1, Math.floor(most / slice));
  for (let at = 0; at < size; at += step) {
    const shape = view.shape.with(axis, Math.min(step, size - at));
    yield* blocksOf({ ...view, shape, offset: view.offset + at * view.strides[axis]! }, most);
  }
}

async function blockBytes(view: View, size: number, storage: Region, format: string): Promise<Uint8Array> {
  const out = new Uint8Array(countOf(view.shape) * size);
  const span = spanOf(view);
  if (span * size <= BLOCK_BYTES) {
    const bytes = new Uint8Array(span * size);
    await readOrRefuse(storage.source, storage.offset + view.offset * size, bytes, format);
    scatter(bytes, out, size, view, denseStrides(view.shape));
  } else await gatherRuns(view, size, storage, out, format);
  return out;
}

/** Elements of the storage from the view's first to its last. */
const spanOf = ({ shape, strides }: View): number =>
  1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);

/** One read for each run along the axis with the smallest stride, for what is spread over more than fits. */
async function gatherRuns(
  view: View,
  size: number,
  { source, offset }: Region,
  out: Uint8Array,
  format: string,
): Promise<void> {
  const axis = densestAxis(view);
  const into = denseStrides(view.shape);
  const run: View = { shape: [view.shape[axis]!], strides: [view.strides[axis]!], offset: 0 };
  // An axis that is itself too far spread is read element by element.
  if (spanOf(run) * size > BLOCK_BYTES) run.shape = [1];
  const bytes = new Uint8Array(spanOf(run) * size);
  const others = run.shape[0] === 1 ? view.shape : view.shape.with(axis, 1);
  for (const index of indices(others)) {
    const from = view.offset + dot(index, view.strides);
    await readOrRefuse(source, offset + from * size, bytes, format);
    scatter(bytes, out.subarray(dot(index, into) * size), size, run, [into[axis]!]);
  }
}

function densestAxis({ shape, strides }: View): number {
  const candidates = [...shape.keys()].filter((axis) => shape[axis]! > 1 && strides[axis]! > 0);
  return candidates.reduce(
    (best, axis) => (strides[axis]! < strides[best]! ? axis : best),
    candidates[0] ?? 0,
  );
}

const dot = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, at, axis) => sum + at * strides[axis]!, 0);

/** All indices of a shape in row-major order; the array is reused. */
function* indices(shape: readonly number[]): Generator<readonly number[]> {
  const index = new Array<number>(shape.length).fill(0);
  for (let count = countOf(shape); count > 0; count--) {
    yield index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

function denseStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Copies the elements of a view that starts at the first byte of `from` to places with the strides `into`. */
function scatter(from: Uint8Array, to: Uint8Array, size: number, view: View, into: readonly number[]): void {
  const words = Math.min(size, 4);
  const source = wordsOf(from, words);
  const target = wordsOf(to, words);
  const perElement = size / words;
  const last = view.shape.length - 1;
  const [length, step, jump] = [view.shape[last] ?? 1, view.strides[last] ?? 0, into[last] ?? 0];
  for (const index of indices(view.shape.length === 0 ? [] : view.shape.with(last, 1))) {
    const start = dot(index, view.strides) * perElement;
    const end = dot(index, into) * perElement;
    for (let word = 0; word < perElement; word++)
      for (let at = 0; at < length; at++)
        target[end + word + at * jump * perElement] = source[start + word + at * step * perElement]!;
  }
}

function wordsOf(bytes: Uint8Array, size: number): Uint8Array | Uint16Array | Uint32Array {
  const Words = size === 1 ? Uint8Array : size === 2 ? Uint16Array : Uint32Array;
  return new Words(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / size);
}
