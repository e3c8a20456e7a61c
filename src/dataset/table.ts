/** CSV and TSV files as a table of columns. */
import { basename, extname } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import Papa from 'papaparse';
import { UserError } from '../errors.ts';
import { formatCount } from '../words.ts';
import { readText } from './bytes.ts';
import { type Column, ColumnBuilder } from './column.ts';
import { areOrIs, enumerate, quote, thousands } from './words.ts';

export interface Table {
  /** Base name of the file. */
  file: string;
  /** SHA-256 of the file's bytes. */
  sha256: string;
  delimiter: string;
  columns: Column[];
  rows: number;
  /** For each row its number in a spreadsheet, where the header is row 1 and blank lines count. */
  rowNumbers: number[];
  /** Blank lines between the rows, which are skipped. */
  blankLines: number;
}

/** Characters parsed at a time; in between other work of the process gets its turn. */
const SLICE = 2 ** 19;
const EXAMPLES = 5;

/**
 * Reads a CSV or TSV file: UTF-8 with or without a byte order mark, a header row, cells in double quotes where
 * they need it. The delimiter is a tab for `.tsv` and is otherwise found from the first rows (comma, tab, bar,
 * semicolon). Blank lines are skipped.
 * @throws UserError `DATA_…` when the file cannot be read or is not a table
 */
export async function readTable(file: string): Promise<Table> {
  const { text, sha256 } = await readText(file);
  const delimiter = extname(file).toLowerCase() === '.tsv' ? '\t' : findDelimiter(text.slice(0, SLICE));
  const builder = new TableBuilder(basename(file), sha256, delimiter);
  await parse(text, builder);
  return builder.finish();
}

/** The one that cuts the first rows into equally many cells; where none does, the most frequent in the header. */
function findDelimiter(head: string): string {
  const { errors, meta } = Papa.parse(head, { preview: 10, skipEmptyLines: true });
  if (!errors.some(({ code }) => code === 'UndetectableDelimiter')) return meta.delimiter;
  const header = head.trimStart().split(/[\r\n]/, 1)[0]!;
  const cells = (delimiter: string) => header.split(delimiter).length;
  return [',', '\t', ';', '|'].reduce((best, other) => (cells(other) > cells(best) ? other : best));
}

function parse(text: string, builder: TableBuilder): Promise<void> {
  return new Promise((resolve, reject) => {
    Papa.parse<string[]>(Readable.from(slices(text)), {
      delimiter: builder.delimiter,
      newline: '\n',
      step: ({ data, errors }) => builder.push(data, errors.find(({ type }) => type === 'Quotes')?.code),
      complete: () => resolve(),
      error: reject,
    });
  });
}

async function* slices(text: string): AsyncGenerator<string> {
  let from = 0;
  while (from < text.length) {
    let to = Math.min(from + SLICE, text.length);
    // A line end of two characters stays in one slice.
    if (text[to - 1] === '\r' && text[to] === '\n') to++;
    yield text.slice(from, to).replace(/\r\n?/g, '\n');
    from = to;
    await setImmediate();
  }
}

/** Takes the records of the file one after another. */
class TableBuilder {
  readonly delimiter: string;
  private readonly file: string;
  private readonly sha256: string;
  private record = 0;
  private headerRecord = 0;
  private columns: ColumnBuilder[] = [];
  private rowNumbers: number[] = [];
  private ragged: string[] = [];

  constructor(file: string, sha256: string, delimiter: string) {
    this.file = file;
    this.sha256 = sha256;
    this.delimiter = delimiter;
  }

  push(cells: string[], quoteError: string | undefined): void {
    this.record++;
    if (quoteError) throw badQuote(this.file, this.record, quoteError);
    if (cells.length === 1 && cells[0]!.trim() === '') return;
    if (this.columns.length === 0) {
      this.headerRecord = this.record;
      this.columns = headerOf(this.file, cells).map((name) => new ColumnBuilder(name));
    } else if (cells.length !== this.columns.length) {
      this.ragged.push(`row ${thousands(this.record)} has ${thousands(cells.length)}`);
    } else {
      this.rowNumbers.push(this.record);
      for (let i = 0; i < cells.length; i++) this.columns[i]!.push(cells[i]!);
    }
  }

  finish(): Table {
    const { file, sha256, delimiter, columns, rowNumbers, ragged } = this;
    if (ragged.length > 0) throw raggedRows(file, columns.length, ragged);
    if (rowNumbers.length === 0) throw noRows(file, columns.length);
    const blankLines = rowNumbers.at(-1)! - this.headerRecord - rowNumbers.length;
    const rows = rowNumbers.length;
    return { file, sha256, delimiter, columns: columns.map((c) => c.finish()), rows, rowNumbers, blankLines };
  }
}

/** @throws UserError when a name is empty or occurs twice */
function headerOf(file: string, cells: string[]): string[] {
  const names = cells.map((cell) => cell.trim());
  const unnamed = names.flatMap((name, i) => (name === '' ? [thousands(i + 1)] : []));
  if (unnamed.length > 0) {
    const which = unnamed.length === 1 ? 'column' : 'columns';
    throw new UserError({
      code: 'DATA_COLUMN_UNNAMED',
      title: `${file} has ${formatCount(unnamed.length, 'column')} without a name`,
      explanation: `In the header row, ${which} ${enumerate(unnamed, EXAMPLES)} of ${thousands(names.length)} ${areOrIs(unnamed.length)} empty; every column needs a name.`,
      remedy:
        'Name or remove the column (pandas writes its index this way; to_csv(index=False) leaves it out).',
    });
  }
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  if (twice.length > 0) {
    const places = twice.map((name) => {
      const at = names.flatMap((other, i) => (other === name ? [thousands(i + 1)] : []));
      return `${quote(name)} is the name of columns ${enumerate(at)}`;
    });
    throw new UserError({
      code: 'DATA_COLUMN_DUPLICATE',
      title: `${file} has columns with the same name`,
      explanation: `In the header row, ${enumerate(places, EXAMPLES)}; names must be unique.`,
      remedy: 'Rename or remove the repeated columns.',
    });
  }
  return names;
}

function badQuote(file: string, row: number, kind: string): UserError {
  const found =
    kind === 'MissingQuotes'
      ? 'A cell in it begins with a double quote (") that is never closed.'
      : 'A cell in it begins with a double quote ("), and text follows the closing one.';
  return new UserError({
    code: 'DATA_QUOTE',
    title: `${file} has a broken quotation in row ${thousands(row)}`,
    explanation: `${found} A quoted cell ends with a quote, and quotes inside it are doubled ("").`,
    remedy: 'Close the quotation, or double the quotes inside the cell.',
  });
}

function raggedRows(file: string, expected: number, ragged: string[]): UserError {
  return new UserError({
    code: 'DATA_RAGGED',
    title: `${file} has ${formatCount(ragged.length, 'row')} with a wrong number of cells`,
    explanation: `The header names ${formatCount(expected, 'column')}; ${enumerate(ragged, EXAMPLES)}. The header is row 1.`,
    remedy: 'Give every row as many cells as the header; quote cells that contain the delimiter.',
  });
}

function noRows(file: string, columns: number): UserError {
  return new UserError({
    code: 'DATA_NO_ROWS',
    title: `${file} has a header but no rows`,
    explanation: `The first row names ${formatCount(columns, 'column')}, and nothing follows it; expected one row for each sample.`,
    remedy: 'Write the data below the header, or choose another file.',
  });
}
