/** JSONL logs, one object a line, read as they grow. */
import { UserError } from '../../errors.ts';
import { formatCount } from '../../words.ts';
import { isRecord, type Json, parseJson } from '../json/parse.ts';
import { brokenText } from '../refusal.ts';
import { cellValue } from './cell.ts';
import { TextLines } from './lines.ts';
import { LogTable } from './table.ts';

/** Nested objects become `train/loss`; deeper ones are no scalars. */
const DEEPEST = 3;

export class JsonLinesReader {
  readonly table: LogTable;
  /** Nothing waits for its line end. */
  readonly isOpen = false;
  /** The steps tell. */
  readonly restarts = 0;
  private readonly path: string;
  private readonly lines: TextLines;
  private line = 0;
  private broken: { count: number; first: UserError | null } = { count: 0, first: null };

  constructor(path: string) {
    this.path = path;
    this.table = new LogTable(path);
    this.lines = new TextLines(path);
  }

  /** @throws UserError `LOG_…` */
  push(bytes: Uint8Array): void {
    const text = this.lines.push(bytes);
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf('\n', from);
      this.line++;
      this.take(text.slice(from, end));
      from = end + 1;
    }
  }

  /** As {@link CsvReader.whole}; an object that is closed is complete with or without a line end. */
  whole<T>(_withLast: boolean, use: (notes: string[]) => T): T {
    const last = this.lines.rest.trim() === '' ? null : this.parse(this.lines.rest, this.line + 1);
    const hasLast = last !== null && !(last instanceof UserError);
    const { count, first } = this.broken;
    if (first && count > this.table.rows) throw first;
    const notes: string[] = [];
    if (first)
      notes.push(
        `${formatCount(count, 'line')} that ${count === 1 ? 'is' : 'are'} no JSON object ${count === 1 ? 'was' : 'were'} left out, first line ${first.problem.location!.line.toLocaleString('en-US')}.`,
      );
    if (last instanceof UserError) {
      if (this.table.rows === 0) throw last;
      notes.push('The last line is incomplete and was left out.');
    }
    if (!hasLast) return use(notes);
    this.add(last);
    try {
      return use(notes);
    } finally {
      this.table.removeLastRow();
    }
  }

  private take(text: string): void {
    if (text.trim() === '') return;
    const value = this.parse(text, this.line);
    if (!(value instanceof UserError)) this.add(value);
    else {
      this.broken.first ??= value;
      this.broken.count++;
    }
  }

  private parse(text: string, line: number): Record<string, Json> | UserError {
    try {
      const value = parseJson(this.path, text, line);
      return isRecord(value) ? value : notObject(this.path, line);
    } catch (error) {
      if (error instanceof UserError && error.problem.code === 'LOG_SYNTAX') return error;
      throw error;
    }
  }

  private add(record: Record<string, Json>): void {
    addRecord(this.table, record);
  }
}

/** Adds a row with the numbers and texts of an object, those of nested objects as `outer/inner`. */
export function addRecord(table: LogTable, record: Record<string, Json>): void {
  addFields(table, record, '', 1);
  table.endRow();
}

function addFields(table: LogTable, record: Record<string, Json>, prefix: string, depth: number): void {
  for (const [key, value] of Object.entries(record)) {
    if (typeof value === 'number') table.set(table.column(prefix + key), value);
    else if (typeof value === 'string') table.set(table.column(prefix + key), cellValue(value));
    else if (isRecord(value) && depth < DEEPEST && !('_type' in value))
      addFields(table, value, `${prefix}${key}/`, depth + 1);
  }
}

function notObject(path: string, line: number): UserError {
  return brokenText(
    path,
    { line },
    'It is no JSON object.',
    'Expected the values of one epoch or step, such as {"epoch": 1, "loss": 0.5}.',
    'Write one object a line.',
  );
}
