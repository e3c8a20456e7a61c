/** The names in a group. Source: HDF5 File Format Specification 3.0, III.C, III.D, IV.A.2.c, g and r. */
import { formatCount } from '../../../words.ts';
import { beyondLimits } from '../../refusal.ts';
import { leavesOf } from './btree1.ts';
import { recordsOf } from './btree2.ts';
import { Cursor, textOf } from './cursor.ts';
import { heapAt } from './fractalHeap.ts';
import { contentOf, MESSAGE, type Message } from './header.ts';
import { addressOf, expectSignature, type Store } from './store.ts';

export type Link = { name: string } & (
  | { kind: 'object'; address: number }
  /** A path in this file. */
  | { kind: 'soft' }
  /** A path in another file, or something of the user's. */
  | { kind: 'external' }
);

const LONGEST_NAME = 4096;
const MOST_LINKS = 400_000;
const NAME_RECORDS = 5;

export const isGroup = (messages: readonly Message[]): boolean =>
  messages.some(
    ({ type }) => type === MESSAGE.symbolTable || type === MESSAGE.linkInfo || type === MESSAGE.link,
  );

/**
 * What a group holds, in the order of the file. No link is followed.
 * @throws UserError `WEIGHTS_DAMAGED`, `WEIGHTS_LIMIT` for more than 400,000 names
 */
export async function linksOf(store: Store, messages: readonly Message[]): Promise<Link[]> {
  const links: Link[] = [];
  for await (const link of eachLink(store, messages)) {
    links.push(link);
    if (links.length > MOST_LINKS)
      throw beyondLimits(
        store.source.path,
        `A group of it has ${formatCount(MOST_LINKS, 'name')} and more.`,
        'A model needs fewer.',
      );
  }
  return links;
}

async function* eachLink(store: Store, messages: readonly Message[]): AsyncGenerator<Link> {
  for (const message of messages) {
    if (message.type === MESSAGE.symbolTable) yield* symbols(store, await contentOf(store, message));
    else if (message.type === MESSAGE.link) yield linkAt(store, await contentOf(store, message));
    else if (message.type === MESSAGE.linkInfo) yield* manyLinks(store, await contentOf(store, message));
  }
}

/** Groups of the default settings: a tree of tables, the names in a heap beside them. */
async function* symbols(store: Store, message: Cursor): AsyncGenerator<Link> {
  const tree = addressOf(message, store.offsetSize);
  const heap = addressOf(message, store.offsetSize);
  if (tree === undefined || heap === undefined)
    throw store.damaged('A group of it has no list of names.', 'Expected a tree and a heap.');
  const head = await store.read(heap, 8 + 2 * store.lengthSize + store.offsetSize);
  expectSignature(store, head, 'HEAP', 'The list of names of a group');
  const size = head.skip(4).uint(store.lengthSize);
  const names = addressOf(head.skip(store.lengthSize), store.offsetSize) ?? 0;
  for await (const { address } of leavesOf(store, tree, { type: 0, keyBytes: store.lengthSize }))
    yield* symbolsAt(store, address, { names, size });
}

async function* symbolsAt(
  store: Store,
  address: number,
  { names, size }: { names: number; size: number },
): AsyncGenerator<Link> {
  const entryBytes = 2 * store.offsetSize + 24;
  const head = await store.read(address, 8);
  expectSignature(store, head, 'SNOD', 'A table of names');
  const count = head.skip(2).u16();
  if (count === 0) return;
  const table = await store.read(address + 8, count * entryBytes);
  for (let index = 0; index < count; index++) {
    const entry = new Cursor(table.take(entryBytes));
    const at = entry.uint(store.offsetSize);
    const object = addressOf(entry, store.offsetSize);
    const isSoft = entry.u32() === 2;
    if (at >= size) throw store.damaged('A name lies outside of its list.', 'Expected it within.');
    const name = (await store.read(names + at, Math.min(LONGEST_NAME, size - at))).zeroEnded();
    if (isSoft) yield { kind: 'soft', name };
    else if (object !== undefined) yield { kind: 'object', name, address: object };
  }
}

/** Groups of newer settings with more than a few names. */
async function* manyLinks(store: Store, message: Cursor): AsyncGenerator<Link> {
  const flags = message.skip(1).u8();
  if (flags & 1) message.skip(8);
  const heap = addressOf(message, store.offsetSize);
  const tree = addressOf(message, store.offsetSize);
  if (heap === undefined || tree === undefined) return;
  const objectOf = await heapAt(store, heap);
  for await (const record of recordsOf(store, tree, NAME_RECORDS)) {
    const found = await objectOf(new Cursor(record.skip(4).take(record.left)));
    if (found) yield linkAt(store, new Cursor(found));
  }
}

function linkAt(store: Store, cursor: Cursor): Link {
  const flags = cursor.skip(1).u8();
  const type = flags & 8 ? cursor.u8() : 0;
  cursor.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  const name = textOf(cursor.take(cursor.uint(2 ** (flags & 3))));
  if (type === 1) return { kind: 'soft', name };
  const address = type === 0 ? addressOf(cursor, store.offsetSize) : undefined;
  return address === undefined ? { kind: 'external', name } : { kind: 'object', name, address };
}
