/** Values so far from those of the training part that no network can answer for them. */
import { UserError } from '../errors.ts';
import { formatCount } from '../words.ts';
import { type DataSettings, excludeSuggestion } from './roles.ts';
import type { Table } from './table.ts';
import { areOrIs, enumerate, quote, thousands } from './words.ts';

/** In standard deviations of the training part. Common markers such as −9999 are well within. */
const FARTHEST = 1e6;

/** An input or the target, with its moments over the training part. */
export interface Variable {
  name: string;
  mean: number;
  standardDeviation: number;
  at(row: number): number;
}

/**
 * Compares every value with the training part: |x − mean|/sd must be at most {@link FARTHEST}; a constant has sd 1,
 * as in standardization.
 * @param rows rows of the table that are in any part
 * @throws UserError for the first variable with farther values, naming their rows
 */
export function checkExtremes(
  table: Table,
  data: DataSettings,
  variables: Variable[],
  rows: Uint32Array,
): void {
  for (const variable of variables) {
    const { mean, standardDeviation, at } = variable;
    const limit = FARTHEST * (standardDeviation || 1);
    const far: number[] = [];
    for (let i = 0; i < rows.length; i++) if (!(Math.abs(at(rows[i]!) - mean) <= limit)) far.push(rows[i]!);
    if (far.length > 0) {
      far.sort((a, b) => a - b);
      throw extreme(table, data, variable, far);
    }
  }
}

function extreme(
  table: Table,
  data: DataSettings,
  { name, mean, standardDeviation, at }: Variable,
  far: number[],
): UserError {
  const isInput = name !== data.target;
  const cells = far.map((row) => `row ${thousands(table.rowNumbers[row]!)} has ${at(row)}`);
  const usual =
    standardDeviation === 0
      ? `every training row has ${mean}`
      : `the training rows have mean ${mean.toPrecision(4)} and standard deviation ${standardDeviation.toPrecision(4)}`;
  return new UserError({
    code: 'DATA_EXTREME',
    title: `${table.file} has ${formatCount(far.length, 'extreme value')} in ${quote(name)}`,
    explanation: `In ${quote(name)} ${enumerate(cells, 5)}, while ${usual}: ${far.length === 1 ? 'it' : 'they'} ${areOrIs(far.length)} more than 1,000,000 standard deviations away, where no network can answer sensibly.`,
    remedy: `Correct these cells, or empty them and set data.dropNonFinite to leave out their rows${isInput ? '; or exclude the column' : ''}.`,
    suggestions: isInput ? [excludeSuggestion(data, name)] : undefined,
  });
}
