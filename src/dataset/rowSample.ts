/** Files larger than memory: which of their rows are read. */
import { formatBytes, formatCount } from '../words.ts';
import { randomWord } from './shuffle.ts';
import { thousands } from './words.ts';

/** What is held in memory at most. */
export interface Limits {
  /** Cells of the table. */
  cells: number;
  /** Bytes of a CSV or TSV file that is read whole, whatever its cells: as long as this has been so, results are kept. */
  textBytes: number;
}

/** All of MNIST, 70,000 × 785 cells, is within it, and so are all cells of a CSV file that is read whole. */
export const LIMITS: Limits = { cells: 2 ** 26, textBytes: 2 ** 27 };

/** A number and the code of what it is. */
const BYTES_PER_CELL = 12;
/** Numbers of rows, their order and their parts take about as much as three cells of each row. */
const EXTRA_CELLS = 3;

/** A random part of the rows of a file. */
export interface RowSample {
  rows: number;
  /** Rows of the file. */
  of: number;
  seed: number;
  /** Memory that all rows would need. */
  bytes: number;
}

export interface ChosenRows {
  /** Indices of rows in rising order: all of them, or a sample. */
  rows: Uint32Array;
  sample?: RowSample;
}

/**
 * All rows when their cells fit into memory; otherwise as many as fit, drawn at random without replacement, every set
 * of that size being equally likely: of the rows from i on, with `left` of them wanted, row i is taken with probability
 * left/(total − i) (selection sampling, Knuth, TAOCP 2, 3.4.2, algorithm S).
 * @param total rows of the file, below 2³²
 */
export function chooseRows(total: number, columns: number, seed: number, { cells }: Limits): ChosenRows {
  const perRow = columns + EXTRA_CELLS;
  const fitting = Math.max(1, Math.floor(cells / perRow));
  if (total <= fitting) return { rows: Uint32Array.from({ length: total }, (_, i) => i) };
  const sample = { rows: fitting, of: total, seed, bytes: total * perRow * BYTES_PER_CELL };
  return { rows: drawRows(total, fitting, seed), sample };
}

function drawRows(total: number, wanted: number, seed: number): Uint32Array {
  // A seed of its own: the split deals the rows out with the words of the given one.
  const stream = randomWord(seed, 2 ** 32 - 1);
  const rows = new Uint32Array(wanted);
  let taken = 0;
  for (let i = 0; taken < wanted; i++) {
    const high = randomWord(stream, 2 * i) >>> 5;
    const low = randomWord(stream, 2 * i + 1) >>> 6;
    const share = (high * 2 ** 26 + low) / 2 ** 53;
    if (share * (total - i) < wanted - taken) rows[taken++] = i;
  }
  return rows;
}

/** “A random sample of 120,000 of 2,400,000 rows (seed 1): the whole needs 3.1 GB.” */
export function sampleNote({ rows, of, seed, bytes }: RowSample, noun = 'row'): string {
  return `A random sample of ${thousands(rows)} of ${formatCount(of, noun)} (seed ${seed}): the whole needs ${formatBytes(bytes)}.`;
}
