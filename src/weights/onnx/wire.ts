/**
 * The wire format of protocol buffers on a file of any size: fields are found, and their content is read where it is asked for.
 * Source: protobuf.dev, Encoding.
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { formatBytes } from '../../words.ts';
import { type ByteSource, readRange } from '../fileSource.ts';
import { beyondLimits, damaged } from '../refusal.ts';

/** One field of a message: a number, or bytes somewhere in the file. */
export interface Field {
  number: number;
  type: WireType;
  /** Of a varint, as a signed 64-bit number; 0 otherwise. */
  value: bigint;
  /** Content of all other types. */
  at: number;
  length: number;
}

const WINDOW = 2 ** 16;
/** A tag and a length or a number. */
const LONGEST_HEAD = 20;
/** About a second; a node has about twenty. */
const MOST_FIELDS = 4_000_000;
const LONGEST_TEXT = 2 ** 16;
/** Of all names, texts and lists together. */
const MOST_CONTENT = 2 ** 26;

export class Wire {
  readonly source: ByteSource;
  readonly #format: string;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #reader = new BinaryReader(this.#bytes);
  #fields = 0;
  #content = 0;

  /** @param format for messages */
  constructor(source: ByteSource, format: string) {
    this.source = source;
    this.#format = format;
  }

  /**
   * The fields of the message between `at` and `end`.
   * @throws UserError `WEIGHTS_DAMAGED` when one of them does not fit into it; `WEIGHTS_LIMIT` for millions of fields
   */
  async *fields(from: number, end: number): AsyncGenerator<Field> {
    for (let at = from; at < end; ) {
      if (++this.#fields > MOST_FIELDS)
        throw beyondLimits(
          this.source.path,
          `It has over ${MOST_FIELDS.toLocaleString('en-US')} fields.`,
          'A model needs about twenty for each node.',
        );
      if (!this.#has(at, LONGEST_HEAD)) await this.#load(at);
      const field = this.#head(at, end);
      yield field;
      at = field.at + field.length;
    }
  }

  /** Text of at most 64 KB. */
  async text(field: Field): Promise<string> {
    return new TextDecoder().decode(await this.bytes(field, LONGEST_TEXT));
  }

  /** A view of the content, valid until the next field. @throws UserError `WEIGHTS_LIMIT` when it is longer than `most` */
  async bytes({ at, length }: Field, most: number): Promise<Uint8Array> {
    this.#content += length;
    if (this.#content > MOST_CONTENT)
      throw beyondLimits(
        this.source.path,
        `Its names and lists take over ${formatBytes(MOST_CONTENT)}.`,
        'A model needs less.',
      );
    if (length > most)
      throw beyondLimits(
        this.source.path,
        `Byte ${at} starts a name or a list of ${formatBytes(length)}.`,
        `Expected at most ${formatBytes(most)}.`,
      );
    if (length > WINDOW) return readRange(this.source, at, length);
    if (!this.#has(at, length)) await this.#load(at);
    return this.#bytes.subarray(at - this.#start, at - this.#start + length);
  }

  #has(at: number, length: number): boolean {
    const end = Math.min(at + length, this.source.size);
    return at >= this.#start && end <= this.#start + this.#bytes.length;
  }

  async #load(at: number): Promise<void> {
    this.#bytes = await readRange(this.source, at, Math.min(WINDOW, this.source.size - at));
    this.#reader = new BinaryReader(this.#bytes);
    this.#start = at;
  }

  #head(at: number, end: number): Field {
    const reader = this.#reader;
    reader.pos = at - this.#start;
    try {
      const [number, type] = reader.tag();
      const value = type === WireType.Varint ? BigInt(reader.int64()) : 0n;
      const length = lengthOf(type, reader);
      const start = this.#start + reader.pos;
      if (start + length <= end) return { number, type, value, at: start, length };
    } catch {
      // A number without an end, field 0, an unknown type: told below, with the place.
    }
    throw damaged(
      this.source.path,
      this.#format,
      `The field at byte ${at} does not fit into its message, which ends at byte ${end}.`,
      'Expected a complete field.',
    );
  }
}

function lengthOf(type: WireType, reader: BinaryReader): number {
  switch (type) {
    case WireType.Varint:
      return 0;
    case WireType.Bit32:
      return 4;
    case WireType.Bit64:
      return 8;
    case WireType.LengthDelimited:
      return Number(BigInt.asUintN(64, BigInt(reader.uint64())));
    default:
      throw new RangeError('groups are not used');
  }
}

/** A 64-bit number as a plain one; those beyond 2^53 lose digits. */
export const plainNumber = ({ value }: Field): number => Number(value);
