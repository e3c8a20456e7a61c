/**
 * The safetensors format: an unsigned 64-bit little-endian header length, a JSON header, the tensors' bytes.
 * Source: the format's specification, huggingface/safetensors. Only float32 is written and read here.
 */

export interface NamedTensor {
  name: string;
  shape: number[];
  values: Float32Array;
}

export interface TensorFile {
  tensors: NamedTensor[];
  metadata: Record<string, string>;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** The bytes of a safetensors file with float32 tensors. */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, HeaderEntry | Record<string, string>> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = JSON.stringify(header);
  // Padding with spaces keeps the data aligned to 8 bytes, as the specification asks.
  const text = new TextEncoder().encode(json + ' '.repeat((8 - (Buffer.byteLength(json) % 8)) % 8));
  const bytes = new Uint8Array(8 + text.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let at = 8 + text.length;
  for (const { values } of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** @throws Error when the bytes are not a complete safetensors file of float32 tensors */
export function decodeTensors(bytes: Uint8Array): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 8 ? Number(view.getBigUint64(0, true)) : Number.POSITIVE_INFINITY;
  if (length > bytes.length - 8)
    throw new Error(`safetensors: the header does not fit in ${bytes.length} bytes`);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const { __metadata__: metadata = {}, ...entries } = header as Record<string, HeaderEntry> & {
    __metadata__?: Record<string, string>;
  };
  const data = bytes.subarray(8 + length);
  const tensors = Object.entries(entries as Record<string, HeaderEntry>).map(([name, entry]) => {
    const [from, to] = entry.data_offsets;
    if (entry.dtype !== 'F32') throw new Error(`safetensors: ${name} is ${entry.dtype}, expected F32`);
    if (!(from >= 0 && from <= to && to <= data.length))
      throw new Error(`safetensors: ${name} lies outside the file`);
    // A copy: a float32 view needs an aligned offset, and a Buffer's slice() would share the whole file's memory.
    const copy = new Uint8Array(to - from);
    copy.set(data.subarray(from, to));
    return { name, shape: entry.shape, values: new Float32Array(copy.buffer) };
  });
  return { tensors, metadata };
}
