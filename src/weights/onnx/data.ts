/** Where the values of an ONNX tensor are, and their reading: raw bytes, lists of numbers, another file. */
import { WireType } from '@bufbuild/protobuf/wire';
import { bytesOf, decode } from '../decode.ts';
import { type ByteSource, openSource, readRange, sourceOfBytes } from '../fileSource.ts';
import { partBeside } from '../parts.ts';
import { contiguousPieces, type NumberType } from '../pieces.ts';
import { damaged, truncated } from '../refusal.ts';
import { isShape } from '../shape.ts';
import { countOf, PIECE_LENGTH, type Piece, type TensorEntry } from '../weightFile.ts';
import type { OnnxTensor, Segment } from './model.ts';
import { ONNX_FORMAT } from './parse.ts';
import { numberType } from './types.ts';

/** Numbers with their lowest byte first, varints one after the other, or numbers in another file of `size` bytes. */
export type Data =
  | { kind: 'bytes'; segments: readonly Segment[] }
  | { kind: 'varints'; segments: readonly Segment[] }
  | { kind: 'external'; path: string; offset: number; size: number };

/** Fields that hold each number as a varint, whatever its type. */
const VARINTS = new Set([5, 7, 11]);
/** Lists in several fields, as old writers make them, are put together in memory. */
const MOST_SEGMENTS = 1_000_000;

/**
 * Checks that the values are there, without reading them.
 * @throws UserError `WEIGHTS_DAMAGED`, `WEIGHTS_TRUNCATED`, `WEIGHTS_PART_MISSING`
 */
export async function locate(tensor: OnnxTensor, path: string): Promise<Data> {
  const dtype = numberType(tensor.type)!;
  if (!isShape(tensor.dims))
    throw refusal(path, tensor, 'has a shape of other things than sizes from 0 on', 'Expected sizes.');
  const count = countOf(tensor.dims);
  if (tensor.external) return externalData(tensor, tensor.external, count * bytesOf(dtype), path);
  const field = tensor.segments[0]?.field;
  const segments = tensor.segments.filter((segment) => segment.field === field);
  const isVarints = field !== undefined && VARINTS.has(field);
  const single = isVarints ? 1 : 0;
  const length = segments.reduce(
    (sum, { type, length: bytes }) => sum + (type === WireType.Varint ? single : bytes),
    0,
  );
  const fits = isVarints ? length >= count && length <= 10 * count : length === count * bytesOf(dtype);
  if (!fits || segments.length > MOST_SEGMENTS)
    throw refusal(
      path,
      tensor,
      `has the shape [${tensor.dims.join(', ')}] and ${length.toLocaleString('en-US')} bytes`,
      `Expected ${count.toLocaleString('en-US')} values of ${bytesOf(dtype)} bytes.`,
    );
  return { kind: isVarints ? 'varints' : 'bytes', segments };
}

const refusal = (path: string, { name }: OnnxTensor, found: string, expected: string): Error =>
  damaged(path, ONNX_FORMAT, `The tensor “${name.slice(0, 200)}” ${found}.`, expected);

async function externalData(
  tensor: OnnxTensor,
  external: Map<string, string>,
  bytes: number,
  path: string,
): Promise<Data> {
  const part = await partBeside(path, external.get('location') ?? '', ONNX_FORMAT);
  const offset = Number(external.get('offset') ?? 0);
  const length = Number(external.get('length') ?? part.size - offset);
  if (![offset, length].every((value) => Number.isSafeInteger(value) && value >= 0) || length < bytes)
    throw refusal(
      path,
      tensor,
      `is said to be at byte ${external.get('offset') ?? 0} of ${external.get('location')}${external.has('length') ? `, ${external.get('length')} bytes long` : ''}`,
      `Expected ${bytes.toLocaleString('en-US')} bytes within its ${part.size.toLocaleString('en-US')}.`,
    );
  if (offset + bytes > part.size)
    throw truncated(
      part.path,
      ONNX_FORMAT,
      `The tensor “${tensor.name.slice(0, 200)}” takes the bytes up to ${(offset + bytes).toLocaleString('en-US')} of it, and it has ${part.size.toLocaleString('en-US')}.`,
    );
  return { kind: 'external', path: part.path, offset, size: part.size };
}

