/** A text that is edited several times, and the edits that make the same of it at once. */
import { inOrder, type TextEdit } from './edits.ts';

/** A part of the text: kept from the original, or new. */
type Part = { from: number; to: number } | { text: string };

const lengthOf = (part: Part): number => ('text' in part ? part.text.length : part.to - part.from);

export class Rewriting {
  readonly #original: string;
  readonly #parts: readonly Part[];
  /** The text as it is by now. */
  readonly text: string;

  constructor(original: string, parts: readonly Part[] = [{ from: 0, to: original.length }]) {
    this.#original = original;
    this.#parts = parts;
    this.text = parts
      .map((part) => ('text' in part ? part.text : original.slice(part.from, part.to)))
      .join('');
  }

  /** After further edits, whose offsets are those of `text`. They must not overlap. */
  edited(edits: TextEdit[]): Rewriting {
    const parts: Part[] = [];
    let rest = this.#parts;
    let position = 0;
    for (const { from, to, text } of inOrder(edits)) {
      const [before, behind] = split(rest, from - position);
      parts.push(...before, { text });
      rest = split(behind, to - from)[1];
      position = to;
    }
    return new Rewriting(this.#original, [...parts, ...rest]);
  }

  /** The edits of the original that make the text. */
  edits(): TextEdit[] {
    const edits: TextEdit[] = [];
    let position = 0;
    let inserted = '';
    const close = (from: number, to: number) => {
      if (inserted !== '' || from > position) edits.push({ from: position, to: from, text: inserted });
      inserted = '';
      position = to;
    };
    for (const part of this.#parts) {
      if ('text' in part) inserted += part.text;
      else if (part.to > part.from) close(part.from, part.to);
    }
    close(this.#original.length, this.#original.length);
    return edits;
  }
}

/** The parts of the first `length` characters, and those of the others. */
function split(parts: readonly Part[], length: number): [Part[], Part[]] {
  const before: Part[] = [];
  let left = length;
  for (const [index, part] of parts.entries()) {
    if (lengthOf(part) > left) {
      const [first, second] = cut(part, left);
      return [left > 0 ? [...before, first] : before, [second, ...parts.slice(index + 1)]];
    }
    before.push(part);
    left -= lengthOf(part);
  }
  return [before, []];
}

function cut(part: Part, at: number): [Part, Part] {
  if ('text' in part) return [{ text: part.text.slice(0, at) }, { text: part.text.slice(at) }];
  const { from, to } = part;
  return [
    { from, to: from + at },
    { from: from + at, to },
  ];
}
