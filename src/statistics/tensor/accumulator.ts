/** Everything that is told of a tensor, from one pass over its values in pieces of any length. */
import { type ChunkCounter, type Counted, chunkCounter } from './counter.ts';
import { addPlainly, middleOf, noSums, type Sums, type Values } from './sums.ts';
import type { MatrixView } from './view.ts';

/** Values in a chunk: 64 KB stay in a core's cache. */
const CHUNK = 2 ** 14;
/** A tensor with at most so many values is kept and sorted: no measure of it is rounded. */
const KEPT = 2 ** 12;

export interface TensorCounts extends Counted {
  sums: Sums;
  /** Bits of each row's largest |w|. */
  rowMaxima: Int32Array;
  /** All values as float32, of a small tensor. */
  kept: Float32Array | undefined;
  /** The first values. */
  sample: Float64Array | undefined;
}

export class TensorAccumulator {
  readonly #view: MatrixView | null;
  readonly #counter: ChunkCounter;
  readonly #rowMaxima: Int32Array;
  readonly #kept: Float32Array | undefined;
  readonly #count: number;
  #sample: Float64Array | undefined;
  #sums: Sums | undefined;
  /** Values in the chunk that wait for the rest of their group. */
  #waiting = 0;
  /** Position in the tensor of the chunk's first value. */
  #at = 0;

  /** @param count of all values that will come */
  constructor(count: number, view: MatrixView | null) {
    this.#view = view;
    this.#count = count;
    const block = view?.groups ? 4 * view.groups.inner : 1;
    this.#counter = chunkCounter(Math.max(Math.min(CHUNK, count), Math.min(2 * block, count), 1), view);
    this.#rowMaxima = new Int32Array(view?.rows ?? 0);
    this.#kept = count <= KEPT ? new Float32Array(count) : undefined;
  }

  add(piece: Values): void {
    this.#sums ??= noSums(middleOf(piece));
    for (let from = 0; from < piece.length; ) {
      const taken = Math.min(this.#counter.chunk.length - this.#waiting, piece.length - from);
      this.#take(piece.subarray(from, from + taken), this.#sums);
      from += taken;
    }
  }

  #take(values: Values, sums: Sums): void {
    const { chunk } = this.#counter;
    const [from, to] = [this.#waiting, this.#waiting + values.length];
    if (values instanceof Float32Array) {
      chunk.set(values, from);
      this.#counter.addSums(from, to, sums);
    } else {
      narrow(values, chunk, from);
      addPlainly(sums, values);
    }
    this.#keepFirst(values, this.#at + from);
    if (this.#kept) this.#kept.set(chunk.subarray(from, to), this.#at + from);
    else this.#counter.addSizes(from, to);
    this.#addMatrix(to);
  }

  #keepFirst(values: Values, at: number): void {
    this.#sample ??= new Float64Array(Math.min(this.#count, KEPT));
    if (at < this.#sample.length) this.#sample.set(values.subarray(0, this.#sample.length - at), at);
  }

  /** @param count values in the chunk; those of a group that is not complete wait for the next ones */
  #addMatrix(count: number): void {
    const whole = this.#wholeGroups(count);
    if (this.#view && whole > 0) {
      const { columns, groups } = this.#view;
      this.#raiseRows(Math.floor(this.#at / columns), this.#counter.raiseMaxima(whole, this.#at % columns));
      if (groups) this.#counter.addGroups(whole, this.#at % groups.span);
    }
    this.#counter.chunk.copyWithin(0, whole, count);
    this.#waiting = count - whole;
    this.#at += whole;
  }

  #wholeGroups(count: number): number {
    const groups = this.#view?.groups;
    if (!groups) return count;
    const place = (this.#at + count) % groups.span;
    return Math.max(0, count - (place % (4 * groups.inner)));
  }

  #raiseRows(first: number, maxima: Int32Array): void {
    const before = this.#rowMaxima[first]!;
    this.#rowMaxima.set(maxima, first);
    this.#rowMaxima[first] = Math.max(before, maxima[0]!);
  }

  end(): TensorCounts {
    return {
      ...this.#counter.end(),
      sums: this.#sums ?? noSums(0),
      rowMaxima: this.#rowMaxima,
      kept: this.#kept,
      sample: this.#sample,
    };
  }
}

const SMALLEST = 2 ** -149;
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/** As float32, where values that are too small or too large for it stay different from 0 and finite. */
function narrow(values: Float64Array, singles: Float32Array, at: number): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    let single = Math.fround(value);
    if (single === 0) {
      if (value !== 0) single = value < 0 ? -SMALLEST : SMALLEST;
    } else if (single - single !== 0 && value - value === 0) single = value < 0 ? -LARGEST : LARGEST;
    singles[at + index] = single;
  }
}
