/** Questions that a training process answers at once: what a slider moves. */
import type { Network, RunSpec } from '../engine/network.ts';
import type { Settings } from '../experiment/experiment.ts';
import type { DropoutProbe, FinishedRun } from '../experiment/records.ts';
import type { LinearPath } from '../statistics/linearPaths.ts';

/** One weight of a trained run: the tensor as `FinishedRun.kernels` names it, and its place in `[inputs, units]`. */
export interface WeightPlace {
  layer: string;
  input: number;
  unit: number;
}

export type LabAsk =
  /** Trains one run of the experiment's model with these settings and tells how it went; nothing is stored. */
  | { kind: 'try'; settings: Settings; seed: number; epochs: number }
  /** Training loss over a grid of two weights' values around a stored run's, all others fixed. */
  | { kind: 'plane'; run: string; x: WeightPlace; y: WeightPlace }
  /** Paths of a linear model on the experiment's data. */
  | { kind: 'linearPath' };

/**
 * A question as it is sent to a training process: settings and ids are resolved to runs, with their network where it is
 * not the setup's.
 */
export type LabTask =
  | { kind: 'try'; run: RunSpec; epochs: number; network?: Network }
  | { kind: 'plane'; run: RunSpec; x: WeightPlace; y: WeightPlace; network?: Network }
  | { kind: 'linearPath' }
  /** Weights that were not trained here, in the order of the network's layout, and the rate at each random place. */
  | { kind: 'evaluate'; values: Float32Array[]; rates: number[] };

/** Weights on a dataset, in evaluation mode, without penalty. */
export interface MeasuredWeights {
  loss: number;
  /** Absent for a regression. */
  accuracy?: number;
  pruning: FinishedRun['pruning'];
  /** Absent where nothing is dropped. */
  dropout?: DropoutProbe;
}

export interface TriedRun {
  seconds: number;
  /** Per epoch, evaluation mode, without penalty. */
  trainLoss: number[];
  trainLossDropoutOn: number[];
  validationLoss: number[];
  validationAccuracy?: number[];
  exactZeros: number;
  nearZeros: number;
  /** One for each weight tensor, in the order of `KernelStatistics`. */
  layers: { layer: string; histogram: number[]; exactZeros: number; count: number }[];
  /** Set when the loss stopped being finite. */
  diverged?: string;
}

/** Mean data loss (evaluation mode, training rows, no penalty) on a regular grid. */
export interface LossPlane {
  x: WeightPlace;
  y: WeightPlace;
  /** Values of the weights along the axes, ascending; both contain 0 and the trained values lie inside. */
  xs: number[];
  ys: number[];
  /** `loss[row of y][column of x]` */
  loss: number[][];
  /** The trained values. */
  trained: { x: number; y: number };
  rows: number;
}

export type LabAnswer =
  | { kind: 'try'; run: TriedRun }
  | { kind: 'plane'; plane: LossPlane }
  | { kind: 'linearPath'; path: LinearPath }
  | { kind: 'evaluate'; measured: MeasuredWeights };
