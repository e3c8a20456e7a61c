/** Sums over the rows of the audit. */
import type { ModelDefinition } from '../../definition/model.ts';
import type { TensorKind } from '../../definition/tensors/tensor.ts';
import type { Audit, AuditRow, AuditTotals } from '../audit.ts';
import { isKnown, known, sum } from './amounts.ts';

/** In the order in which they are shown. */
const KINDS: TensorKind[] = ['kernel', 'recurrentKernel', 'embedding', 'bias', 'normalization', 'other'];

export function totalsOf(
  model: ModelDefinition,
  rows: AuditRow[],
): Pick<Audit, 'totals' | 'parameters' | 'initial'> {
  const ofKinds = KINDS.map((kind) =>
    totalOf(
      kind,
      rows.filter((row) => row.kind === kind),
    ),
  );
  return {
    totals: [...ofKinds.filter(({ count }) => count > 0), totalOf('all', rows)],
    parameters:
      model.parameters === undefined ? sum(rows.map(({ count }) => count)) : known(model.parameters),
    initial: sum(rows.map(({ initial }) => initial)),
  };
}

function totalOf(kind: AuditTotals['kind'], rows: AuditRow[]): AuditTotals {
  const total: AuditTotals = { kind, regularized: 0, free: 0, unknown: 0, fixed: 0, count: 0 };
  for (const { state, count } of rows) {
    if (!isKnown(count)) continue;
    total[state] += count.value;
    total.count += count.value;
  }
  return total;
}
