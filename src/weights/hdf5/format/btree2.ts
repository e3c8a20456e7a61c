/** Trees of version 2: of names, attributes and chunks in files of newer libraries. Source: HDF5 File Format Specification 3.0, III.A.2. */
import { Cursor } from './cursor.ts';
import { addressOf, expectSignature, type Store } from './store.ts';

const DEEPEST = 16;
/** Signature, version, type, checksum. */
const NODE_OVERHEAD = 10;

interface Tree {
  nodeBytes: number;
  recordBytes: number;
  /** Bytes of the count of records of a child, and of all below it, by depth of the child. */
  countBytes: number;
  totalBytes: number[];
}

/**
 * The records in order; `type` is what they are for.
 * @throws UserError `WEIGHTS_DAMAGED` when a node is its own descendant or is none
 */
export async function* recordsOf(store: Store, address: number, type: number): AsyncGenerator<Cursor> {
  const head = await store.read(address, 64);
  expectSignature(store, head, 'BTHD', 'A tree');
  if (head.skip(1).u8() !== type)
    throw store.damaged('A tree of it is of another kind.', `Expected records of type ${type}.`);
  const nodeBytes = head.u32();
  const recordBytes = head.u16();
  const depth = head.u16();
  head.skip(2);
  const root = addressOf(head, store.offsetSize);
  const count = head.u16();
  if (root === undefined || count === 0) return;
  if (depth > DEEPEST || recordBytes === 0 || nodeBytes > 2 ** 24)
    throw store.damaged('A tree of it has impossible sizes.', `Expected at most ${DEEPEST} levels.`);
  const tree = treeOf(store, nodeBytes, recordBytes, depth);
  yield* recordsBelow(store, tree, { address: root, count, depth }, new Set());
}

/** How many bytes the counts in a node take follows from how many records fit below it. */
function treeOf(store: Store, nodeBytes: number, recordBytes: number, depth: number): Tree {
  const leafMost = Math.floor((nodeBytes - NODE_OVERHEAD) / recordBytes);
  const countBytes = bytesFor(leafMost);
  const totalBytes = [0];
  let most = leafMost;
  for (let level = 1; level <= depth; level++) {
    const pointer = store.offsetSize + countBytes + totalBytes[level - 1]!;
    const inNode = Math.floor((nodeBytes - NODE_OVERHEAD - pointer) / (recordBytes + pointer));
    most = (inNode + 1) * most + inNode;
    totalBytes.push(bytesFor(most));
  }
  return { nodeBytes, recordBytes, countBytes, totalBytes };
}

const bytesFor = (largest: number): number => Math.floor(Math.log2(Math.max(1, largest)) / 8) + 1;

interface Node {
  address: number;
  count: number;
  depth: number;
}

async function* recordsBelow(
  store: Store,
  tree: Tree,
  { address, count, depth }: Node,
  seen: Set<number>,
): AsyncGenerator<Cursor> {
  if (seen.has(address)) throw store.damaged('A tree of it runs in a circle.', 'Expected each node once.');
  seen.add(address);
  const node = await store.read(address, tree.nodeBytes);
  expectSignature(store, node, depth === 0 ? 'BTLF' : 'BTIN', 'A node of a tree');
  const records = new Cursor(node.skip(2).take(count * tree.recordBytes));
  for (let index = 0; index <= count; index++) {
    if (depth > 0) yield* recordsBelow(store, tree, childAt(store, tree, node, depth - 1), seen);
    if (index < count) yield new Cursor(records.take(tree.recordBytes));
  }
}

function childAt(store: Store, tree: Tree, node: Cursor, depth: number): Node {
  const address = addressOf(node, store.offsetSize);
  const count = node.uint(tree.countBytes);
  node.skip(tree.totalBytes[depth]!);
  if (address === undefined) throw store.damaged('A tree of it has a gap.', 'Expected an address.');
  return { address, count, depth };
}
