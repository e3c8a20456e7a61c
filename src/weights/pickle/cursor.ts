/** Bytes of a pickle, each length checked before it is followed. */
import { formatCount } from '../../words.ts';
import { beyondLimits, damaged, truncated } from '../refusal.ts';

/** What is read and where, for messages. */
export interface PickleFile {
  path: string;
  /** `PyTorch (zip)`. */
  format: string;
}

/** More of the file has to be read than the part that is in memory. */
export class NeedsMore extends Error {}

const LONGEST_LINE = 2 ** 20;
const MOST_DIGITS = 2_000;

export class Cursor {
  readonly file: PickleFile;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #total: number;
  #at = 0;

  /**
   * @param bytes the first part of the pickle
   * @param total bytes that there are in the file from the pickle's start on
   */
  constructor(file: PickleFile, bytes: Uint8Array, total: number) {
    this.file = file;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#total = total;
  }

  get at(): number {
    return this.#at;
  }

  /** Moves on by `length` bytes and returns where they start. */
  #next(length: number): number {
    const start = this.#at;
    if (start + length > this.#total)
      throw truncated(
        this.file.path,
        this.file.format,
        `Its pickle takes ${formatCount(length, 'byte')} from byte ${start} on, and has ${(this.#total - start).toLocaleString('en-US')}.`,
      );
    if (start + length > this.#bytes.length) throw new NeedsMore();
    this.#at += length;
    return start;
  }

  /** A view of the next bytes. */
  take(length: number): Uint8Array {
    const start = this.#next(length);
    return this.#bytes.subarray(start, start + length);
  }

  uint8 = (): number => this.#bytes[this.#next(1)]!;
  uint16 = (): number => this.#view.getUint16(this.#next(2), true);
  int32 = (): number => this.#view.getInt32(this.#next(4), true);
  uint32 = (): number => this.#view.getUint32(this.#next(4), true);
  float64 = (): number => this.#view.getFloat64(this.#next(8));

  uint64(): number {
    const value = this.#view.getBigUint64(this.#next(8), true);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
  }

  text = (length: number): string => utf8.decode(this.take(length));

  /** One character a byte: text of Python 2, which may as well be bytes. */
  latin1 = (length: number): string => {
    const bytes = this.take(length);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  };

  /** Up to the next line feed, which is left out. */
  line(): string {
    const end = this.#bytes.subarray(0, this.#at + LONGEST_LINE).indexOf(0x0a, this.#at);
    if (end >= 0) {
      const text = utf8.decode(this.#bytes.subarray(this.#at, end));
      this.#at = end + 1;
      return text;
    }
    if (this.#bytes.length < Math.min(this.#total, this.#at + LONGEST_LINE)) throw new NeedsMore();
    throw damaged(
      this.file.path,
      this.file.format,
      `The line at byte ${this.#at} of its pickle has no end.`,
      'Expected a line feed.',
    );
  }

  /** Two's complement, lowest byte first; a plain number where that is exact. */
  long(length: number): number | bigint {
    if (length < 0 || length > MOST_DIGITS)
      throw beyondLimits(
        this.file.path,
        `Its pickle has a whole number of ${length.toLocaleString('en-US')} bytes.`,
        `Expected at most ${MOST_DIGITS.toLocaleString('en-US')}.`,
      );
    const bytes = this.take(length);
    if (length === 0) return 0;
    const unsigned = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
    return plain(BigInt.asIntN(8 * length, unsigned));
  }

  /** A whole number in decimal digits. */
  decimal(text: string): number | bigint {
    if (!/^\s*[+-]?\d+\s*$/.test(text) || text.length > MOST_DIGITS)
      throw damaged(
        this.file.path,
        this.file.format,
        `Its pickle has “${text.slice(0, 20)}” for a number.`,
        'Expected decimal digits.',
      );
    return plain(BigInt(text.trim().replace(/^\+/, '')));
  }
}

const plain = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;

/** Python's `surrogatepass` and broken text alike: names are shown, not compared with other files. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
