/** Protocol buffer messages without their schema: what each field number holds. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Integers as numbers, everything with a length as its bytes. */
export type Field = number | Uint8Array;

/** The values of each field of a message, in their order. @throws RangeError or Error when it is none */
export class Message {
  readonly #fields = new Map<number, Field[]>();

  constructor(bytes: Uint8Array) {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [number, type] = reader.tag();
      const value = fieldOf(reader, type, number);
      if (value === undefined) continue;
      const values = this.#fields.get(number);
      if (values) values.push(value);
      else this.#fields.set(number, [value]);
    }
  }

  /** The last value of an integer field, 0 when it is not there (as proto3 has it). */
  number(field: number): number {
    const value = this.#fields.get(field)?.at(-1) ?? 0;
    return typeof value === 'number' ? value : 0;
  }

  text(field: number): string {
    const value = this.#fields.get(field)?.at(-1);
    return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
  }

  /** Messages of a repeated field. */
  messages(field: number): Message[] {
    const values = this.#fields.get(field) ?? [];
    return values.filter((value) => value instanceof Uint8Array).map((value) => new Message(value));
  }
}

function fieldOf(reader: BinaryReader, type: WireType, number: number): Field | undefined {
  if (type === WireType.Varint) return Number(reader.int64());
  if (type === WireType.LengthDelimited) return reader.bytes();
  if (type === WireType.Bit32) return reader.fixed32();
  reader.skip(type, number);
  return undefined;
}
