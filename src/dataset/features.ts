/** Inputs of the network: numeric columns, and one column for each category of a text column. */

import { formatCount } from '../words.ts';
import { type Column, cellText, distinctValues, isTextColumn } from './column.ts';
import type { InputColumn } from './dataset.ts';
import { areOrIs, enumerate, quote } from './words.ts';

/** One input before standardization. */
export interface Feature {
  name: string;
  oneHot: boolean;
  /** Its value in a row of the table. */
  at(row: number): number;
}

export interface Moments {
  mean: number;
  standardDeviation: number;
}

/** The inputs in the order of the columns; categories are those of the given rows, in sorted order. */
export function featuresOf(columns: Column[], rows: Uint32Array): { features: Feature[]; notes: string[] } {
  const notes: string[] = [];
  const features = columns.flatMap((column): Feature[] => {
    if (!isTextColumn(column))
      return [{ name: column.name, oneHot: false, at: (row) => column.numbers[row]! }];
    const categories = [...distinctValues(column, rows)].map(String).sort();
    notes.push(
      `${quote(column.name)} has ${formatCount(categories.length, 'category', 'categories')}: one-hot encoded.`,
    );
    return categories.map((category) => ({
      name: `${column.name}=${category}`,
      oneHot: true,
      at: (row) => (cellText(column, row) === category ? 1 : 0),
    }));
  });
  return { features, notes };
}

/**
 * Mean and population standard deviation √(Σ(x − mean)²/n), in two passes; exactly 0 for equal values, which
 * rounding in the mean would otherwise hide.
 */
export function moments(values: Float64Array): Moments {
  const n = values.length;
  let sum = 0;
  let equal = true;
  for (let i = 0; i < n; i++) {
    sum += values[i]!;
    equal &&= values[i] === values[0];
  }
  if (equal) return { mean: values[0]!, standardDeviation: 0 };
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return { mean, standardDeviation: Math.sqrt(squares / n) };
}

/** What is subtracted and what it is divided by; a constant is divided by 1, as scikit-learn does. */
export function scaling({ mean, standardDeviation }: Moments, standardize: boolean) {
  return standardize ? { shift: mean, scale: standardDeviation || 1 } : { shift: 0, scale: 1 };
}

/** Mean and standard deviation of every input over the training rows, and a note on those that are constant. */
export function describeInputs(
  features: Feature[],
  training: Uint32Array,
  standardize: boolean,
): { columns: InputColumn[]; notes: string[] } {
  const values = new Float64Array(training.length);
  const columns = features.map(({ name, at }) => {
    for (let i = 0; i < training.length; i++) values[i] = at(training[i]!);
    return { name, ...moments(values) };
  });
  const constant = columns.filter(({ standardDeviation }) => standardDeviation === 0);
  if (constant.length === 0) return { columns, notes: [] };
  const names = enumerate(
    constant.map(({ name }) => quote(name)),
    5,
  );
  const found = `${formatCount(constant.length, 'input')} ${areOrIs(constant.length)} constant in the training part`;
  const effect = standardize ? ', and 0 there once standardized' : '';
  return { columns, notes: [`${found}${effect}: ${names}.`] };
}

/**
 * Rows × inputs, row-major. With `standardize` a numeric input becomes (x − mean)/sd; one-hot inputs stay 0 and 1,
 * since dividing by a small sd would blow rare categories up.
 */
export function inputMatrix(
  features: Feature[],
  columns: InputColumn[],
  rows: Uint32Array,
  standardize: boolean,
): Float32Array {
  const matrix = new Float32Array(rows.length * features.length);
  for (const [j, { at, oneHot }] of features.entries()) {
    const { shift, scale } = scaling(columns[j]!, standardize && !oneHot);
    for (let i = 0; i < rows.length; i++) matrix[i * features.length + j] = (at(rows[i]!) - shift) / scale;
  }
  return matrix;
}
