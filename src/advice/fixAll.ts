/** Fixes of many findings at once. */
import type { SourceReading } from '../definition/reading.ts';
import { inOrder, type TextEdit } from './edits.ts';
import { Rewriting } from './rewriting.ts';
import type { Finding, Fix } from './rule.ts';

/** The texts of a file: of a notebook, those of its cells by their numbers. */
export type Texts = ReadonlyMap<number | undefined, string>;

/** The edits of one text. */
export interface TextEdits {
  cell?: number;
  edits: TextEdit[];
}

/** What stands in the texts by now. */
export interface Advised {
  texts: Texts;
  reading: SourceReading;
  findings: Finding[];
}

/** The fix of a finding that is to be made, if any. */
export type Choice = (finding: Finding, texts: Texts) => Fix | undefined;

/** A fix may bring up another finding; no file needs more. */
const MOST_ROUNDS = 10;

/**
 * The edits that fix every finding whose fix is chosen. Fixes that meet in one place are made one after the other, each in the
 * text that the one before left. What does not leave fewer findings is not made.
 * @param adviseOn reads texts and runs the rules
 */
export function fixAll(texts: Texts, adviseOn: (texts: Texts) => Advised, choose: Choice): TextEdits[] {
  let state = new Map([...texts].map(([cell, text]) => [cell, new Rewriting(text)]));
  let advised = adviseOn(texts);
  let fixes = chosenFixes(advised, choose);
  for (let round = 0; round < MOST_ROUNDS && fixes.length > 0; round++) {
    const next = apply(state, fixes);
    const after = adviseOn(new Map([...next].map(([cell, { text }]) => [cell, text])));
    const left = chosenFixes(after, choose);
    if (left.length >= fixes.length || after.reading.broken.length > advised.reading.broken.length) break;
    [state, advised, fixes] = [next, after, left];
  }
  return [...state]
    .map(([cell, text]) => ({ cell, edits: text.edits() }))
    .filter(({ edits }) => edits.length > 0);
}

function chosenFixes({ texts, findings }: Advised, choose: Choice): TextEdits[] {
  return findings.flatMap((finding) => {
    const fix = choose(finding, texts);
    return fix ? [{ cell: finding.range.cell, edits: fix.edits }] : [];
  });
}

/** Makes the fixes that do not meet. */
function apply(state: Map<number | undefined, Rewriting>, fixes: TextEdits[]): typeof state {
  const taken = new Map<number | undefined, TextEdit[]>();
  for (const { cell, edits } of fixes) {
    const others = taken.get(cell) ?? [];
    // Two fixes may need the same import: it is added once.
    const own = edits.filter((edit) => !others.some((other) => isSame(edit, other)));
    if (own.every((edit) => others.every((other) => !meet(edit, other))))
      taken.set(cell, [...others, ...own]);
  }
  return new Map([...state].map(([cell, text]) => [cell, text.edited(inOrder(taken.get(cell) ?? []))]));
}

const isSame = (a: TextEdit, b: TextEdit): boolean => a.from === b.from && a.to === b.to && a.text === b.text;

const meet = (a: TextEdit, b: TextEdit): boolean => a.from === b.from || (a.from < b.to && b.from < a.to);
