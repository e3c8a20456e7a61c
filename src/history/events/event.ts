/**
 * The parts of TensorFlow's Event, Summary and TensorProto messages that hold scalars.
 * Source: tensorflow/core/util/event.proto, framework/summary.proto, framework/tensor.proto.
 */
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { MalformedEvent } from './records.ts';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Receives what an event holds. */
export interface EventVisitor {
  /** The tag is `bytes[from … to)` in UTF-8. @returns whether its value is wanted */
  scalar(tag: Uint8Array, plugin: string | null, step: number, value: number): void;
  /** The plugin's own data, of the first value of a tag. */
  plugin(name: string, content: Uint8Array): void;
  /** A session started at this step: what was logged from it on is abandoned. */
  start(step: number): void;
}

/** Reads messages that lie in one buffer, one after another. */
export class EventParser {
  private readonly reader: BinaryReader;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.reader = new BinaryReader(bytes);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @throws MalformedEvent when lengths or field types contradict the format */
  parse(from: number, to: number, visitor: EventVisitor): void {
    try {
      this.event(from, to, visitor);
    } catch (error) {
      // The reader throws plain errors and RangeErrors; those of this product pass.
      if (error instanceof MalformedEvent || (error instanceof Error && !isFromReader(error))) throw error;
      throw new MalformedEvent('a field reaches beyond its end');
    }
  }

  private event(from: number, to: number, visitor: EventVisitor): void {
    const { reader } = this;
    let step = 0;
    let summaryFrom = 0;
    let summaryTo = 0;
    let started = false;
    reader.pos = from;
    while (reader.pos < to) {
      const key = reader.uint32();
      if (key === ((2 << 3) | VARINT)) step = Number(reader.int64());
      else if (key === ((5 << 3) | BYTES)) {
        summaryTo = this.end(to);
        summaryFrom = reader.pos;
        reader.pos = summaryTo;
      } else if (key === ((7 << 3) | BYTES)) started = this.isStart(this.end(to));
      else this.skip(key, to);
    }
    if (reader.pos !== to) throw new MalformedEvent('a field reaches beyond its end');
    if (started) visitor.start(step);
    if (summaryTo > 0) this.summary(summaryFrom, summaryTo, step, visitor);
  }

  private summary(from: number, to: number, step: number, visitor: EventVisitor): void {
    const { reader } = this;
    reader.pos = from;
    while (reader.pos < to) {
      const key = reader.uint32();
      if (key === ((1 << 3) | BYTES)) this.value(this.end(to), step, visitor);
      else this.skip(key, to);
    }
  }

  private value(to: number, step: number, visitor: EventVisitor): void {
    const { reader } = this;
    let tagFrom = 0;
    let tagTo = 0;
    let plugin: string | null = null;
    let value: number | null = null;
    while (reader.pos < to) {
      const key = reader.uint32();
      if (key === ((1 << 3) | BYTES)) {
        tagTo = this.end(to);
        tagFrom = reader.pos;
        reader.pos = tagTo;
      } else if (key === ((2 << 3) | FIXED32)) value = this.float(to);
      else if (key === ((8 << 3) | BYTES)) value = this.tensor(this.end(to));
      else if (key === ((9 << 3) | BYTES)) plugin = this.metadata(this.end(to), visitor);
      else this.skip(key, to);
    }
    if (value !== null) visitor.scalar(this.bytes.subarray(tagFrom, tagTo), plugin, step, value);
  }

  /** SummaryMetadata: the name of the plugin that draws the tag. */
  private metadata(to: number, visitor: EventVisitor): string | null {
    const { reader } = this;
    let name: string | null = null;
    while (reader.pos < to) {
      const key = reader.uint32();
      if (key !== ((1 << 3) | BYTES)) {
        this.skip(key, to);
        continue;
      }
      const end = this.end(to);
      let content: Uint8Array = new Uint8Array(0);
      while (reader.pos < end) {
        const inner = reader.uint32();
        if (inner === ((1 << 3) | BYTES)) name = new TextDecoder().decode(this.take(end));
        else if (inner === ((2 << 3) | BYTES)) content = this.take(end);
        else this.skip(inner, end);
      }
      if (name !== null) visitor.plugin(name, content);
    }
    return name;
  }

