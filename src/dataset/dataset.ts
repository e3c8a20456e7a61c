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
  /** The columns of the file in their order, target and excluded ones too. */
  profile: ColumnProfile[];
  checks: DataChecks;
}

/** A column of the file as it was read, over all usable rows. */
export interface ColumnProfile {
  name: string;
  role: 'input' | 'target' | 'excluded';
  kind: 'number' | 'text';
  /** Empty cells, NaN and infinite numbers among all rows of the file. */
  missing: number;
  distinct: number;
  /** Of a numeric column, over its finite cells; absent for text and when none is finite. */
  numbers?: { minimum: number; maximum: number; mean: number; standardDeviation: number };
  /** Numeric: counts of 20 equal bins from minimum to maximum (one bin when all are equal). Text and classes: the most frequent values. */
  histogram?: number[];
  values?: { value: string; count: number }[];
}

/** What in the data may be mistaken for overfitting, or hides it. Computed on at most 2,000 rows of a part (the first ones), fewer of wide data. */
export interface DataChecks {
  /**
   * Can a classifier tell training rows from validation rows (and from test rows)? Area under the ROC curve of a
   * cross-validated logistic regression on the inputs, with its standard error (Hanley & McNeil 1982): 0.5 ± noise when both
   * come from one distribution (Lopez-Paz & Oquab 2017). `column`: the input that differs most, its standardized mean difference.
   */
  shift: {
    validation: ShiftCheck;
    test: ShiftCheck;
  };
  /**
   * Rows of the training part of whose ten nearest neighbours seven or more have one and the same other class; rows whose
   * own class is the most frequent one of their neighbours (`predicted`). Absent for regression and fewer than 11 rows.
   */
  labelNoise?: { suspicious: number; predicted: number; rows: number };
  /** Rows of each class in the parts, in class order; absent for regression. */
  classCounts?: { training: number[]; validation: number[]; test: number[] };
}

export interface ShiftCheck {
  auc: number;
  standardError: number;
  column: { name: string; difference: number } | null;
}
