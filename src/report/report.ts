/** The one report: everything the panel, the terminal, the HTML file and `--json` say, as plain data. */

import type { ColumnProfile, DataChecks, Task } from '../dataset/dataset.ts';
import type { Verdict } from '../diagnosis/fit.ts';
import type { Choice } from '../diagnosis/recommend.ts';
import type { Family, Settings } from '../experiment/experiment.ts';
import type { DropoutProbe, FeatureMapProbe } from '../experiment/records.ts';
import type { Calibration } from '../statistics/calibration.ts';
import type { Curve, Difference, Estimate } from '../statistics/estimates.ts';
import type { StudiesReport } from './studies.ts';

export type { Verdict } from '../diagnosis/fit.ts';
export type { Curve, Difference, Estimate } from '../statistics/estimates.ts';

/** One kernel, recurrent kernel or embedding; a layer with several is named with them, `lstm/recurrent_kernel`. */
export interface LayerReport {
  layer: string;
  inputs: number;
  units: number;
  count: number;
  /** Means over the seeds. */
  exactZeros: number;
  l1Norm: number;
  l2Norm: number;
  hoyer: number;
  /** Counts summed over the seeds, bins of 0.1 in log10|w| from `histogramStart`; exact zeros are in none. */
  histogram: number[];
  /** Per seed, per unit: largest incoming |w|. */
  unitMaxima: number[][];
  /** Maximum-likelihood fits to the pooled non-zero weights: Laplace scale mean|w|, Gauss σ = √mean(w²). */
  laplaceScale: number;
  gaussSigma: number;
  /** Means over the seeds: see `KernelStatistics`. */
  gini: number;
  excessKurtosis: number;
  relativeNearZeros: number;
  twoOfFour: { exact: number; near: number } | null;
  /** Log-likelihood of the pooled non-zero weights under the fitted Laplace minus under the fitted Gauss, per weight, in nats. */
  laplaceOverGauss: number;
  /** Over training: histograms (summed over the seeds), exact zeros and norms (means) at these epochs; empty in older results. */
  history: { epoch: number; histogram: number[]; exactZeros: number; l1Norm: number; l2Norm: number }[];
}

/** One hidden layer's activations: see `UnitProbe`. */
export interface UnitReport {
  layer: string;
  units: number;
  activeShare: Estimate;
  silentUnits: Estimate;
  correlation: Estimate;
}

/** See `DropoutProbe`; estimates over the seeds. */
export interface DropoutReport {
  /** The rate at the first place that drops. */
  rate: number;
  passes: number;
  rows: number;
  on: { trainLoss: Estimate; testLoss: Estimate; testAccuracy?: Estimate };
  off: { trainLoss: Estimate; testLoss: Estimate; testAccuracy?: Estimate };
  ensemble: { k: number; testLoss: Estimate }[];
  uncertainty: { right: Estimate; wrong: Estimate };
  /** Of the first seed. */
  forms?: DropoutProbe['forms'];
}

