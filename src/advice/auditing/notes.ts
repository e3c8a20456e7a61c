/** Which findings of the rules are about which row of the audit. */
import type { SourceRange } from '../../definition/model.ts';
import type { TensorKind } from '../../definition/tensors/tensor.ts';
import type { AuditFinding, AuditRow } from '../audit.ts';
import type { Finding } from '../rule.ts';

/** Rules about what should be left free: the kinds that they are about. */
const ABOUT: Record<string, TensorKind[]> = {
  REG008: ['bias', 'normalization'],
  REG016: ['bias', 'normalization'],
  REG020: ['bias', 'normalization'],
  REG026: ['embedding'],
};

/**
 * Puts findings at the rows that they are about.
 * @param places of the optimizers and penalties of this model
 * @returns those that are about optimizers and penalties as a whole
 */
export function notesOf(rows: AuditRow[], places: SourceRange[], findings: Finding[]): AuditFinding[] {
  const found = findings.map(({ code, severity, message, range }) => ({ code, severity, message, range }));
  for (const finding of found) {
    for (const row of aboutRows(rows, places, finding)) row.findings.push(finding);
  }
  return found.filter(({ range }) => places.some((place) => isWithin(range, place)));
}

function aboutRows(rows: AuditRow[], places: SourceRange[], finding: AuditFinding): AuditRow[] {
  const { code, range } = finding;
  const kinds = ABOUT[code];
  if (kinds && places.some((place) => isWithin(range, place))) {
    return rows.filter(({ kind, state }) => kind && kinds.includes(kind) && state === 'regularized');
  }
  const ofLayer = rows.filter((row) => isWithin(range, row.range));
  const own = ofLayer.filter(({ influences }) =>
    influences.some(
      (influence) => influence.range && isWithin(influence.range, range) && isWithin(range, influence.range),
    ),
  );
  // About the layer as a whole: told once, at its first tensor.
  return own.length > 0 ? own : ofLayer.slice(0, 1);
}

const isWithin = (inner: SourceRange, outer: SourceRange): boolean =>
  inner.cell === outer.cell && outer.from <= inner.from && inner.to <= outer.to;
