/** A trainable network, its training and its runs as plain data: what the worker builds a stack from. */
import type { TrainingSample } from '../dataset/sample.ts';
import type { LayerSpec, Shape } from './layerSpecs.ts';

export type { TrainingSample } from '../dataset/sample.ts';

/** One layer with its inputs: indexes of earlier nodes, −1 for the network's input. */
export interface LayerNode {
  layer: LayerSpec;
  inputs: number[];
}

/**
 * The output layer gives logits (or values): the output activation is part of the loss.
 * `softmax`: categorical cross-entropy; `sigmoid`: binary cross-entropy on one output; the others on one value:
 * squared error, absolute error, and Huber's ½e² where |e| ≤ δ, δ·(|e| − ½δ) beyond.
 */
export type Loss =
  | { kind: 'softmax' }
  | { kind: 'sigmoid' }
  | { kind: 'squared' }
  | { kind: 'absolute' }
  | { kind: 'huber'; delta: number };

export interface Network {
  /** Shape of one row of inputs, without the batch. */
  inputShape: Shape;
  /** Width of the last node's output. */
  outputs: number;
  loss: Loss;
  /** In an order where inputs come first; the last node is the output. */
  nodes: LayerNode[];
}

/**
 * What regularizes one trainable parameter of one run. `l1`, `l2`: gradient λ1·sign(w) + 2·λ2·w (Keras convention).
 * `decay`: w ← w − η·λ·w beside the step (decoupled). `groupLasso`: λ·Σ‖w_u‖₂ over the units u (last axis) by its
 * sub-gradient. `proximal…`: the same penalties by their proximal operators, with exact zeros. `maxNorm`: ‖w_u‖₂ is
 * cut to it after the step.
 */
export interface ParameterPenalty {
  l1: number;
  l2: number;
  decay: number;
  groupLasso: number;
  proximalL1: number;
  proximalGroupLasso: number;
  maxNorm: number;
}

export const NO_PENALTY: ParameterPenalty = {
  l1: 0,
  l2: 0,
  decay: 0,
  groupLasso: 0,
  proximalL1: 0,
  proximalGroupLasso: 0,
  maxNorm: Number.POSITIVE_INFINITY,
};

/** Penalty λ1·Σ|a| + λ2·Σa² on a node's outputs, averaged over the rows of the batch. */
export interface ActivityPenalty {
  node: number;
  l1: number;
  l2: number;
}

/** Changes of the training rows, drawn anew in each step. Zeros and `false`: none. */
export interface Augmentation {
  /** Standard deviation of normal noise on the inputs (as they enter the network). */
  noise: number;
  /** α of Beta(α, α): inputs and targets are mixed with another row of the batch (Zhang 2018). */
  mixup: number;
  /** Images: largest shift as a share of height and width; largest turn in degrees; largest change of scale as a share; mirrored left to right with probability ½. */
  shift: number;
  rotate: number;
  scale: number;
  flip: boolean;
}

export const NO_AUGMENTATION: Augmentation = {
  noise: 0,
  mixup: 0,
  shift: 0,
  rotate: 0,
  scale: 0,
  flip: false,
};

/** Stop when validation loss has not been below the best by more than `minimumImprovement` for `patience` epochs. */
export interface EarlyStopping {
  patience: number;
  minimumImprovement: number;
}

/** One run: the settings of a variant, resolved to the network's parts, and a seed. */
export interface RunSpec {
  id: string;
  variant: string;
  seed: number;
  /** One for each trainable parameter, in the order of `layoutOf(network).trainable`. */
  penalties: ParameterPenalty[];
  /** One for each random place, in the order of `layoutOf(network).places`: rate, or standard deviation of noise. */
  rates: number[];
  activity: ActivityPenalty[];
  /** Targets y become (1 − s)·y + s/C (softmax), (1 − s)·y + s/2 (sigmoid). */
  labelSmoothing: number;
  augmentation: Augmentation;
  /** Left out: the run trains all its epochs. */
  earlyStopping?: EarlyStopping;
  /** Left out: all rows of the training part. */
  sample?: TrainingSample;
}

/** Whose formula is meant where frameworks differ: see `optimizer.ts`. */
export type Convention = 'keras' | 'pytorch' | 'tfjs';

export type Optimizer =
  | { kind: 'sgd'; convention: Convention; momentum: number; nesterov: boolean }
  | { kind: 'rmsprop'; convention: Convention; decay: number; momentum: number; epsilon: number }
  /** AdamW is Adam with `ParameterPenalty.decay`. */
  | { kind: 'adam'; convention: Convention; beta1: number; beta2: number; epsilon: number }
  | { kind: 'adagrad'; convention: Convention; initialAccumulator: number; epsilon: number };

/** Factor on the learning rate by step (0-based) of `steps` in all. Warm-up grows linearly before either. */
export type Schedule = { warmupSteps: number } & (
  | { kind: 'constant' }
  /** factor^⌊epoch / everyEpochs⌋ */
  | { kind: 'step'; factor: number; everyEpochs: number }
  /** From 1 to `final` by half a cosine over the steps after warm-up (Loshchilov & Hutter 2017, no restarts). */
  | { kind: 'cosine'; final: number }
);

export interface Training {
  optimizer: Optimizer;
  learningRate: number;
  schedule: Schedule;
  batchSize: number;
  epochs: number;
}