export interface VariantReport {
  id: string;
  name: string;
  family: Family;
  settings: Settings;
  seeds: number[];
  /** Runs that became NaN or Inf. */
  stopped: { seed: number; reason: string }[];
  /** Runs that successive halving ended early: none of their numbers are in the means. */
  dropped: { seed: number; epochs: number; reason: string }[];
  /** Training time of a run. */
  seconds: Estimate;
  /**
   * All in evaluation mode and without penalty, at the last epoch unless the name says otherwise; where early stopping
   * ended a run, at its best epoch, whose weights it has.
   */
  trainLoss: Estimate;
  trainLossDropoutOn: Estimate;
  penalty: Estimate;
  validationLoss: Estimate;
  testLoss: Estimate;
  testAccuracy?: Estimate;
  /** Shares in [0, 1] of all weights but biases and normalization: w = 0, and |w| ≤ 1e-3. */
  exactZeros: Estimate;
  nearZeros: Estimate;
  /** Per seed, in the order of `seeds`. */
  bestEpochs: number[];
  /** Median of `bestEpochs`. */
  bestEpoch: number;
  /** With the weights of each seed's best epoch. */
  bestValidationLoss: Estimate;
  bestTestLoss: Estimate;
  /** validation(last) − validation(turning point found from the other seeds), paired over seeds. */
  rise?: Difference;
  /** Validation minus training loss at the last epoch. */
  gap: Estimate;
  /** Against the unregularized variant; absent for it, and when fewer than two seeds are common. */
  difference?: {
    trainLoss: Difference;
    validationLoss: Difference;
    testLoss: Difference;
    testAccuracy?: Difference;
  };
  /** Over the epochs that every seed reached. */
  curves: {
    trainLoss: Curve;
    trainLossDropoutOn: Curve;
    validationLoss: Curve;
    penalty: Curve;
    trainAccuracy?: Curve;
    validationAccuracy?: Curve;
  };
  layers: LayerReport[];
  /** Per seed, per input column; absent where the first layer is no Dense layer on the columns. */
  inputMaxima?: number[][];
  /** Means over the seeds, per input column. */
  inputNorms?: number[];
  pruning: { share: number; testLoss: number; standardError: number }[];
  /** Classification: bins pooled over the seeds, numbers as means over them. */
  calibration?: Omit<Calibration, 'error' | 'overConfidence' | 'temperature'> & {
    error: Estimate;
    overConfidence: Estimate;
    temperature: Estimate;
  };
  units: UnitReport[];
  /** Where the variant drops something. */
  dropout?: DropoutReport;
  /** Means over the seeds. */
  featureMaps?: FeatureMapProbe[];
}

/** The choice with the change to the source that it means. */
export interface Recommendation extends Choice {
  /** Absent when there is none to make or it cannot be written safely (`noChange` says why). */
  change?: SourceChange;
  noChange?: string;
}

export interface SourceChange {
  /** Base name and 1-based line of the first changed line. */
  file: string;
  line: number;
  /** Lines of a small diff; `text` without the sign. */
  diff: { sign: ' ' | '-' | '+'; text: string }[];
  /** Changed places beyond the ones in `diff`. */
  more: number;
}

/** Raised when a report gains what the panel needs: older ones are then not shown, and made anew from the stored runs. */
export const REPORT_VERSION = 2;

export interface Report {
  version: typeof REPORT_VERSION;
  experiment: { name: string; file: string };
  model: {
    name: string;
    /** Base name of the source file. */
    file: string;
    /** 1-based line of the definition. */
    line: number;
    /** `64 → 128 → 64 → 10` */
    architecture: string;
    parameters: number;
    /** What regularizes the source as written, e.g. `nothing regularizes it`. */
    regularization: string;
  };
  data: {
    file: string;
    target: string;
    task: Task;
    classes?: string[];
    columns: { name: string; standardDeviation: number }[];
    rows: { training: number; validation: number; test: number };
    trivialLoss: number;
    notes: string[];
    duplicatesAcrossSplit: number;
    profile: ColumnProfile[];
    checks: DataChecks;
  };
  training: {
    optimizer: string;
    learningRate: number;
    batchSize: number;
    epochs: number;
    seeds: number[];
    /** Of a regression; absent in older results, which are all of the squared error. */
    loss?: 'squared' | 'absolute' | 'huber';
    /** Runs may end before the last epoch. */
    earlyStopping?: true;
  };
  /** Sums of this and earlier starts of the same experiment. */
  execution: {
    backend: string;
    /** Why this backend, in a sentence; what is not as it should be with it. Absent in older results. */
    backendReason?: string;
    backendWarning?: string;
    workers: number;
    seconds: number;
    finishedRuns: number;
    plannedRuns: number;
  };
  histogramStart: number;
  /** In plan order. The unregularized variant has the family `none`. */
  variants: VariantReport[];
  /** Number of comparisons that the intervals are corrected for. */
  comparisons: number;
  verdict: Verdict;
  recommendation: Recommendation;
  studies: StudiesReport;
}
