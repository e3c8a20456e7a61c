/** The experiment file `*.reglens.json` as validated data, defaults filled in. */
import type { Task } from '../dataset/dataset.ts';

export interface Experiment {
  /** The file's base name without `.reglens.json`. */
  name: string;
  /** Absolute path of the experiment file. */
  file: string;
  model: {
    /** Absolute path of the source file. */
    file: string;
    /** The definition's name; may be left out when the file has only one model. */
    name?: string;
  };
  data: {
    /** Absolute path of the CSV file. */
    file: string;
    target: string;
    /** Found from the data when left out. */
    task?: Task;
    /** Rows with NaN or Inf are an error unless this is true. */
    dropNonFinite: boolean;
    /** Columns that are neither input nor target. */
    exclude: string[];
    /** Below 1: a share of the rows; from 1 on: a number of rows. Training takes the rest when left out. */
    split: { training?: number; validation: number; test: number; seed: number };
    standardize: boolean;
  };
  training: {
    optimizer: 'adam' | 'sgd';
    learningRate: number;
    /** SGD only. */
    momentum: number;
    batchSize: number;
    epochs: number;
  };
  /** Left out: the default plan, which depends on the model; `variantsOf` in plan.ts gives the list to train. */
  variants?: Variant[];
  /** One run of every variant for each seed: it sets the initial weights, the batch order and the dropout masks. */
  seeds: number[];
}

/** The regularization of one variant. λ are in the Keras convention: λ1·Σ|w| + λ2·Σw² over every Dense kernel. */
export interface Settings {
  l1: number;
  l2: number;
  /** Probability of dropping a unit, before every Dense layer but the first. */
  dropout: number;
}

export type Family = 'none' | 'l1' | 'l2' | 'dropout' | 'combination' | 'source';

export interface Variant {
  /** File-name safe and unique, e.g. `l2-1e-3`, `dropout-0.3_l2-1e-3`. */
  id: string;
  /** For people, e.g. `L2 1e-3`, `Dropout 0.3 + L2 1e-3`, `No regularization`. */
  name: string;
  /** `source` is the model as it is written, with its own penalties and rates layer by layer. */
  family: Family;
  settings: Settings;
}
