/**
 * The frames of a TFRecord file, as they arrive: length (uint64), its checksum (uint32), the bytes, their checksum;
 * all little-endian. Source: TensorFlow, `core/lib/io/record_writer.h`.
 */
import { maskedCrc32c } from './crc32c.ts';

const HEADER = 12;
const FOOTER = 4;
/** A longer record holds images or audio, not scalars; it is passed over. */
const LONGEST_RECORD = 2 ** 25;
/** Of a protobuf message, which an event is. */
const LARGEST_MESSAGE = 2 ** 31 - 1;

/** A record: `bytes[from … to)`, valid during the call. */
export type TakeRecord = (bytes: Uint8Array, from: number, to: number) => void;

export class RecordReader {
  /** Why nothing more can be read, with the offset; null while all is well. */
  damage: string | null = null;
  private readonly take: TakeRecord;
  /** Bytes of a record that is not complete yet. */
  private pending: Uint8Array = new Uint8Array(0);
  /** Offset in the file of the first pending byte. */
  private offset = 0;
  /** Bytes of a long record that are still to be passed over. */
  private toSkip = 0;

  constructor(take: TakeRecord) {
    this.take = take;
  }

  push(bytes: Uint8Array): void {
    if (this.damage) return;
    let window = bytes;
    if (this.toSkip > 0) {
      const skipped = Math.min(this.toSkip, window.length);
      this.toSkip -= skipped;
      this.offset += skipped;
      window = window.subarray(skipped);
    }
    if (this.pending.length > 0) window = Buffer.concat([this.pending, window]);
    const used = this.readRecords(window);
    this.offset += used;
    this.pending = window.slice(used);
  }

  /** The file ends within a record: it is being written, or was cut off. */
  get isOpen(): boolean {
    return !this.damage && (this.pending.length > 0 || this.toSkip > 0);
  }

  /** @returns bytes that were used up */
  private readRecords(bytes: Uint8Array): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (bytes.length - at >= HEADER) {
      const length = view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true);
      if (maskedCrc32c(bytes, at, at + 8) !== view.getUint32(at + 8, true))
        return this.fail('the checksum of a record’s length is wrong', at);
      if (length > LARGEST_MESSAGE)
        return this.fail(`a record announces ${length.toLocaleString('en-US')} bytes`, at);
      const end = at + HEADER + length + FOOTER;
      if (length > LONGEST_RECORD) {
        const here = Math.min(end, bytes.length);
        this.toSkip = end - here;
        at = here;
        continue;
      }
      if (end > bytes.length) break;
      if (maskedCrc32c(bytes, at + HEADER, end - FOOTER) !== view.getUint32(end - FOOTER, true))
        return this.fail('the checksum of a record is wrong', at);
      try {
        this.take(bytes, at + HEADER, end - FOOTER);
      } catch (error) {
        if (!(error instanceof MalformedEvent)) throw error;
        return this.fail(`a record is no event (${error.message})`, at);
      }
      at = end;
    }
    return at;
  }

  private fail(what: string, at: number): number {
    this.damage = `At byte ${(this.offset + at).toLocaleString('en-US')} ${what}.`;
    return at;
  }
}

/** A record whose bytes are not an Event. */
export class MalformedEvent extends Error {}
