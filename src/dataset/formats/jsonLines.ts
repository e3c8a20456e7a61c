/** JSON Lines: an object a line, its keys the columns. */
import { decodeText } from '../bytes.ts';
import { ColumnBuilder } from '../column.ts';
import { chooseRows } from '../rowSample.ts';
import type { Table } from '../table.ts';
import { quote, thousands } from '../words.ts';
import { roundedNote } from './columnRules.ts';
import { checkKeys, flatObject, ListCell, parseLine } from './jsonLine.ts';
import { eachRecord } from './records.ts';
import { checkColumnCount, noRows, tooLarge, unsupported } from './refusal.ts';
import { type DataSource, sha256Of } from './source.ts';

/** Rows whose keys tell how many columns there are before all of them are read. */
const FIRST_ROWS = 100;

/**
 * Reads `.jsonl` and `.ndjson` files as pandas (`to_json(orient="records", lines=True)`) and Hugging Face write them.
 * Keys of nested objects are joined by points; a key that a row lacks is a missing cell; `NaN` and `Infinity` may stand
 * bare, as Python writes them; true and false are 1 and 0.
 * @throws UserError `DATA_…` for lines that are not objects, and for lists
 */
export async function readJsonLines(source: DataSource): Promise<Table> {
  const { path, name, seed, limits } = source;
  refuseDocument(source);
  let total = 0;
  const keys = new Set<string>();
  await eachRecord(path, name, {}, (record, number, blank) => {
    if (blank) return;
    if (total++ < FIRST_ROWS) for (const key of firstRow(source, record, number).keys()) keys.add(key);
    checkColumnCount(name, keys.size);
  });
  if (total === 0) throw noRows(name, 'The file has no line with an object');
  const { rows: wanted, sample } = chooseRows(total, keys.size, seed, limits);
  const builder = new RowBuilder(source);
  let [row, next] = [-1, 0];
  await eachRecord(path, name, {}, (record, number, blank) => {
    if (blank || ++row !== wanted[next]) return;
    next++;
    builder.push(rowOf(source, record, number), number, LONG_NUMBER.test(record.toString('latin1')));
  });
  const read = builder.finish();
  if (read.columns.length === 0 && read.leftOut.length === 0) throw noRows(name, 'No object of it has a key');
  const blankLines = sample ? 0 : read.rowNumbers.at(-1)! - read.rows;
  const sha256 = await sha256Of(path);
  return { file: name, sha256, format: 'jsonl', ...read, blankLines, ...(sample && { sample }) };
}

const rowOf = ({ path, name }: DataSource, record: Buffer, number: number) =>
  flatObject(name, number, parseLine(name, number, decodeText(path, record, number)));

function firstRow(source: DataSource, record: Buffer, number: number) {
  const text = decodeText(source.path, record, number);
  checkKeys(source.name, number, text, parseLine(source.name, number, text));
  return rowOf(source, record, number);
}

/** A whole number of 16 digits or more. */
const LONG_NUMBER = /[\s:]-?\d{16,}\s*[,}]/;

const isRounded = (cell: unknown): boolean =>
  typeof cell === 'number' && Number.isInteger(cell) && Math.abs(cell) > Number.MAX_SAFE_INTEGER;

class RowBuilder {
  private readonly source: DataSource;
  private readonly leftOut = new Set<string>();
  private readonly columns = new Map<string, ColumnBuilder>();
  private readonly rowNumbers: number[] = [];
  private readonly rounded = new Set<string>();

  constructor(source: DataSource) {
    this.source = source;
  }

  /** @param long the line has numbers of so many digits that they may be rounded */
  push(row: ReturnType<typeof flatObject>, number: number, long: boolean): void {
    const rows = this.rowNumbers.length;
    for (const [key, cell] of row) {
      if (cell instanceof ListCell) {
        if (!this.source.mayLeaveOut(key)) throw list(this.source.name, number, key, cell.length);
        this.leftOut.add(key);
        continue;
      }
      const column = this.columns.get(key) ?? new ColumnBuilder(key);
      if (column.length === 0) this.add(key, column);
      column.fillTo(rows);
      column.pushCell(cell);
      if (long && isRounded(cell)) this.rounded.add(key);
    }
    this.rowNumbers.push(number);
  }

  finish() {
    const rows = this.rowNumbers.length;
    this.checkSpread();
    // A key that is a list in some rows only is left out as a whole.
    const kept = [...this.columns].filter(([key]) => !this.leftOut.has(key));
    const columns = kept.map(([, column]) => {
      column.fillTo(rows);
      return column.finish();
    });
    const rounded = kept.filter(([key, column]) => column.rounded || this.rounded.has(key));
    const notes = roundedNote(rounded.map(([key]) => key));
    return { columns, rows, rowNumbers: this.rowNumbers, leftOut: [...this.leftOut], notes };
  }

  private add(key: string, column: ColumnBuilder): void {
    this.columns.set(key, column);
    checkColumnCount(this.source.name, this.columns.size);
    this.checkSpread();
  }

  /** Columns that few rows have take the memory of full ones. */
  private checkSpread(): void {
    const { name, limits } = this.source;
    const cells = this.columns.size * this.rowNumbers.length;
    if (cells > 2 * limits.cells) throw scattered(name, this.columns.size);
  }
}

function list(name: string, line: number, column: string, length: number) {
  return unsupported(
    `${name} has a list in ${quote(column)}`,
    `In line ${thousands(line)} ${quote(column)} is a list of ${thousands(length)}; a cell is a number, a text, true, false or null.`,
    'Give each value a column of its own, or leave the column out with data.exclude.',
  );
}

function scattered(name: string, columns: number) {
  return tooLarge(
    name,
    `Its rows have ever new keys, ${columns.toLocaleString('en-US')} so far; as a table it would not fit into memory.`,
    'Write the same keys in every row.',
  );
}

/** A JSON file that is one value, as `to_json()` and `json.dump()` write it. */
function refuseDocument({ name, head }: DataSource): void {
  const text = head!
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  const list = text.startsWith('[');
  const spread = /^\{\s*[\r\n]/.test(text);
  if (!list && !spread) return;
  throw unsupported(
    `${name} is one JSON ${list ? 'list' : 'object'}`,
    `JSON Lines is read, with an object for each row on a line of its own; here ${list ? 'one list holds everything' : 'an object goes over several lines'}.`,
    'Write it with to_json(path, orient="records", lines=True) of pandas.',
  );
}
