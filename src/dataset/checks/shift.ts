/** Do two parts come from one distribution? Asked of a classifier (Friedman 2003; Lopez-Paz & Oquab 2017). */
import type { InputColumn, Part, ShiftCheck } from '../dataset.ts';
import { areaStandardError, areaUnderCurve } from './auc.ts';
import { fitLogistic, type Labelled, predict } from './logistic.ts';
import { rowsToCheck, standardizedRows } from './rows.ts';

const FOLDS = 5;
/** Penalty a row on standardized inputs: strong enough that the noise of many columns does not drown one that differs. */
const PENALTY = 0.1;

/**
 * Can a logistic regression tell the rows of `other` from those of `training`? Mean area under the ROC curve over the
 * folds of a cross-validation, 0.5 when it cannot; its standard error by Hanley & McNeil; and the column with the
 * largest difference of means, other − training, in standard deviations of both together.
 */
export function checkShift(training: Part, other: Part, columns: InputColumn[]): ShiftCheck {
  const width = columns.length;
  const rows = [training, other].map((part) => ({ part, rows: rowsToCheck(part.rows, width) }));
  const inputs = standardizedRows(rows, width);
  const [known, asked] = rows.map(({ rows }) => rows) as [number, number];
  const labels = new Uint8Array(known + asked).fill(1, known);
  // Row i of either part goes to fold i modulo 5: the parts' rows are in random order.
  const foldOf = (row: number) => (row < known ? row : row - known) % FOLDS;
  const data: Labelled = { inputs, columns: width, labels };
  const areas: number[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = pick(data, (row) => foldOf(row) === fold);
    const rest = pick(data, (row) => foldOf(row) !== fold);
    if (!hasBoth(held.labels) || !hasBoth(rest.labels)) continue;
    const model = fitLogistic(rest, PENALTY * rest.labels.length);
    areas.push(areaUnderCurve(predict(model, held), held.labels));
  }
  // Too few rows for any fold: nothing is known, which is what 0.5 ± 0.5 says.
  const auc = areas.length > 0 ? areas.reduce((sum, area) => sum + area, 0) / areas.length : 0.5;
  return {
    auc,
    standardError: areas.length > 0 ? areaStandardError(auc, asked, known) : 0.5,
    column: mostDifferent(data, known, columns),
  };
}

const hasBoth = (labels: Uint8Array): boolean => labels.includes(0) && labels.includes(1);

function pick({ inputs, columns, labels }: Labelled, chosen: (row: number) => boolean): Labelled {
  const rows = Array.from(labels.keys()).filter(chosen);
  const picked = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    picked.set(inputs.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return { inputs: picked, columns, labels: Uint8Array.from(rows, (row) => labels[row]!) };
}

/** Null when no column varies. */
function mostDifferent(
  { inputs, columns: width, labels }: Labelled,
  known: number,
  columns: InputColumn[],
): ShiftCheck['column'] {
  const sums = [new Float64Array(width), new Float64Array(width)] as const;
  for (let row = 0; row < labels.length; row++) {
    const sum = sums[labels[row] as 0 | 1];
    for (let j = 0; j < width; j++) sum[j]! += inputs[row * width + j]!;
  }
  const asked = labels.length - known;
  const differences = Array.from({ length: width }, (_, j) => sums[1][j]! / asked - sums[0][j]! / known);
  let largest = 0;
  for (let j = 1; j < width; j++) {
    if (Math.abs(differences[j]!) > Math.abs(differences[largest]!)) largest = j;
  }
  const difference = differences[largest] ?? 0;
  return difference === 0 ? null : { name: columns[largest]!.name, difference };
}
