/** A change of a source as a small diff for people. */
import { basename } from 'node:path';
import type { SyntaxNode } from '@lezer/common';
import { languageOf } from '../definition/program/languages.ts';
import { lineAt, lineTable } from '../definition/program/lines.ts';
import type { LineTable } from '../definition/program/program.ts';
import type { SourceChange } from '../report/report.ts';
import { type Editable, editable } from './edit/source.ts';
import { applyEdits, inOrder, type TextEdit } from './edits.ts';

/** A text with its lines. */
interface Source {
  text: string;
  lines: LineTable;
  tree: Editable['tree'];
}

/** Beyond this the reader is told how much more there is. */
const MAX_LINES = 6;

/** Neighbouring lines that change together: old lines `from`…`to` (0-based, half-open) become `added`. */
interface ChangedPlace {
  from: number;
  to: number;
  removed: string[];
  added: string[];
  isImport: boolean;
}

/**
 * The first changed lines of the model (imports come last: they say little), with the changed lines right below as
 * far as they fit, indented from column 0, and the number of changed places that are not shown.
 */
export function describeChange(text: string, edits: TextEdit[], file: string): SourceChange {
  const language = languageOf(file)?.name ?? 'python';
  const source = { text, lines: lineTable(text), tree: editable(language, text).tree };
  const places = changedPlaces(source, edits);
  const first = Math.max(
    0,
    places.findIndex((place) => !place.isImport),
  );
  const shown = places.slice(first, first + countShown(places.slice(first)));
  return {
    file: basename(file),
    line: (shown[0]?.from ?? 0) + 1,
    diff: dedent(shown.flatMap((place, index) => diffOf(source, place, shown[index - 1]))),
    more: places.length - shown.length,
  };
}

function changedPlaces(source: Source, edits: TextEdit[]): ChangedPlace[] {
  const groups: { from: number; to: number; edits: TextEdit[] }[] = [];
  for (const edit of inOrder(edits)) {
    const span = lineSpan(source, edit);
    const last = groups.at(-1);
    const joins = last && (span.from < last.to || (last.from === last.to && span.from === last.from));
    if (joins) {
      last.to = Math.max(last.to, span.to);
      last.edits.push(edit);
    } else groups.push({ ...span, edits: [edit] });
  }
  return groups
    .map((group) => placeOf(source, group))
    .filter(({ removed, added }) => removed.length + added.length > 0);
}

/** The lines that an edit touches; whole lines that are put in touch none. */
function lineSpan(source: Source, { from, to, text }: TextEdit): { from: number; to: number } {
  const first = lineAt(source.lines, from);
  const last = lineAt(source.lines, to);
  const startsLine = source.lines.starts[first] === from;
  if (from === to && startsLine && /[\r\n]$/.test(text)) return { from: first, to: first };
  return { from: first, to: to > from && source.lines.starts[last] === to ? last : last + 1 };
}

function placeOf(
  source: Source,
  { from, to, edits }: { from: number; to: number; edits: TextEdit[] },
): ChangedPlace {
  const start = source.lines.starts[from] ?? source.text.length;
  const end = source.lines.starts[to] ?? source.text.length;
  const local = edits.map((edit) => ({ ...edit, from: edit.from - start, to: edit.to - start }));
  const before = source.text.slice(start, end);
  const removed = linesOf(before);
  const added = linesOf(applyEdits(before, local));
  let same = 0;
  while (same < removed.length && same < added.length && removed[same] === added[same]) same++;
  while (removed.length > same && added.length > same && removed.at(-1) === added.at(-1)) {
    removed.pop();
    added.pop();
  }
  return {
    from: from + same,
    to: from + removed.length,
    removed: removed.slice(same),
    added: added.slice(same),
    isImport: edits.every((edit) => isImport(source, edit)),
  };
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function isImport({ tree }: Source, { from, text }: TextEdit): boolean {
  if (/^\s*(from|import)\b/.test(text)) return true;
  for (let node: SyntaxNode | null = tree.resolveInner(from, -1); node; node = node.parent) {
    if (/^Import(Statement|Declaration)$/.test(node.name)) return true;
  }
  return false;
}

/** How many places in a row fit; one unchanged line between two is shown too. */
function countShown(places: ChangedPlace[]): number {
  let lines = 0;
  let count = 0;
  for (const place of places) {
    const gap = count > 0 ? place.from - places[count - 1]!.to : 0;
    lines += gap + place.removed.length + place.added.length;
    if (count > 0 && (gap > 1 || lines > MAX_LINES)) break;
    count++;
  }
  return count;
}

function diffOf(source: Source, place: ChangedPlace, previous?: ChangedPlace): SourceChange['diff'] {
  const between = previous ? linesBetween(source, previous.to, place.from) : [];
  return [
    ...between.map((text) => ({ sign: ' ' as const, text })),
    ...place.removed.map((text) => ({ sign: '-' as const, text })),
    ...place.added.map((text) => ({ sign: '+' as const, text })),
  ];
}

function linesBetween({ text, lines: { starts } }: Source, from: number, to: number): string[] {
  return linesOf(text.slice(starts[from] ?? text.length, starts[to] ?? text.length));
}

function dedent(diff: SourceChange['diff']): SourceChange['diff'] {
  const indents = diff
    .filter(({ text }) => text.trim() !== '')
    .map(({ text }) => text.length - text.trimStart().length);
  const width = Math.min(...indents);
  return diff.map(({ sign, text }) => ({ sign, text: text.slice(Number.isFinite(width) ? width : 0) }));
}
