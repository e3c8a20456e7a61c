/** Thrift's compact protocol, checked before a library that trusts it reads it. */

const [TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, STRUCT] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12,
];
const DEEPEST = 32;
/** A 64-bit number has at most ten bytes of seven bits. */
const LONGEST_NUMBER = 10;

/**
 * Walks over a structure and returns the place behind it. Nothing is kept, and every length is held against the bytes
 * that are left.
 * @throws RangeError when the structure is broken
 */
export function skipStruct(bytes: Uint8Array, start: number, depth = 0): number {
  if (depth > DEEPEST) throw new RangeError('structures are nested too deeply');
  let at = start;
  while (true) {
    const field = byteAt(bytes, at++);
    if ((field & 15) === 0) return at;
    if (field >> 4 === 0) at = skipNumber(bytes, at);
    at = skipValue(bytes, at, field & 15, depth, false);
  }
}

function skipValue(bytes: Uint8Array, at: number, type: number, depth: number, inList: boolean): number {
  switch (type) {
    case TRUE:
    case FALSE:
      return inList ? at + 1 : at;
    case BYTE:
      return at + 1;
    case I16:
    case I32:
    case I64:
      return skipNumber(bytes, at);
    case DOUBLE:
      return at + 8;
    case BINARY: {
      const [length, start] = readNumber(bytes, at);
      return within(bytes, start + length);
    }
    case LIST:
    case SET:
      return skipList(bytes, at, depth);
    case STRUCT:
      return skipStruct(bytes, at, depth + 1);
    default:
      throw new RangeError(`a field has the unknown type ${type}`);
  }
}

function skipList(bytes: Uint8Array, at: number, depth: number): number {
  const head = byteAt(bytes, at);
  let [size, next] = [head >> 4, at + 1];
  if (size === 15) [size, next] = readNumber(bytes, next);
  // Every element has at least one byte.
  within(bytes, next + size);
  for (let i = 0; i < size; i++) next = skipValue(bytes, next, head & 15, depth + 1, true);
  return next;
}

const skipNumber = (bytes: Uint8Array, at: number): number => readNumber(bytes, at)[1];

function readNumber(bytes: Uint8Array, start: number): [value: number, next: number] {
  let value = 0;
  for (let i = 0; i < LONGEST_NUMBER; i++) {
    const byte = byteAt(bytes, start + i);
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return [value, start + i + 1];
  }
  throw new RangeError('a number is longer than ten bytes');
}

function byteAt(bytes: Uint8Array, at: number): number {
  within(bytes, at + 1);
  return bytes[at]!;
}

function within(bytes: Uint8Array, end: number): number {
  if (end > bytes.length) throw new RangeError('a structure goes beyond the end');
  return end;
}
