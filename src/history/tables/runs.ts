/** The runs of a table: one for each value of the run column, and in it a curve for each column of numbers. */
import { formatCount } from '../../words.ts';
import { arrange, spreadWithin } from '../arrange.ts';
import { groupBy } from '../groups.ts';
import type { ColumnMapping, LogRun, Series } from '../history.ts';
import { curveColumns, valuesByRow } from '../mapping.ts';
import { Numbers } from '../numbers.ts';
import { MOST_RUNS, tooManyRuns, tooManySeries } from '../refusal.ts';
import { guessRoles, rises } from '../roles.ts';
import type { LogColumn, LogTable } from './table.ts';

/** As an exported chart of Weights & Biases names its columns: `run - val_loss`, `run - val_loss__MIN`. */
const EXPORTED = /^(.*) - (.*?)$/;
const BOUNDS = /__(MIN|MAX)$/;
/** Of all runs together. */
const MOST_CURVES = 100_000;

export interface TableRuns {
  runs: LogRun[];
  notes: string[];
}

interface Curve {
  run: string;
  name: string;
  steps: Float64Array;
  values: Float64Array;
}

/** An exported chart of Weights & Biases. */
export const isExportedChart = (table: LogTable) => table.columns.some(({ name }) => BOUNDS.test(name));

/**
 * @param name of the run when the table has one
 * @throws UserError `LOG_LIMIT` for more than 1,000 runs
 */
export function runsOfTable(path: string, table: LogTable, mapping: ColumnMapping, name: string): TableRuns {
  const columns = curveColumns(table, mapping);
  const groups = groupsOf(table, mapping, name);
  if (groups.names.length * columns.length > MOST_CURVES) throw tooManySeries(path);
  const steps = stepsOf(table, mapping, groups);
  const curves = isExportedChart(table)
    ? columns.flatMap((column) => exportedCurve(column, steps, name))
    : columns.flatMap((column) => curvesOf(column, steps, groups));
  const byRun = groupBy(curves, ({ run }) => run);
  if (byRun.size > MOST_RUNS) throw tooManyRuns(path);
  const notes: string[] = [];
  const runs = [...byRun].map(([run, members]) => runOf(run, members, mapping, notes));
  return { runs, notes: [...notes, ...textNote(table, mapping)] };
}

/** Which run and which part of the data each row is of; null where all rows are of one. */
interface Groups {
  names: { run: string; part: string }[];
  ofRow: Int32Array | null;
}

function groupsOf(table: LogTable, mapping: ColumnMapping, name: string): Groups {
  const run = mapping.run === null ? undefined : table.find(mapping.run);
  const split = mapping.split ? table.find(mapping.split) : undefined;
  if (!run && !split) return { names: [{ run: name, part: '' }], ofRow: null };
  const runs = labelsByRow(run, table.rows, name);
  const parts = labelsByRow(split, table.rows, '');
  const names: Groups['names'] = [];
  const indices = new Map<string, number>();
  const ofRow = Int32Array.from(runs, (label, row) => {
    const part = parts[row]!;
    const key = JSON.stringify([label, part]);
    const known = indices.get(key);
    if (known !== undefined) return known;
    indices.set(key, names.length);
    return names.push({ run: label, part }) - 1;
  });
  return { names, ofRow };
}

function labelsByRow(column: LogColumn | undefined, rows: number, otherwise: string): string[] {
  const labels = new Array<string>(rows).fill(otherwise);
  if (!column) return labels;
  const texts = [...column.labels.keys()];
  for (let i = 0; i < column.labelRows.length; i++)
    labels[column.labelRows.at(i)] = texts[column.labelIndices.at(i)]!;
  for (let i = 0; i < column.numbers.length; i++) labels[column.rowOf(i)] = String(column.numbers.at(i));
  return labels;
}

/** The step of each row; counted from 1 in each group where there is no such column. */
function stepsOf(table: LogTable, mapping: ColumnMapping, { names, ofRow }: Groups): Float64Array {
  const column = mapping.step === null ? undefined : table.find(mapping.step);
  if (column) return valuesByRow(column, table.rows);
  const counts = new Float64Array(names.length);
  const steps = new Float64Array(table.rows);
  for (let row = 0; row < table.rows; row++) steps[row] = ++counts[ofRow?.[row] ?? 0]!;
  return steps;
}

