/** Logs that are one piece of JSON: told apart by their shape. */
import { basename } from 'node:path';
import { arrange } from '../arrange.ts';
import type { LogFormat, LogRun, Series } from '../history.ts';
import { countsEpochsOrSteps, guessMapping } from '../mapping.ts';
import { MOST_SERIES, tooManySeries, unknownLog } from '../refusal.ts';
import { guessRoles } from '../roles.ts';
import { addRecord } from '../tables/jsonLines.ts';
import { runsOfTable } from '../tables/runs.ts';
import { LogTable } from '../tables/table.ts';
import { isRecord, type Json } from './parse.ts';

export interface JsonLog {
  format: LogFormat;
  runs: LogRun[];
  notes: string[];
  /** A list of rows, whose columns the user may map. */
  table?: LogTable;
}

type Fields = { [key: string]: Json };

/** Names of the parts of the data in the results of XGBoost, LightGBM and CatBoost. */
const EVALUATED = /^(d?train(ing)?|learn|d?valid(ation)?|d?val|d?eval|d?test)(_?\d+)?$/i;
const COUNTED = /^\d+$/;
/** Mean and deviation over the folds of a cross-validation. */
const FOLDS = /^(train|test|valid)[- ].+-(mean|std|stdv)$/;
const NOT_FINITE = new Set<Json>(['NaN', 'Infinity', '-Infinity']);

/**
 * The log of a JSON document: a Trainer's state, evaluation results of boosting, a Keras history, a summary of
 * Weights & Biases, or a list of objects.
 * @param name of the run
 * @throws UserError `LOG_UNKNOWN`, `LOG_LIMIT`
 */
export function readJsonLog(path: string, value: Json, name: string): JsonLog {
  if (isRecord(value)) {
    if (Array.isArray(value.log_history)) return trainerState(path, value, value.log_history, name);
    const summary = wandbSummary(path, value, name);
    const known = summary ?? keras(value, name) ?? boosting(value, name) ?? severalKeras(value);
    if (known?.runs.some(({ series }) => series.length > MOST_SERIES)) throw tooManySeries(path);
    if (known) return known;
  }
  const rows = rowsOf(value);
  if (!rows) throw unknownLog(path, shapeOf(value));
  return records(path, rows);
}

/** Hugging Face: rows with `step`, `epoch` and what was logged; the last one sums the training up. */
function trainerState(path: string, state: Fields, rows: Json[], name: string): JsonLog {
  const settings = scalarsOf(
    state,
    (key) => key !== 'is_local_process_zero' && key !== 'is_world_process_zero',
  );
  const table = new LogTable(path);
  for (const row of rows) {
    if (!isRecord(row)) continue;
    if ('train_runtime' in row)
      Object.assign(
        settings,
        scalarsOf(row, (key) => key.startsWith('train_') || key === 'total_flos'),
      );
    else addRecord(table, row);
  }
  if (table.columns.every(({ numbers }) => numbers.length === 0))
    throw unknownLog(path, 'Its log_history holds no numbers; nothing was logged before it was saved.');
  const mapping = guessMapping(table);
  const { runs, notes } = runsOfTable(path, table, mapping, name);
  for (const run of runs) run.settings = settings;
  return { format: 'transformers', runs, notes };
}

