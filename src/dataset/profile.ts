/** What stands in the columns of a file, for the Data view and the form of a new experiment. */
import { setImmediate } from 'node:timers/promises';
import { type Column, cellText, countDistinct, isTextColumn, isUsable } from './column.ts';
import type { ColumnProfile, Task } from './dataset.ts';
import { moments } from './features.ts';
import type { Roles } from './roles.ts';
import type { Table } from './table.ts';

const BINS = 20;
/** Of a column of categories only the most frequent ones are listed. */
const MOST_VALUES = 20;

/**
 * The columns in the order of the file. Numbers and counts are over the usable rows, missing cells over all rows.
 * Between two columns other work of the process gets its turn.
 */
export async function profileOf(
  { columns }: Table,
  roles: Roles,
  task: Task,
  rows: Uint32Array,
): Promise<ColumnProfile[]> {
  const profile: ColumnProfile[] = [];
  for (const column of columns) {
    profile.push(profileColumn(column, roles, task, rows));
    await setImmediate();
  }
  return profile;
}

function profileColumn(column: Column, roles: Roles, task: Task, rows: Uint32Array): ColumnProfile {
  const text = isTextColumn(column);
  const isTarget = column === roles.target;
  const classes = isTarget && task === 'classification';
  return {
    name: column.name,
    role: isTarget ? 'target' : roles.inputs.includes(column) ? 'input' : 'excluded',
    kind: text ? 'text' : 'number',
    missing: missingCells(column, text),
    distinct: countDistinct(column, rows),
    ...(text ? {} : numbersOf(column, rows)),
    ...((text || classes) && { values: mostFrequent(column, rows) }),
  };
}

/** Empty cells; in a column of numbers also texts and numbers that cannot be trained on. */
function missingCells(column: Column, text: boolean): number {
  let missing = 0;
  for (let row = 0; row < column.codes.length; row++) {
    if (!isUsable(column, row) || (!text && Number.isNaN(column.numbers[row]!))) missing++;
  }
  return missing;
}

/** Minimum, maximum, moments and histogram of the finite cells; nothing when there are none. */
function numbersOf(column: Column, rows: Uint32Array): Pick<ColumnProfile, 'numbers' | 'histogram'> {
  const finite = finiteCells(column, rows);
  if (finite.length === 0) return {};
  let [minimum, maximum] = [finite[0]!, finite[0]!];
  for (const value of finite) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return {
    numbers: { minimum, maximum, ...moments(finite) },
    histogram: histogramOf(finite, minimum, maximum),
  };
}

function finiteCells(column: Column, rows: Uint32Array): Float64Array {
  const cells = new Float64Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const value = column.numbers[row]!;
    if (isUsable(column, row) && Number.isFinite(value)) cells[count++] = value;
  }
  return cells.subarray(0, count);
}

/** Counts of 20 equal bins from minimum to maximum, which belongs to the last one; one bin when all are equal. */
function histogramOf(values: Float64Array, minimum: number, maximum: number): number[] {
  if (minimum === maximum) return [values.length];
  const counts = new Array<number>(BINS).fill(0);
  // Divided first: the difference of two numbers near the largest ones may be infinite, their share is not.
  const width = maximum / BINS - minimum / BINS;
  for (const value of values) counts[Math.min(BINS - 1, Math.floor((value - minimum) / width))]!++;
  return counts;
}

/** The most frequent values first; equally frequent ones in the order in which they appear. */
function mostFrequent(column: Column, rows: Uint32Array): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = cellText(column, row);
    if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_VALUES);
}