function curvesOf(column: LogColumn, steps: Float64Array, { names, ofRow }: Groups): Curve[] {
  const { numbers } = column;
  if (!ofRow) {
    const { run } = names[0]!;
    const own = column.rows || numbers.length < steps.length ? gather(column, steps) : steps;
    return [{ run, name: column.name, steps: own, values: numbers.view() }];
  }
  const parts = names.map(() => ({ steps: new Numbers(), values: new Numbers() }));
  for (let i = 0; i < numbers.length; i++) {
    const row = column.rowOf(i);
    const part = parts[ofRow[row]!]!;
    part.steps.push(steps[row]!);
    part.values.push(numbers.at(i));
  }
  return parts.flatMap((part, i) => {
    const { run, part: split } = names[i]!;
    const name = split ? `${split}/${column.name}` : column.name;
    return part.steps.length === 0
      ? []
      : [{ run, name, steps: part.steps.view(), values: part.values.view() }];
  });
}

function exportedCurve(column: LogColumn, steps: Float64Array, name: string): Curve[] {
  if (BOUNDS.test(column.name)) return [];
  const [, run = name, curve = column.name] = EXPORTED.exec(column.name) ?? [];
  if (curve === '_step') return [];
  return [{ run, name: curve, steps: gather(column, steps), values: column.numbers.view() }];
}

function gather(column: LogColumn, steps: Float64Array): Float64Array {
  return Float64Array.from({ length: column.numbers.length }, (_, i) => steps[column.rowOf(i)]!);
}

function runOf(name: string, curves: Curve[], mapping: ColumnMapping, notes: string[]): LogRun {
  let restarts = 0;
  let stale = 0;
  let superseded = 0;
  const series: Series[] = curves.map((curve) => {
    const steps = mapping.unit === 'epoch' ? spreadWithin(curve.steps) : curve.steps;
    const arranged = arrange(steps, curve.values);
    restarts = Math.max(restarts, arranged.restarts);
    stale = Math.max(stale, arranged.stale);
    superseded = Math.max(superseded, arranged.superseded);
    return { name: curve.name, steps: arranged.steps, values: arranged.values };
  });
  if (stale > 0) notes.push(staleNote(name, stale, mapping.unit));
  if (superseded > 0) notes.push(supersededNote(name, superseded, mapping));
  const names = series.map((one) => ({ name: one.name, count: one.values.length }));
  const guess = guessRoles(names);
  // The curves of an exported chart, and of parts of the data, are not called as their columns are.
  const mapped = present(mapping.roles, series);
  const roles = Object.keys(mapped).length > 0 ? mapped : guess.roles;
  const metric = roles.validationMetric ?? roles.trainingMetric;
  const metricRises = metric === undefined ? guess.metricRises : rises(metric);
  return { name, unit: mapping.unit, series, roles, metricRises, restarts, settings: {} };
}

/** The roles whose curves are there. */
export function present<T extends object>(roles: T, series: Series[]): T {
  const names = new Set(series.map(({ name }) => name));
  return Object.fromEntries(Object.entries(roles).filter(([, name]) => names.has(name))) as T;
}

/** What was left out since training went back behind it. */
export function staleNote(run: string, stale: number, unit: 'epoch' | 'step'): string {
  const points = formatCount(stale, unit === 'epoch' ? 'epoch' : 'logged step');
  return `${run}: training was resumed from an earlier point; ${points} of before, which it has not reached again, ${stale === 1 ? 'was' : 'were'} left out.`;
}

/** What was logged twice. */
function supersededNote(run: string, superseded: number, { unit, run: column }: ColumnMapping): string {
  const points = formatCount(superseded, unit === 'epoch' ? 'epoch' : 'logged step');
  const apart =
    column === null
      ? '; if they are trainings of their own, choose the column that tells them apart as the run'
      : '';
  return `${run}: ${points} of before a restart ${superseded === 1 ? 'is' : 'are'} superseded by later rows of the same number${apart}.`;
}

function textNote(table: LogTable, mapping: ColumnMapping): string[] {
  const texts = table.columns.filter(
    ({ name, labels, numbers }) =>
      labels.size > 0 && numbers.length === 0 && name !== mapping.run && name !== mapping.split,
  );
  if (texts.length === 0) return [];
  const names = texts.slice(0, 5).map(({ name }) => `“${name}”`);
  const more = texts.length > 5 ? ` and ${texts.length - 5} more` : '';
  return [`${texts.length === 1 ? 'A column' : 'Columns'} of text left out: ${names.join(', ')}${more}.`];
}
