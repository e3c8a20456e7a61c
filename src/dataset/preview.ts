/** What a file's columns look like, for choosing the target. */

import { formatCount } from '../words.ts';
import { type Column, countDistinct, holdsWholeNumbers, isTextColumn } from './column.ts';
import { readTable } from './table.ts';

export interface ColumnPreview {
  name: string;
  kind: 'number' | 'text';
  /** Every filled cell is a whole number. */
  whole: boolean;
  /** Number of distinct values among the filled cells. */
  distinct: number;
  /** Number of cells that are not empty or missing. */
  filled: number;
}

const USUAL_NAMES = ['target', 'label', 'labels', 'class', 'y', 'outcome', 'response'];
const MOST_CLASSES = 20;

/**
 * The columns of a data file in their order; those that cannot be read are not among them.
 * @throws UserError when the file cannot be read or is not a table
 */
export async function previewColumns(file: string): Promise<ColumnPreview[]> {
  const table = await readTable(file, { mayLeaveOut: () => true });
  return table.columns.map(previewColumn);
}

export function previewColumn(column: Column): ColumnPreview {
  return {
    name: column.name,
    kind: isTextColumn(column) ? 'text' : 'number',
    whole: holdsWholeNumbers(column),
    distinct: countDistinct(column),
    filled: column.numberCells + column.textCells,
  };
}

/**
 * The column that is most likely the target: one with a usual name (`target`, `label`, `class`, `y`, …), otherwise
 * the last one if it holds classes or numbers, otherwise the first one that holds classes.
 */
export function likelyTarget(columns: ColumnPreview[]): ColumnPreview | undefined {
  const usual = columns.find(({ name }) => USUAL_NAMES.includes(name.toLowerCase()));
  if (usual) return usual;
  const last = columns.at(-1);
  if (last && last.distinct > 1 && (last.kind === 'number' || holdsClasses(last))) return last;
  return columns.find(holdsClasses);
}

/** `whole numbers, 10 distinct values` */
export function describeColumn({ kind, whole, distinct }: ColumnPreview): string {
  const values = kind === 'text' ? 'text' : whole ? 'whole numbers' : 'numbers';
  return `${values}, ${formatCount(distinct, 'distinct value')}`;
}

/** Few enough distinct values for their number to be classes: text, or whole numbers. */
function holdsClasses({ kind, whole, distinct, filled }: ColumnPreview): boolean {
  return (kind === 'text' || whole) && distinct > 1 && distinct <= MOST_CLASSES && 2 * distinct <= filled;
}
