/** Compares the findings of a file with those that an expert wants. */
import type { Finding } from '../../src/advice/rule.ts';
import type { Expectation, ExpectedFinding } from './files.ts';
import { placeText, type Tally } from './tally.ts';

/** A finding is found when one of its places has it; at its other places, and where it is optional, it is accepted. */
export function scoreFindings(
  file: string,
  { findings: wanted, optional = [] }: Expectation,
  findings: Finding[],
  tally: Tally,
): void {
  for (const each of wanted) {
    const found = findings.some((finding) => isAt(each, finding));
    tally.count('findings', found);
    if (!found)
      tally.defect('missed finding', placeText(file, each), each.code, linesOf(each.code, findings));
  }
  for (const finding of findings) {
    const right = [...wanted, ...optional].some((each) => isAt(each, finding));
    tally.count('finding precision', right);
    if (right) continue;
    const { startLine, cell } = finding.range;
    tally.defect(
      'false finding',
      placeText(file, { line: startLine, cell }),
      'nothing',
      `${finding.code}: ${finding.message}`,
    );
  }
}

function isAt({ code, line, cell, or = [] }: ExpectedFinding, { code: got, range }: Finding): boolean {
  if (code !== got) return false;
  if (line === undefined) return true;
  return [{ line, cell }, ...or].some(
    (place) => place.cell === range.cell && range.startLine <= place.line && place.line <= range.endLine,
  );
}

function linesOf(code: string, findings: Finding[]): string {
  const lines = findings.filter((finding) => finding.code === code).map(({ range }) => range.startLine);
  return lines.length > 0 ? `at line ${lines.join(', ')}` : 'nothing';
}