function scalarsOf(fields: Fields, wanted: (key: string) => boolean): LogRun['settings'] {
  const settings: LogRun['settings'] = {};
  for (const [key, value] of Object.entries(fields))
    if (wanted(key) && (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'))
      settings[key] = value;
  return settings;
}

/** One value for each name: there is no curve in it. */
function wandbSummary(path: string, fields: Fields, name: string): JsonLog | null {
  if (basename(path) !== 'wandb-summary.json' && !('_runtime' in fields && '_timestamp' in fields))
    return null;
  const table = new LogTable(path);
  addRecord(
    table,
    Object.fromEntries(Object.entries(fields).filter(([key]) => !key.startsWith('_') && key !== 'epoch')),
  );
  const at = [fields._step, fields.epoch].find((value) => typeof value === 'number') ?? 1;
  const series = table.columns.flatMap((column) =>
    column.numbers.length > 0
      ? [{ name: column.name, steps: Float64Array.of(at), values: column.numbers.view() }]
      : [],
  );
  const unit = typeof fields._step === 'number' ? 'step' : 'epoch';
  return {
    format: 'wandb',
    runs: [runFrom(name, series, unit)],
    notes: [
      'A summary of Weights & Biases holds the last value of each quantity and no curve. Export the history of the run for one.',
    ],
  };
}

/** `{"loss": [...], "val_loss": [...]}`, also within `history`, or as pandas writes it: `{"loss": {"0": …}}`. */
function keras(value: Fields, name: string): JsonLog | null {
  const { history } = value;
  const fields = isRecord(history) ? history : value;
  const own = isRecord(history) ? value : fields;
  const epochs = numbersIn(own.epoch ?? own.epochs ?? fields.epoch);
  const series = Object.entries(fields).flatMap(([key, list]) => {
    const values = numbersIn(list);
    return values && key !== 'epoch' && key !== 'epochs' ? [seriesFrom(key, values, epochs, 1)] : [];
  });
  if (series.length === 0) return null;
  if (series.every((one) => FOLDS.test(one.name))) return crossValidation(name, series);
  const run = runFrom(name, series, 'epoch');
  if (isRecord(value.params)) run.settings = scalarsOf(value.params, () => true);
  return { format: 'keras-json', runs: [run], notes: emptyNote(fields, series) };
}

/** Results of `cv`: `test-logloss-mean` of XGBoost, counted from 0, `valid logloss-mean` of LightGBM, from 1. */
function crossValidation(name: string, series: Series[]): JsonLog {
  const isLightGbm = series.some((one) => one.name.includes(' '));
  const rounds = isLightGbm
    ? series
    : series.map((one) => ({ ...one, steps: one.steps.map((step) => step - 1) }));
  return { format: isLightGbm ? 'lightgbm' : 'xgboost', runs: [runFrom(name, rounds, 'step')], notes: [] };
}

function emptyNote(fields: Fields, series: Series[]): string[] {
  const others = Object.entries(fields).filter(
    ([key, list]) =>
      Array.isArray(list) &&
      list.length > 0 &&
      key !== 'epoch' &&
      key !== 'epochs' &&
      !series.some((one) => one.name === key),
  );
  if (others.length === 0) return [];
  return [
    `Left out, for they are no lists of numbers: ${others
      .slice(0, 5)
      .map(([key]) => `“${key}”`)
      .join(', ')}.`,
  ];
}

/** `{"train": {"logloss": [...]}, "valid_0": {...}}`; XGBoost counts its rounds from 0, LightGBM from 1. */
function boosting(value: Fields, name: string): JsonLog | null {
  const parts = Object.entries(value).filter((part): part is [string, Fields] => isRecord(part[1]));
  if (parts.length === 0 || !parts.every(([part]) => EVALUATED.test(part))) return null;
  const isLightGbm = parts.some(([part]) => /^valid_\d+$|^training$/.test(part));
  const series = parts.flatMap(([part, metrics]) =>
    Object.entries(metrics).flatMap(([metric, list]) => {
      const values = numbersIn(list);
      return values ? [seriesFrom(`${part}/${metric}`, values, null, isLightGbm ? 1 : 0)] : [];
    }),
  );
  if (series.length === 0) return null;
  const run = runFrom(name, series, 'step');
  const notes = firstIsTraining(
    run,
    parts.map(([part]) => part),
  );
  return { format: isLightGbm ? 'lightgbm' : 'xgboost', runs: [run], notes };
}

/** XGBoost names what `eval_set` holds by number only; the training rows come first by custom. */
function firstIsTraining(run: LogRun, parts: string[]): string[] {
  if (!parts.includes('validation_0') || !parts.includes('validation_1') || run.roles.trainingLoss) return [];
  const as = (name: string | undefined, part: string) => name?.replace(/^validation_\d+/, part);
  const { validationLoss, validationMetric } = run.roles;
  run.roles = {
    ...(validationLoss && {
      trainingLoss: as(validationLoss, 'validation_0')!,
      validationLoss: as(validationLoss, 'validation_1')!,
    }),
    ...(validationMetric && {
      trainingMetric: as(validationMetric, 'validation_0')!,
      validationMetric: as(validationMetric, 'validation_1')!,
    }),
  };
  return [
    '“validation_0” was taken for the training rows, which eval_set holds first by custom; correct it if it does not.',
  ];
}

/** `{"run A": {"loss": [...]}, "run B": …}`. */
function severalKeras(value: Fields): JsonLog | null {
  const logs = Object.entries(value).flatMap(([name, fields]) =>
    isRecord(fields) ? [keras(fields, name)] : [],
  );
  const found = logs.filter((log) => log !== null);
  if (found.length === 0) return null;
  return {
    format: 'keras-json',
    runs: found.flatMap(({ runs }) => runs),
    notes: found.flatMap(({ notes }) => notes),
  };
}

/** A list of objects, or the only such list in an object; an object with an epoch or step is a list of one. */
function rowsOf(value: Json): Fields[] | null {
  if (
    isRecord(value) &&
    Object.keys(value).some((key) => countsEpochsOrSteps(key) && typeof value[key] === 'number')
  )
    return [value];
  const lists = Array.isArray(value)
    ? [value]
    : isRecord(value)
      ? Object.values(value).filter(Array.isArray)
      : [];
  const found = lists.map((list) => list.filter(isRecord)).filter((list) => list.length > 0);
  return found.length === 1 ? found[0]! : null;
}

function records(path: string, rows: Fields[]): JsonLog {
  const table = new LogTable(path);
  for (const row of rows) addRecord(table, row);
  return { format: 'jsonl', runs: [], notes: [], table };
}

/** A list of numbers, or an object of them with the keys 0, 1, 2, …; null when it is something else. */
function numbersIn(value: Json | undefined): Float64Array | null {
  const keyed = isRecord(value) ? Object.keys(value) : [];
  const list = Array.isArray(value)
    ? value
    : keyed.every((key) => COUNTED.test(key)) && isRecord(value)
      ? Object.values(value)
      : [];
  if (list.length === 0) return null;
  const values = new Float64Array(list.length);
  for (const [i, item] of list.entries()) {
    const number = Array.isArray(item) && item.length === 1 ? item[0]! : item;
    if (number !== null && typeof number !== 'number' && !NOT_FINITE.has(number)) return null;
    values[i] = number === null ? Number.NaN : Number(number);
  }
  return values;
}

function seriesFrom(name: string, values: Float64Array, steps: Float64Array | null, first: number): Series {
  const counted = steps?.length === values.length ? steps : Float64Array.from(values, (_, i) => i + first);
  const arranged = arrange(counted, values);
  return { name, steps: arranged.steps, values: arranged.values };
}

function runFrom(name: string, series: Series[], unit: 'epoch' | 'step'): LogRun {
  const { roles, metricRises } = guessRoles(
    series.map((one) => ({ name: one.name, count: one.values.length })),
  );
  return { name, unit, series, roles, metricRises, restarts: 0, settings: {} };
}

function shapeOf(value: Json): string {
  if (Array.isArray(value)) return 'It is a JSON list without objects.';
  if (!isRecord(value)) return 'It is JSON, and neither a list nor an object.';
  const keys = Object.keys(value);
  const names = keys.slice(0, 4).map((key) => `“${key.slice(0, 40)}”`);
  return keys.length === 0
    ? 'It is an empty JSON object.'
    : `It is a JSON object with ${names.join(', ')}${keys.length > 4 ? ', …' : ''}, and no list of numbers is where a log has one.`;
}
