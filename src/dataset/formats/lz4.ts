/** LZ4: blocks, and the frames around them that Arrow files have. */

/**
 * Appends an LZ4 block (literals and copies of what stands before) to the output.
 * @returns the length of the output after it
 * @throws RangeError when it does not fit into the output, or copies from before its beginning
 */
export function unpackBlock(input: Uint8Array, output: Uint8Array, start: number): number {
  let [at, to] = [0, start];
  const length = (nibble: number): number => {
    let sum = nibble;
    let byte = nibble === 15 ? 255 : 0;
    while (byte === 255) {
      byte = input[at++] ?? 0;
      sum += byte;
    }
    return sum;
  };
  while (at < input.length) {
    const token = input[at++]!;
    const literals = length(token >> 4);
    if (at + literals > input.length || to + literals > output.length)
      throw new RangeError('LZ4: literals too long');
    output.set(input.subarray(at, at + literals), to);
    [at, to] = [at + literals, to + literals];
    if (at >= input.length) return to;
    const back = input[at]! | ((input[at + 1] ?? 0) << 8);
    at += 2;
    const copied = length(token & 15) + 4;
    if (back === 0 || back > to || to + copied > output.length)
      throw new RangeError('LZ4: copy out of range');
    for (const end = to + copied; to < end; to++) output[to] = output[to - back]!;
  }
  return to;
}

const MAGIC = 0x184d2204;

/** A frame: magic, flags, then blocks with their lengths; a length with the highest bit set is of a block as it is. */
export function unpackFrame(input: Uint8Array, length: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError('LZ4: no frame');
  const flags = input[4]!;
  // Version and flags, block size, then the length of the content and the number of a dictionary, when there, and a check sum.
  let at = 6 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0) + 1;
  const output = new Uint8Array(length);
  let to = 0;
  while (true) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) break;
    const packed = input.subarray(at, at + (size & 0x7fffffff));
    if (size >>> 31) {
      output.set(packed, to);
      to += packed.length;
    } else {
      to = unpackBlock(packed, output, to);
    }
    at += packed.length + (flags & 16 ? 4 : 0);
  }
  if (to !== length) throw new RangeError(`LZ4: ${to} bytes instead of ${length}`);
  return output;
}

/** Blocks as Hadoop writes them, each behind its two lengths (big-endian); otherwise a single plain block. */
export function unpackHadoop(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  let [at, to] = [0, 0];
  try {
    while (at < input.length) {
      const [unpacked, packed] = [view.getUint32(at), view.getUint32(at + 4)];
      if (at + 8 + packed > input.length || to + unpacked > length)
        throw new RangeError('LZ4: no Hadoop block');
      to = unpackBlock(input.subarray(at + 8, at + 8 + packed), output, to);
      at += 8 + packed;
    }
    if (to === length) return output;
  } catch {
    // Not from Hadoop: read below.
  }
  unpackBlock(input, output, 0);
  return output;
}
