/** Makes the safe fixes of a text, and reads it again until nothing is left to do. */
import { applyEdits, type TextEdit } from '../advice/edits.ts';
import type { Fix } from '../advice/rule.ts';
import type { AdviceSettings } from '../advice/settings.ts';
import { editNotebookFile } from '../definition/program/notebookFile.ts';
import { type Advised, adviseText } from './adviseText.ts';
import type { FixedEntry } from './findings.ts';

/** A fix may make place for another one; more rounds than this would be a circle. */
const ROUNDS = 10;

interface SafeFix extends FixedEntry {
  edits: TextEdit[];
}

/** The text with every safe fix made, and the fixes in the order they were made. */
export function fixText(
  file: string,
  text: string,
  settings: AdviceSettings,
): { text: string; fixed: FixedEntry[] } {
  const fixed: FixedEntry[] = [];
  let now = { text, advised: adviseText(file, text, settings) };
  for (let round = 0; round < ROUNDS; round++) {
    const fixes = apart(safeFixes(now.advised));
    if (fixes.length === 0) break;
    // Fixes that disturb each other are tried one after the other: the first alone, the others in the next rounds.
    const next = [fixes, fixes.slice(0, 1)]
      .map((chosen) => ({ chosen, after: after(file, now.text, chosen, now.advised, settings) }))
      .find((attempt) => isBetter(now.advised, attempt.after.advised, attempt.chosen));
    if (!next) break;
    now = next.after;
    fixed.push(...next.chosen.map(({ edits: _, ...entry }) => entry));
  }
  return { text: now.text, fixed };
}

function safeFixes({ findings }: Advised): SafeFix[] {
  return findings.flatMap(({ code, range: { startLine, cell }, fixes }) => {
    const fix: Fix | undefined = fixes.find(({ safe }) => safe);
    if (!fix) return [];
    return [
      { code, title: fix.title, line: startLine, ...(cell !== undefined && { cell }), edits: fix.edits },
    ];
  });
}

/** In the order of the file, those that do not touch one before them. */
function apart(fixes: SafeFix[]): SafeFix[] {
  const chosen: SafeFix[] = [];
  for (const fix of fixes) {
    const isFree = chosen.every(({ cell, edits }) => cell !== fix.cell || !touch(edits, fix.edits));
    if (isFree) chosen.push(fix);
  }
  return chosen;
}

const touch = (one: TextEdit[], other: TextEdit[]): boolean =>
  one.some((a) => other.some((b) => a.from <= b.to && b.from <= a.to));

/** The text with these fixes, and what advice says of it then. */
function after(file: string, text: string, fixes: SafeFix[], advised: Advised, settings: AdviceSettings) {
  const { reading, textOf } = advised;
  const edited = (cell?: number) => {
    const edits = fixes.filter((fix) => fix.cell === cell).flatMap((fix) => fix.edits);
    return applyEdits(textOf(cell), edits);
  };
  const cells = new Set(fixes.flatMap(({ cell }) => cell ?? []));
  const result = reading.notebook
    ? [...cells].reduce((whole, cell) => editNotebookFile(file, whole, cell, edited(cell)), text)
    : edited();
  return { text: result, advised: adviseText(file, result, settings) };
}

/** The fixes did what they say, and what could be parsed before still can. */
function isBetter(before: Advised, after: Advised, fixes: SafeFix[]): boolean {
  const codes = new Set(fixes.map(({ code }) => code));
  const count = ({ findings }: Advised) => findings.filter(({ code }) => codes.has(code)).length;
  return after.reading.broken.length <= before.reading.broken.length && count(after) < count(before);
}
