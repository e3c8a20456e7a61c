import type { Calibration } from '../statistics/calibration.ts';
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
  /**
   * One for each tensor in `FinishedRun.kernels`, in their order, on 24 epochs of the whole training with its first and
   * last, on all of a shorter one. A run that early stopping ended may have none on its last epoch.
   */
  weights?: WeightSnapshot[];
}

/** A weight tensor at the end of an epoch. */
export interface WeightSnapshot {
  /** As `KernelStatistics.histogram`. */
  histogram: number[];
  exactZeros: number;
  l1Norm: number;
  l2Norm: number;
}

/** Written once, by atomic rename, when a run has ended. */
export type RunResult = FinishedRun | DivergedRun | DroppedRun;

/** A run that successive halving ended early; its checkpoint is kept, so that it can go on. */
export interface DroppedRun {
  variant: string;
  seed: number;
  outcome: 'dropped';
  /** Epochs that were trained. */
  epochs: number;
  /** "after 25 epochs its validation loss was 0.31, that of the worst variant kept 0.22". */
  reason: string;
  seconds: number;
}

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
  /** Classification only: on the test rows, evaluation mode. */
  calibration?: Calibration;
  /** Where the run drops units or channels. */
  dropout?: DropoutProbe;
  /** Hidden layers with an activation, on the first 2,000 validation rows in evaluation mode. */
  units: UnitProbe[];
  /** Where the network has feature maps and the run drops nothing. */
  featureMaps?: FeatureMapProbe[];
  seconds: number;
}

/** What the units of one hidden layer do. */
export interface UnitProbe {
  layer: string;
  units: number;
  /** Share of activations that are not 0 after ReLU and its kin, |a| > 0.1 after any other activation. */
  activeShare: number;
  /** Units that are never active on these rows. */
  silentUnits: number;
  /** Mean |Pearson correlation| over the pairs of units that vary; null with fewer than two. For maps: of channel means. */
  correlation: number | null;
}

/** The same weights and rows with dropout on and off. Losses without penalty. */
export interface DropoutProbe {
  /** At the first place that drops. */
  rate: number;
  /** Rows of the test part that were used: all, or the first ones where more would take long. */
  rows: number;
  /** Random passes made. */
  passes: number;
  /** Means over the passes of single thinned networks; off: weight scaling, as frameworks evaluate. */
  on: { trainLoss: number; testLoss: number; testAccuracy?: number };
  off: { trainLoss: number; testLoss: number; testAccuracy?: number };
  /** Loss on the test rows of the mean prediction (probabilities, or values) of k thinned networks, averaged over disjoint groups of k. */
  ensemble: { k: number; testLoss: number }[];
  /**
   * Over all passes, per test row, averaged over the rows answered right and wrong by the mean prediction: predictive
   * entropy in nats (classification). Of a regression the standard deviation of the value, for rows whose absolute error
   * is below (`right`) and above (`wrong`) the median. Null where there is no such row.
   */
  uncertainty: { right: number | null; wrong: number | null };
  /**
   * At the first place that drops: the size of the next layer's pre-activations z, both forms under the same masks.
   * Evaluation: mean |z|. Training: mean of z counted in the sign it has in evaluation, so that noise alone adds nothing;
   * both are equal, but for noise, where a form keeps the expected activations.
   */
  forms?: {
    layer: string;
    rate: number;
    inverted: { training: number; evaluation: number };
    standard: { training: number; evaluation: number };
  };
}

/**
 * One convolution's output, after the normalization and activation that follow it, and what dropping it does to this
 * trained network. Of more than four convolutions the first, the last and two between.
 */
export interface FeatureMapProbe {
  layer: string;
  /** Mean Pearson correlation of horizontally and vertically neighbouring activations of a channel. */
  neighbourCorrelation: number;
  /**
   * Test loss with the maps dropped at this rate, element by element and as whole channels, under 1/(1 − rate) scaling.
   * The first is at rate 0: the network as it is, on the same rows (the first ones, where all would take long).
   */
  rates: { rate: number; elementLoss: number; channelLoss: number }[];
}
