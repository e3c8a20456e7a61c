/** Which column of a table is which: guessed from names and numbers, corrected by the user. */
import type { ColumnMapping, Roles } from './history.ts';
import { isPartWord, wordsOf } from './names.ts';
import { guessRoles } from './roles.ts';
import type { LogColumn, LogTable } from './tables/table.ts';

const EPOCH = new Set(
  'epoch epochs ep epoch_num epoch_number epoch_idx epoch_id epoch_index current_epoch train_epoch trainer_epoch n_epoch epoch_n'.split(
    ' ',
  ),
);
const STEP = new Set(
  'step steps global_step trainer_global_step train_global_step globalstep iter iters iteration iterations it update updates num_updates n_updates num_steps batch batches batch_idx round rounds boosting_round n_iter timestep timesteps total_timesteps tick ticks tree trees'.split(
    ' ',
  ),
);
/** As pandas writes the row's number, without and with a name. */
const INDEX = new Set(['', 'unnamed_0', 'index']);
const CLOCK = new Set(
  'runtime timestamp wall_time walltime time date datetime relative_time_process'.split(' '),
);
const RUN = new Set(
  'run runs run_id run_name runid experiment experiment_id experiment_name exp exp_id exp_name trial trial_id seed fold cv_fold model model_name config variant job job_id'.split(
    ' ',
  ),
);
const SPLIT = new Set('phase split mode stage set subset dataset partition part type'.split(' '));

/** Epochs are rounded in some logs: 2.99 is the end of the third. */
const NEARLY_WHOLE = 0.03;

const keyOf = (name: string) => wordsOf(name).join('_');

/** Whether a name, in words joined by “_”, is that of an epoch or step. */
export const countsEpochsOrSteps = (key: string) => EPOCH.has(key) || STEP.has(key);

/** The columns that hold a curve: numbers, and no step, clock, run or part of the data. */
export function curveColumns(table: LogTable, mapping: ColumnMapping): LogColumn[] {
  const taken = new Set([mapping.step, mapping.run, mapping.split]);
  return table.columns.filter((column) => {
    const key = keyOf(column.name);
    const counts = EPOCH.has(key) || (STEP.has(key) && isCounter(column)) || INDEX.has(key) || CLOCK.has(key);
    return column.numbers.length > 0 && !taken.has(column.name) && !counts;
  });
}

/**
 * What the names and numbers of the columns suggest. With both an epoch and a step column, the epoch is taken when
 * each loss has at most one value an epoch and validation happens at the end of epochs; else the step.
 */
export function guessMapping(table: LogTable): ColumnMapping {
  const run = findRun(table);
  const split = findSplit(table);
  const base: ColumnMapping = { step: null, unit: 'epoch', run, ...(split && { split }), roles: {} };
  const named = (keys: Set<string>) =>
    table.columns.find((column) => keys.has(keyOf(column.name)) && isCounter(column));
  const epoch = named(EPOCH);
  const step = table.columns.find(
    (column) =>
      STEP.has(keyOf(column.name)) && isCounter(column) && !(epoch && startsOver(column, epoch, table)),
  );
  const index = named(INDEX);
  const curves = curveColumns(table, base);
  const roles = split
    ? {}
    : guessRoles(curves.map(({ name, numbers }) => ({ name, count: numbers.length }))).roles;
  const chosen = epoch && step ? (isByEpoch(table, epoch, roles) ? epoch : step) : (epoch ?? step ?? index);
  const unit = chosen && chosen === step ? 'step' : 'epoch';
  return { ...base, step: chosen?.name ?? null, unit, roles };
}

/** Columns that are missing in the table and that a mapping names. */
export function missingColumns(table: LogTable, mapping: ColumnMapping): string[] {
  return [mapping.step, mapping.run].filter((name): name is string => name !== null && !table.find(name));
}

/** Numbers throughout. */
function isCounter(column: LogColumn): boolean {
  if (column.numbers.length === 0 || column.labels.size > 0) return false;
  return column.numbers.view().every((value) => value >= 0 && Number.isFinite(value));
}

/** Whether a count begins anew in each epoch, as that of the batches does. */
function startsOver(column: LogColumn, epoch: LogColumn, table: LogTable): boolean {
  const epochs = valuesByRow(epoch, table.rows);
  let over = 0;
  for (let i = 1; i < column.numbers.length; i++) {
    if (column.numbers.at(i) >= column.numbers.at(i - 1)) continue;
    if (epochs[column.rowOf(i)]! > epochs[column.rowOf(i - 1)]!) over++;
  }
  return over > 0;
}

function isByEpoch(table: LogTable, epoch: LogColumn, roles: Roles): boolean {
  const epochs = valuesByRow(epoch, table.rows);
  const losses = [roles.trainingLoss, roles.validationLoss].filter((name) => name !== undefined);
  if (losses.length === 0) return false;
  const repeats = losses.some((name) => {
    const column = table.find(name)!;
    for (let i = 1; i < column.numbers.length; i++)
      if (epochs[column.rowOf(i)] === epochs[column.rowOf(i - 1)]) return true;
    return false;
  });
  if (repeats) return false;
  const validation = roles.validationLoss ? table.find(roles.validationLoss)! : null;
  const ends = Array.from(validation?.numbers.view() ?? [], (_, i) => epochs[validation!.rowOf(i)]!);
  return ends.every((value) => Math.abs(value - Math.round(value)) < NEARLY_WHOLE);
}

/** A column's number in each row; in a row without one that of the row before. */
export function valuesByRow(column: LogColumn, rows: number): Float64Array {
  if (!column.rows && column.numbers.length === rows) return column.numbers.view();
  const values = new Float64Array(rows).fill(Number.NaN);
  for (let i = 0; i < column.numbers.length; i++) values[column.rowOf(i)] = column.numbers.at(i);
  for (let row = 1; row < rows; row++) if (Number.isNaN(values[row])) values[row] = values[row - 1]!;
  return values;
}

function findRun(table: LogTable): string | null {
  const column = table.columns.find((one) => {
    if (!RUN.has(keyOf(one.name)) || one.labelRows.length + one.numbers.length < table.rows) return false;
    const numbers = new Set(one.numbers.view());
    const kinds = one.labels.size + numbers.size;
    return kinds > 1 && [...numbers].every((value) => Number.isInteger(value));
  });
  return column?.name ?? null;
}

function findSplit(table: LogTable): string | null {
  const column = table.columns.find(
    ({ name, labels, labelRows }) =>
      SPLIT.has(keyOf(name)) &&
      labelRows.length === table.rows &&
      labels.size > 1 &&
      [...labels.keys()].every((label) => isPartWord(label.toLowerCase())),
  );
  return column?.name ?? null;
}
