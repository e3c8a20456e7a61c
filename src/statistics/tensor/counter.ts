/** Counting a chunk of float32 values: by the kernels, or in plain TypeScript where there are none. */
import { borrowKernels, giveBack } from './kernels.ts';
import { addPlainly, addTotals, nearLimit, type Sums } from './sums.ts';
import type { MatrixView } from './view.ts';

/** Bits of a float32 but for its sign: sizes are ordered as these are, infinities and NaN come last. */
const MAGNITUDE_BITS = 0x7fffffff;
export const INFINITY_BITS = 0x7f800000;

/** What is counted by the chunk and told at the end. Sizes are the bits of |w|. */
export interface Counted {
  /** By the upper 16 bits of a value: sign, exponent and 7 bits of the mantissa. Empty where no sizes were added. */
  upperBits: Uint32Array;
  columnMaxima: Int32Array;
  /** Groups of four with two zeros at least, and with two values |w| ≤ 1e-3. */
  groups: { exact: number; near: number };
}

export interface ChunkCounter {
  /** Where the next chunk is to be written. */
  readonly chunk: Float32Array;
  /** Adds the values from `from` to `to` to the sums. */
  addSums(from: number, to: number, sums: Sums): void;
  /** Adds them to the histogram. */
  addSizes(from: number, to: number): void;
  /** Raises the maxima of columns. @returns those of the rows of the first `count` values, which begin in `column` */
  raiseMaxima(count: number, column: number): Int32Array;
  /** Adds the groups among the first `count` values; the first stands at `at` in its span. */
  addGroups(count: number, at: number): void;
  /** Nothing else may be called after it. */
  end(): Counted;
}

/** Below, a call of the kernels costs more than it saves. */
const FEW = 2 ** 12;

export function chunkCounter(length: number, view: MatrixView | null): ChunkCounter {
  return (length > FEW && kernelCounter(length, view)) || new PlainCounter(length, view);
}

const LIMIT = nearLimit(new Float32Array());

/** In bytes: eight totals, two counts of groups, two histograms, then the columns, the rows and the values. */
const TOTALS = 16;
const GROUPS = 80;
const HISTOGRAMS = 96;
const HISTOGRAM_LENGTH = 65_536;
const COLUMNS = HISTOGRAMS + 8 * HISTOGRAM_LENGTH;

function kernelCounter(length: number, view: MatrixView | null): ChunkCounter | undefined {
  const columns = view?.columns ?? 0;
  const rowsAt = COLUMNS + 4 * columns;
  // A chunk that begins and ends within a row has one more.
  const valuesAt = Math.ceil((rowsAt + 4 * (columns === 0 ? 0 : Math.ceil(length / columns) + 1)) / 16) * 16;
  const borrowed = borrowKernels(valuesAt + 4 * length);
  if (!borrowed) return undefined;
  const { exports, memory } = borrowed;
  const chunk = new Float32Array(memory.buffer, valuesAt, length);
  const totals = new Float64Array(memory.buffer, TOTALS, 8);
  return {
    chunk,
    addSums(from, to, sums) {
      totals.fill(0);
      const finite = exports.addMoments(valuesAt + 4 * from, to - from, sums.shift, LIMIT, TOTALS) === 1;
      if (finite) addTotals(sums, totals, to - from);
      else addPlainly(sums, chunk.subarray(from, to));
    },
    addSizes: (from, to) => exports.countUpperBits(valuesAt + 4 * from, to - from, HISTOGRAMS),
    raiseMaxima(count, column) {
      exports.raiseMaxima(valuesAt, count, column, columns, rowsAt, COLUMNS);
      return new Int32Array(memory.buffer, rowsAt, Math.ceil((column + count) / columns));
    },
    addGroups(count, at) {
      const { span, inner } = view!.groups!;
      exports.countGroups(valuesAt, count, at, span, inner, LIMIT, GROUPS);
    },
    end() {
      const [exact, near] = new Float64Array(memory.buffer, GROUPS, 2) as unknown as [number, number];
      const counted = {
        upperBits: joined(new Uint32Array(memory.buffer, HISTOGRAMS, 2 * HISTOGRAM_LENGTH)),
        columnMaxima: new Int32Array(memory.buffer, COLUMNS, columns).slice(),
        groups: { exact, near },
      };
      giveBack(borrowed);
      return counted;
    },
  };
}

function joined(histograms: Uint32Array): Uint32Array {
  const sum = histograms.slice(0, HISTOGRAM_LENGTH);
  for (let bin = 0; bin < HISTOGRAM_LENGTH; bin++) sum[bin]! += histograms[HISTOGRAM_LENGTH + bin]!;
  return sum;
}

/** The same in TypeScript. */
class PlainCounter implements ChunkCounter {
  readonly chunk: Float32Array;
  readonly #bits: Int32Array;
  readonly #view: MatrixView | null;
  readonly #counted: Counted;

  constructor(length: number, view: MatrixView | null) {
    this.chunk = new Float32Array(length);
    this.#bits = new Int32Array(this.chunk.buffer);
    this.#view = view;
    this.#counted = {
      upperBits: new Uint32Array(0),
      columnMaxima: new Int32Array(view?.columns ?? 0),
      groups: { exact: 0, near: 0 },
    };
  }

  addSums(from: number, to: number, sums: Sums): void {
    addPlainly(sums, this.chunk.subarray(from, to));
  }

  addSizes(from: number, to: number): void {
    if (this.#counted.upperBits.length === 0) this.#counted.upperBits = new Uint32Array(HISTOGRAM_LENGTH);
    const { upperBits } = this.#counted;
    for (let index = from; index < to; index++) upperBits[this.#bits[index]! >>> 16]!++;
  }

  raiseMaxima(count: number, column: number): Int32Array {
    const { columns } = this.#view!;
    const { columnMaxima } = this.#counted;
    const rows = new Int32Array(Math.ceil((column + count) / columns));
    for (let index = 0, row = 0, at = column; index < count; index++) {
      const size = this.#bits[index]! & MAGNITUDE_BITS;
      if (size > columnMaxima[at]!) columnMaxima[at] = size;
      if (size > rows[row]!) rows[row] = size;
      if (++at < columns) continue;
      at = 0;
      row++;
    }
    return rows;
  }

  addGroups(count: number, at: number): void {
    const { span, inner } = this.#view!.groups!;
    for (let from = 0, place = at; from < count; ) {
      const segment = Math.min(count - from, span - place);
      const blocks = segment - (segment % (4 * inner));
      for (let block = 0; block < blocks; block += 4 * inner) this.#addBlock(from + block, inner);
      from += segment;
      place = 0;
    }
  }

  #addBlock(from: number, inner: number): void {
    const { groups } = this.#counted;
    for (let index = from; index < from + inner; index++) {
      let [zeros, near] = [0, 0];
      for (let row = 0; row < 4; row++) {
        const size = Math.abs(this.chunk[index + row * inner]!);
        if (size === 0) zeros++;
        if (size <= LIMIT) near++;
      }
      if (zeros >= 2) groups.exact++;
      if (near >= 2) groups.near++;
    }
  }

  end(): Counted {
    return this.#counted;
  }
}
