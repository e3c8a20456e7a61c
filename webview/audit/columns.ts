/** The columns of the audit's table, and its rows in the order that is chosen. */
import type { Amount, Audit, AuditRow } from '../../src/advice/audit.ts';
import { byText, hasAny, shareOf } from '../../src/advice/auditWords.ts';
import type { AuditControls, Sort } from './controls.ts';

export type ColumnName =
  | 'layer'
  | 'tensor'
  | 'shape'
  | 'count'
  | 'share'
  | 'by'
  | 'l1'
  | 'l2'
  | 'decay'
  | 'initial';

export interface Column {
  name: ColumnName;
  title: string;
  /** What the heading stands for, where it is short. */
  explanation?: string;
  numeric?: true;
  /** What rows are sorted by. */
  key(row: AuditRow, audit: Audit): string | number | undefined;
}

const amountOf = (amount: Amount): number | undefined => ('value' in amount ? amount.value : undefined);

export const COLUMNS: Column[] = [
  { name: 'layer', title: 'Layer', key: ({ layer }) => layer },
  { name: 'tensor', title: 'Tensor', key: ({ tensor }) => tensor },
  { name: 'shape', title: 'Shape', numeric: true, key: ({ shape }) => shape?.reduce((a, b) => a * b, 1) },
  { name: 'count', title: 'Parameters', numeric: true, key: ({ count }) => amountOf(count) },
  {
    name: 'share',
    title: 'Share',
    explanation: 'Share of the model’s parameters',
    numeric: true,
    key: (row, audit) => amountOf(shareOf(row, audit)),
  },
  { name: 'by', title: 'Regularized by', key: byText },
  { name: 'l1', title: 'λ1', explanation: 'λ1 of λ1·Σ|w|', numeric: true, key: ({ l1 }) => amountOf(l1) },
  { name: 'l2', title: 'λ2', explanation: 'λ2 of λ2·Σw²', numeric: true, key: ({ l2 }) => amountOf(l2) },
  {
    name: 'decay',
    title: 'Decay',
    explanation: 'Decoupled weight decay: share of each weight that a step takes away',
    numeric: true,
    key: ({ decay }) => amountOf(decay),
  },
  {
    name: 'initial',
    title: 'At start',
    explanation: 'Expected penalty at initialization, without decoupled decay',
    numeric: true,
    key: ({ initial }) => amountOf(initial),
  },
];

/** Without the strengths that no tensor has, and shares of a number that is not known. */
export function columnsOf({ rows, parameters }: Audit): Column[] {
  const isEmpty: Partial<Record<ColumnName, boolean>> = {
    share: 'unknown' in parameters,
    l1: !hasAny(rows, 'l1'),
    l2: !hasAny(rows, 'l2'),
    decay: !hasAny(rows, 'decay'),
    initial: !hasAny(rows, 'l1') && !hasAny(rows, 'l2'),
  };
  return COLUMNS.filter(({ name }) => !isEmpty[name]);
}

/** Numbers of the rows that are shown, in their order; what is not known comes last. */
export function shownRows(audit: Audit, { kind, sort }: AuditControls): number[] {
  const numbers = [...audit.rows.keys()].filter((row) => kind === 'all' || audit.rows[row]!.kind === kind);
  const column = sort && COLUMNS.find(({ name }) => name === sort.column);
  if (!sort || !column) return numbers;
  const keys = new Map(numbers.map((row) => [row, column.key(audit.rows[row]!, audit)]));
  return numbers.sort((a, b) => compare(keys.get(a), keys.get(b), sort) || a - b);
}

function compare(
  a: string | number | undefined,
  b: string | number | undefined,
  { descending }: Sort,
): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const order =
    typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b), 'en') : a - b;
  return descending ? -order : order;
}
