/** The columns of the table of changes. */

import { html, nothing } from 'lit';
import type { TensorChange } from '../../../src/report/weightFiles/weightsComparison.ts';
import { formatPercent, formatShare } from '../../../src/words.ts';
import { count } from '../../words/numbers.ts';
import { breakable } from '../breakable.ts';
import { shapeText, shareOf, significant } from '../numbers.ts';
import type { Column } from '../table/columns.ts';
import { KIND_NAME } from '../weights/words.ts';

type ChangeColumn = Column<TensorChange>;

const arrow = (before: string, after: string) => (before === after ? before : `${before} → ${after}`);

const shares = (of: (tensor: TensorChange) => { before: number; after: number }) => ({
  key: (tensor: TensorChange) => shareOf(of(tensor).after - of(tensor).before, tensor.count),
  text: (tensor: TensorChange) => {
    const { before, after } = of(tensor);
    return arrow(formatShare(shareOf(before, tensor.count)), formatShare(shareOf(after, tensor.count)));
  },
});

export const CHANGE_COLUMNS: ChangeColumn[] = [
  {
    name: 'name',
    title: 'Tensor',
    key: ({ name }) => name,
    text: ({ name, renamed }) => (renamed === undefined ? name : `${name} (${renamed})`),
    cell: ({ name, renamed }) =>
      html`${breakable(name)}${
        renamed === undefined
          ? nothing
          : html`<span class="renamed sub" title="Its name in the other file">${breakable(renamed)}</span>`
      }`,
  },
  {
    name: 'kind',
    title: 'Kind',
    hide: 'hide-m',
    key: ({ kind }) => kind,
    text: ({ kind }) => KIND_NAME[kind],
  },
  {
    name: 'shape',
    title: 'Shape',
    numeric: true,
    hide: 'hide-m',
    key: (tensor) => tensor.count,
    text: ({ shape }) => shapeText(shape),
  },
  {
    name: 'moved',
    title: 'Moved',
    explanation: '‖after − before‖₂ as a share of ‖before‖₂',
    numeric: true,
    key: ({ relativeDistance }) => relativeDistance,
    text: ({ relativeDistance, distance }) =>
      relativeDistance === null ? significant(distance) : formatPercent(relativeDistance, 1),
  },
  {
    name: 'l2',
    title: '‖w‖₂',
    explanation: 'Root of the sum of w², before and after; sorted by the ratio',
    numeric: true,
    hide: 'hide-xs',
    key: ({ l2 }) => (l2.before > 0 ? l2.after / l2.before : null),
    text: ({ l2, notFinite }) =>
      arrow(
        significant(l2.before),
        notFinite?.after ? `${count(notFinite.after)} not finite` : significant(l2.after),
      ),
  },
  {
    name: 'near',
    title: '|w| ≤ 1e-3',
    explanation: 'Share of weights with |w| ≤ 1e-3, before and after; sorted by the change',
    numeric: true,
    ...shares(({ nearZeros }) => nearZeros),
  },
  {
    name: 'zeros',
    title: 'Exactly 0',
    explanation: 'Share of weights that are exactly 0, before and after; sorted by the change',
    numeric: true,
    hide: 'hide-s',
    ...shares(({ exactZeros }) => exactZeros),
  },
  {
    name: 'died',
    title: 'Died',
    explanation: 'Weights that became at most 1e-3 in size',
    numeric: true,
    hide: 'hide-s',
    key: ({ died }) => died,
    text: ({ died }) => count(died),
  },
  {
    name: 'revived',
    title: 'Revived',
    explanation: 'Weights that no longer are at most 1e-3 in size',
    numeric: true,
    hide: 'hide-s',
    key: ({ revived }) => revived,
    text: ({ revived }) => count(revived),
  },
  {
    name: 'dead',
    title: 'Dead units',
    explanation:
      'Units whose every incoming weight is at most 1e-3 and 1 % of the tensor’s largest, before and after',
    numeric: true,
    hide: 'hide-m',
    key: ({ deadUnits }) => deadUnits && deadUnits.after - deadUnits.before,
    text: ({ deadUnits }) => (deadUnits ? arrow(count(deadUnits.before), count(deadUnits.after)) : '–'),
  },
  {
    name: 'cosine',
    title: 'Cosine',
    explanation: 'Cosine of the angle between the weights before and after: 1 is the same direction',
    numeric: true,
    hide: 'hide-s',
    key: ({ cosine }) => cosine,
    text: ({ cosine }) => (cosine === null ? '–' : cosine.toFixed(3).replace('-', '\u2212')),
  },
];
