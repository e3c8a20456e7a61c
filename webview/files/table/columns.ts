/** A table that is sorted by its headings: its columns, the order of its rows, and the same numbers as text. */
import { type Cell, csvOf } from '../../../src/report/csv.ts';

export interface Column<Row> {
  name: string;
  title: string;
  /** What the heading stands for, where it is short. */
  explanation?: string;
  numeric?: true;
  /** Hidden where the view is narrower: `hide-xs` below 560, `hide-s` below 800, `hide-m` below 1200 pixels. */
  hide?: 'hide-xs' | 'hide-s' | 'hide-m';
  /** What rows are sorted by, and what is copied as CSV; null for what is not known. */
  key(row: Row): string | number | null;
  /** As it is read. */
  text(row: Row): string;
  /** What is drawn in the cell, where it is more than the text. */
  cell?(row: Row): unknown;
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** The next order of a column: largest first, smallest first, as in the file; texts begin with A. */
export function nextSort<Row>(
  sort: Sort | undefined,
  { name, numeric }: Pick<Column<Row>, 'name' | 'numeric'>,
): Sort | undefined {
  const first = numeric === true;
  if (sort?.column !== name) return { column: name, descending: first };
  return sort.descending === first ? { column: name, descending: !first } : undefined;
}

/** The rows in the order that is chosen; what is not known comes last, equals keep their order. */
export function sortedRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort | undefined,
): readonly Row[] {
  const column = sort && columns.find(({ name }) => name === sort.column);
  if (!sort || !column) return rows;
  const keyed = rows.map((row) => ({ row, key: known(column.key(row)) }));
  return keyed.sort((a, b) => compare(a.key, b.key, sort.descending)).map(({ row }) => row);
}

const known = (key: string | number | null) => (typeof key === 'number' && Number.isNaN(key) ? null : key);

/** `layer.10` comes after `layer.9`. */
const NAMES = new Intl.Collator('en', { numeric: true });

function compare(a: string | number | null, b: string | number | null, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order =
    typeof a === 'string' || typeof b === 'string' ? NAMES.compare(String(a), String(b)) : bySize(a, b);
  return descending ? -order : order;
}

/** Infinities have no difference. */
const bySize = (a: number, b: number) => (a < b ? -1 : Number(a > b));

/** For pasting into a document: the numbers as they are read. */
export function markdownOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    `| ${columns.map(({ numeric }) => (numeric ? '---:' : '---')).join(' | ')} |`,
    ...rows.map((row) => line(columns.map((column) => column.text(row)))),
    '',
  ].join('\n');
}

const escaped = (text: string) => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');

/** For computing: the numbers at full precision. */
export function tableCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column): Cell => known(column.key(row))));
  return csvOf([columns.map(({ title }) => title), ...cells]);
}
