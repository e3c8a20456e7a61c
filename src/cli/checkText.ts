/** Findings as lines for people and editors: `file:line:column: severity code message`. */
import { capitalize, formatCount } from '../words.ts';
import { countWords, filesWords } from './checkSummary.ts';
import type { CheckedFile, FindingEntry, FixedEntry } from './findings.ts';

export function checkText(files: readonly CheckedFile[]): string {
  const lines = files.flatMap(({ file, findings, fixed = [] }) => [
    ...fixed.map((fix) => fixedLine(file, fix)),
    ...findings.map((finding) => findingLine(file, finding)),
  ]);
  return [...lines, ...(lines.length > 0 ? [''] : []), summary(files), ''].join('\n');
}

/** People count the cells of a notebook from 1. */
const inCell = (cell: number | undefined): string => (cell === undefined ? '' : `:cell ${cell + 1}`);

const findingLine = (file: string, { cell, line, column, severity, code, message }: FindingEntry): string =>
  `${file}${inCell(cell)}:${line}:${column}: ${severity} ${code} ${message}`;

const fixedLine = (file: string, { cell, line, code, title }: FixedEntry): string =>
  `${file}${inCell(cell)}:${line}: fixed ${code} ${title}`;

function summary(files: readonly CheckedFile[]): string {
  const safe = files.flatMap(({ findings }) => findings).filter(({ fix }) => fix?.safe).length;
  const fixed = files.reduce((sum, file) => sum + (file.fixed?.length ?? 0), 0);
  const unread = files.filter(({ error }) => error).length;
  return [
    ...(fixed > 0 ? [`${capitalize(formatCount(fixed, 'fix', 'fixes'))} made.`] : []),
    files.some(({ error }) => !error)
      ? `${capitalize(countWords(files))} ${filesWords(files)}.`
      : 'No file of a kind that is read was found.',
    ...(safe > 0 ? [`${safe} can be fixed with --fix.`] : []),
    ...(unread > 0 ? [`${formatCount(unread, 'path')} could not be read.`] : []),
  ].join(' ');
}
