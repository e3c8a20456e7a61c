/** What one rule finds in a text of Python or JavaScript, by line. */
import { applyEdits } from '../../../src/advice/edits.ts';
import type { Finding } from '../../../src/advice/rule.ts';
import { check } from './check.ts';

export type Source = { py: string } | { js: string };

const textIn = (source: Source): string => ('py' in source ? source.py : source.js);

export const findingsOf = (code: string, source: Source): Finding[] =>
  check(code, textIn(source), { file: 'py' in source ? 'model.py' : 'model.js' });

/** Lines of the findings with their severities: `5 warning`. */
export const placesOf = (code: string, source: Source): string[] =>
  findingsOf(code, source).map(({ range, severity }) => `${range.startLine} ${severity}`);

/** The message of the only finding. */
export function messageOf(code: string, source: Source): string {
  const findings = findingsOf(code, source);
  if (findings.length !== 1) throw new Error(`${findings.length} findings of ${code}, expected one`);
  return findings[0]!.message;
}

/** The text after a fix of the first finding: the one with this title, or the first. */
export function fixed(code: string, source: Source, title?: string): string {
  const fixes = findingsOf(code, source)[0]?.fixes ?? [];
  const fix = title === undefined ? fixes[0] : fixes.find((each) => each.title === title);
  if (!fix)
    throw new Error(`no such fix; there are: ${fixes.map((each) => each.title).join(', ') || 'none'}`);
  return applyEdits(textIn(source), fix.edits);
}
