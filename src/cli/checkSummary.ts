/** How many findings there are, and whether they make a check fail. */
import type { Severity } from '../advice/rule.ts';
import { formatCount } from '../words.ts';
import type { CheckedFile } from './findings.ts';

/** Highest first. */
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

const NOUNS: Record<Severity, string> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'hint',
};

/** `1 error, 2 warnings, 1 note`; `no findings`. */
export function countWords(files: readonly CheckedFile[]): string {
  const all = files.flatMap(({ findings }) => findings);
  const parts = SEVERITIES.flatMap((severity) => {
    const count = all.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [formatCount(count, NOUNS[severity])] : [];
  });
  return parts.join(', ') || 'no findings';
}

/** `in 2 of 14 files`; without findings `in 14 files`. */
export function filesWords(files: readonly CheckedFile[]): string {
  const read = files.filter(({ error }) => !error).length;
  const withFindings = files.filter(({ findings }) => findings.length > 0).length;
  return `in ${withFindings > 0 && read > 1 ? `${withFindings} of ` : ''}${formatCount(read, 'file')}`;
}

/** Whether a finding is at least as severe as a limit. */
export function reaches(files: readonly CheckedFile[], limit: Severity): boolean {
  const failing = SEVERITIES.slice(0, SEVERITIES.indexOf(limit) + 1);
  return files.some(({ findings }) => findings.some(({ severity }) => failing.includes(severity)));
}