  /** The number of a TensorProto with one element; null for any other. */
  private tensor(to: number): number | null {
    const { reader } = this;
    let dtype = 0;
    let content: [number, number] | null = null;
    let value: number | null = null;
    let count = 0;
    while (reader.pos < to) {
      const key = reader.uint32();
      const field = key >>> 3;
      if (key === ((1 << 3) | VARINT)) dtype = reader.uint32();
      else if (key === ((4 << 3) | BYTES)) {
        const end = this.end(to);
        content = [reader.pos, end];
        reader.pos = end;
      } else if (ELEMENT_FIELDS.has(field) && (key & 7) === BYTES) {
        // Packed elements: one of them, if all of the bytes are used by the first.
        const end = this.end(to);
        if (reader.pos === end) continue;
        value = this.element(field, end);
        count += reader.pos === end ? 1 : 2;
        reader.pos = end;
      } else if (ELEMENT_FIELDS.has(field)) {
        value = this.element(field, to);
        count++;
      } else this.skip(key, to);
    }
    if (content && content[1] > content[0]) return this.contentOf(dtype, content[0], content[1]);
    if (count !== 1 || value === null) return null;
    if (dtype === HALF) return halfToNumber(value);
    return dtype === BFLOAT16 ? bfloat16ToNumber(value) : value;
  }

  private element(field: number, to: number): number {
    if (field === 5) return this.float(to);
    if (field === 6) return this.double(to);
    return Number(this.reader.int64());
  }

  private contentOf(dtype: number, from: number, to: number): number | null {
    const read = CONTENT[dtype];
    return read && read.size === to - from ? read.read(this.view, from) : null;
  }

  /** SessionLog: status START. */
  private isStart(to: number): boolean {
    const { reader } = this;
    let status = 0;
    while (reader.pos < to) {
      const key = reader.uint32();
      if (key === ((1 << 3) | VARINT)) status = reader.uint32();
      else this.skip(key, to);
    }
    return status === 1;
  }

  private float(to: number): number {
    const { pos } = this.reader;
    if (pos + 4 > to) throw new MalformedEvent('a field reaches beyond its end');
    this.reader.pos = pos + 4;
    return this.view.getFloat32(pos, true);
  }

  private double(to: number): number {
    const { pos } = this.reader;
    if (pos + 8 > to) throw new MalformedEvent('a field reaches beyond its end');
    this.reader.pos = pos + 8;
    return this.view.getFloat64(pos, true);
  }

  private take(limit: number): Uint8Array {
    const end = this.end(limit);
    const bytes = this.bytes.subarray(this.reader.pos, end);
    this.reader.pos = end;
    return bytes;
  }

  /** Where the field ends whose length follows. */
  private end(limit: number): number {
    const length = this.reader.uint32();
    const end = this.reader.pos + length;
    if (end > limit) throw new MalformedEvent('a field reaches beyond its end');
    return end;
  }

  private skip(key: number, limit: number): void {
    const { reader } = this;
    const wire = key & 7;
    if (key >>> 3 === 0) throw new MalformedEvent('a field has the number 0');
    if (wire === VARINT) reader.uint32();
    else if (wire === FIXED64) reader.pos += 8;
    else if (wire === FIXED32) reader.pos += 4;
    else if (wire === BYTES) reader.pos = this.end(limit);
    else throw new MalformedEvent(`a field has the wire type ${wire}`);
    if (reader.pos > limit) throw new MalformedEvent('a field reaches beyond its end');
  }
}

const isFromReader = (error: Error) =>
  error instanceof RangeError || error.message === 'invalid varint' || error.message.startsWith('illegal');

/** float_val, double_val, int_val, int64_val, half_val, uint32_val, uint64_val. */
const ELEMENT_FIELDS = new Set([5, 6, 7, 10, 13, 16, 17]);
const HALF = 19;
const BFLOAT16 = 14;

/** `tensor_content` by DataType: DT_FLOAT, DOUBLE, INT32, UINT8, INT16, INT8, INT64, BFLOAT16, UINT16, HALF, UINT32. */
const CONTENT: Record<number, { size: number; read(view: DataView, at: number): number }> = {
  1: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  2: { size: 8, read: (view, at) => view.getFloat64(at, true) },
  3: { size: 4, read: (view, at) => view.getInt32(at, true) },
  4: { size: 1, read: (view, at) => view.getUint8(at) },
  5: { size: 2, read: (view, at) => view.getInt16(at, true) },
  6: { size: 1, read: (view, at) => view.getInt8(at) },
  9: { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  14: { size: 2, read: (view, at) => bfloat16ToNumber(view.getUint16(at, true)) },
  17: { size: 2, read: (view, at) => view.getUint16(at, true) },
  19: { size: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) },
  22: { size: 4, read: (view, at) => view.getUint32(at, true) },
};

const WORD = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function bfloat16ToNumber(bits: number): number {
  WORD.setUint32(0, (bits & 0xffff) * 65_536);
  return WORD.getFloat32(0);
}

/** IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 bits of mantissa. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15));
}
