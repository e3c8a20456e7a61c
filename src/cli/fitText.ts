/** What logs say, for a terminal. */
import type { LogReport, LogRunReport } from '../report/logs/logReport.ts';
import { formatCount } from '../words.ts';

const KINDS: Record<LogRunReport['verdict']['kind'], string> = {
  underfitting: 'underfitting',
  good: 'a good fit',
  overfitting: 'overfitting',
  diverged: 'diverged',
  'cannot-tell': 'cannot tell',
};

export function fitText(report: LogReport): string {
  const contents = new Set(report.runs.map(({ contains }) => contains.text));
  return [
    `${report.file}: ${report.title}`,
    ...report.runs.flatMap(runLines),
    ...(report.comparison ? ['', `  ${report.comparison.text}`] : []),
    ...(contents.size > 0 ? [''] : []),
    ...[...contents].map((text) => `  ${text}`),
    ...report.notes.map((note) => `  note: ${note}`),
    '',
  ].join('\n');
}

function runLines(run: LogRunReport): string[] {
  const { verdict, suggestions, restarts } = run;
  const again = restarts > 0 ? `, ${formatCount(restarts, 'restart')}` : '';
  return [
    '',
    `  ${run.name} (${formatCount(run.epochs, run.unit)}${again}): ${KINDS[verdict.kind]}`,
    `    ${verdict.text}`,
    ...table(verdict.evidence).map((line) => `    ${line}`),
    ...suggestions.map(({ title, text }, index) => `    ${index + 1}. ${title}: ${text}`),
  ];
}

function table(rows: LogRunReport['verdict']['evidence']): string[] {
  const width = (of: (row: (typeof rows)[number]) => string) =>
    Math.max(...rows.map((row) => of(row).length));
  const [names, values] = [width(({ name }) => name), width(({ value }) => value)];
  return rows.map(
    ({ name, value, meaning }) => `${name.padEnd(names)}  ${value.padStart(values)}  ${meaning}`,
  );
}
