/** What the rows do not show, in sentences. */
import type { ModelDefinition } from '../../definition/model.ts';
import type { AuditLimit, AuditRow } from '../audit.ts';
import { placeText } from '../auditWords.ts';
import { grouped } from '../rules/support/strengths.ts';
import { isKnown, sum } from './amounts.ts';

/** One sentence for each layer whose size or number cannot be seen, each unknown strength, parameters that no row has. */
export function limitsOf({ parameters }: ModelDefinition, rows: AuditRow[]): AuditLimit[] {
  const limits = new Map<string, AuditLimit>();
  for (const { layer, call, range, count, copies } of rows) {
    if (isKnown(count)) continue;
    const what = `${call} “${layer}” in ${placeText(range)}`;
    const text = isKnown(copies)
      ? `The size of ${what} cannot be seen.`
      : `How many of ${what} there are cannot be seen.`;
    limits.set(`${range.cell ?? ''}:${range.from}`, { text, range });
  }
  for (const { influences } of rows) {
    for (const { l1, l2, decay, range } of influences) {
      for (const amount of [l1, l2, decay]) {
        if (!isKnown(amount)) limits.set(amount.unknown, { text: amount.unknown, ...(range && { range }) });
      }
    }
  }
  const shown = sum(rows.map(({ count }) => count));
  if (parameters === undefined || !isKnown(shown) || shown.value === parameters) return [...limits.values()];
  const text = `The rows hold ${grouped(shown.value)} of the model’s ${grouped(parameters)} parameters.`;
  return [...limits.values(), { text }];
}
