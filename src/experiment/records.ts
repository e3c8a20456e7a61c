import type { KernelStatistics } from '../statistics/kernel.ts';

/** What is measured and stored of one run (one variant with one seed). */

/** One line of a run's JSONL file: the state at the end of an epoch (1-based). Losses are means over rows. */
export interface EpochRecord {
  epoch: number;
  /** Data loss over the epoch's batches with dropout on, while the weights move: what frameworks log, less the penalty. */
  trainLossDropoutOn: number;
  /** Data loss of the training part in evaluation mode at the end of the epoch. */
  trainLoss: number;
  validationLoss: number;
  /**
   * Everything beside the data loss that is minimized: λ1·Σ|w| + λ2·Σw² and λ·Σ‖w_u‖₂ at the end of the epoch, and
   * activity penalties averaged over its batches.
   */
  penalty: number;
  /** Share of rows classified correctly, in evaluation mode; absent for regression. */
  trainAccuracy?: number;
  validationAccuracy?: number;
}

/** Written once, by atomic rename, when a run has ended. */
export type RunResult = FinishedRun | DivergedRun;

/** A run that was stopped because a loss became NaN or Inf. */
export interface DivergedRun {
  variant: string;
  seed: number;
  outcome: 'diverged';
  /** Which loss, at which epoch: "training loss became NaN in epoch 3". */
  reason: string;
  epochs: number;
  seconds: number;
}

export interface FinishedRun {
  variant: string;
  seed: number;
  outcome: 'finished';
  epochs: number;
  /** Present with early stopping, whether it ended the run or not: the weights are those of the best epoch. */
  restoredBest?: true;
  testLoss: number;
  testAccuracy?: number;
  /** The epoch with the lowest validation loss: what early stopping would keep. */
  bestEpoch: number;
  bestValidationLoss: number;
  /** Test loss with the weights of the best epoch. */
  bestTestLoss: number;
  kernels: KernelStatistics[];
  /** Share of weights equal to 0 and with |w| ≤ NEAR_ZERO, over all kernels. */
  exactZeros: number;
  nearZeros: number;
  /** Per input column: largest |w| and ‖w‖₂ over the first layer's outgoing weights, where it is a Dense layer. */
  inputMaxima?: number[];
  inputNorms?: number[];
  /** Test loss after zeroing the smallest share of all kernel weights. */
  pruning: { share: number; testLoss: number }[];
  seconds: number;
}
