/** All groups and datasets of a file. */
import { formatCount } from '../../../words.ts';
import { beyondLimits, MOST_TENSORS } from '../../refusal.ts';
import { type Dataset, datasetOf, isDataset } from './dataset.ts';
import { messagesOf } from './header.ts';
import { isGroup, type Link, linksOf } from './links.ts';
import type { Hdf5File } from './superblock.ts';

const DEEPEST = 64;
const MOST_GROUPS = 20_000;
const MOST_NAMES = 400_000;

export interface Tree {
  /** Address of each group, by path: `` for the root, `model_weights/dense`. */
  groups: Map<string, number>;
  /** By path, in the order of their addresses. */
  datasets: Map<string, Dataset>;
  /** Paths of links into other files, and of links to a path in this one: both are left alone. */
  external: string[];
  soft: string[];
  /** Paths of further names of groups. */
  aliases: string[];
}

/**
 * Follows each group once: a second name of a group, or one of its own parents, is only noted. Links by path and links into
 * other files are not followed.
 * @throws UserError `WEIGHTS_DAMAGED`; `WEIGHTS_LIMIT` beyond 64 levels, 20,000 groups or 200,000 datasets
 */
export async function treeOf({ store, root }: Hdf5File): Promise<Tree> {
  const { path } = store.source;
  const tree: Tree = { groups: new Map(), datasets: new Map(), external: [], soft: [], aliases: [] };
  const seen = new Set<number>();
  let names = 0;
  const visit = async (address: number, at: string, depth: number): Promise<void> => {
    if (depth > DEEPEST)
      throw beyondLimits(path, `Its groups lie ${DEEPEST} deep and more.`, 'A model needs fewer levels.');
    const messages = await messagesOf(store, address);
    if (isDataset(messages)) tree.datasets.set(at, await datasetOf(store, address, messages));
    else if (isGroup(messages) && seen.has(address)) tree.aliases.push(at);
    else if (isGroup(messages)) {
      seen.add(address);
      tree.groups.set(at, address);
      const links = await linksOf(store, messages);
      names += links.length;
      const nameOf = (name: string): string => (at === '' ? name : `${at}/${name}`);
      for (const link of links) if (link.kind !== 'object') tree[link.kind].push(nameOf(link.name));
      for (const { name, address: below } of inFileOrder(links)) await visit(below, nameOf(name), depth + 1);
    }
    checkSize(tree, names, path);
  };
  await visit(root, '', 0);
  if (!tree.groups.has('')) throw store.damaged('Its root is no group.', 'Every HDF5 file starts with one.');
  return tree;
}

function checkSize({ groups, datasets }: Tree, names: number, path: string): void {
  const found =
    groups.size > MOST_GROUPS
      ? formatCount(groups.size, 'group')
      : datasets.size > MOST_TENSORS
        ? formatCount(datasets.size, 'dataset')
        : names > MOST_NAMES
          ? formatCount(names, 'name')
          : undefined;
  if (found) throw beyondLimits(path, `It has ${found} and more.`, 'A model needs fewer.');
}

/** In the order of their addresses the file is read from its start to its end, not to and fro. */
const inFileOrder = (links: readonly Link[]) =>
  links.flatMap((link) => (link.kind === 'object' ? [link] : [])).sort((a, b) => a.address - b.address);
