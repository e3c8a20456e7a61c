/** CSV and TSV logs, read as they grow. */
import { extname } from 'node:path';
import Papa from 'papaparse';
import { formatCount } from '../../words.ts';
import { brokenText, decimalComma, LONGEST_LINE } from '../refusal.ts';
import { cellValue, hasDecimalComma } from './cell.ts';
import { TextLines } from './lines.ts';
import { type LogColumn, LogTable } from './table.ts';

/** A number of which more must follow. */
const CUT = /\d(\.|[eE][+-]?)$|^[+-]$/;

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Takes the bytes of a CSV file in pieces. A header line that is repeated, as loggers write it when training is
 * resumed, is skipped; one with other columns changes the columns from there on. Lines with a wrong number of
 * cells are left out and counted.
 */
export class CsvReader {
  readonly table: LogTable;
  private readonly path: string;
  private readonly lines: TextLines;
  private delimiter = '';
  /** Of the header that counts now. */
  private names = new Set<string>();
  private columns: LogColumn[] = [];
  /** Lines of an open quotation. */
  private held = '';
  private line = 0;
  private headers = 0;
  private ragged = { count: 0, line: 0, cells: 0 };

  constructor(path: string) {
    this.path = path;
    this.table = new LogTable(path);
    this.lines = new TextLines(path);
  }

  /** @throws UserError `LOG_…` */
  push(bytes: Uint8Array): void {
    const text = this.held + this.lines.push(bytes);
    const end = endOutsideQuotes(text);
    this.held = text.slice(end);
    if (this.held.length > LONGEST_LINE) throw this.openQuote();
    if (end > 0) this.read(text.slice(0, end));
  }

  /**
   * Calls `use` with the table as it is, with a last line that has no line end but all of its cells when
   * `withLast`; such a line may be half-written.
   */
  whole<T>(withLast: boolean, use: (notes: string[]) => T): T {
    const cells = this.lastCells();
    const isRow =
      cells !== null &&
      this.columns.length > 0 &&
      cells.length === this.columns.length &&
      !CUT.test(cells.at(-1)!);
    const notes = this.notes(cells !== null && !(isRow && withLast) && this.held + this.lines.rest !== '');
    if (this.ragged.count > this.table.rows) throw this.raggedRows();
    if (!isRow || !withLast || this.isHeader(cells)) return use(notes);
    notes.push(
      'The last line has no line end: if it is still being written, its last number may be cut off.',
    );
    this.addRow(cells);
    try {
      return use(notes);
    } finally {
      this.table.removeLastRow();
    }
  }

  /** There is a line without a line end, so that more of it may come. */
  get isOpen(): boolean {
    return this.held !== '' || this.lines.rest !== '';
  }

  /** A logger writes its header again when training is resumed. */
  get restarts(): number {
    return Math.max(0, this.headers - 1);
  }

  private read(text: string): void {
    this.delimiter ||= findDelimiter(this.path, text);
    if (text.includes('"')) this.readQuoted(text);
    else this.readPlain(text);
  }

