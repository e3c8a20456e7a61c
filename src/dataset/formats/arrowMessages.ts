/** The messages of an Arrow file or stream: where each stands, without its values. */
import { thousands } from '../words.ts';
import { checkBatch, checkSchema } from './arrowChecks.ts';
import { FlatTable } from './flatTable.ts';
import { damaged, tooLarge, unsupported } from './refusal.ts';
import type { PartReader } from './source.ts';

export interface ArrowMessage {
  kind: 'schema' | 'dictionary' | 'rows';
  offset: number;
  /** With its head and its body. */
  length: number;
  rows: number;
}

const KINDS: Record<number, ArrowMessage['kind']> = { 1: 'schema', 2: 'dictionary', 3: 'rows' };
const CONTINUATION = 0xffffffff;
const LARGEST_HEAD = 2 ** 24;
const LARGEST_MESSAGE = 2 ** 30;
const MOST_MESSAGES = 1_000_000;

/**
 * Walks over the messages, each a length, a head (a flatbuffer `Message`) and a body; in a file the first one follows the
 * magic, and the last one is followed by a length of 0 or the footer.
 * @throws UserError when a message is broken or too large to be held
 */
export async function messagesOf(name: string, parts: PartReader, isFile: boolean): Promise<ArrowMessage[]> {
  const messages: ArrowMessage[] = [];
  let offset = isFile ? 8 : 0;
  while (offset + 4 <= parts.size) {
    const prefix = await parts.read(offset, 8);
    const modern = prefix.readUInt32LE(0) === CONTINUATION;
    const length = modern && prefix.length === 8 ? prefix.readUInt32LE(4) : prefix.readUInt32LE(0);
    if (length === 0) return messages;
    const start = offset + (modern ? 8 : 4);
    if (length > LARGEST_HEAD || start + length > parts.size) {
      throw damaged(
        name,
        `At byte ${thousands(offset)} a message is said to begin with ${thousands(length)} bytes; the file has ${thousands(parts.size)}.`,
      );
    }
    const message = headOf(name, offset, await parts.read(start, length));
    const end = start + length + message.body;
    if (end > parts.size)
      throw damaged(
        name,
        `The message at byte ${thousands(offset)} goes beyond the end of the file: a part of it is missing.`,
      );
    if (end - offset > LARGEST_MESSAGE) {
      throw tooLarge(
        name,
        `A batch of its rows has ${thousands(end - offset)} bytes; up to ${thousands(LARGEST_MESSAGE)} are read at a time.`,
        'Write it in smaller batches.',
      );
    }
    messages.push({ kind: message.kind, offset, length: end - offset, rows: message.rows });
    if (messages.length > MOST_MESSAGES)
      throw tooLarge(
        name,
        `It has more than ${thousands(MOST_MESSAGES)} batches.`,
        'Write it in larger batches.',
      );
    offset = end;
  }
  return messages;
}

/** `Message { version, header_type, header, bodyLength }` with `RecordBatch { length, … }`. */
function headOf(name: string, offset: number, head: Buffer) {
  try {
    const message = new FlatTable(head, head.readInt32LE(0));
    const code = message.field(1, (at) => head.readUInt8(at)) ?? 0;
    const kind = KINDS[code];
    if (!kind) {
      throw unsupported(
        `${name} holds more than a table`,
        `The message at byte ${thousands(offset)} is of the kind ${code}; schemas, dictionaries and batches of rows are read.`,
        'Write it as a table.',
      );
    }
    const body = Number(message.field(3, (at) => head.readBigInt64LE(at)) ?? 0n);
    const header = message.table(2);
    if (!header || !(body >= 0)) throw new RangeError('no header, or a negative length');
    if (kind === 'schema') checkSchema(header);
    return { kind, body, rows: kind === 'schema' ? 0 : checkBatch(header, kind, body) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw damaged(name, `The message at byte ${thousands(offset)} cannot be read.`, error.message);
  }
}
