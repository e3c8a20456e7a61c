/** How a text is laid out around a place, so that edits look like the code around them. */
import type { TextEdit } from '../edits.ts';
import type { Span } from './source.ts';

export function endOfLine(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** The end of the line's text, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.slice(offset).search(/[\r\n]/);
  return end < 0 ? text.length : offset + end;
}

/** The whitespace before a place when nothing else precedes it on its line, undefined otherwise. */
export function ownIndent(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return /^[ \t\ufeff]*$/.test(before) ? before.replace('\ufeff', '') : undefined;
}

/** The whitespace that the line of a place begins with. */
export function indentOf(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))![0];
}

const COMMENT = String.raw`(?:(?:#|//)[^\r\n]*|/\*[^\r\n]*?\*/[ \t]*)`;
const REST_OF_ITEM = new RegExp(String.raw`^[ \t]*[,;]?[ \t]*${COMMENT}?(?:\r\n|\r|\n|$)`);

/** Whether only a comma, `;` or a comment follows a place on its line. */
export function endsLine(text: string, { to }: Span): boolean {
  return REST_OF_ITEM.test(text.slice(to, lineEnd(text, to)));
}

/** The whole lines of a place, line break included, when only it, a comma or `;` and a comment stand on them. */
function ownLines(text: string, { from, to }: Span): Span | undefined {
  if (ownIndent(text, from) === undefined) return undefined;
  const rest = REST_OF_ITEM.exec(text.slice(to));
  return rest ? { from: lineStart(text, from), to: to + rest[0].length } : undefined;
}

/**
 * Inserts `item` before the list element or statement at `place`: on a line of its own where that one has its own,
 * above the comments that belong to it.
 */
export function insertBefore(text: string, place: Span, item: string, separator: ',' | ';' | ''): TextEdit {
  const indent = ownIndent(text, place.from);
  if (indent === undefined) return { from: place.from, to: place.from, text: `${item}${separator} ` };
  let start = lineStart(text, place.from);
  while (start > 0) {
    const above = lineStart(text, start - 1 - (text.startsWith('\r\n', start - 2) ? 1 : 0));
    if (above >= start || !new RegExp(`^${indent}(?:#|//)`).test(text.slice(above, start))) break;
    start = above;
  }
  const line = `${indent}${item}${separator === ',' ? ',' : ''}${endOfLine(text)}`;
  return { from: start, to: start, text: line };
}

/** Removes an element or statement: its whole lines where it has its own, else with one separator. */
export function removeItem(text: string, place: Span, next?: Span, previous?: Span): TextEdit {
  const lines = ownLines(text, place);
  if (lines) return { ...lines, text: '' };
  const startsLine = ownIndent(text, place.from) !== undefined;
  if (next && (startsLine || !previous)) return { from: place.from, to: next.from, text: '' };
  if (previous) return { from: previous.to, to: place.to, text: '' };
  return { from: place.from, to: place.to, text: '' };
}

/** Removes one of the items of a bracketed sequence. */
export function removeFrom(text: string, items: readonly Span[], place: Span): TextEdit {
  const index = items.findIndex(({ from }) => from === place.from);
  return removeItem(text, place, items[index + 1], items[index - 1]);
}

/**
 * Adds an item behind another one of a bracketed sequence: on a line of its own where that one has its own, keeping a
 * trailing comma (or its absence) and leaving comments with the item they follow.
 */
export function insertAfterItem(text: string, place: Span, item: string): TextEdit[] {
  const indent = ownIndent(text, place.from);
  if (indent === undefined || (!endsLine(text, place) && !/^[ \t]*[\])}]/.test(text.slice(place.to)))) {
    return [{ from: place.to, to: place.to, text: `, ${item}` }];
  }
  const [tail = '', comma, comment] = new RegExp(`^[ \\t]*(,?)[ \\t]*(${COMMENT})?`).exec(
    text.slice(place.to),
  )!;
  const newLine = `${endOfLine(text)}${indent}${item}`;
  if (comma) {
    const end = place.to + tail.trimEnd().length;
    return [{ from: end, to: end, text: `${newLine},` }];
  }
  if (!comment) return [{ from: place.to, to: place.to, text: `,${newLine}` }];
  const end = lineEnd(text, place.to);
  return [
    { from: place.to, to: place.to, text: ',' },
    { from: end, to: end, text: newLine },
  ];
}

/** Adds a line behind the one that holds an offset. */
export function insertLineAfter(text: string, offset: number, line: string): TextEdit {
  const end = lineEnd(text, offset);
  return { from: end, to: end, text: `${endOfLine(text)}${line}` };
}
