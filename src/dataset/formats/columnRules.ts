/** Names and kinds of columns in files that declare them. */
import { UserError } from '../../errors.ts';
import { enumerate, quote } from '../words.ts';
import { unsupported } from './refusal.ts';
import type { DataSource } from './source.ts';

export interface DeclaredColumn {
  name: string;
  /** Why its cells are no numbers and no texts, in words: `a list`. */
  unreadable?: string;
}

/** Row numbers that pandas writes beside the columns: in the order in which the data were sorted, they may tell the target. */
const INDEX = /^__index_level_\d+__$/;

/** The note on row numbers that are left out. */
export function indexNote(leftOut: string[]): string[] {
  const found = leftOut.filter(isIndexName);
  if (found.length === 0) return [];
  return [`${enumerate(found.map(quote))} left out: the row numbers of pandas are no input.`];
}

export const isIndexName = (name: string): boolean => INDEX.test(name);

/**
 * The columns that are read. Row numbers of pandas are left out. Those that cannot be are left out when the experiment excludes them, otherwise refused.
 * @throws UserError for names that are empty or repeated, and for columns of other kinds
 */
export function readableColumns<T extends DeclaredColumn>(
  { name, mayLeaveOut }: DataSource,
  columns: T[],
): { read: T[]; leftOut: string[] } {
  checkNames(
    name,
    columns.map((column) => column.name),
  );
  const own = columns.filter((column) => !isIndexName(column.name));
  const indices = columns.filter((column) => isIndexName(column.name));
  const unreadable = own.filter((column) => column.unreadable !== undefined);
  const refused = unreadable.filter((column) => !mayLeaveOut(column.name));
  const read = own.filter((column) => column.unreadable === undefined);
  if (refused.length > 0 || read.length === 0)
    throw unreadableColumns(name, refused.length > 0 ? refused : unreadable);
  return { read, leftOut: [...unreadable, ...indices].map((column) => column.name) };
}

function unreadableColumns(name: string, columns: DeclaredColumn[]): UserError {
  const first = columns[0];
  const kinds = columns.map((column) => `${quote(column.name)} holds ${column.unreadable}`);
  return unsupported(
    columns.length === 1
      ? `${name} has ${first!.unreadable} in ${quote(first!.name)}`
      : `${name} has columns that cannot be read`,
    `${kinds.length === 0 ? 'There are no columns' : enumerate(kinds, 5)}; a cell is a number, a text, true, false or missing.`,
    'Give each value a column of its own, or leave the column out with data.exclude.',
  );
}

/** @throws UserError for names that are empty or repeated */
export function checkNames(file: string, names: string[]): void {
  const seen = new Set<string>();
  for (const [i, name] of names.entries()) {
    if (name === '')
      throw badName(
        file,
        'DATA_COLUMN_UNNAMED',
        'a column without a name',
        `Column ${i + 1} of ${names.length} has an empty name; every column needs one.`,
      );
    if (seen.has(name))
      throw badName(
        file,
        'DATA_COLUMN_DUPLICATE',
        'columns with the same name',
        `${quote(name)} is the name of two columns; names must be unique.`,
      );
    seen.add(name);
  }
}

function badName(file: string, code: string, what: string, explanation: string): UserError {
  return new UserError({
    code,
    title: `${file} has ${what}`,
    explanation,
    remedy: 'Rename it and write the file again.',
  });
}

/** For columns with whole numbers that 64-bit floats cannot tell apart. */
export function roundedNote(columns: Iterable<string>): string[] {
  const names = [...columns].map(quote);
  if (names.length === 0) return [];
  const have = names.length === 1 ? 'has' : 'have';
  return [`${enumerate(names, 5)} ${have} whole numbers beyond 2^53: rounded to 64-bit floats.`];
}
