/** The one report: everything the panel, the terminal, the HTML file and `--json` say, as plain data. */

import type { Task } from '../dataset/dataset.ts';
import type { Verdict } from '../diagnosis/fit.ts';
import type { Choice } from '../diagnosis/recommend.ts';
import type { Family, Settings } from '../experiment/experiment.ts';
import type { Curve, Difference, Estimate } from '../statistics/estimates.ts';

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
}

export interface VariantReport {
  id: string;
  name: string;
  family: Family;
  settings: Settings;
  seeds: number[];
  /** Runs that became NaN or Inf. */
  stopped: { seed: number; reason: string }[];
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

export interface Report {
  version: 1;
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
}
