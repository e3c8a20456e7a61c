/** The values of a tensor that lies in a file in one go. */
import { bytesOf, decode } from './decode.ts';
import type { ByteSource } from './fileSource.ts';
import { truncated } from './refusal.ts';
import { countOf, type DType, PIECE_LENGTH, type Piece, type TensorEntry } from './weightFile.ts';

/** Where a tensor's bytes are. */
export interface Region {
  source: ByteSource;
  /** Of its first byte. */
  offset: number;
  /** The numbers are stored with their highest byte first. */
  bigEndian?: boolean;
}

export type NumberType = Exclude<DType, 'string'>;

/**
 * The values in the order of the file, at most {@link PIECE_LENGTH} at a time, from one buffer; none of text.
 * @param format for messages: `safetensors`
 * @throws UserError `WEIGHTS_TRUNCATED` when the bytes are not there any more
 */
export async function* contiguousPieces(
  { source, offset, bigEndian }: Region,
  tensor: TensorEntry,
  format: string,
): AsyncGenerator<Piece> {
  const { dtype } = tensor;
  if (dtype === 'string') return;
  const size = bytesOf(dtype);
  const count = countOf(tensor.shape);
  const buffer = new Uint8Array(size * Math.min(PIECE_LENGTH, count));
  for (let at = 0; at < count; at += PIECE_LENGTH) {
    const bytes = buffer.subarray(0, size * Math.min(PIECE_LENGTH, count - at));
    await readOrRefuse(source, offset + size * at, bytes, format);
    if (bigEndian) swapBytes(bytes, dtype);
    yield decode(bytes, dtype, tensor.quantization);
  }
}

/** @throws UserError `WEIGHTS_TRUNCATED` when the file has become shorter since it was opened */
export async function readOrRefuse(
  source: ByteSource,
  offset: number,
  into: Uint8Array,
  format: string,
): Promise<void> {
  try {
    await source.read(offset, into);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw truncated(source.path, format, 'It has become shorter since it was opened.');
  }
}

/** Reverses the bytes of each number in place; of a complex number, of each of its parts. */
export function swapBytes(bytes: Uint8Array, dtype: NumberType): void {
  const size = bytesOf(dtype) / (dtype.startsWith('complex') ? 2 : 1);
  if (size === 1) return;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else buffer.swap64();
}
