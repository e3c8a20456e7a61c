/** Products of a matrix that comes in pieces with a few directions Q: A·Q and Aᵀ·A·Q, a block of rows at a time. */
import { borrowKernels, giveBack } from '../tensor/kernels.ts';

type Values = Float32Array | Float64Array;

/** Told of each block of A·Q, `[rows, directions]`; valid until the next one. */
export type OnBlock = (block: Float32Array, rows: number) => void;

interface Arithmetic {
  /** Where rows of A are to be written. */
  rows: Float32Array;
  setDirections(q: Float32Array): void;
  /** A·Q of the first `count` rows. */
  project(count: number): Float32Array;
  /** Adds Aᵀ·(A·Q) of the rows that were projected last. */
  addBack(count: number): void;
  /** The sum of what was added, which becomes 0. */
  takeSum(): Float32Array;
  dispose(): void;
}

/** Elements of a block of rows: 4 MB, one row at least. */
const BLOCK = 2 ** 20;
const MOST_ROWS = 256;

export class MatrixProducts {
  readonly #arithmetic: Arithmetic;
  readonly #columns: number;
  readonly #capacity: number;
  #filled = 0;

  constructor(columns: number, directions: number) {
    const rows = Math.max(1, Math.min(MOST_ROWS, Math.floor(BLOCK / columns)));
    this.#columns = columns;
    this.#capacity = rows * columns;
    this.#arithmetic = byKernels(rows, columns, directions) ?? inTypeScript(rows, columns, directions);
  }

  /** Begins a pass with these directions, `[columns, directions]`. */
  begin(q: Float32Array): void {
    this.#filled = 0;
    this.#arithmetic.setDirections(q);
  }

  /** @param onBlock left out: Aᵀ·A·Q is summed up for {@link end} */
  add(piece: Values, onBlock?: OnBlock): void {
    for (let from = 0; from < piece.length; ) {
      const taken = Math.min(this.#capacity - this.#filled, piece.length - from);
      this.#arithmetic.rows.set(piece.subarray(from, from + taken), this.#filled);
      this.#filled += taken;
      from += taken;
      if (this.#filled === this.#capacity) this.flush(onBlock);
    }
  }

  /** Uses the rows that have come since the last full block. */
  flush(onBlock?: OnBlock): void {
    const count = this.#filled / this.#columns;
    this.#filled = 0;
    if (count === 0) return;
    const block = this.#arithmetic.project(count);
    if (onBlock) onBlock(block, count);
    else this.#arithmetic.addBack(count);
  }

  /** Aᵀ·A·Q of all rows since {@link begin}. */
  end(): Float32Array {
    this.flush();
    return this.#arithmetic.takeSum();
  }

  dispose(): void {
    this.#arithmetic.dispose();
  }
}

const ALIGNED = 16;

function byKernels(rows: number, columns: number, directions: number): Arithmetic | undefined {
  const lengths = [rows * columns, columns * directions, columns * directions, rows * directions];
  const starts = [ALIGNED];
  for (const length of lengths) starts.push(Math.ceil((starts.at(-1)! + 4 * length) / ALIGNED) * ALIGNED);
  const [a, q, sum, t, workspace] = starts as [number, number, number, number, number];
  const borrowed = borrowKernels(workspace + WORKSPACE);
  if (!borrowed) return undefined;
  const { exports, memory } = borrowed;
  const view = (at: number, length: number) => new Float32Array(memory.buffer, at, length);
  return {
    rows: view(a, rows * columns),
    setDirections: (directions) => view(q, directions.length).set(directions),
    project(count) {
      exports.gemm(count, directions, columns, a, columns, 1, q, directions, 1, t, directions, 0, workspace);
      return view(t, count * directions);
    },
    addBack(count) {
      exports.gemm(
        columns,
        directions,
        count,
        a,
        1,
        columns,
        t,
        directions,
        1,
        sum,
        directions,
        1,
        workspace,
      );
    },
    takeSum() {
      const taken = view(sum, columns * directions).slice();
      view(sum, columns * directions).fill(0);
      return taken;
    },
    dispose: () => giveBack(borrowed),
  };
}

/** What `gemmWorkspace()` says, 0.96 MB, rounded up: it can only be asked with a memory at hand. */
const WORKSPACE = 2 ** 20;

function inTypeScript(most: number, columns: number, directions: number): Arithmetic {
  const rows = new Float32Array(most * columns);
  const projected = new Float32Array(most * directions);
  const sum = new Float64Array(columns * directions);
  let q: Float32Array = new Float32Array(0);
  return {
    rows,
    setDirections(next) {
      q = next;
    },
    project(count) {
      projected.fill(0);
      for (let row = 0; row < count; row++) {
        for (let column = 0; column < columns; column++) {
          const w = rows[row * columns + column]!;
          const [from, to] = [column * directions, row * directions];
          for (let k = 0; k < directions; k++) projected[to + k]! += w * q[from + k]!;
        }
      }
      return projected.subarray(0, count * directions);
    },
    addBack(count) {
      for (let row = 0; row < count; row++) {
        for (let column = 0; column < columns; column++) {
          const w = rows[row * columns + column]!;
          const [from, to] = [row * directions, column * directions];
          for (let k = 0; k < directions; k++) sum[to + k]! += w * projected[from + k]!;
        }
      }
    },
    takeSum() {
      const taken = Float32Array.from(sum);
      sum.fill(0);
      return taken;
    },
    dispose() {},
  };
}
