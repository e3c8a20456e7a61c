/** A dataset ready for training: numbers only, split, with everything a report says about it. */

export type Task = 'classification' | 'regression';

/** One input column of the network; a text column of m categories becomes m of these (one-hot). */
export interface InputColumn {
  /** The header, or `header=category` for a one-hot column. */
  name: string;
  /** Mean and standard deviation over the training part, before standardization. */
  mean: number;
  standardDeviation: number;
}

/** Rows as a dense matrix, row-major: `inputs[row * columns + column]`. */
export interface Part {
  rows: number;
  inputs: Float32Array;
  /** Class indices for classification; target values for regression, standardized unless the experiment says otherwise. */
  targets: Float32Array;
}

export interface Dataset {
  /** Base name of the file. */
  file: string;
  /** Of the file's content and of the settings that shape the parts; equal digests mean equal numbers. */
  digest: string;
  target: string;
  task: Task;
  /** Class names in index order; absent for regression. */
  classes?: string[];
  columns: InputColumn[];
  training: Part;
  validation: Part;
  test: Part;
  /** Loss of the best constant prediction on the training part: entropy of the class shares, or the variance. */
  trivialLoss: number;
  /** Sentences for the user: what was encoded, dropped or found ("“city” has 12 categories: one-hot encoded"). */
  notes: string[];
  /** Rows in validation or test that equal a training row in every input and the target. */
  duplicatesAcrossSplit: number;
}
