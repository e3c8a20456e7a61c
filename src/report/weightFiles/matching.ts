/** Which tensors of two files are the same one. */

import { groupsBy } from '../../weights/groupsBy.ts';
import type { TensorEntry } from '../../weights/weightFile.ts';
import { numberedPairs, plainName } from './tensorNames.ts';

export interface Matching {
  pairs: { before: TensorEntry; after: TensorEntry }[];
  /** Those of the pairs that nothing in their names but numbers speaks for. */
  guessed: { before: TensorEntry; after: TensorEntry }[];
  onlyBefore: TensorEntry[];
  onlyAfter: TensorEntry[];
  /** The same name, another shape. */
  reshaped: { before: TensorEntry; after: TensorEntry }[];
}

/**
 * By name; then by what is left of the name without wrappers, scopes and `:0`; then what is left by shape: the only one
 * of a shape on both sides, and tensors of one layer name that are numbered (`dense_7`, `h.0.w`), in the order of their
 * numbers. What could be several is left without a counterpart. State of the optimizer is left out.
 */
export function matchTensors(before: readonly TensorEntry[], after: readonly TensorEntry[]): Matching {
  const rest = new Rest(before.filter(isWeight), after.filter(isWeight));
  rest.matchBy(({ name }) => name);
  rest.matchBy(({ name }) => plainName(name));
  rest.matchBySuffix();
  const reshaped = rest.pairs.filter((pair) => !areAlike(pair.before, pair.after));
  const pairs = rest.pairs.filter((pair) => areAlike(pair.before, pair.after));
  rest.pairs = [];
  rest.matchNumbered();
  rest.matchBy(kindOfAxes);
  return {
    pairs: inOrderOf(before, [...pairs, ...rest.pairs]),
    guessed: inOrderOf(before, rest.pairs),
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

/** Shape, meaning of the axes and role. */
const kindOfAxes = (tensor: TensorEntry): string => `${shapeText(tensor)} ${tensor.order} ${tensor.role}`;

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

  /** Pairs what is numbered: first what has the same name but for the numbers. */
  matchNumbered(): void {
    this.#pair(numberedPairs(this.before, this.after, kindOfAxes, 'same name'));
    this.#pair(numberedPairs(this.before, this.after, kindOfAxes, 'other name'));
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
