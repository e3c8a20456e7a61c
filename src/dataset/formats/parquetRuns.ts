/** Runs within a page, walked before they are decoded: a library that trusts their lengths would write them all. */

/** A number of at most 64 bits, seven of them a byte. @throws RangeError when it is longer, or the bytes end */
function readNumber(bytes: Uint8Array, start: number, end: number): [value: number, next: number] {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    if (start + i >= end) throw new RangeError('a number beyond the end of the page');
    const byte = bytes[start + i]!;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return [value, start + i + 1];
  }
  throw new RangeError('a number of more than 64 bits');
}

/**
 * Runs of equal values and of packed ones (RLE/bit-packing hybrid): together no longer than the values asked for, but for
 * the packed eights at the end.
 * @throws RangeError otherwise
 */
export function checkHybrid(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  count: number,
): void {
  if (width > 32) throw new RangeError(`values of ${width} bits`);
  let [at, seen] = [start, 0];
  while (seen < count) {
    const [header, next] = readNumber(bytes, at, end);
    const packed = header % 2 === 1;
    const values = packed ? 8 * Math.floor(header / 2) : Math.floor(header / 2);
    if (values === 0 || header > 2 ** 31 - 1) throw new RangeError(`a run of ${values} values`);
    if (seen + values > count + (packed ? LONGEST_PADDING : 0))
      throw new RangeError(`a run of ${values} values where ${count - seen} are left`);
    at = next + (packed ? 0 : Math.ceil(width / 8));
    // The packed values at the end may lack the bytes that would only fill them up.
    if (packed) at = Math.min(end, at + (values / 8) * width);
    if (at > end) throw new RangeError('a run beyond the end of the page');
    seen += values;
  }
}

/** Some writers fill their last run of packed values up to 504. */
const LONGEST_PADDING = 512;

/**
 * Differences in blocks of packed values (DELTA_BINARY_PACKED).
 * @returns the place behind them
 * @throws RangeError when a length in them cannot be
 */
export function checkDelta(bytes: Uint8Array, start: number, count: number): number {
  const end = bytes.length;
  const [block, afterBlock] = readNumber(bytes, start, end);
  const [perBlock, afterPer] = readNumber(bytes, afterBlock, end);
  const [, afterTotal] = readNumber(bytes, afterPer, end);
  let at = readNumber(bytes, afterTotal, end)[1];
  const values = block / perBlock;
  if (block > 2 ** 20 || !Number.isInteger(values) || values < 1 || values % 8 !== 0)
    throw new RangeError(`blocks of ${block} values`);
  for (let seen = 1; seen < count; ) {
    const widths = readNumber(bytes, at, end)[1];
    at = widths + perBlock;
    if (at > end) throw new RangeError('a block beyond the end of the page');
    for (let i = 0; i < perBlock && seen < count; i++, seen += values) {
      const width = bytes[widths + i]!;
      if (width > 64) throw new RangeError(`differences of ${width} bits`);
      at += (values * width) / 8;
    }
  }
  return Math.min(at, end);
}
