/** Files of lines that are too large to hold: where each record begins and ends. */
import { tooLarge } from './refusal.ts';
import { piecesOf } from './source.ts';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
/** A longer record is a quotation that was never closed, or no table. */
const LONGEST_RECORD = 2 ** 24;

export interface RecordRules {
  /** The byte between cells; undefined where records are lines and quotes mean nothing. */
  delimiter?: number;
}

/** @param number of the record, from 1, blank ones counted */
export type TakeRecord = (record: Buffer, number: number, blank: boolean) => void;

/**
 * Hands over the records of a file in turn, without their line ends: a line feed, a return, or both. Between quotes that
 * begin a cell line ends belong to it.
 * @throws UserError when a record is longer than 16 MB
 */
export async function eachRecord(
  path: string,
  name: string,
  rules: RecordRules,
  take: TakeRecord,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  const each: TakeRecord = (record, _number, blank) => take(record, ++number, blank);
  for await (const piece of piecesOf(path)) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const used = scan(number === 0 ? afterMark(bytes) : 0, bytes, rules, false, each);
    rest = bytes.subarray(used);
    if (rest.length > LONGEST_RECORD) throw endless(name, number + 1);
  }
  scan(number === 0 ? afterMark(rest) : 0, rest, rules, true, each);
}

/** Behind a byte order mark. */
const afterMark = (bytes: Buffer): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

/** Takes all records that end in these bytes; returns how many bytes they have. */
function scan(start: number, bytes: Buffer, rules: RecordRules, last: boolean, take: TakeRecord): number {
  const plain = new PlainLines(bytes, rules);
  let from = start;
  while (from < bytes.length) {
    const found = plain.record(from) ?? anyRecord(bytes, from, rules, last);
    if (!found) return from;
    take(bytes.subarray(from, found.end), 0, found.blank);
    from = found.next;
  }
  return from;
}

interface Found {
  /** Behind its last byte. */
  end: number;
  /** Where the next record begins. */
  next: number;
  blank: boolean;
}

/** Lines without quotes, found by searches for single bytes, which are much faster than a look at every byte. */
class PlainLines {
  private readonly bytes: Buffer;
  private readonly quotes: boolean;
  private readonly delimiter: number | undefined;
  private quote = -1;
  private return = -1;

  constructor(bytes: Buffer, { delimiter }: RecordRules) {
    this.bytes = bytes;
    this.quotes = delimiter !== undefined;
    this.delimiter = delimiter;
  }

  /** Undefined for a line with a quote or a return within it, and for one that does not end. */
  record(from: number): Found | undefined {
    const line = this.bytes.indexOf(LINE_FEED, from);
    if (line < 0) return undefined;
    if (this.quotes && this.quote < from) this.quote = this.find(QUOTE, from);
    if (this.return < from) this.return = this.find(RETURN, from);
    if (this.quote < line && this.quotes) return undefined;
    if (this.return < line - 1) return undefined;
    const end = Math.min(line, this.return);
    return { end, next: line + 1, blank: this.isBlank(from, end) };
  }

  private find(byte: number, from: number): number {
    const at = this.bytes.indexOf(byte, from);
    return at < 0 ? this.bytes.length : at;
  }

  private isBlank(from: number, end: number): boolean {
    for (let at = from; at < end; at++) {
      const byte = this.bytes[at]!;
      if (byte > SPACE || byte === this.delimiter) return false;
    }
    return true;
  }
}

/** Undefined when the record does not end in these bytes. */
function anyRecord(
  bytes: Buffer,
  from: number,
  { delimiter }: RecordRules,
  last: boolean,
): Found | undefined {
  let [blank, cellBegins] = [true, true];
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === LINE_FEED || byte === RETURN) {
      // Whether a line feed follows a return at the end is seen with the next bytes.
      if (byte === RETURN && at + 1 === bytes.length && !last) return undefined;
      const two = byte === RETURN && bytes[at + 1] === LINE_FEED;
      return { end: at, next: at + (two ? 2 : 1), blank };
    }
    if (byte === delimiter) {
      [blank, cellBegins] = [false, true];
    } else if (byte === QUOTE && cellBegins && delimiter !== undefined) {
      at = closingQuote(bytes, at + 1);
      [blank, cellBegins] = [false, false];
    } else if (byte > SPACE) {
      [blank, cellBegins] = [false, false];
    }
  }
  return last ? { end: bytes.length, next: bytes.length, blank } : undefined;
}

/** Of a quoted cell; the length of the bytes when it is not among them. */
function closingQuote(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(QUOTE, from);
  while (at >= 0 && bytes[at + 1] === QUOTE) at = bytes.indexOf(QUOTE, at + 2);
  // A quote as the last byte may be the first of two.
  return at < 0 || at + 1 === bytes.length ? bytes.length : at;
}

function endless(name: string, row: number) {
  return tooLarge(
    name,
    `Row ${row.toLocaleString('en-US')} is longer than 16 MB; a quotation (") in it may never be closed, or the file is no table.`,
    'Close the quotation, or choose another file.',
  );
}
