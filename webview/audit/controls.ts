/** What the user has set in the audit: which kinds are shown, and how they are sorted; kept over reloads. */
import type { AuditTotals } from '../../src/advice/audit.ts';
import { KIND_TITLES } from '../../src/advice/auditWords.ts';
import { COLUMNS, type ColumnName } from './columns.ts';

export type Kind = AuditTotals['kind'];

export interface Sort {
  column: ColumnName;
  descending: boolean;
}

export interface AuditControls {
  kind: Kind;
  /** Undefined: in the order of the source. */
  sort?: Sort;
}

export const INITIAL: AuditControls = { kind: 'all' };

/** Controls that were stored by this or another version: what is not valid falls back. */
export function restoreControls(stored: unknown): AuditControls {
  if (typeof stored !== 'object' || stored === null) return INITIAL;
  const { kind, sort } = stored as Record<string, unknown>;
  const { column, descending } = (sort ?? {}) as Record<string, unknown>;
  const known = COLUMNS.find(({ name }) => name === column);
  return {
    kind: typeof kind === 'string' && Object.hasOwn(KIND_TITLES, kind) ? (kind as Kind) : INITIAL.kind,
    ...(known && { sort: { column: known.name, descending: descending === true } }),
  };
}

/** The next order of a column: largest first, smallest first, as in the source; texts begin with A. */
export function nextSort(sort: Sort | undefined, column: ColumnName): Sort | undefined {
  const first = COLUMNS.find(({ name }) => name === column)?.numeric === true;
  if (sort?.column !== column) return { column, descending: first };
  return sort.descending === first ? { column, descending: !first } : undefined;
}
