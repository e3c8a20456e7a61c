/** Reads the fields of a structure one after the other; all numbers are little-endian. */

const decoder = new TextDecoder('utf-8');

export class Cursor {
  readonly bytes: Uint8Array;
  at = 0;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** An unsigned number of 1 to 8 bytes; above 2^53 rounded, which lies outside of every file. */
  uint(size: number): number {
    let value = 0;
    for (const byte of this.take(size).toReversed()) value = 256 * value + byte;
    return value;
  }

  /** @throws RangeError when fewer are left */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  skip(length: number): this {
    this.#advance(length);
    return this;
  }

  /** Leaves out what fills up to a multiple of 8 bytes, counted from `start`. */
  align(start: number): void {
    this.at = Math.min(this.bytes.length, start + 8 * Math.ceil((this.at - start) / 8));
  }

  signature(length = 4): string {
    return String.fromCharCode(...this.take(length));
  }

  /** Text up to a zero byte, which is read too, or to the end. */
  zeroEnded(): string {
    const end = this.bytes.indexOf(0, this.at);
    const text = textOf(this.bytes.subarray(this.at, end < 0 ? undefined : end));
    this.at = end < 0 ? this.bytes.length : end + 1;
    return text;
  }

  #advance(length: number): number {
    if (!(length >= 0 && length <= this.left))
      throw new RangeError(`${length} bytes at ${this.at} of ${this.bytes.length}`);
    const start = this.at;
    this.at += length;
    return start;
  }
}

/** UTF-8 up to the first zero byte: fixed-length text is filled up with zeros. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
