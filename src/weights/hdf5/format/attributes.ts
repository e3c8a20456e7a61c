/** What is written beside a group or a dataset: names of layers, the model's description. Source: HDF5 File Format Specification 3.0, III.E, IV.A.2.m. */
import { formatBytes } from '../../../words.ts';
import { beyondLimits, MOST_TENSORS } from '../../refusal.ts';
import { countOf } from '../../weightFile.ts';
import { recordsOf } from './btree2.ts';
import { Cursor, textOf } from './cursor.ts';
import { heapAt } from './fractalHeap.ts';
import { contentOf, MESSAGE, messagesOf } from './header.ts';
import { addressOf, expectSignature, type Store } from './store.ts';
import { type ElementType, shapeAt, typeAt } from './types.ts';

export interface Attribute {
  type: ElementType;
  shape: number[];
  data: Uint8Array;
}

const ATTRIBUTE_RECORDS = 8;
const LONGEST_TEXT = 32 * 2 ** 20;

/** The attributes of the object at an address, by name; those of types that are not read are left out. */
export async function attributesOf(store: Store, address: number): Promise<Map<string, Attribute>> {
  const found = new Map<string, Attribute>();
  for (const message of await messagesOf(store, address)) {
    if (message.type === MESSAGE.attribute) await add(store, found, await contentOf(store, message));
    if (message.type === MESSAGE.attributeInfo)
      for await (const bytes of many(store, new Cursor(message.data)))
        await add(store, found, new Cursor(bytes));
  }
  return found;
}

async function* many(store: Store, message: Cursor): AsyncGenerator<Uint8Array> {
  const flags = message.skip(1).u8();
  if (flags & 1) message.skip(2);
  const heap = addressOf(message, store.offsetSize);
  const tree = addressOf(message, store.offsetSize);
  if (heap === undefined || tree === undefined) return;
  const objectOf = await heapAt(store, heap);
  for await (const record of recordsOf(store, tree, ATTRIBUTE_RECORDS)) {
    const bytes = await objectOf(new Cursor(record.take(8)));
    if (bytes) yield bytes;
  }
}

async function add(store: Store, found: Map<string, Attribute>, cursor: Cursor): Promise<void> {
  const version = cursor.u8();
  const flags = cursor.u8();
  const sizes = [cursor.u16(), cursor.u16(), cursor.u16()] as const;
  if (version === 3) cursor.skip(1);
  const [name, type, space] = sizes.map((size) => {
    const start = cursor.at;
    const part = cursor.take(size);
    if (version === 1) cursor.at = start + 8 * Math.ceil(size / 8);
    return part;
  }) as [Uint8Array, Uint8Array, Uint8Array];
  const isShared = version > 1 && (flags & 1) === 1;
  const shape = shapeAt(store, new Cursor(space));
  if (shape)
    found.set(textOf(name), {
      type: typeAt(await contentOf(store, { type: MESSAGE.datatype, data: type, shared: isShared })),
      shape,
      data: cursor.take(cursor.left),
    });
}

/** One text; undefined when it is none. @throws UserError `WEIGHTS_LIMIT` beyond 32 MB */
export async function textIn(store: Store, attribute: Attribute | undefined): Promise<string | undefined> {
  return (await textsIn(store, attribute))[0];
}

/** The texts of an attribute; none when it is not there or holds something else. */
export async function textsIn(store: Store, attribute: Attribute | undefined): Promise<string[]> {
  if (attribute?.type.kind !== 'text' && attribute?.type.kind !== 'variable text') return [];
  const { type, shape, data } = attribute;
  const count = countOf(shape);
  if (count > MOST_TENSORS)
    throw beyondLimits(
      store.source.path,
      `A list of names has ${count} entries.`,
      `At most ${MOST_TENSORS} are read.`,
    );
  const cursor = new Cursor(data);
  const texts: string[] = [];
  while (texts.length < count) {
    const element = new Cursor(cursor.take(type.size));
    texts.push(type.kind === 'text' ? textOf(element.bytes) : await variableText(store, element));
  }
  return texts;
}

/** Length, address of a collection of texts, number in it. */
async function variableText(store: Store, element: Cursor): Promise<string> {
  const length = element.u32();
  const address = addressOf(element, store.offsetSize);
  const wanted = element.u32();
  if (length === 0 || address === undefined || address === 0) return '';
  if (length > LONGEST_TEXT)
    throw beyondLimits(
      store.source.path,
      `It has a text of ${formatBytes(length)}.`,
      `At most ${formatBytes(LONGEST_TEXT)} are read.`,
    );
  const head = await store.read(address, 8 + store.lengthSize);
  expectSignature(store, head, 'GCOL', 'A collection of texts');
  const end = head.skip(4).uint(store.lengthSize);
  const entryBytes = 8 + store.lengthSize;
  for (let at = 8 + store.lengthSize; at + entryBytes <= end; ) {
    const entry = await store.read(address + at, entryBytes);
    const index = entry.u16();
    const size = entry.skip(6).uint(store.lengthSize);
    if (index === wanted) return textOf((await store.read(address + at + entryBytes, size)).take(length));
    if (index === 0) break;
    at += entryBytes + 8 * Math.ceil(size / 8);
  }
  throw store.damaged('A text is not where it should be.', 'Expected it in its collection.');
}
