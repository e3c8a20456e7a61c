/** Input columns by name: which penalty drops them, which it keeps. */
import { html, nothing } from 'lit';
import type { Report, VariantReport } from '../../src/report/report.ts';
import { droppedNames, keptNames, type SparsityChoice } from '../words/sparsity.ts';

/** A heading with the columns under it. */
type Group = [title: string, names: string[]];

export function inputNames(groups: readonly Group[]) {
  if (groups.length === 0) return nothing;
  return html`<dl class="cols">
    ${groups.map(
      ([title, names]) => html`<dt>${title}</dt>
        <dd class="num">${nameList(names)}</dd>`,
    )}
  </dl>`;
}

/** The dropped columns, by which penalty drops them. */
export function droppedGroups(report: Report, { pair, exponent }: SparsityChoice): Group[] {
  const by = (variant: VariantReport | undefined) => variant && droppedNames(report, variant, exponent);
  const [l1, l2] = [by(pair.l1), by(pair.l2)];
  if (!l1 || !l2) return [[`Dropped by ${l1 ? 'L1' : 'L2'}`, l1 ?? l2 ?? []]];
  const only = (some: string[], others: string[]) => some.filter((name) => !others.includes(name));
  const apart: Group[] = [
    ['By L1 only', only(l1, l2)],
    ['By L2 only', only(l2, l1)],
  ];
  return [
    ['Dropped by both', l1.filter((name) => l2.includes(name))],
    ...apart.filter(([, names]) => names.length > 0),
  ];
}

/** The columns that each penalty keeps, those with the largest norm first; a penalty that keeps all is left out. */
export function keptGroups(report: Report, { pair, exponent }: SparsityChoice): Group[] {
  return (['l1', 'l2'] as const).flatMap((family): Group[] => {
    const variant = pair[family];
    if (!variant?.inputNorms) return [];
    const kept = keptNames(report, variant, exponent);
    const all = kept.length === report.data.columns.length;
    return all ? [] : [[`${family.toUpperCase()} keeps ${kept.length}`, kept]];
  });
}

const MOST_NAMES = 32;

function nameList(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  // Names with spaces in them need more than a space between.
  const between = names.some((name) => name.includes(' ')) ? ', ' : ' ';
  const shown = names.slice(0, MOST_NAMES).join(between);
  const rest = names.length - MOST_NAMES;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
