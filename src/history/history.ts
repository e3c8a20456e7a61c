/** What every reader of training logs makes: runs, and in each the curves that were logged. */

export type LogFormat =
  | 'tensorboard'
  | 'keras-csv'
  | 'keras-json'
  | 'lightning'
  | 'transformers'
  | 'xgboost'
  | 'lightgbm'
  | 'wandb'
  | 'table'
  | 'jsonl';

/**
 * One logged quantity. Steps ascend; of a step that was logged twice, after a restart, the later value counts, and
 * what was logged at steps beyond it before the restart is left out (a note of the history says so).
 */
export interface Series {
  /** As in the log: `val_loss`, `train/loss`, `eval_accuracy`. */
  name: string;
  steps: Float64Array;
  /** NaN and infinities as they were logged. */
  values: Float64Array;
}

/** Which curve is which; the user may correct it. Each is the name of a series. */
export interface Roles {
  trainingLoss?: string;
  validationLoss?: string;
  trainingMetric?: string;
  validationMetric?: string;
}

export interface LogRun {
  /** Folder, column value or base name of the file; unique in the history. */
  name: string;
  /** What the steps count. */
  unit: 'epoch' | 'step';
  series: Series[];
  roles: Roles;
  /** Larger is better for the metrics: accuracy, AUC; false for errors. */
  metricRises: boolean;
  /** How often the steps went back, which a restart from a checkpoint does. */
  restarts: number;
  /** Numbers the log gives once: `weight_decay`, `learning_rate`, `best_metric`. */
  settings: Record<string, number | string | boolean>;
}

/** How a table was taken apart; what the user corrects and what is remembered. */
export interface ColumnMapping {
  /** Column of the epoch or step; null when rows are counted. */
  step: string | null;
  unit: 'epoch' | 'step';
  /** Column that names the run; null when there is one. */
  run: string | null;
  /** Column that tells the part of the data (`train`, `val`), where each part has its own rows. */
  split?: string;
  roles: Roles;
}

export interface History {
  /** Path that was opened: a file, or a folder of runs. */
  path: string;
  format: LogFormat;
  /** For a heading: `Keras CSVLogger`, `TensorBoard, 3 runs`. */
  title: string;
  runs: LogRun[];
  /** Columns of a table, in their order, and how they were read; absent for formats that name their curves. */
  columns?: { names: string[]; mapping: ColumnMapping };
  /** What the reader noticed, as sentences: `The last line is incomplete and was left out.` */
  notes: string[];
}
