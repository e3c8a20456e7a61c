/** The whole conversation between the extension host and the audit’s view. */
import type { Audit } from '../advice/audit.ts';
import type { CopyFormat } from '../advice/auditCopy.ts';

/** The model that is audited; the view keeps it, so that it is found again after a reload. */
export interface AuditTarget {
  /** Address of the document, as text. */
  uri: string;
  name: string;
  /** 0-based line of its lens. */
  line: number;
}

export interface AuditState {
  target: AuditTarget;
  /** Base name of the file. */
  file: string;
  audit: Audit;
  /** Why the audit is not of the text as it stands, in sentences. */
  outdated?: string;
}

export type HostToAudit = { type: 'audit'; state: AuditState };

/** A place of the source: 1-based, of a notebook with the cell. */
export interface AuditPlace {
  line: number;
  column: number;
  cell?: number;
}

export type AuditToHost =
  | { type: 'ready' }
  | { type: 'reveal'; place: AuditPlace }
  | { type: 'showRule'; code: string }
  /** `rows` are those that are shown, in their order. */
  | { type: 'copy'; format: CopyFormat; rows: number[] };

const isIndex = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** The message if `value` is one, otherwise undefined: the view is another process and is not trusted. */
export function parseAuditMessage(value: unknown): AuditToHost | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, place, code, format, rows } = value as Record<string, unknown>;
  if (type === 'ready') return { type };
  if (type === 'reveal') return parsePlace(place);
  if (type === 'showRule' && typeof code === 'string' && /^REG\d{3}$/.test(code)) return { type, code };
  if (
    type === 'copy' &&
    (format === 'markdown' || format === 'csv') &&
    Array.isArray(rows) &&
    rows.every(isIndex)
  )
    return { type, format, rows };
  return undefined;
}

function parsePlace(value: unknown): AuditToHost | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { line, column, cell } = value as Record<string, unknown>;
  if (!isIndex(line) || !isIndex(column) || (cell !== undefined && !isIndex(cell))) return undefined;
  return { type: 'reveal', place: { line, column, ...(cell !== undefined && { cell }) } };
}

/** A target as the view stored it; undefined for anything else. */
export function parseAuditTarget(value: unknown): AuditTarget | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { uri, name, line } = value as Record<string, unknown>;
  return typeof uri === 'string' && typeof name === 'string' && isIndex(line)
    ? { uri, name, line }
    : undefined;
}
