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
  const start = adviseOn(texts);
  let state: State = {
    texts: new Map([...texts].map(([cell, text]) => [cell, new Rewriting(text)])),
    fixes: chosenFixes(start, choose),
    broken: start.reading.broken.length,
  };
  for (let round = 0; round < MOST_ROUNDS && state.fixes.length > 0; round++) {
    const next =
      after(state, state.fixes, adviseOn, choose) ?? after(state, state.fixes.slice(0, 1), adviseOn, choose);
    if (!next) break;
    state = next;
  }
  return [...state.texts]
    .map(([cell, text]) => ({ cell, edits: text.edits() }))
    .filter(({ edits }) => edits.length > 0);
}

interface State {
  texts: Map<number | undefined, Rewriting>;
  /** What is left to be made. */
  fixes: TextEdits[];
  /** Parts that cannot be parsed. */
  broken: number;
}

/** The state after fixes; undefined where they disturb each other or do not help. */
function after(
  { texts: before, fixes: open, broken }: State,
  fixes: TextEdits[],
  adviseOn: (texts: Texts) => Advised,
  choose: Choice,
): State | undefined {
  const texts = apply(before, fixes);
  const advised = adviseOn(new Map([...texts].map(([cell, { text }]) => [cell, text])));
  const left = chosenFixes(advised, choose);
  const isBetter = left.length < open.length && advised.reading.broken.length <= broken;
  return isBetter ? { texts, fixes: left, broken: advised.reading.broken.length } : undefined;
}

function chosenFixes({ texts, findings }: Advised, choose: Choice): TextEdits[] {
  return findings.flatMap((finding) => {
    const fix = choose(finding, texts);
    return fix ? [{ cell: finding.range.cell, edits: fix.edits }] : [];
  });
}

/** Makes the fixes that do not meet. */
function apply(texts: State['texts'], fixes: TextEdits[]): State['texts'] {
  const taken = new Map<number | undefined, TextEdit[]>();
  for (const { cell, edits } of fixes) {
    const others = taken.get(cell) ?? [];
    // Two fixes may need the same import: it is added once.
    const own = edits.filter((edit) => !others.some((other) => isSame(edit, other)));
    if (own.every((edit) => others.every((other) => !meet(edit, other))))
      taken.set(cell, [...others, ...own]);
  }
  return new Map([...texts].map(([cell, text]) => [cell, text.edited(inOrder(taken.get(cell) ?? []))]));
}

const isSame = (a: TextEdit, b: TextEdit): boolean => a.from === b.from && a.to === b.to && a.text === b.text;

const meet = (a: TextEdit, b: TextEdit): boolean => a.from === b.from || (a.from < b.to && b.from < a.to);
