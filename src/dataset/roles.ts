/** Which column is the target and which are inputs. */
import { type Suggestion, UserError } from '../errors.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { formatCount } from '../words.ts';
import type { Column } from './column.ts';
import { nearestName } from './nearest.ts';
import { type ColumnPreview, describeColumn, likelyTarget, previewColumn } from './preview.ts';
import type { Table } from './table.ts';
import { areOrIs, quote, thousands } from './words.ts';

export type DataSettings = Experiment['data'];

export interface Roles {
  target: Column;
  inputs: Column[];
}

const DELIMITERS: Record<string, string> = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'bar' };

/**
 * Finds the target and the inputs (every other column that is not excluded).
 * @throws UserError when the target or an excluded column is absent, or no input is left
 */
export function assignRoles(table: Table, data: DataSettings): Roles {
  const target = table.columns.find(({ name }) => name === data.target);
  if (!target) throw targetMissing(table, data);
  for (const name of data.exclude) checkExcluded(table, data, name);
  const inputs = table.columns.filter((column) => column !== target && !data.exclude.includes(column.name));
  if (inputs.length === 0) {
    throw new UserError({
      code: 'DATA_NO_INPUTS',
      title: `${table.file} has no input columns`,
      explanation: `Of ${formatCount(table.columns.length, 'column')} ${quote(data.target)} is the target and ${thousands(data.exclude.length)} ${areOrIs(data.exclude.length)} excluded; nothing is left to predict it from.`,
      remedy: 'Shorten data.exclude in the experiment, or choose a file with more columns.',
    });
  }
  return { target, inputs };
}

function targetMissing(table: Table, data: DataSettings): UserError {
  const previews = table.columns.map(previewColumn);
  const { best, why } = plausibleTarget(previews, data.target);
  const columns = table.columns.map(({ name }) => name);
  return new UserError({
    code: 'DATA_TARGET_MISSING',
    title: `${table.file} has no column ${quote(data.target)}`,
    explanation: `The experiment names ${quote(data.target)} as the target. The file has ${formatCount(columns.length, 'column')}${why}.`,
    remedy: 'Set data.target in the experiment to one of the columns.',
    suggestions: best && [
      { label: `Use ${quote(best.name)} and run`, path: ['data', 'target'], value: best.name },
    ],
    technical: [`columns: ${summarizeNames(columns)}`, readerLine(table)],
  });
}

function plausibleTarget(columns: ColumnPreview[], asked: string): { best?: ColumnPreview; why: string } {
  const nearest = nearestName(
    asked,
    columns.map(({ name }) => name),
  );
  const near = columns.find(({ name }) => name === nearest);
  if (near) return { best: near, why: `; the nearest name is ${quote(near.name)}: ${describeColumn(near)}` };
  const likely = likelyTarget(columns);
  if (!likely) return { why: '' };
  const last = likely === columns.at(-1) ? ', the last one,' : '';
  return {
    best: likely,
    why: `; ${quote(likely.name)}${last} looks like a target: ${describeColumn(likely)}`,
  };
}

/** `p00 … p77 (64), digit`: up to six names in full, otherwise the first, the last but one and the last. */
function summarizeNames(names: string[]): string {
  if (names.length <= 6) return names.join(', ');
  return `${names[0]} … ${names.at(-2)} (${thousands(names.length - 1)}), ${names.at(-1)}`;
}

function readerLine(table: Table): string {
  const { format, rows, delimiter } = table;
  const read = `reader: ${format}, ${formatCount(rows, 'row')}`;
  return delimiter === undefined
    ? read
    : `${read}, utf-8, ${DELIMITERS[delimiter] ?? JSON.stringify(delimiter)}`;
}

function checkExcluded(table: Table, data: DataSettings, name: string): void {
  if (name === data.target) {
    throw new UserError({
      code: 'DATA_TARGET_EXCLUDED',
      title: `The target ${quote(name)} is excluded`,
      explanation: `The experiment names ${quote(name)} both as data.target and in data.exclude.`,
      remedy: 'Remove it from one of the two.',
      suggestions: [excludeOnly(`Keep ${quote(name)} as the target and run`, without(data.exclude, name))],
    });
  }
  const names = [...table.columns.map((column) => column.name), ...table.leftOut];
  if (names.includes(name)) return;
  const nearest = nearestName(name, names);
  const replaced = data.exclude.map((other) => (other === name ? nearest : other));
  throw new UserError({
    code: 'DATA_EXCLUDE_UNKNOWN',
    title: `${table.file} has no column ${quote(name)} to exclude`,
    explanation: `The experiment lists ${quote(name)} in data.exclude. The file has ${formatCount(names.length, 'column')}${nearest ? `; the nearest name is ${quote(nearest)}` : ''}.`,
    remedy: 'Correct the name, or remove it from data.exclude.',
    suggestions: [
      nearest
        ? excludeOnly(`Exclude ${quote(nearest)} and run`, replaced)
        : excludeOnly(`Ignore ${quote(name)} and run`, without(data.exclude, name)),
    ],
    technical: [`columns: ${summarizeNames(names)}`, readerLine(table)],
  });
}

function excludeOnly(label: string, value: unknown): Suggestion {
  return { label, path: ['data', 'exclude'], value };
}

function without(names: string[], name: string): string[] {
  return names.filter((other) => other !== name);
}

/** The suggestion to leave a column out. */
export function excludeSuggestion(data: DataSettings, name: string): Suggestion {
  return excludeOnly(`Exclude ${quote(name)} and run`, [...data.exclude, name]);
}
