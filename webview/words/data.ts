/** The words of the Data view: what the model learns from, and what in it misleads. */
import type { ColumnProfile } from '../../src/dataset/dataset.ts';
import type { MimicKind } from '../../src/diagnosis/mimics.ts';
import type { Report } from '../../src/report/report.ts';
import { capitalize, formatCount, formatLoss, formatPercent } from '../../src/words.ts';
import { count, listed } from './numbers.ts';

type Data = Report['data'];

const NARROW_SPACE = '\u202f';

/** What is wrong with the data, each as a clause; none when nothing is. */
function dataFaults({ data, verdict }: Report): string[] {
  const { duplicatesAcrossSplit: duplicates, profile } = data;
  const clauses: Partial<Record<MimicKind, string>> = {
    leakage: `${formatCount(duplicates, 'row')} of validation or test ${duplicates === 1 ? 'stands' : 'stand'} in training, too`,
    shift: 'validation rows differ from training rows',
    'label-noise': 'many labels disagree with their neighbours',
  };
  const present = verdict.mimics.filter(({ found }) => found === 'present');
  const faults = present.flatMap(({ kind }) => clauses[kind] ?? []);
  const missing = profile.filter((column) => column.missing > 0).length;
  if (missing === 0) return faults;
  return [...faults, `${formatCount(missing, 'column')} ${missing === 1 ? 'has' : 'have'} missing values`];
}

export function dataHeadline(report: Report): string {
  const { rows, columns, classes } = report.data;
  const all = rows.training + rows.validation + rows.test;
  const kinds = classes ? `, ${formatCount(classes.length, 'class', 'classes')}` : '';
  const what = `${formatCount(all, 'row')}, ${formatCount(columns.length, 'input')}${kinds}`;
  const faults = dataFaults(report);
  return faults.length === 0 ? `${what}: nothing in the split misleads` : `${what}: ${listed(faults)}`;
}

export function dataLegend({ file, target, task, rows }: Data): string {
  const parts = `${count(rows.training)} training, ${count(rows.validation)} validation and ${count(rows.test)} test rows`;
  return `${file}, target ${target} (${task}). One split for all seeds: ${parts}.`;
}

/** A check with its number and what it means. */
export interface CheckRow {
  name: string;
  value: string;
  meaning: string;
}

const NAMES: Partial<Record<MimicKind, string>> = {
  shift: 'Validation against training rows',
  leakage: 'Rows that stand in two parts',
  'label-noise': 'Labels against their neighbours',
};

/** The checks of the data themselves; those of the curves stand in the Fit view. */
export function checkRows({ data, verdict }: Report): CheckRow[] {
  const { auc, standardError } = data.checks.shift.test;
  return [
    ...verdict.mimics.flatMap(({ kind, value, text }) => {
      const name = NAMES[kind];
      return name ? [{ name, value, meaning: text }] : [];
    }),
    {
      name: 'Test against training rows',
      value: `AUC ${auc.toFixed(2)} ± ${(1.96 * standardError).toFixed(2)}`,
      meaning: 'How well a classifier tells them apart: 0.50 is chance, 1.00 is always right.',
    },
    {
      name: 'Loss of the best constant answer',
      value: formatLoss(data.trivialLoss),
      meaning: 'A model whose training loss is near it has learned nothing.',
    },
  ];
}

/** `0 to 16`, `Paris 41 %, London 33 %, …`. */
export function columnRange({ numbers, values, distinct }: ColumnProfile): string {
  if (numbers) {
    const [low, high] = [short(numbers.minimum), short(numbers.maximum)];
    return numbers.minimum === numbers.maximum ? `always ${low}` : `${low} to ${high}`;
  }
  const total = (values ?? []).reduce((sum, value) => sum + value.count, 0);
  const first = (values ?? [])
    .slice(0, 3)
    .map((value) => `${value.value} ${formatPercent(value.count / total)}`);
  return distinct > 3 ? `${first.join(', ')}, …` : first.join(', ');
}

export function columnMean({ numbers }: ColumnProfile): string {
  return numbers ? `${short(numbers.mean)} ± ${short(numbers.standardDeviation)}` : '';
}

export const missingText = ({ missing }: ColumnProfile): string => (missing === 0 ? '' : count(missing));

export const roleText = ({ role, kind }: ColumnProfile): string =>
  role === 'input' ? capitalize(kind) : `${capitalize(kind)}, ${role}`;

/** Three significant digits: `3.14`, `0.00012`, `1.2e+6`. */
function short(value: number): string {
  const text =
    Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-3)
      ? value.toExponential(1)
      : String(Number(value.toPrecision(3)));
  return text.replace('-', '\u2212').replace('e\u2212', 'e\u2011');
}

/** `Digit 3 is the rarest with 9 % of the training rows, 7 the commonest with 11 %.` */
export function balanceTitle({ classes, checks }: Pick<Data, 'classes' | 'checks'>): string {
  const counts = checks.classCounts?.training ?? [];
  const total = counts.reduce((sum, n) => sum + n, 0);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (!classes || total === 0) return 'Classes';
  const share = (n: number) => formatPercent(n / total);
  if (most <= 1.5 * least) {
    const range = share(least) === share(most) ? share(least) : `${share(least)} to ${share(most)}`;
    return `Balanced: each class has ${range} of the rows`;
  }
  const rare = classes[counts.indexOf(least)];
  const common = classes[counts.indexOf(most)];
  return `“${common}” has ${share(most)} of the rows, “${rare}” ${share(least)}: accuracy alone says little`.replaceAll(
    ' %',
    `${NARROW_SPACE}%`,
  );
}

/** Words for the columns' heading. */
export function columnsTitle({ profile }: Data): string {
  const inputs = profile.filter(({ role }) => role === 'input').length;
  const text = profile.filter(({ role, kind }) => role === 'input' && kind === 'text').length;
  const excluded = profile.filter(({ role }) => role === 'excluded').length;
  const parts = [
    text > 0 && `${count(text)} of them text, one-hot encoded`,
    excluded > 0 && `${formatCount(excluded, 'column')} left out`,
  ].filter(Boolean);
  return [`${formatCount(inputs, 'input column')}`, ...parts].join(', ');
}
