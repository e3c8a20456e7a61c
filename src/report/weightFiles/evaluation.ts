/** What a trained model does on a dataset: plain data. */

/** Loss is the mean cross-entropy in nats, or the mean squared error. */
export interface Evaluation {
  /** Base names. */
  file: string;
  data: string;
  task: 'classification' | 'regression';
  rows: number;
  loss: number;
  accuracy: number | null;
  /** Loss of the best constant prediction on these rows. */
  trivialLoss: number;
  /** All kernels ranked together by |w|, the smallest set to 0. */
  pruning: { share: number; loss: number }[];
  /**
   * The same weights and rows with the layers’ dropout off (as frameworks evaluate) and on (mean over single passes); null
   * without dropout layers. `rows`: those that were used, all or the first ones.
   */
  dropout: { off: number; on: number; rows: number; passes: number } | null;
  /**
   * Monte-Carlo dropout (Gal & Ghahramani 2016): loss of the prediction averaged over k passes, and its spread (predictive
   * entropy in nats, or standard deviation of the value), averaged over rows answered right and wrong (regression: absolute
   * error below and above its median). Null without dropout layers.
   */
  monteCarlo: {
    averaged: { k: number; loss: number }[];
    spread: { name: string; right: number | null; wrong: number | null };
  } | null;
  /** Sentences: how the rows were prepared, what the numbers mean, what was left out. */
  notes: string[];
  findings: string[];
}
