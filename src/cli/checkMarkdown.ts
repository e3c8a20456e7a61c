/** Findings as Markdown for the comment of a pull request. */
import { capitalize, formatCount } from '../words.ts';
import { countWords, filesWords } from './checkSummary.ts';
import type { CheckedFile, FindingEntry } from './findings.ts';

/** GitHub takes comments of up to 65,536 characters. */
const LONGEST = 60_000;

export function checkMarkdown(files: readonly CheckedFile[]): string {
  const heading = `### Regularization Lens: ${countWords(files)}\n`;
  const fixed = files.reduce((sum, file) => sum + (file.fixed?.length ?? 0), 0);
  const unread = files.flatMap(({ error }) => (error ? [`- ${inText(error.title)}\n`] : []));
  return [
    heading,
    ...table(files),
    ...(fixed > 0 ? [`${capitalize(formatCount(fixed, 'fix', 'fixes'))} made.\n`] : []),
    ...(unread.length > 0 ? [`Could not be read:\n\n${unread.join('')}`] : []),
  ].join('\n');
}

function table(files: readonly CheckedFile[]): string[] {
  const rows = files.flatMap(({ file, findings }) => findings.map((finding) => row(file, finding)));
  if (rows.length === 0) return [`${capitalize(countWords(files))} ${filesWords(files)}.\n`];
  let length = 0;
  const shown = rows.filter((text) => {
    length += text.length;
    return length <= LONGEST;
  });
  const rest = rows.length - shown.length;
  return [
    `| Place | Severity | Rule | Finding |\n| --- | --- | --- | --- |\n${shown.join('')}`,
    ...(rest > 0 ? [`${formatCount(rest, 'more finding')}: too many for one comment.\n`] : []),
  ];
}

function row(file: string, { cell, line, severity, code, message, fix }: FindingEntry): string {
  const place = `${file}${cell === undefined ? '' : `:cell ${cell + 1}`}:${line}`;
  const offer = fix ? ` *Fix: ${inText(fix.title)}${fix.safe ? ' (`--fix`)' : ''}.*` : '';
  return `| ${inCode(place)} | ${severity} | ${code} | ${inText(message)}${offer} |\n`;
}

/** Text that is neither Markdown nor HTML, in one cell of a table. */
function inText(text: string): string {
  return text
    .replace(/[\\`*_[\]|~#@]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/\s+/g, ' ');
}

/** A name may hold a backtick or a bar. */
function inCode(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replace(/\|/g, '\\|').replace(/\s+/g, ' ')}${fence}`;
}
