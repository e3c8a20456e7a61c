/** Coefficients of a linear model over the strength of its penalty. */

export interface LinearPath {
  /** Squared loss ‖y − Xw − b‖²/n of standardized columns, or cross-entropy of a softmax regression. */
  loss: 'squared' | 'softmax' | 'sigmoid';
  columns: string[];
  /** Training rows it was fitted to: all, or the first ones where more would take long. */
  rows: number;
  /**
   * Per penalty, from the strongest λ down; λ in the Keras convention (λΣ|w|, λΣw²) beside the mean loss, intercepts free.
   * L1 begins where the first coefficient leaves 0, L2 at ten times that; both end at a thousandth of it.
   */
  l1: PathPoint[];
  l2: PathPoint[];
}

export interface PathPoint {
  lambda: number;
  /** Per column: the coefficient; of several classes ‖w_column‖₂ over the classes. */
  coefficients: number[];
  /** Columns whose coefficients are all exactly 0. */
  zeroColumns: number;
  trainLoss: number;
  validationLoss: number;
}
