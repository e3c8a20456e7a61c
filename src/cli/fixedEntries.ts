/** Which fixes were made. */
import type { AdvisedText, ToldWithFixes } from './adviseText.ts';
import type { FixedEntry } from './findings.ts';

/** The safe fixes that were offered before and no longer are, as often as they are missing. */
export function fixedEntries(before: AdvisedText, after: AdvisedText): FixedEntry[] {
  const left = safeFixes(after).map(keyOf);
  return safeFixes(before).filter((entry) => {
    const index = left.indexOf(keyOf(entry));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

const safeFixes = ({ findings }: AdvisedText): FixedEntry[] => findings.flatMap(fixedEntry);

function fixedEntry({ code, range: { startLine, cell }, fixes }: ToldWithFixes): FixedEntry[] {
  const fix = fixes.find(({ safe }) => safe);
  return fix ? [{ code, title: fix.title, line: startLine, ...(cell !== undefined && { cell }) }] : [];
}

const keyOf = ({ code, title, cell }: FixedEntry): string => `${code} ${cell ?? ''} ${title}`;
