/** The records of a CSV file as columns. */
import type { ParseError } from 'papaparse';
import { ColumnBuilder } from '../column.ts';
import type { Table } from '../table.ts';
import { thousands } from '../words.ts';
import { roundedNote } from './columnRules.ts';
import { badQuote, headerOf, headerOnly, raggedRows } from './csvErrors.ts';

/** Takes the records of the file one after another. */
export class TableBuilder {
  readonly delimiter: string;
  private readonly file: string;
  private headerRecord = 0;
  private columns: ColumnBuilder[] = [];
  private rowNumbers: number[] = [];
  private ragged: string[] = [];

  constructor(file: string, delimiter: string) {
    this.file = file;
    this.delimiter = delimiter;
  }

  get width(): number {
    return this.columns.length;
  }

  /**
   * @param record its number in the file, from 1, blank ones counted
   * @throws UserError for a broken quotation, and for a header with empty or repeated names
   */
  push(cells: string[], quoteError: string | undefined, record: number): void {
    if (quoteError) throw badQuote(this.file, record, quoteError);
    if (cells.length === 1 && cells[0]!.trim() === '') return;
    if (this.columns.length === 0) {
      this.headerRecord = record;
      this.columns = headerOf(this.file, cells).map((name) => new ColumnBuilder(name));
    } else if (cells.length !== this.columns.length) {
      this.ragged.push(`row ${thousands(record)} has ${thousands(cells.length)}`);
    } else {
      this.rowNumbers.push(record);
      for (let i = 0; i < cells.length; i++) this.columns[i]!.push(cells[i]!);
    }
  }

  /** @throws UserError when rows are of other lengths than the header, or there is none */
  finish(): Omit<Table, 'sha256'> {
    const { file, delimiter, columns, rowNumbers, ragged } = this;
    if (ragged.length > 0) throw raggedRows(file, columns.length, ragged);
    if (rowNumbers.length === 0) throw headerOnly(file, columns.length);
    const blankLines = rowNumbers.at(-1)! - this.headerRecord - rowNumbers.length;
    const rows = rowNumbers.length;
    const read = columns.map((column) => column.finish());
    const rounded = columns.filter((column) => column.rounded).map((column) => column.name);
    return {
      file,
      format: 'csv',
      delimiter,
      columns: read,
      rows,
      rowNumbers,
      blankLines,
      leftOut: [],
      notes: roundedNote(rounded),
    };
  }
}

/** What is wrong with the quotation of a record. */
export const quoteError = (errors: ParseError[]): string | undefined =>
  errors.find(({ type }) => type === 'Quotes')?.code;