/** The values, at most {@link PIECE_LENGTH} at a time. @throws UserError when the file has changed */
export async function* dataPieces(data: Data, entry: TensorEntry, source: ByteSource): AsyncGenerator<Piece> {
  if (data.kind === 'varints') yield* varintPieces(data.segments, entry, source);
  else if (data.kind === 'external') {
    const file = await openSource(data.path);
    try {
      yield* contiguousPieces({ source: file, offset: data.offset }, entry, ONNX_FORMAT);
    } finally {
      await file.close();
    }
  } else yield* contiguousPieces(await regionOf(data.segments, source), entry, ONNX_FORMAT);
}

async function regionOf(segments: readonly Segment[], source: ByteSource) {
  if (segments.length === 1) return { source, offset: segments[0]!.at };
  const parts: Uint8Array[] = [];
  for (const { at, length } of segments) parts.push(await readRange(source, at, length));
  return { source: sourceOfBytes(source.path, Buffer.concat(parts)), offset: 0 };
}

/** Numbers that are stored as varints, float16 and bfloat16 by their bits. */
async function* varintPieces(
  segments: readonly Segment[],
  entry: TensorEntry,
  source: ByteSource,
): AsyncGenerator<Piece> {
  const dtype = entry.dtype as NumberType;
  const total = countOf(entry.shape);
  const packer = new Packer(bytesOf(dtype), Math.min(total, PIECE_LENGTH));
  let count = 0;
  for await (const value of varints(segments, source)) {
    count++;
    packer.add(value);
    if (packer.isFull || count === total) yield decode(packer.take(), dtype, entry.quantization);
    if (count === total) return;
  }
  if (count < total)
    throw truncated(
      source.path,
      ONNX_FORMAT,
      `The tensor “${entry.name.slice(0, 200)}” has ${count.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} values.`,
    );
}

/** Lowest bytes of 64-bit numbers, one after the other. */
class Packer {
  readonly #size: number;
  readonly #view: DataView;
  #at = 0;

  constructor(size: number, count: number) {
    this.#size = size;
    this.#view = new DataView(new ArrayBuffer(size * count));
  }

  get isFull(): boolean {
    return this.#at === this.#view.byteLength;
  }

  add(value: bigint): void {
    const low = Number(BigInt.asUintN(32, value));
    if (this.#size === 8) this.#view.setBigUint64(this.#at, BigInt.asUintN(64, value), true);
    else if (this.#size === 4) this.#view.setUint32(this.#at, low, true);
    else if (this.#size === 2) this.#view.setUint16(this.#at, low & 0xffff, true);
    else this.#view.setUint8(this.#at, low & 0xff);
    this.#at += this.#size;
  }

  take(): Uint8Array {
    const bytes = new Uint8Array(this.#view.buffer, 0, this.#at);
    this.#at = 0;
    return bytes;
  }
}

const WINDOW = 2 ** 16;

async function* varints(segments: readonly Segment[], source: ByteSource): AsyncGenerator<bigint> {
  for (const segment of segments) {
    if (segment.type === WireType.Varint) yield segment.value;
    else yield* packedVarints(segment, source);
  }
}

/** One piece of the file at a time; a number may go on in the next. */
async function* packedVarints({ at, length }: Segment, source: ByteSource): AsyncGenerator<bigint> {
  let value = 0n;
  let shift = 0n;
  for (let done = 0; done < length; done += WINDOW) {
    for (const byte of await readRange(source, at + done, Math.min(WINDOW, length - done))) {
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte >= 0x80 && shift < 70n) continue;
      yield value;
      value = 0n;
      shift = 0n;
    }
  }
}
