/** A table that grows by rows, in columns of numbers with blanks, and of labels. */
import { Numbers } from '../numbers.ts';
import { MOST_SERIES, MOST_VALUES, tooManySeries, tooManyValues } from '../refusal.ts';

/** Further texts are not kept apart: more runs than these are refused. */
const MOST_LABELS = 1_001;

export class LogColumn {
  readonly name: string;
  readonly numbers = new Numbers();
  /** Row of each number; null while these are 0, 1, 2, …: most columns have no blanks. */
  rows: Numbers | null = null;
  /** The different texts, in the order of their appearance. */
  readonly labels = new Map<string, number>();
  readonly labelRows = new Numbers();
  readonly labelIndices = new Numbers();

  constructor(name: string) {
    this.name = name;
  }

  set(row: number, cell: number | string): void {
    if (typeof cell === 'number') this.setNumber(row, cell);
    else this.setLabel(row, cell);
  }

  rowOf(index: number): number {
    return this.rows ? this.rows.at(index) : index;
  }

  /** Takes back what was set in the last row. */
  clear(row: number): void {
    if (this.numbers.length > 0 && this.rowOf(this.numbers.length - 1) === row) {
      this.numbers.removeLast();
      this.rows?.removeLast();
    }
    if (this.labelRows.length > 0 && this.labelRows.at(this.labelRows.length - 1) === row) {
      this.labelRows.removeLast();
      this.labelIndices.removeLast();
    }
  }

  private setNumber(row: number, value: number): void {
    if (!this.rows && row !== this.numbers.length) {
      this.rows = new Numbers();
      for (let i = 0; i < this.numbers.length; i++) this.rows.push(i);
    }
    this.rows?.push(row);
    this.numbers.push(value);
  }

  private setLabel(row: number, text: string): void {
    let index = this.labels.get(text);
    if (index === undefined) {
      index = Math.min(this.labels.size, MOST_LABELS - 1);
      if (this.labels.size < MOST_LABELS) this.labels.set(text, index);
    }
    this.labelRows.push(row);
    this.labelIndices.push(index);
  }
}

export class LogTable {
  readonly columns: LogColumn[] = [];
  rows = 0;
  private readonly path: string;
  private readonly byName = new Map<string, LogColumn>();
  private cells = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** The column of a name; it is added when there is none. @throws UserError `LOG_LIMIT` */
  column(name: string): LogColumn {
    const known = this.byName.get(name);
    if (known) return known;
    if (this.columns.length >= MOST_SERIES) throw tooManySeries(this.path);
    const column = new LogColumn(name);
    this.columns.push(column);
    this.byName.set(name, column);
    return column;
  }

  find(name: string): LogColumn | undefined {
    return this.byName.get(name);
  }

  /** Puts a cell into the row that is under way. @throws UserError `LOG_LIMIT` */
  set(column: LogColumn, cell: number | string | null): void {
    if (cell === null) return;
    if (++this.cells > MOST_VALUES) throw tooManyValues(this.path);
    column.set(this.rows, cell);
  }

  endRow(): void {
    this.rows++;
  }

  removeLastRow(): void {
    this.rows--;
    for (const column of this.columns) column.clear(this.rows);
  }
}
