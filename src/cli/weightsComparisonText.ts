/** What changed between weight files, for people. */
import type { FileChange, TensorChange, WeightsComparison } from '../report/weightFiles/weightsComparison.ts';
import { formatPercent } from '../words.ts';
import { type TextColumn, textTable } from './textTable.ts';
import { size, wrapped } from './weightsText.ts';

const INDENT = '  ';

export function comparisonText({ steps, whole }: WeightsComparison): string {
  const changes = whole ? [...steps, whole] : steps;
  return `${changes.map(changeText).join('\n\n')}\n`;
}

const COLUMNS: TextColumn[] = [
  { title: 'tensor', most: 40 },
  { title: 'shape' },
  { title: '‖w‖₂', isNumber: true },
  { title: 'after', isNumber: true },
  { title: 'moved by', isNumber: true },
  { title: 'cosine', isNumber: true },
  { title: 'died', isNumber: true },
  { title: 'revived', isNumber: true },
];

function changeText(change: FileChange): string {
  const { before, after, tensors, total, findings } = change;
  const rows = tensors.map((tensor) => [tensor.name, tensor.shape.join('×') || 'scalar', ...cells(tensor)]);
  const table = textTable(COLUMNS, [...rows, ['all weights', '', ...cells({ ...total, cosine: null })]]);
  return [
    `${before} → ${after}`,
    ...findings.flatMap((finding) => wrapped(finding, INDENT)),
    '',
    ...table.map((line) => INDENT + line),
    ...listed('other name after', tensors.flatMap(renaming)),
    ...listed('only before', change.onlyBefore),
    ...listed('only after', change.onlyAfter),
    ...listed(
      'another shape',
      change.reshaped.map((each) => `${each.name} (${each.before.join('×')} → ${each.after.join('×')})`),
    ),
  ].join('\n');
}

const renaming = ({ name, renamed }: TensorChange): string[] =>
  renamed === undefined ? [] : [`${name} → ${renamed}`];

const cells = ({
  l2,
  notFinite,
  relativeDistance,
  cosine,
  died,
  revived,
}: Pick<TensorChange, 'l2' | 'notFinite' | 'relativeDistance' | 'cosine' | 'died' | 'revived'>): string[] => [
  size(l2.before),
  notFinite?.after ? `${notFinite.after.toLocaleString('en-US')} not finite` : size(l2.after),
  relativeDistance === null ? '–' : formatPercent(relativeDistance, 1),
  cosine === null ? '' : cosine.toFixed(3),
  died.toLocaleString('en-US'),
  revived.toLocaleString('en-US'),
];

const MOST_NAMES = 20;

function listed(title: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return wrapped(`${title}: ${names.slice(0, MOST_NAMES).join(', ')}${more}`, INDENT);
}
