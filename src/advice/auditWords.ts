/** The audit in words and numbers, for the view and for copies of it. */
import { formatCount, formatShare, formatStrength } from '../words.ts';
import type { Amount, Audit, AuditRow, AuditTotals, Influence, RowState } from './audit.ts';

export const KIND_TITLES: Record<AuditTotals['kind'], string> = {
  kernel: 'Kernels',
  recurrentKernel: 'Recurrent kernels',
  embedding: 'Embeddings',
  bias: 'Biases',
  normalization: 'Normalization',
  other: 'Others',
  all: 'All',
};

export const STATES: Record<RowState, string> = {
  regularized: 'regularized',
  free: 'nothing',
  unknown: 'cannot be seen',
  fixed: 'not trained',
};

const show = (amount: Amount, text: (value: number) => string): string =>
  'value' in amount ? text(amount.value) : '?';

/** `784×512`; of a scalar `1`. */
export const shapeText = ({ shape }: AuditRow): string =>
  shape === undefined ? '?' : shape.join('×') || '1';

export const countText = (amount: Amount): string => show(amount, (value) => value.toLocaleString('en-US'));

/** At most four digits: `2.5e-4`, `0.5`. */
export const strengthText = (amount: Amount): string =>
  show(amount, (value) =>
    value >= 1e6 ? value.toPrecision(4) : formatStrength(Number(value.toPrecision(4))),
  );

/** Three digits: `0.0134`, `137`, `2,310`, `1.5e-5`. */
export const penaltyText = (amount: Amount): string => show(amount, threeDigits);

function threeDigits(value: number): string {
  const rounded = Number(value.toPrecision(3));
  if (rounded >= 1e6 || (rounded !== 0 && rounded < 1e-3)) return rounded.toExponential();
  return rounded >= 100 ? Math.round(value).toLocaleString('en-US') : String(rounded);
}

/** Share of the model’s parameters. */
export function shareOf({ count }: AuditRow, { parameters }: Audit): Amount {
  if (!('value' in count)) return count;
  if (!('value' in parameters)) return { unknown: 'The number of the model’s parameters cannot be seen.' };
  return { value: parameters.value === 0 ? 0 : count.value / parameters.value };
}

export const shareText = (amount: Amount): string => show(amount, formatShare);

/** `kernel_regularizer, line 7`; in a notebook with the cell. */
function influenceText({ what, range }: Influence): string {
  return range ? `${what}, ${placeText(range)}` : what;
}

/** `line 7`, `cell 3, line 2`: cells are counted from 1 as editors count them. */
export function placeText({ startLine, cell }: { startLine: number; cell?: number }): string {
  return cell === undefined ? `line ${startLine}` : `cell ${cell + 1}, line ${startLine}`;
}

/** What shrinks a row’s weights: `nothing`, `not trained`, or each of them. */
export function byText({ state, influences }: AuditRow): string {
  return state === 'fixed' || influences.length === 0
    ? STATES[state]
    : influences.map(influenceText).join('; ');
}

/** What the audit found, in a sentence or two. */
export function headline(audit: Audit): string {
  const { model, totals, rows, parameters } = audit;
  const all = totals.find(({ kind }) => kind === 'all');
  const trained = all ? all.regularized + all.free + all.unknown : 0;
  if (rows.length === 0) return `No parameters of “${model}” can be seen.`;
  if (!all || trained === 0) return `The parameters of “${model}” cannot be counted.`;
  const isWhole =
    'value' in parameters && parameters.value === all.count && rows.every(({ count }) => 'value' in count);
  const what = `trained parameters of “${model}”${isWhole ? '' : ' that can be counted'}`;
  const of = (part: number) =>
    part === trained
      ? `all ${grouped(trained)} ${what}`
      : `${formatShare(part / trained)} of the ${grouped(trained)} ${what}`;
  const free = all.free > 0 ? `; ${grouped(all.free)} ${all.free === 1 ? 'is' : 'are'} free` : '';
  if (all.free === trained) return `Nothing regularizes the ${grouped(trained)} ${what}.`;
  if (all.regularized === 0 && rows.every(isUnseenDecayOnly)) {
    const forWhich = all.unknown === trained ? '' : ` for ${grouped(all.unknown)} of them`;
    return `No penalty acts on the ${grouped(trained)} ${what}; whether weight decay does cannot be seen${forWhich}.`;
  }
  if (all.regularized === 0) return `Whether a penalty acts on ${of(all.unknown)} cannot be seen${free}.`;
  const unknown = all.unknown > 0 ? `; for ${grouped(all.unknown)} it cannot be seen` : '';
  return [`A penalty or weight decay acts on ${of(all.regularized)}${free}${unknown}.`, biasesIn(totals)]
    .filter(Boolean)
    .join(' ');
}

const grouped = (value: number): string => value.toLocaleString('en-US');

/** Whether only the optimizer is missing. */
const isUnseenDecayOnly = ({ influences }: AuditRow): boolean =>
  influences.every(
    ({ how, l1, l2, decay }) => how === 'weightDecay' || [l1, l2, decay].every((each) => 'value' in each),
  );

function biasesIn(totals: AuditTotals[]): string {
  const count = (wanted: AuditTotals['kind']) => totals.find(({ kind }) => kind === wanted)?.regularized ?? 0;
  const [biases, norms] = [count('bias'), count('normalization')];
  const parts = [
    ...(biases > 0 ? [formatCount(biases, 'bias', 'biases')] : []),
    ...(norms > 0 ? [formatCount(norms, 'normalization parameter')] : []),
  ];
  return parts.length === 0
    ? ''
    : `${parts.join(' and ')} ${biases + norms === 1 ? 'is' : 'are'} not left out.`;
}

/** Whether a column has anything but zeros. */
export const hasAny = (rows: AuditRow[], part: 'l1' | 'l2' | 'decay'): boolean =>
  rows.some(({ [part]: amount }) => !('value' in amount) || amount.value !== 0);

/** How the numbers are meant, in sentences. */
export function conventions({ rows, framework }: Audit): string[] {
  const penalties = [hasAny(rows, 'l1') ? 'λ1·Σ|w|' : '', hasAny(rows, 'l2') ? 'λ2·Σw²' : ''].filter(Boolean);
  const coupled = framework === 'pytorch' && hasAny(rows, 'l2');
  return [
    penalties.length > 0
      ? `Strengths are those of the penalty ${penalties.join(' + ')}, as Keras writes it.`
      : '',
    coupled ? 'Weight decay d that is added to the gradient, as SGD does, is λ2 = d/2.' : '',
    hasAny(rows, 'decay')
      ? 'Decoupled weight decay is shown apart: the share η·d of each weight that a step takes away, at the first learning rate.'
      : '',
  ].filter(Boolean);
}
