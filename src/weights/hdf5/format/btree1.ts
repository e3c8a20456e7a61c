/** Trees of version 1: of the names in a group, of the chunks of a dataset. Source: HDF5 File Format Specification 3.0, III.A.1. */
import { Cursor } from './cursor.ts';
import { addressOf, expectSignature, type Store } from './store.ts';

const DEEPEST = 64;

export interface TreeKind {
  /** 0: names, 1: chunks. */
  type: number;
  keyBytes: number;
}

/**
 * The leaves from left to right, each with the key before it.
 * @throws UserError `WEIGHTS_DAMAGED` when a node is its own descendant or is none
 */
export async function* leavesOf(
  store: Store,
  root: number,
  kind: TreeKind,
): AsyncGenerator<{ key: Cursor; address: number }> {
  const seen = new Set<number>();
  const open = [{ address: root, level: DEEPEST }];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node.address))
      throw store.damaged('A tree of it runs in a circle.', 'Expected each node once.');
    seen.add(node.address);
    const { level, entries } = await nodeAt(store, node.address, kind);
    if (level >= node.level) throw store.damaged('A tree of it has no end.', 'Expected lower levels below.');
    if (level === 0) yield* entries;
    else for (const { address } of entries.reverse()) open.push({ address, level });
  }
}

async function nodeAt(store: Store, address: number, kind: TreeKind) {
  const head = await store.read(address, 8 + 2 * store.offsetSize);
  expectSignature(store, head, 'TREE', 'A node of a tree');
  const type = head.u8();
  const level = head.u8();
  const count = head.u16();
  if (type !== kind.type)
    throw store.damaged(
      'A tree of it is of another kind.',
      'Expected names for groups, chunks for datasets.',
    );
  const width = kind.keyBytes + store.offsetSize;
  const entries: { key: Cursor; address: number }[] = [];
  if (count === 0) return { level, entries };
  const body = await store.read(address + 8 + 2 * store.offsetSize, count * width);
  for (let index = 0; index < count; index++) {
    const key = body.take(kind.keyBytes);
    const child = addressOf(body, store.offsetSize);
    if (child === undefined) throw store.damaged('A tree of it has a gap.', 'Expected an address.');
    entries.push({ key: new Cursor(key), address: child });
  }
  return { level, entries };
}
