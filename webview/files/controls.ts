/** What the user has set in the view of a file; kept over reloads, and anew for another file. */
import { restoreOptions, type StoredOptions } from '../options.ts';
import type { Sort } from './table/columns.ts';

export interface FilesControls {
  /** What all but the charts' look is about. */
  file: string;
  /** By table. */
  sorts: Record<string, Sort>;
  /** By table: how many rows are shown of many. */
  shown: Record<string, number>;
  /** Which kinds of tensors the table has; undefined is kernels and embeddings where there are some. */
  kinds?: string;
  search: string;
  /** The tensors that a finding is about: the table has these alone. */
  only: string[];
  /** Tensor whose details are shown; undefined is the first one. */
  tensor?: string;
  /** Of a comparison: number of the step; −1 for the last file with the first, where there are more than two. */
  step: number;
  /** Run that is shown; undefined is the worst one. */
  run?: string;
  /** Another curve of the run. */
  curve?: string;
  /** How charts are looked at: see `charts/adjust.ts`. */
  options: StoredOptions;
}

export const INITIAL: FilesControls = {
  file: '',
  sorts: {},
  shown: {},
  search: '',
  only: [],
  step: -1,
  options: {},
};

/** Controls that were stored by this or another version: what is not valid falls back. */
export function restoreControls(stored: unknown): FilesControls {
  if (!isRecord(stored)) return INITIAL;
  const { file, sorts, kinds, search, only, tensor, step, run, curve, options } = stored;
  return {
    file: text(file) ?? '',
    sorts: restoreSorts(sorts),
    // A long table begins short again.
    shown: {},
    search: text(search) ?? '',
    only: Array.isArray(only) ? only.filter((name) => typeof name === 'string') : [],
    step: typeof step === 'number' && Number.isInteger(step) ? step : INITIAL.step,
    options: restoreOptions(options),
    ...defined({ kinds: text(kinds), tensor: text(tensor), run: text(run), curve: text(curve) }),
  };
}

/** The controls for a file: those that there are when they are about it. */
export const controlsFor = (file: string, controls: FilesControls): FilesControls =>
  controls.file === file ? controls : { ...INITIAL, file, options: controls.options };

function restoreSorts(stored: unknown): Record<string, Sort> {
  if (!isRecord(stored)) return {};
  const sorts = Object.entries(stored).flatMap(([table, sort]) => {
    if (!isRecord(sort) || typeof sort.column !== 'string') return [];
    return [[table, { column: sort.column, descending: sort.descending === true }] as const];
  });
  return Object.fromEntries(sorts);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const defined = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
