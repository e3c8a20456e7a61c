/** Texts and objects as a file writes them. */
import type { Editable } from './source.ts';

/** A text in the quotes that the file uses most; `"` where it has none. */
export function quoted(source: Editable, value: string): string {
  let balance = 0;
  source.tree.iterate({
    enter({ name, from }) {
      if (name === 'String') balance += source.text[from] === "'" ? 1 : -1;
    },
  });
  const quote = balance > 0 ? "'" : '"';
  return quote + value + quote;
}

/** An object of JavaScript with these properties, with spaces inside its braces where the file's other ones have them. */
export function braced(source: Editable, properties: string): string {
  let balance = 0;
  source.tree.iterate({
    enter({ name, from }) {
      if (name === 'ObjectExpression') balance += /^\{[ \t]/.test(source.text.slice(from, from + 2)) ? 1 : -1;
    },
  });
  return balance > 0 ? `{ ${properties} }` : `{${properties}}`;
}
