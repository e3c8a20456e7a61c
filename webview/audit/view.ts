/** What every part of the audit's view is given. */
import type { Audit } from '../../src/advice/audit.ts';
import type { SourceRange } from '../../src/definition/model.ts';
import type { AuditToHost } from '../../src/protocol/audit.ts';
import type { AuditControls } from './controls.ts';

export interface AuditActions {
  send(message: AuditToHost): void;
  set(change: Partial<AuditControls>): void;
}

export interface Shown {
  audit: Audit;
  controls: AuditControls;
  /** Numbers of the rows in their order. */
  rows: number[];
  actions: AuditActions;
}

/** Goes to a place of the source; undefined without one. */
export function opener({ send }: AuditActions, range: SourceRange | undefined): (() => void) | undefined {
  if (!range) return undefined;
  const { startLine, startColumn, cell } = range;
  const place = { line: startLine, column: startColumn, ...(cell !== undefined && { cell }) };
  return () => send({ type: 'reveal', place });
}
