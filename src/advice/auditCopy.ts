/** The audit as text to paste elsewhere. */
import type { Amount, Audit, AuditRow } from './audit.ts';
import {
  byText,
  conventions,
  countText,
  headline,
  penaltyText,
  shapeText,
  shareOf,
  shareText,
  strengthText,
} from './auditWords.ts';

export type CopyFormat = 'markdown' | 'csv';

interface Column {
  title: string;
  /** Right-aligned in Markdown. */
  numeric?: true;
  text(row: AuditRow, audit: Audit): string;
  /** Unrounded for a spreadsheet, where it differs from `text`. */
  amount?(row: AuditRow, audit: Audit): Amount;
}

const COLUMNS: Column[] = [
  { title: 'Layer', text: ({ layer }) => layer },
  { title: 'Call', text: ({ call }) => call },
  { title: 'Line', numeric: true, text: ({ range }) => String(range.startLine) },
  { title: 'Tensor', text: ({ tensor }) => tensor ?? '?' },
  { title: 'Kind', text: ({ kind }) => kind ?? '?' },
  { title: 'Shape', text: shapeText },
  { title: 'Copies', numeric: true, text: ({ copies }) => countText(copies), amount: ({ copies }) => copies },
  { title: 'Parameters', numeric: true, text: ({ count }) => countText(count), amount: ({ count }) => count },
  { title: 'Share', numeric: true, text: (row, audit) => shareText(shareOf(row, audit)), amount: shareOf },
  { title: 'Regularized by', text: byText },
  { title: 'λ1 of λ1·Σ|w|', numeric: true, text: ({ l1 }) => strengthText(l1), amount: ({ l1 }) => l1 },
  { title: 'λ2 of λ2·Σw²', numeric: true, text: ({ l2 }) => strengthText(l2), amount: ({ l2 }) => l2 },
  {
    title: 'Decay per step',
    numeric: true,
    text: ({ decay }) => strengthText(decay),
    amount: ({ decay }) => decay,
  },
  {
    title: 'Penalty at initialization',
    numeric: true,
    text: ({ initial }) => penaltyText(initial),
    amount: ({ initial }) => initial,
  },
  { title: 'Findings', text: ({ findings }) => findings.map(({ code }) => code).join(' ') },
];

/** A table of the rows in their order; Markdown says before it what was found and how numbers are meant. */
export const copyText = (audit: Audit, rows: AuditRow[], format: CopyFormat): string =>
  format === 'csv' ? csv(audit, rows) : markdown(audit, rows);

function markdown(audit: Audit, rows: AuditRow[]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    headline(audit),
    '',
    line(COLUMNS.map(({ title }) => title)),
    line(COLUMNS.map(({ numeric }) => (numeric ? '---:' : '---'))),
    ...rows.map((row) => line(COLUMNS.map(({ text }) => text(row, audit)))),
    '',
    ...[...conventions(audit), ...audit.remarks, ...audit.limits.map(({ text }) => text)].map(
      (text) => `- ${text}`,
    ),
    '',
  ].join('\n');
}

/** RFC 4180; what is not known is empty. */
function csv(audit: Audit, rows: AuditRow[]): string {
  const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = ({ text, amount }: Column, row: AuditRow) => {
    const value = amount?.(row, audit);
    if (!value) return text(row, audit) === '?' ? '' : text(row, audit);
    return 'value' in value ? String(value.value) : '';
  };
  const lines = [
    COLUMNS.map(({ title }) => title),
    ...rows.map((row) => COLUMNS.map((column) => cell(column, row))),
  ];
  return lines.map((cells) => `${cells.map(field).join(',')}\r\n`).join('');
}
