/** The whole conversation between the extension host and the form of a new experiment. */
import type { ColumnProfile, DataChecks, Task } from '../dataset/dataset.ts';
import type { Problem } from '../errors.ts';
import type { StudyName } from '../experiment/experiment.ts';

/** A model or a data file that can be chosen. */
export interface FormChoice {
  /** Absolute path; of a model with its name: see `FormModel`. */
  file: string;
  /** `digits/model.py` */
  label: string;
  detail: string;
}

export interface FormModel extends FormChoice {
  name: string;
  /** Why it cannot be trained. */
  problem?: string;
}

/** A strength from `from` to `to` in `steps` steps; off: not among the variants. */
export interface FormRange {
  on: boolean;
  from: number;
  to: number;
  steps: number;
}

/** What the user has entered. */
export interface FormValues {
  model: { file: string; name: string } | null;
  data: string | null;
  target: string | null;
  /** Shares of the rows. */
  validation: number;
  test: number;
  l1: FormRange;
  l1Mode: 'framework' | 'proximal' | 'both';
  l2: FormRange;
  dropout: FormRange;
  /** Every dropout rate with the middle λ of L2. */
  combined: boolean;
  batchNormalization: boolean;
  /** Epochs of patience; 0: not among the variants. */
  earlyStopping: number;
  seeds: number;
  epochs: number;
  batchSize: number;
  learningRate: number;
  optimizer: 'adam' | 'adamw' | 'sgd' | 'rmsprop' | 'adagrad';
  successiveHalving: boolean;
  studies: StudyName[];
  /** File name without `.reglens.json`; it is written beside the model. */
  name: string;
}

/** What the chosen model, data and plan come to. */
export interface FormPreview {
  model: string;
  rows: { training: number; validation: number; test: number };
  task: Task;
  classes?: string[];
  profile: ColumnProfile[];
  checks: DataChecks;
  notes: string[];
  /** Names of the variants, and how many runs they make. */
  variants: string[];
  runs: number;
  estimate: { text: string; detail: string; warning?: string };
}

export interface FormState {
  models: FormModel[];
  data: FormChoice[];
  /** Columns of the chosen data in their order, with a word on each. */
  columns: { name: string; detail: string }[];
  values: FormValues;
  preview?: FormPreview;
  /** What is not right with what was entered; the button that writes waits for it. */
  problem?: Problem;
  /** The preview is of earlier values: another one is being made. */
  reading: boolean;
}

export type HostToForm = { type: 'form'; state: FormState };

export type FormToHost =
  | { type: 'ready' }
  | { type: 'change'; values: FormValues }
  | { type: 'browse'; what: 'model' | 'data' }
  /** Writes the experiment file; measures it, too, or opens it. */
  | { type: 'create'; next: 'measure' | 'open' };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The message if `value` is one, otherwise undefined: the form is another process and is not trusted. */
export function parseFormMessage(value: unknown): FormToHost | undefined {
  if (!isObject(value)) return undefined;
  const { type, values, what, next } = value;
  if (type === 'ready') return { type };
  if (type === 'change' && isObject(values)) return { type, values: values as unknown as FormValues };
  if (type === 'browse' && (what === 'model' || what === 'data')) return { type, what };
  if (type === 'create' && (next === 'measure' || next === 'open')) return { type, next };
  return undefined;
}
