/** What is measured and stored of one run (one variant with one seed). */

/** One line of a run's JSONL file: the state at the end of an epoch (1-based). Losses are means over rows. */
export interface EpochRecord {
  epoch: number;
  /** Data loss over the epoch's batches with dropout on, while the weights move: what frameworks log, less the penalty. */
  trainLossDropoutOn: number;
  /** Data loss of the training part in evaluation mode at the end of the epoch. */
  trainLoss: number;
  validationLoss: number;
  /** λ1·Σ|w| + λ2·Σw² at the end of the epoch. */
  penalty: number;
  /** Share of rows classified correctly, in evaluation mode; absent for regression. */
  trainAccuracy?: number;
  validationAccuracy?: number;
}

/** Statistics of one Dense kernel, `[inputs, units]`. */
export interface KernelStatistics {
  /** The layer's name in the definition. */
  layer: string;
  inputs: number;
  units: number;
  count: number;
  exactZeros: number;
  /** NaN and ±Inf, left out of everything else. */
  nonFinite: number;
  /** Counts of log10|w| in bins of 0.1 from {@link HISTOGRAM_START}; below and above are clamped into the end bins. */
  histogram: number[];
  l1Norm: number;
  l2Norm: number;
  maximum: number;
  /** (√n − ‖w‖₁/‖w‖₂)/(√n − 1), 0 for an all-zero tensor. */
  hoyer: number;
  /** For each unit the largest |w| of its incoming weights; a unit is dead at τ when it is ≤ τ. */
  unitMaxima: number[];
}

/** First bin edge of {@link KernelStatistics.histogram}, as log10|w|. */
export const HISTOGRAM_START = -8;
/** Bins of width 0.1: from 1e-8 to 1e1. */
export const HISTOGRAM_BINS = 90;
/** Threshold τ of "near zero" where a single number is reported. */
export const NEAR_ZERO = 1e-3;

/** Written once, by atomic rename, when a run has ended. */
export interface RunResult {
  variant: string;
  seed: number;
  /** `finished`, or `diverged` when a loss became NaN or Inf (`reason` says which, at which epoch). */
  outcome: 'finished' | 'diverged';
  reason?: string;
  epochs: number;
  testLoss: number;
  testAccuracy?: number;
  /** The epoch with the lowest validation loss: early stopping, recorded and not imposed. */
  bestEpoch: number;
  bestValidationLoss: number;
  /** Test loss with the weights of the best epoch. */
  bestTestLoss: number;
  kernels: KernelStatistics[];
  /** Share of weights equal to 0 and with |w| ≤ NEAR_ZERO, over all Dense kernels. */
  exactZeros: number;
  nearZeros: number;
  /** Per input column: largest |w| and ‖w‖₂ over the first layer's outgoing weights. */
  inputMaxima: number[];
  inputNorms: number[];
  /** Test loss after zeroing the smallest share of all kernel weights. */
  pruning: { share: number; testLoss: number }[];
  seconds: number;
}
