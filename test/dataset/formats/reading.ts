import { readFileSync } from 'node:fs';
import { MISSING } from '../../../src/dataset/column.ts';
import type { Table } from '../../../src/dataset/table.ts';

export type Cells = Record<string, (number | string | null)[]>;
interface Expected {
  columns?: Cells;
  testFrom?: number;
  /** The file whose columns this one has, or the first of them. */
  as?: string;
}

export const FILES = 'test/fixtures/files/data/';

/** By file, from make.py beside the files. */
export const EXPECTED: Record<string, Expected> = JSON.parse(readFileSync(`${FILES}expected.json`, 'utf8'));

/** What stands in the cells: numbers, texts, or null where nothing does. */
export function cellsOf(table: Table): Cells {
  return Object.fromEntries(
    table.columns.map(({ name, codes, numbers, texts }) => [
      name,
      Array.from(codes, (code, row) => (code === MISSING ? null : code >= 0 ? texts[code]! : numbers[row]!)),
    ]),
  );
}
