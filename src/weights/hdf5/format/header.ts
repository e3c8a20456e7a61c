/** The header of a group or a dataset: a list of messages. Source: HDF5 File Format Specification 3.0, IV.A.1. */
import { Cursor } from './cursor.ts';
import { addressOf, expectSignature, type Store } from './store.ts';

export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  oldFill: 0x04,
  fill: 0x05,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** A message that stands elsewhere; only its address is here. */
const SHARED = 0x02;
const MOST_BLOCKS = 10_000;

export interface Message {
  type: number;
  data: Uint8Array;
  shared: boolean;
}

/** One stretch of messages. */
interface Block {
  cursor: Cursor;
  version: 1 | 2;
  /** Each message says when it was made, which is of no use here. */
  ordered: boolean;
}

/** @throws UserError `WEIGHTS_DAMAGED`, or RangeError, when there is no header at the address */
export async function messagesOf(store: Store, address: number): Promise<Message[]> {
  const messages: Message[] = [];
  const first = await firstBlock(store, address);
  const blocks = [first];
  const seen = new Set<number>();
  for (let block = blocks.pop(); block; block = blocks.pop()) {
    for (const message of messagesIn(block)) {
      if (message.type !== MESSAGE.continuation) messages.push(message);
      else blocks.push(await nextBlock(store, message, first, seen));
    }
  }
  return messages;
}

async function firstBlock(store: Store, address: number): Promise<Block> {
  const cursor = await store.read(address, 64);
  const version = cursor.u8();
  if (version === 1) {
    const size = cursor.skip(7).u32();
    const body = await store.read(address + 16, size);
    return { cursor: new Cursor(body.take(size)), version: 1, ordered: false };
  }
  cursor.at = 0;
  expectSignature(store, cursor, 'OHDR', 'The header of an object');
  if (cursor.u8() !== 2) throw store.damaged('A header has an unknown version.', 'Expected version 1 or 2.');
  const flags = cursor.u8();
  cursor.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
  const size = cursor.uint(2 ** (flags & 3));
  const body = await store.read(address + cursor.at, size);
  return { cursor: new Cursor(body.take(size)), version: 2, ordered: (flags & 4) !== 0 };
}

async function nextBlock(store: Store, message: Message, first: Block, seen: Set<number>): Promise<Block> {
  const where = new Cursor(message.data);
  const address = addressOf(where, store.offsetSize);
  const size = where.uint(store.lengthSize);
  if (address === undefined || seen.has(address) || seen.size > MOST_BLOCKS)
    throw store.damaged('A header continues in itself.', 'Expected each of its blocks once.');
  seen.add(address);
  const cursor = new Cursor((await store.read(address, size)).take(size));
  if (first.version === 1) return { ...first, cursor };
  expectSignature(store, cursor, 'OCHK', 'The second part of a header');
  return { ...first, cursor: new Cursor(cursor.take(cursor.left - 4)) };
}

function* messagesIn({ cursor, version, ordered }: Block): Generator<Message> {
  const prefix = version === 1 ? 8 : ordered ? 6 : 4;
  while (cursor.left >= prefix) {
    const type = version === 1 ? cursor.u16() : cursor.u8();
    const size = cursor.u16();
    const flags = cursor.u8();
    cursor.skip(version === 1 ? 3 : ordered ? 2 : 0);
    yield { type, data: cursor.take(size), shared: (flags & SHARED) !== 0 };
  }
}

/**
 * The message's own bytes; of a shared one (a named type), those at its address.
 * @throws UserError `WEIGHTS_DAMAGED` when they are not there
 */
export async function contentOf(store: Store, message: Message): Promise<Cursor> {
  if (!message.shared) return new Cursor(message.data);
  const cursor = new Cursor(message.data);
  const version = cursor.u8();
  const inHeap = cursor.u8() === 1 && version === 3;
  if (version === 1) cursor.skip(6);
  const address = inHeap ? undefined : addressOf(cursor, store.offsetSize);
  const found =
    address === undefined
      ? undefined
      : (await messagesOf(store, address)).find(({ type, shared }) => type === message.type && !shared);
  if (!found) throw store.damaged('It refers to a type that is not there.', 'Expected a named type.');
  return new Cursor(found.data);
}
