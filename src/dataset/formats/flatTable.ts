/** Tables and vectors of a flatbuffer; every place is held against the bytes there are. */

/** A table: an offset to a list, which says where each of its fields stands behind its beginning. */
export class FlatTable {
  private readonly bytes: Buffer;
  private readonly start: number;

  constructor(bytes: Buffer, start: number) {
    this.bytes = bytes;
    this.start = start;
  }

  /**
   * Undefined for a field that is not there.
   * @throws RangeError when it stands outside of the bytes
   */
  field<T>(index: number, read: (at: number) => T): T | undefined {
    const list = this.start - this.bytes.readInt32LE(this.start);
    const at = 4 + 2 * index;
    if (at >= this.bytes.readUInt16LE(list)) return undefined;
    const offset = this.bytes.readUInt16LE(list + at);
    return offset === 0 ? undefined : read(this.start + offset);
  }

  byte = (index: number): number => this.field(index, (at) => this.bytes.readUInt8(at)) ?? 0;
  integer = (index: number): number => this.field(index, (at) => this.bytes.readInt32LE(at)) ?? 0;
  long = (index: number): number => this.field(index, (at) => Number(this.bytes.readBigInt64LE(at))) ?? 0;

  table(index: number): FlatTable | undefined {
    return this.field(index, (at) => new FlatTable(this.bytes, at + this.bytes.readInt32LE(at)));
  }

  /** Places of the elements, `size` bytes each. */
  vector(index: number, size: number): { count: number; at(element: number): number } {
    const start = this.field(index, (at) => at + this.bytes.readInt32LE(at));
    if (start === undefined) return { count: 0, at: () => 0 };
    const count = this.bytes.readInt32LE(start);
    if (count < 0 || start + 4 + count * size > this.bytes.length)
      throw new RangeError('a vector beyond the end');
    return { count, at: (element) => start + 4 + element * size };
  }

  tables(index: number): FlatTable[] {
    const { count, at } = this.vector(index, 4);
    return Array.from(
      { length: count },
      (_, i) => new FlatTable(this.bytes, at(i) + this.bytes.readInt32LE(at(i))),
    );
  }

  longAt = (at: number): number => Number(this.bytes.readBigInt64LE(at));
}
