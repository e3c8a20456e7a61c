/** Labels that their surroundings contradict. */
import type { Part } from '../dataset.ts';
import { rowsToCheck, standardizedRows } from './rows.ts';

const NEIGHBOURS = 10;
/** So many of the ten must agree on one other class. */
const AGREEING = 7;

/**
 * Training rows of which at least 7 of the 10 nearest other rows (Euclidean distance of standardized inputs) have one
 * and the same other class: a filter of mislabelled rows in the spirit of Wilson (1972) and Brodley & Friedl (1999).
 * Wrong labels and classes that overlap look alike to it. `predicted`: rows whose own class is the most frequent one
 * of their neighbours, which says whether the inputs tell the classes apart at all.
 * @returns undefined when there are too few rows for ten neighbours
 */
export function checkLabels(
  training: Part,
  columns: number,
  classes: number,
): { suspicious: number; predicted: number; rows: number } | undefined {
  const rows = rowsToCheck(training.rows, columns);
  if (rows <= NEIGHBOURS) return undefined;
  const inputs = standardizedRows([{ part: training, rows }], columns);
  const nearest = nearestRows(inputs, rows, columns);
  let suspicious = 0;
  let predicted = 0;
  for (let row = 0; row < rows; row++) {
    const own = training.targets[row]!;
    const votes = new Array<number>(classes).fill(0);
    for (const other of nearest[row]!) votes[training.targets[other]!]!++;
    const most = Math.max(...votes);
    if (votes[own] === most) predicted++;
    else if (most >= AGREEING) suspicious++;
  }
  return { suspicious, predicted, rows };
}

/** For each row the ten nearest others; of equally near ones the first. */
function nearestRows(inputs: Float32Array, rows: number, columns: number): Int32Array[] {
  const found = Array.from({ length: rows }, () => new Nearest(NEIGHBOURS));
  for (let a = 0; a < rows; a++) {
    for (let b = a + 1; b < rows; b++) {
      let distance = 0;
      const [i, k] = [a * columns, b * columns];
      for (let j = 0; j < columns; j++) {
        const difference = inputs[i + j]! - inputs[k + j]!;
        distance += difference * difference;
      }
      found[a]!.offer(b, distance);
      found[b]!.offer(a, distance);
    }
  }
  return found.map(({ rows }) => rows);
}

/** The nearest rows seen so far, in order. */
class Nearest {
  readonly rows: Int32Array;
  readonly #distances: Float64Array;

  constructor(size: number) {
    this.rows = new Int32Array(size).fill(-1);
    this.#distances = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  }

  offer(row: number, distance: number): void {
    let place = this.rows.length - 1;
    if (distance >= this.#distances[place]!) return;
    while (place > 0 && this.#distances[place - 1]! > distance) {
      this.#distances[place] = this.#distances[place - 1]!;
      this.rows[place] = this.rows[place - 1]!;
      place--;
    }
    this.#distances[place] = distance;
    this.rows[place] = row;
  }
}
