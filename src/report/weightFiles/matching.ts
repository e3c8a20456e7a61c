/** Which tensors of two files are the same one. */
import type { TensorEntry } from '../../weights/weightFile.ts';

export interface Matching {
  pairs: { before: TensorEntry; after: TensorEntry }[];
  onlyBefore: TensorEntry[];
  onlyAfter: TensorEntry[];
  /** The same name, another shape. */
  reshaped: { before: TensorEntry; after: TensorEntry }[];
}

/**
 * By name; then by what is left of the name without wrappers, scopes and `:0`; then by shape, in the order of the files,
 * where both have as many of that shape left. State of the optimizer is left out.
 */
export function matchTensors(before: readonly TensorEntry[], after: readonly TensorEntry[]): Matching {
  const rest = new Rest(before.filter(isWeight), after.filter(isWeight));
  rest.matchBy(({ name }) => name);
  rest.matchBy(({ name }) => plainName(name));
  rest.matchBySuffix();
  const reshaped = rest.pairs.filter((pair) => !areAlike(pair.before, pair.after));
  const pairs = rest.pairs.filter((pair) => areAlike(pair.before, pair.after));
  rest.pairs = [];
  rest.matchInOrder();
  return {
    pairs: inOrderOf(before, [...pairs, ...rest.pairs]),
    onlyBefore: rest.before,
    onlyAfter: rest.after,
    reshaped,
  };
}

type Pair = Matching['pairs'][number];

const isWeight = ({ role, dtype }: TensorEntry): boolean => role !== 'optimizer' && dtype !== 'string';

const shapeText = ({ shape }: TensorEntry): string => shape.join('×');

/** A matrix whose axes mean something else is another one, even where it is square. */
const areAlike = (a: TensorEntry, b: TensorEntry): boolean =>
  shapeText(a) === shapeText(b) && (a.shape.length < 2 || a.order === b.order);

function inOrderOf(before: readonly TensorEntry[], pairs: Pair[]): Pair[] {
  const places = new Map(before.map((tensor, index) => [tensor, index]));
  return pairs.sort((a, b) => places.get(a.before)! - places.get(b.before)!);
}

const WRAPPERS = /^((module|_orig_mod|model|state_dict|net|network|ema|_layer_checkpoint_dependencies)\.)+/;

/** `module.fc.weight`, `fc/kernel:0` and `_orig_mod.fc.weight` are one name. */
function plainName(name: string): string {
  return name
    .replace(/\/\.ATTRIBUTES\/VARIABLE_VALUE$/, '')
    .replace(/:\d+$/, '')
    .replace(/\//g, '.')
    .replace(WRAPPERS, '')
    .replace(/\._orig_mod\./g, '.')
    .replace(/\.kernel$/, '.weight')
    .replace(/\.gamma$/, '.weight')
    .replace(/\.beta$/, '.bias');
}

/** What has no counterpart yet. */
class Rest {
  before: TensorEntry[];
  after: TensorEntry[];
  pairs: Pair[] = [];

  constructor(before: TensorEntry[], after: TensorEntry[]) {
    this.before = before;
    this.after = after;
  }

  /** Pairs those whose key is unique on both sides. */
  matchBy(keyOf: (tensor: TensorEntry) => string): void {
    const there = uniqueBy(this.after, keyOf);
    const here = uniqueBy(this.before, keyOf);
    this.#pair(
      [...here].flatMap(([key, before]) => (there.has(key) ? [{ before, after: there.get(key)! }] : [])),
    );
  }

  /** Pairs names of which one ends with all of the other: `bert.encoder.0.weight` and `encoder.0.weight`. */
  matchBySuffix(): void {
    const [here, there] = [endings(this.before), endings(this.after)];
    const full = (tensors: TensorEntry[]) => uniqueBy(tensors, ({ name }) => plainName(name));
    const longer = [...full(this.after)].flatMap(([name, after]) => pairWith(here.get(name), after));
    const shorter = [...full(this.before)].flatMap(([name, before]) =>
      pairWith(there.get(name), before).map((pair) => ({ before: pair.after, after: pair.before })),
    );
    this.#pair([...longer, ...shorter]);
  }

  /** Pairs the tensors of each shape in their order, where both sides have as many. */
  matchInOrder(): void {
    const key = (tensor: TensorEntry) => `${shapeText(tensor)} ${tensor.order} ${tensor.role}`;
    const there = groupsBy(this.after, key);
    this.#pair(
      [...groupsBy(this.before, key)].flatMap(([shape, here]) => {
        const others = there.get(shape);
        return others?.length === here.length
          ? here.map((before, index) => ({ before, after: others[index]! }))
          : [];
      }),
    );
  }

  /** A tensor is in one pair only: the first one stays. */
  #pair(candidates: Pair[]): void {
    const used = new Set<TensorEntry>();
    for (const pair of candidates) {
      if (used.has(pair.before) || used.has(pair.after)) continue;
      used.add(pair.before).add(pair.after);
      this.pairs.push(pair);
    }
    this.before = this.before.filter((tensor) => !used.has(tensor));
    this.after = this.after.filter((tensor) => !used.has(tensor));
  }
}

function pairWith(before: TensorEntry[] | undefined, after: TensorEntry): Pair[] {
  return before?.length === 1 ? [{ before: before[0]!, after }] : [];
}

function uniqueBy(
  tensors: readonly TensorEntry[],
  keyOf: (tensor: TensorEntry) => string,
): Map<string, TensorEntry> {
  const groups = [...groupsBy(tensors, keyOf)].filter(([, group]) => group.length === 1);
  return new Map(groups.map(([key, [tensor]]) => [key, tensor!]));
}

function groupsBy(
  tensors: readonly TensorEntry[],
  keyOf: (tensor: TensorEntry) => string,
): Map<string, TensorEntry[]> {
  const groups = new Map<string, TensorEntry[]>();
  for (const tensor of tensors) {
    const group = groups.get(keyOf(tensor));
    if (group) group.push(tensor);
    else groups.set(keyOf(tensor), [tensor]);
  }
  return groups;
}

/** The tensors by each proper ending of their names, of two parts at least. */
function endings(tensors: readonly TensorEntry[]): Map<string, TensorEntry[]> {
  const found = new Map<string, TensorEntry[]>();
  for (const tensor of tensors) {
    const parts = plainName(tensor.name).split('.');
    for (let from = 1; from <= parts.length - 2; from++) {
      const ending = parts.slice(from).join('.');
      const others = found.get(ending);
      if (others) others.push(tensor);
      else found.set(ending, [tensor]);
    }
  }
  return found;
}