  /** Line by line: all rows at once would take twice the time and memory. */
  private readPlain(text: string): void {
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf('\n', from);
      this.take(text.slice(from, end).split(this.delimiter));
      from = end + 1;
    }
  }

  private readQuoted(text: string): void {
    const { data, errors } = Papa.parse<string[]>(text, { delimiter: this.delimiter, newline: '\n' });
    const broken = errors.find(({ type }) => type === 'Quotes');
    if (broken) throw this.badQuote(this.line + 1 + (broken.row ?? 0));
    // What follows the last line end is an empty record.
    data.pop();
    for (const cells of data) this.take(cells);
  }

  private take(cells: string[]): void {
    this.line++;
    if (
      (cells.length === 1 && cells[0]!.trim() === '') ||
      (cells[0]!.startsWith('#') && this.columns.length > 0)
    )
      return;
    if (this.columns.length === 0 || this.isHeader(cells)) this.readHeader(cells);
    else this.takeRow(cells);
  }

  private takeRow(cells: string[]): void {
    const { length } = this.columns;
    if (cells.length > length && cells.slice(length).every((cell) => cell.trim() === ''))
      cells.length = length;
    if (cells.length === length) this.addRow(cells);
    else if (this.ragged.count++ === 0) Object.assign(this.ragged, { line: this.line, cells: cells.length });
  }

  private addRow(cells: string[]): void {
    for (let i = 0; i < cells.length; i++) {
      this.table.set(this.columns[i]!, this.cellOf(cells[i]!));
    }
    this.table.endRow();
  }

  /** Between cells that commas separate, one within a cell may be of a number or between thousands. */
  private cellOf(text: string): number | string | null {
    const cell = cellValue(text);
    if (typeof cell !== 'string' || !hasDecimalComma(cell)) return cell;
    if (this.delimiter === ',') throw decimalComma(this.path, this.line, cell);
    return cellValue(cell.replace(',', '.'));
  }

  /** A line without numbers that repeats a name of the columns. */
  private isHeader(cells: string[]): boolean {
    if (typeof cellValue(cells[0]!) === 'number') return false;
    const texts = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
    return (
      texts.some((text) => this.names.has(text)) && texts.every((text) => typeof cellValue(text) === 'string')
    );
  }

  private readHeader(cells: string[]): void {
    const names = cells.map((cell, i) => (i === 0 ? cell.replace(/^#+/, '') : cell).trim());
    if (names.every((name) => typeof cellValue(name) !== 'string') && names.some((name) => name !== ''))
      throw this.noHeader(names);
    this.headers++;
    this.names = new Set(names.filter((name) => name !== ''));
    const seen = new Map<string, number>();
    this.columns = names.map((name) => {
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      return this.table.column(times > 1 ? `${name} (${times})` : name);
    });
  }

  /** Cells of the line that has no line end; null when there is none. */
  private lastCells(): string[] | null {
    const { rest } = this.lines;
    if (rest.trim() === '' && this.held === '') return null;
    const text = (this.held + rest).replace(/\r$/, '');
    const delimiter = this.delimiter || findDelimiter(this.path, text);
    const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: '\n' });
    return errors.some(({ type }) => type === 'Quotes') ? [] : data[0]!;
  }

  private notes(lastLeftOut: boolean): string[] {
    const notes: string[] = [];
    const { count, line, cells } = this.ragged;
    const names = formatCount(this.columns.length, 'cell');
    if (count > 0)
      notes.push(
        `${formatCount(count, 'line')} with another number of cells than the header (${names}) ${count === 1 ? 'was' : 'were'} left out, first line ${line.toLocaleString('en-US')} with ${cells}.`,
      );
    if (this.headers > 1)
      notes.push(`The header stands in the file ${this.headers} times, as when training is resumed.`);
    if (lastLeftOut) notes.push('The last line is incomplete and was left out.');
    return notes;
  }

  private raggedRows() {
    const { count, line, cells } = this.ragged;
    return brokenText(
      this.path,
      { line },
      `It has ${formatCount(cells, 'cell')}, and the header names ${formatCount(this.columns.length, 'column')}; ${formatCount(count, 'line')} are like that.`,
      'Expected as many cells in each line as the header has names.',
      'Write numbers with a decimal point, and quote cells that contain the delimiter.',
    );
  }

  private noHeader(names: string[]) {
    return brokenText(
      this.path,
      { line: this.line || 1 },
      `It holds only numbers (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}).`,
      'Expected the names of the columns, such as epoch,loss,val_loss.',
      'Put a line with the names in front.',
    );
  }

  private badQuote(line: number) {
    return brokenText(
      this.path,
      { line },
      'A cell in it begins with a double quote ("), and the quotation is not closed before other text.',
      'Expected a quote at the end of the cell, and quotes inside it doubled ("").',
      'Close the quotation, or double the quotes inside the cell.',
    );
  }

  private openQuote() {
    return this.badQuote(this.line + 1);
  }
}

/** Tabs in a .tsv; else what occurs most in the header. */
function findDelimiter(path: string, text: string): string {
  if (extname(path).toLowerCase() === '.tsv') return '\t';
  const header = (text.trimStart().split('\n', 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => header.split(delimiter).length;
  return DELIMITERS.reduce((best, other) => (count(other) > count(best) ? other : best));
}

/** Where the last line ends that is not within a quotation. */
function endOutsideQuotes(text: string): number {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++;
  if (quotes % 2 === 0) return text.length;
  let end = 0;
  let open = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) open = !open;
    else if (code === 10 && !open) end = i + 1;
  }
  return end;
}
