/** JSON in files of others: measured before it is parsed. */
import { formatBytes, formatCount } from '../words.ts';
import { type ByteSource, readRange } from './fileSource.ts';
import { beyondLimits, damaged, LARGEST_HEADER_BYTES, MOST_TENSORS } from './refusal.ts';

/** Values of all kinds in one document. */
const MOST_VALUES = 2_000_000;
/** Of one object: a name for each tensor and one for the metadata. */
const MOST_KEYS = MOST_TENSORS + 1;
const DEEPEST = 200;

export type JsonObject = Record<string, unknown>;

/**
 * A JSON object out of the bytes of a file.
 * @param format for messages: `safetensors`
 * @throws UserError `WEIGHTS_DAMAGED` when it is not UTF-8, not JSON, not an object or names a key of the object twice;
 *   `WEIGHTS_LIMIT` beyond 100 MB, 2 million values or 200 levels
 */
export async function readObject(
  source: ByteSource,
  offset: number,
  length: number,
  format: string,
): Promise<JsonObject> {
  const { path } = source;
  if (length > LARGEST_HEADER_BYTES)
    throw beyondLimits(
      path,
      `Its description takes ${formatBytes(length)}.`,
      `At most ${formatBytes(LARGEST_HEADER_BYTES)} are read.`,
    );
  const bytes = await readRange(source, offset, length);
  const keys = keysOf(bytes, path);
  const value = parse(bytes, path, format);
  if (!isObject(value)) throw damaged(path, format, 'Its description is no object.', 'Expected { … }.');
  if (Object.keys(value).length !== keys)
    throw damaged(path, format, 'Its description names something twice.', 'Expected each name once.');
  return value;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(bytes: Uint8Array, path: string, format: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw damaged(path, format, 'Its description is not JSON.', 'Expected { "name": … }.');
    throw damaged(path, format, 'Its description is not text in UTF-8.', 'Expected JSON.');
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;

/** Counts the keys of the outermost object, and refuses what would fill the memory when parsed. */
function keysOf(bytes: Uint8Array, path: string): number {
  /** Keys so far of the object that is open at each level; a list has none. */
  const keys = [0, 0];
  const total = { keys: 0, values: 1 };
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = endOfText(bytes, at + 1);
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > DEEPEST) throw tooMuch(path, `It nests over ${DEEPEST} levels.`);
      if (depth > 1) keys[depth] = 0;
      total.values++;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
    else if (byte === COMMA) total.values++;
    else if (byte === COLON) {
      keys[depth] = (keys[depth] ?? 0) + 1;
      total.keys++;
      if (keys[depth]! > MOST_KEYS)
        throw tooMuch(path, `An object in it has over ${formatCount(MOST_KEYS, 'name')}.`);
    }
    if (total.values > MOST_VALUES || total.keys > MOST_VALUES / 2)
      throw tooMuch(path, `It has over ${formatCount(MOST_VALUES, 'value')}.`);
  }
  return keys[1]!;
}

const tooMuch = (path: string, found: string) =>
  beyondLimits(path, found, 'A description of weights needs less.');

/** Position of the quote that ends a string. */
function endOfText(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
