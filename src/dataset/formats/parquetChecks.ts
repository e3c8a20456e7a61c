/** Encoded values of a page: whether what they announce can be. All throw RangeError. */
import type { Encoding } from 'hyparquet';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import type { ColumnDecoder } from './parquetFile.ts';
import { checkDelta, checkHybrid } from './parquetRuns.ts';

/**
 * How many of the values are missing, by their definition levels of one bit.
 * @param place of the levels; left out, they begin the page behind four bytes with their length
 * @returns the number and the place behind the levels
 */
export function countNulls(
  bytes: Uint8Array,
  count: number,
  place?: { start: number; length: number },
): [nulls: number, end: number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { start, length } = place ?? { start: 4, length: view.getUint32(0, true) };
  const end = start + length;
  if (end > bytes.length) throw new RangeError('levels beyond the end of the page');
  checkHybrid(bytes, start, end, 1, count);
  const levels: number[] = new Array(count);
  readRleBitPackedHybrid({ view, offset: start }, 1, levels, length);
  let nulls = 0;
  for (const level of levels) if (level !== 1) nulls++;
  return [nulls, end];
}

/** Texts built from those before them may become much longer than the page. */
const MOST_TEXT = 2 ** 28;

/** Runs and lengths of the values from `start` on; what is plain is checked as it is read. */
export function checkValues(
  bytes: Uint8Array,
  start: number,
  encoding: Encoding,
  { type }: ColumnDecoder,
  count: number,
): void {
  const end = bytes.length;
  const values = bytes.subarray(start);
  switch (encoding) {
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      checkHybrid(bytes, start + 1, end, bytes[start] ?? Number.POSITIVE_INFINITY, count);
      break;
    case 'RLE':
      // Only of true and false; four bytes have the length.
      if (type !== 'BOOLEAN') throw new RangeError('runs of values that are not true or false');
      checkHybrid(bytes, start + 4, end, 1, count);
      break;
    case 'DELTA_BINARY_PACKED':
    case 'DELTA_LENGTH_BYTE_ARRAY':
      checkDelta(values, 0, count);
      break;
    case 'DELTA_BYTE_ARRAY':
      checkPrefixes(values, count);
      break;
    default:
      break;
  }
}

function checkPrefixes(bytes: Uint8Array, count: number): void {
  const after = checkDelta(bytes, 0, count);
  checkDelta(bytes, after, count);
  const prefixes = new Int32Array(count);
  deltaBinaryUnpack(
    { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 },
    count,
    prefixes,
  );
  let total = 0;
  for (const prefix of prefixes) total += Math.abs(prefix);
  if (total > MOST_TEXT) throw new RangeError(`texts of ${total} bytes`);
}
