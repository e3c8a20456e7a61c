/** The header of a .safetensors file: which tensors there are and where. */
import { bytesOf } from '../decode.ts';
import { type ByteSource, readRange } from '../fileSource.ts';
import { isObject, type JsonObject, readObject } from '../json.ts';
import type { NumberType } from '../pieces.ts';
import { beyondLimits, damaged, LARGEST_HEADER_BYTES, truncated, unsupported } from '../refusal.ts';
import { isShape } from '../shape.ts';
import { countOf } from '../weightFile.ts';

export const SAFETENSORS = 'safetensors';

export interface StoredTensor {
  name: string;
  dtype: NumberType;
  shape: number[];
  /** Of its first byte in the file. */
  offset: number;
}

export interface SafetensorsHeader {
  /** In the order of their bytes. */
  tensors: StoredTensor[];
  metadata: Record<string, string>;
}

const DTYPES: Record<string, NumberType> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F8_E4M3: 'float8_e4m3fn',
  F8_E4M3FNUZ: 'float8_e4m3fnuz',
  F8_E5M2: 'float8_e5m2',
  F8_E5M2FNUZ: 'float8_e5m2fnuz',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U64: 'uint64',
  U32: 'uint32',
  U16: 'uint16',
  U8: 'uint8',
  BOOL: 'bool',
  C64: 'complex64',
};
/** Of the format, and of no whole number of bytes or a power of two only. */
const UNREAD = new Set(['F4', 'F6_E2M3', 'F6_E3M2', 'F8_E8M0']);

/**
 * Reads and checks the header: an unsigned 64-bit little-endian length, a JSON object of that length, the tensors' bytes;
 * these follow each other without holes or overlaps and fill the rest of the file.
 * Source: the format's specification, huggingface/safetensors.
 * @throws UserError `WEIGHTS_DAMAGED`, `WEIGHTS_TRUNCATED`, `WEIGHTS_LIMIT`; `WEIGHTS_UNSUPPORTED` for numbers of 4 or 6 bits
 */
export async function readHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const { path } = source;
  const length = await headerLength(source);
  const { __metadata__, ...entries } = await readObject(source, 8, length, SAFETENSORS);
  const tensors = Object.entries(entries).map(([name, entry]) => tensorOf(path, name, entry));
  tensors.sort((a, b) => a.start - b.start || a.end - b.end);
  checkCover(path, tensors, source.size - 8 - length);
  return {
    tensors: tensors.map(({ name, dtype, shape, start }) => ({
      name,
      dtype,
      shape,
      offset: 8 + length + start,
    })),
    metadata: metadataOf(path, __metadata__),
  };
}

async function headerLength(source: ByteSource): Promise<number> {
  const { path, size } = source;
  if (size < 8) throw truncated(path, SAFETENSORS, `It has ${size} bytes; the length of its header takes 8.`);
  const start = await readRange(source, 0, Math.min(size, 9));
  const length = Number(Buffer.from(start.buffer).readBigUInt64LE(0));
  if (length > LARGEST_HEADER_BYTES)
    throw beyondLimits(path, `It announces a header of ${length} bytes.`, 'At most 100 MB are read.');
  if (8 + length > size)
    throw truncated(
      path,
      SAFETENSORS,
      `It announces a header of ${length} bytes and has ${size - 8} after its length.`,
    );
  if (start[8] !== '{'.charCodeAt(0))
    throw damaged(path, SAFETENSORS, 'Its header does not begin with “{”.', 'Expected a JSON object.');
  return length;
}

interface Placed extends Omit<StoredTensor, 'offset'> {
  /** In bytes after the header. */
  start: number;
  end: number;
}

function tensorOf(path: string, name: string, entry: unknown): Placed {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : ({} as JsonObject);
  const wrong = (found: string, expected: string) => damaged(path, SAFETENSORS, found, expected);
  if (typeof dtype !== 'string')
    throw wrong(`Its tensor “${name}” has no dtype.`, 'Expected one such as “F32”.');
  if (UNREAD.has(dtype))
    throw unsupported(
      path,
      `Its tensor “${name}” is stored as ${dtype}: numbers of 4 or 6 bits and pure exponents are not read.`,
      'Save it in another precision.',
    );
  const type = Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined;
  if (!type)
    throw unsupported(
      path,
      `Its tensor “${name}” has the unknown dtype “${dtype}”.`,
      'Save it as F32 or BF16.',
    );
  if (!isShape(shape))
    throw wrong(`The shape of its tensor “${name}” is none.`, 'Expected a list of whole numbers from 0 on.');
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(Number.isSafeInteger))
    throw wrong(`Its tensor “${name}” has no data_offsets.`, 'Expected two whole numbers.');
  const [start, end] = offsets as [number, number];
  if (start < 0 || end - start !== countOf(shape) * bytesOf(type))
    throw wrong(
      `Its tensor “${name}” takes bytes ${start} to ${end}.`,
      `Expected ${countOf(shape) * bytesOf(type)} bytes for ${dtype} of shape [${shape.join(', ')}].`,
    );
  return { name, dtype: type, shape, start, end };
}

function checkCover(path: string, tensors: readonly Placed[], size: number): void {
  let at = 0;
  for (const { name, start, end } of tensors) {
    if (start !== at)
      throw damaged(
        path,
        SAFETENSORS,
        `Its tensor “${name}” begins at byte ${start}, where the one before it ends at ${at}.`,
        'Expected tensors without holes and overlaps.',
      );
    at = end;
  }
  if (at > size) throw truncated(path, SAFETENSORS, `Its tensors take ${at} bytes; ${size} are there.`);
  if (at < size)
    throw damaged(
      path,
      SAFETENSORS,
      `After its last tensor there are ${size - at} more bytes.`,
      'Expected none.',
    );
}

function metadataOf(path: string, metadata: unknown): Record<string, string> {
  if (metadata === undefined || metadata === null) return {};
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string'))
    throw damaged(path, SAFETENSORS, 'Its __metadata__ holds more than text.', 'Expected strings.');
  return metadata as Record<string, string>;
}
