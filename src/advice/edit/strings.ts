/** Texts and objects as a file writes them. */
import type { Tree } from '@lezer/common';
import type { Editable } from './source.ts';

/** A text in the quotes that the file uses most; `"` where it has none. */
export function quoted(source: Editable, value: string): string {
  const quote = habitsOf(source).quotes > 0 ? "'" : '"';
  return quote + value + quote;
}

/** An object of JavaScript with these properties, with spaces inside its braces where the file's other ones have them. */
export function braced(source: Editable, properties: string): string {
  return habitsOf(source).spaces > 0 ? `{ ${properties} }` : `{${properties}}`;
}

/** How many more of the texts have single quotes, and of the objects spaces, than have not. */
interface Habits {
  quotes: number;
  spaces: number;
}

const known = new WeakMap<Tree, Habits>();

function habitsOf({ text, tree }: Editable): Habits {
  const before = known.get(tree);
  if (before) return before;
  const habits: Habits = { quotes: 0, spaces: 0 };
  tree.iterate({
    enter({ name, from }) {
      if (name === 'String') habits.quotes += text[from] === "'" ? 1 : -1;
      else if (name === 'ObjectExpression') {
        habits.spaces += /^\{[ \t]/.test(text.slice(from, from + 2)) ? 1 : -1;
      }
    },
  });
  known.set(tree, habits);
  return habits;
}
