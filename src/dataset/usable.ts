/** Rows with empty cells, NaN, infinite numbers or nodata markers: an error, or left out when the experiment says so. */
import { type Suggestion, UserError } from '../errors.ts';
import { formatCount } from '../words.ts';
import { type Column, cellText, isUsable, MISSING } from './column.ts';
import { type DataSettings, excludeSuggestion, type Roles } from './roles.ts';
import type { Table } from './table.ts';
import { areOrIs, enumerate, quote, thousands } from './words.ts';

export interface UsableRows {
  /** Indices of the rows that can be trained on. */
  rows: Uint32Array;
  dropped: number;
  notes: string[];
}

interface Damage {
  column: Column;
  rows: number[];
}

/**
 * The rows in which the target and every input has a value. A number beyond ±1e30 counts as
 * infinite: it marks a missing value (see {@link isUsable}).
 * @throws UserError when there are others and `data.dropNonFinite` is false, or when none is left
 */
export function usableRows(table: Table, data: DataSettings, { inputs, target }: Roles): UsableRows {
  const damaged = new Uint8Array(table.rows);
  const damages: Damage[] = [];
  for (const column of [...inputs, target]) {
    const rows: number[] = [];
    for (let row = 0; row < table.rows; row++) if (!isUsable(column, row)) rows.push(row);
    for (const row of rows) damaged[row] = 1;
    if (rows.length > 0) damages.push({ column, rows });
  }
  const rows = Uint32Array.from([...damaged.keys()].filter((row) => damaged[row] === 0));
  const dropped = table.rows - rows.length;
  if (dropped === 0) return { rows, dropped, notes: [] };
  if (!data.dropNonFinite || rows.length === 0) throw nonFinite(table, data, damages, dropped);
  const note = `${formatCount(dropped, 'row')} of ${thousands(table.rows)} dropped: empty, NaN or infinite cells in ${enumerate(damages.map(perColumn), 5)}.`;
  return { rows, dropped, notes: [note] };
}

function perColumn({ column, rows }: Damage): string {
  return `${quote(column.name)} (${thousands(rows.length)})`;
}

function nonFinite(table: Table, data: DataSettings, damages: Damage[], dropped: number): UserError {
  const examples = damages.flatMap(({ column, rows }) =>
    rows.slice(0, 5).map((row) => ({ row, text: describeCell(table, column, row) })),
  );
  examples.sort((a, b) => a.row - b.row);
  const shown = examples.slice(0, 5).map(({ text }) => text);
  const all = dropped === table.rows;
  return new UserError({
    code: 'DATA_NON_FINITE',
    title: `${table.file} has ${formatCount(dropped, 'row')} with empty, NaN or infinite cells`,
    explanation: `Of ${formatCount(table.rows, 'row')} ${thousands(dropped)} ${areOrIs(dropped)} affected, by column: ${enumerate(damages.map(perColumn), 5)}. For example ${enumerate(shown)}.${markerSentence(damages)}`,
    remedy: all
      ? 'No row would be left without them: fill the cells, or exclude the columns.'
      : 'Fill the cells, or set data.dropNonFinite to true to leave these rows out.',
    suggestions: suggestions(data, damages, dropped, all),
  });
}

/** Says why a number that is finite in the file does not count as one. */
function markerSentence(damages: Damage[]): string {
  const isMarker = ({ column, rows }: Damage) => rows.some((row) => Number.isFinite(column.numbers[row]!));
  return damages.some(isMarker) ? ' Numbers beyond ±1e30 count as markers of missing values.' : '';
}

function describeCell(table: Table, column: Column, row: number): string {
  const place = `row ${thousands(table.rowNumbers[row]!)}, ${quote(column.name)}`;
  return column.codes[row] === MISSING ? `${place} (no value)` : `${place} (${cellText(column, row)})`;
}

/** Dropping the rows, unless none is left; excluding an input that is to blame for more than half of them. */
function suggestions(data: DataSettings, damages: Damage[], dropped: number, all: boolean): Suggestion[] {
  const drop = {
    label: `Drop ${formatCount(dropped, 'row')} and run`,
    path: ['data', 'dropNonFinite'],
    value: true,
  };
  const worst = damages.reduce((a, b) => (b.rows.length > a.rows.length ? b : a));
  const { name } = worst.column;
  const exclude = 2 * worst.rows.length > dropped && name !== data.target;
  return [...(all ? [] : [drop]), ...(exclude ? [excludeSuggestion(data, name)] : [])];
}
