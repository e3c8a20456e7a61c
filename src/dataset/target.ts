/** The target as class indices or numbers. */
import { UserError } from '../errors.ts';
import { formatCount } from '../words.ts';
import { type Column, cellText, distinctValues, isTextColumn } from './column.ts';
import type { Task } from './dataset.ts';
import { quote, thousands } from './words.ts';

export interface Target {
  task: Task;
  /** Class names in index order, for classification. */
  classes?: string[];
  /** For each usable row its class index or its value. */
  values: Float64Array;
  notes: string[];
}

/** Whole numbers with at most this many distinct values are classes. */
const MOST_CLASSES = 20;
/** So are the numbers 0 or 1 to C without a gap, up to this many and with this many rows each on average. */
const MOST_CODES = 100;
const ROWS_PER_CODE = 50;

/**
 * Reads the target of the given rows.
 * @param asked the task that the experiment sets; found by {@link inferTask} when left out
 * @throws UserError when it has one value only, or is asked to be classes and most of these are too small
 */
export function readTarget(file: string, column: Column, rows: Uint32Array, asked?: Task): Target {
  const distinct = distinctValues(column, rows);
  const task = asked ?? inferTask(column, distinct, rows.length);
  if (distinct.size === 1) throw oneValue(file, column, rows, task);
  const notes = asked ? [] : [inferenceNote(column, distinct, task)];
  if (task === 'regression') {
    return { task, values: Float64Array.from(rows, (row) => column.numbers[row]!), notes };
  }
  const classes = sortedClasses(distinct);
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  const values = Float64Array.from(rows, (row) => indexOf.get(cellText(column, row))!);
  checkClassSizes(file, column, classes, values);
  return { task, classes, values, notes };
}

/**
 * Classification for text and for columns that are said to be classes; for whole numbers with at most 20 distinct values; and for the codes 0 … C − 1 or 1 … C
 * without a gap when C ≤ 100 and each has 50 rows on average. Numbers with more than half as many distinct values
 * as rows are never classes. Everything else is regression.
 */
function inferTask(column: Column, distinct: Set<number | string>, rows: number): Task {
  if (column.classes || isTextColumn(column)) return 'classification';
  const values = [...distinct] as number[];
  const size = values.length;
  if (!values.every(Number.isInteger) || 2 * size > rows) return 'regression';
  if (size <= MOST_CLASSES) return 'classification';
  const first = values.reduce((a, b) => Math.min(a, b));
  const last = values.reduce((a, b) => Math.max(a, b));
  const codes = (first === 0 || first === 1) && last - first + 1 === size;
  return codes && size <= MOST_CODES && rows >= ROWS_PER_CODE * size ? 'classification' : 'regression';
}

function inferenceNote(column: Column, distinct: Set<number | string>, task: Task): string {
  const text = isTextColumn(column);
  const whole = !text && [...distinct].every(Number.isInteger);
  const values = text ? 'text' : whole ? 'whole numbers' : 'numbers';
  const found = `the target ${quote(column.name)} holds ${values} with ${formatCount(distinct.size, 'distinct value')}`;
  if (text) return `Classification: ${found}.`;
  const many = whole && task === 'regression' ? ', too many for classes' : '';
  return `${task === 'regression' ? 'Regression' : 'Classification'}: ${found}${many}; data.task can set it.`;
}

/** Numbers in numeric order, then texts in the order of their UTF-16 code units. */
function sortedClasses(distinct: Set<number | string>): string[] {
  const numbers = [...distinct].filter((value) => typeof value === 'number');
  const texts = [...distinct].filter((value) => typeof value === 'string');
  return [...numbers.sort((a, b) => a - b).map(String), ...texts.sort()];
}

function oneValue(file: string, column: Column, rows: Uint32Array, task: Task): UserError {
  const value = quote(cellText(column, rows[0]!));
  const classes = task === 'classification';
  return new UserError({
    code: classes ? 'DATA_ONE_CLASS' : 'DATA_TARGET_CONSTANT',
    title: `The target ${quote(column.name)} has ${classes ? 'one class' : 'one value'} only`,
    explanation: `Each of the ${formatCount(rows.length, 'row')} of ${file} has ${value} there, so there is nothing to learn; expected at least two ${classes ? 'classes' : 'values'}.`,
    remedy: 'Choose another target column, or a file with other rows too.',
  });
}

/** Below three rows a class cannot be in all three parts; some such classes are bearable, most are not. */
function checkClassSizes(file: string, column: Column, classes: string[], values: Float64Array): void {
  const sizes = countValues(values, classes.length);
  const small = sizes.filter((size) => size < 3).length;
  if (2 * small <= classes.length) return;
  throw new UserError({
    code: 'DATA_TOO_MANY_CLASSES',
    title: `The target ${quote(column.name)} has too many classes for ${formatCount(values.length, 'row')}`,
    explanation: `${file} has ${formatCount(classes.length, 'class', 'classes')} there, and ${thousands(small)} of them have fewer than three rows, too few for training, validation and test.`,
    remedy: 'Choose another target column, or merge the rare classes.',
    suggestions:
      column.textCells === 0 && !column.classes
        ? [{ label: 'Use regression and run', path: ['data', 'task'], value: 'regression' }]
        : undefined,
  });
}

/** How often each of the indices 0 … size − 1 occurs. */
export function countValues(values: Iterable<number>, size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const value of values) counts[value]!++;
  return counts;
}
