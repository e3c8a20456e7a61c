/** Undoes what a chunk went through before it was written. Sources: HDF5 File Format Specification 3.0, IV.A.2.l; LibLZF 3.6. */
import { inflateSync } from 'node:zlib';
import { FILTER, type Filter } from './layout.ts';

const CHECKSUM_BYTES = 4;

/**
 * @param mask bit i: filter i was left out for this chunk
 * @param length of the chunk's values in bytes; more is never made
 * @throws Error when the bytes are not what the filter makes
 */
export function unfiltered(
  stored: Uint8Array,
  filters: readonly Filter[],
  mask: number,
  length: number,
): Uint8Array {
  let bytes = stored;
  for (let index = filters.length - 1; index >= 0; index--) {
    const { id, parameters } = filters[index]!;
    if (mask & (1 << index)) continue;
    if (id === FILTER.deflate) bytes = inflated(bytes, length + CHECKSUM_BYTES);
    else if (id === FILTER.lzf) bytes = lzf(bytes, length);
    else if (id === FILTER.shuffle) bytes = unshuffled(bytes, parameters[0] ?? 1);
    // The checksum stands behind the values.
    else bytes = bytes.subarray(0, -CHECKSUM_BYTES);
  }
  return bytes;
}

/** In one buffer of the right size, instead of many small ones that are joined in the end. */
const inflated = (bytes: Uint8Array, most: number): Uint8Array =>
  inflateSync(bytes, { maxOutputLength: most, chunkSize: Math.max(64, most) });

/** Shuffled: first all first bytes of the elements, then all second ones … */
function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / size);
  if (count < 2) return bytes;
  const result = new Uint8Array(bytes);
  for (let part = 0; part < size; part++)
    for (let index = 0; index < count; index++) result[index * size + part] = bytes[part * count + index]!;
  return result;
}

/** A byte below 32: that many literals follow and one more; otherwise a length and how far back to copy from. */
function lzf(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  let from = 0;
  let to = 0;
  while (from < bytes.length) {
    const control = bytes[from++]!;
    if (control < 32) {
      result.set(bytes.subarray(from, from + control + 1), to);
      from += control + 1;
      to += control + 1;
      continue;
    }
    const run = (control >> 5 === 7 ? 7 + bytes[from++]! : control >> 5) + 2;
    const back = to - (((control & 31) << 8) | bytes[from++]!) - 1;
    if (!(back >= 0 && to + run <= length)) throw new RangeError('a copy from outside');
    for (let index = 0; index < run; index++) result[to + index] = result[back + index]!;
    to += run;
  }
  return result.subarray(0, to);
}
