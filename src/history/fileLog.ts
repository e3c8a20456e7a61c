/** What the file of a log other than event files says, with its columns mapped. */
import { basename } from 'node:path';
import type { UserError } from '../errors.ts';
import type { ColumnMapping, History, LogFormat, LogRun } from './history.ts';
import { readJsonLog } from './json/logs.ts';
import type { LogFile } from './logFile.ts';
import { countsEpochsOrSteps, curveColumns, guessMapping, missingColumns } from './mapping.ts';
import { wordsOf } from './names.ts';
import { emptyLog, unknownLog } from './refusal.ts';
import { rises } from './roles.ts';
import { isExportedChart, present, runsOfTable } from './tables/runs.ts';
import type { LogTable } from './tables/table.ts';

export interface FileLog {
  format: LogFormat;
  runs: LogRun[];
  notes: string[];
  columns?: NonNullable<History['columns']>;
}

/** @throws UserError why there is no log in it, `LOG_…` */
export function logOf(file: LogFile, name: string, mapping: ColumnMapping | undefined): FileLog {
  const { content, path } = file;
  if (!content || content.kind === 'events') throw file.failure as UserError;
  if (content.kind !== 'json')
    return content.reader.whole(file.withLast, (notes) => {
      const { table } = content.reader;
      const log = logOfTable(path, table, formatOf(path, table, content.kind), name, mapping);
      const [run] = log.runs;
      if (run && log.runs.length === 1) run.restarts = Math.max(run.restarts, content.reader.restarts);
      return { ...log, notes: [...log.notes, ...notes] };
    });
  const { table, ...log } = readJsonLog(path, content.reader.value, name);
  if (table) return logOfTable(path, table, formatOf(path, table, 'jsonl'), name, mapping);
  return { ...log, runs: log.runs.map((run) => withRoles(run, mapping)) };
}

/** The run with the roles that the user gave, as far as it has such curves. */
export function withRoles(run: LogRun, mapping: ColumnMapping | undefined): LogRun {
  if (!mapping || Object.keys(mapping.roles).length === 0) return run;
  const roles = present(mapping.roles, run.series);
  if (Object.keys(roles).length === 0) return run;
  const metric = roles.validationMetric ?? roles.trainingMetric;
  return { ...run, roles, metricRises: metric === undefined ? run.metricRises : rises(metric) };
}

function logOfTable(
  path: string,
  table: LogTable,
  format: LogFormat,
  name: string,
  wanted: ColumnMapping | undefined,
): FileLog {
  if (table.rows === 0) throw emptyLog(path);
  const missing = wanted ? missingColumns(table, wanted) : [];
  const mapping = wanted && missing.length === 0 ? wanted : guessMapping(table);
  if (curveColumns(table, mapping).length === 0)
    throw unknownLog(path, 'No column of it holds numbers beside a count of epochs or steps.');
  const read = runsOfTable(path, table, mapping, name);
  const isLog = wanted !== undefined || isLikeLog(table, mapping, read.runs);
  const { notes } = read;
  const runs = isLog ? read.runs : read.runs.map((run) => ({ ...run, roles: {} }));
  const roles = Object.assign({}, ...runs.toReversed().map((run) => run.roles));
  return {
    format,
    runs,
    notes: [...notes, ...(isLog ? mappingNotes(mapping, missing, roles) : [UNLIKE])],
    columns: { names: table.columns.map((column) => column.name), mapping: { ...mapping, roles } },
  };
}

const UNLIKE =
  'This does not look like a training log: no column counts epochs or steps, and no two are curves of training and validation. If it is one, choose its columns.';

/** A table of data may well have a column “error” or “loss”. */
function isLikeLog(table: LogTable, mapping: ColumnMapping, runs: LogRun[]): boolean {
  if (mapping.step !== null && countsEpochsOrSteps(wordsOf(mapping.step).join('_'))) return true;
  const { roles } = runs[0]!;
  const isPair =
    (roles.trainingLoss && roles.validationLoss) || (roles.trainingMetric && roles.validationMetric);
  if (isPair || Object.keys(roles).length === runs[0]!.series.length) return true;
  return isExportedChart(table) || table.columns.some(({ name }) => name === '_runtime' || name === '_step');
}

function mappingNotes(mapping: ColumnMapping, missing: string[], roles: ColumnMapping['roles']): string[] {
  const notes: string[] = [];
  if (missing.length > 0)
    notes.push(
      `The log has no column “${missing.join('” or “')}”, which was chosen before; its columns were guessed.`,
    );
  if (mapping.step === null) notes.push('No column counts epochs or steps; the rows were counted, from 1.');
  if (!roles.validationLoss)
    notes.push('No column is named as a validation loss; choose one if there is one.');
  else if (!roles.trainingLoss)
    notes.push('No column is named as a training loss; choose one if there is one.');
  return notes;
}

function formatOf(path: string, table: LogTable, kind: 'csv' | 'jsonl'): LogFormat {
  const names = table.columns.map(({ name }) => name);
  if (isExportedChart(table) || names.includes('_runtime')) return 'wandb';
  if (kind === 'jsonl') return 'jsonl';
  if (names.includes('epoch') && names.includes('step') && basename(path) === 'metrics.csv')
    return 'lightning';
  return isKeras(names) && countsFromZero(table.find('epoch')!.numbers.view()) ? 'keras-csv' : 'table';
}

/** As Keras does; a log that counts from 1 is of somebody else. */
const countsFromZero = (epochs: Float64Array): boolean => epochs[0] === 0 && epochs.every(Number.isInteger);

/** CSVLogger writes `epoch` and then its metrics in alphabetical order, validation with `val_`. */
function isKeras([first, ...others]: string[]): boolean {
  const own = others.filter((name) => !name.startsWith('val_'));
  if (first !== 'epoch' || !own.includes('loss') || own.includes('step')) return false;
  return others.every(
    (name, i) =>
      i === 0 ||
      others[i - 1]! <= name ||
      name.startsWith('val_') ||
      name === 'lr' ||
      name === 'learning_rate',
  );
}
