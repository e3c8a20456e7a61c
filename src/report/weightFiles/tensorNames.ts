/** What names of tensors have in common although they differ. */
import { groupsBy } from '../../weights/groupsBy.ts';
import type { TensorEntry } from '../../weights/weightFile.ts';

const WRAPPERS = /^((module|_orig_mod|model|state_dict|net|network|ema|_layer_checkpoint_dependencies)\.)+/;

/** `module.fc.weight`, `fc/kernel:0` and `_orig_mod.fc.weight` are one name. */
export function plainName(name: string): string {
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

interface Pair {
  before: TensorEntry;
  after: TensorEntry;
}

/** A plain name without its numbers, and these: `h.3.weight` → `h.#.weight`, 3. Keras leaves the first one's out: `dense`. */
interface Numbered {
  tensor: TensorEntry;
  stem: string;
  leaf: string;
  numbers: number[];
}

function numbered(tensor: TensorEntry): Numbered {
  const name = plainName(tensor.name);
  const leaf = name.slice(name.lastIndexOf('.') + 1);
  const stem = name.replace(/_\d+(?=\.)/g, '').replace(/\d+/g, '#');
  return { tensor, stem, leaf: leaf.replace(/\d+/g, '#'), numbers: (name.match(/\d+/g) ?? []).map(Number) };
}

/**
 * Tensors of the same kind whose plain names differ by numbers alone, in the order of these (`dense_1`, `dense_2` and
 * `dense_7`, `dense_8`); or by the words before the last part too, where each side has one such name and both have the
 * same numbers (`h.0.weight` and `blocks.0.weight`). Both sides must have as many.
 * @param kindOf what pairs must have in common beside their names
 */
export function numberedPairs(
  before: readonly TensorEntry[],
  after: readonly TensorEntry[],
  kindOf: (tensor: TensorEntry) => string,
  names: 'same name' | 'other name',
): Pair[] {
  const keyOf = ({ tensor, stem, leaf }: Numbered) =>
    `${kindOf(tensor)} ${names === 'same name' ? stem : leaf}`;
  const there = groupsBy(after.map(numbered), keyOf);
  return [...groupsBy(before.map(numbered), keyOf)].flatMap(([key, here]) => {
    const others = there.get(key) ?? [];
    if (others.length !== here.length || (names === 'other name' && !areOneEach(here, others))) return [];
    const [first, second] = [inOrder(here), inOrder(others)];
    return first.map(({ tensor }, index) => ({ before: tensor, after: second[index]!.tensor }));
  });
}

function areOneEach(here: readonly Numbered[], there: readonly Numbered[]): boolean {
  const numbersOf = (side: readonly Numbered[]) => inOrder(side).map(({ numbers }) => numbers.join('.'));
  const isOne = (side: readonly Numbered[]) => new Set(side.map(({ stem }) => stem)).size === 1;
  const [first, second] = [numbersOf(here), numbersOf(there)];
  return isOne(here) && isOne(there) && first.every((numbers, index) => numbers === second[index]);
}

const inOrder = (side: readonly Numbered[]): Numbered[] =>
  side.toSorted((a, b) => byNumbers(a.numbers, b.numbers));

function byNumbers(a: readonly number[], b: readonly number[]): number {
  for (let place = 0; place < Math.max(a.length, b.length); place++) {
    const difference = (a[place] ?? -1) - (b[place] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
