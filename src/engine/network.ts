/** A trainable network as plain data: what the worker builds its stack from. No TensorFlow.js here. */

export const ACTIVATIONS = [
  'linear',
  'relu',
  'relu6',
  'leaky_relu',
  'elu',
  'selu',
  'tanh',
  'sigmoid',
  'softplus',
  'silu',
] as const;
export type Activation = (typeof ACTIVATIONS)[number];

export const INITIALIZERS = [
  'glorot_uniform',
  'glorot_normal',
  'he_uniform',
  'he_normal',
  'lecun_uniform',
  'lecun_normal',
] as const;
export type Initializer = (typeof INITIALIZERS)[number];

export interface DenseSpec {
  kind: 'dense';
  name: string;
  inputs: number;
  units: number;
  useBias: boolean;
  initializer: Initializer;
}

export interface BatchNormalizationSpec {
  kind: 'batchNormalization';
  name: string;
  features: number;
  momentum: number;
  epsilon: number;
}

export interface ActivationSpec {
  kind: 'activation';
  activation: Activation;
}

/** A place where a run may drop units; the rate is the run's (see {@link RunSpec.rates}). */
export interface DropoutSpec {
  kind: 'dropout';
  units: number;
}

export type LayerSpec = DenseSpec | BatchNormalizationSpec | ActivationSpec | DropoutSpec;

/**
 * The last layer gives logits (or values): the output activation is part of the loss.
 * `softmax`: categorical cross-entropy; `sigmoid`: binary cross-entropy on one output; `squared`: mean squared error.
 */
export type Loss = 'softmax' | 'sigmoid' | 'squared';

export interface Network {
  inputs: number;
  outputs: number;
  loss: Loss;
  layers: LayerSpec[];
}

/** One run: the settings of a variant, resolved to the network's layers, and a seed. */
export interface RunSpec {
  id: string;
  variant: string;
  seed: number;
  /** Per Dense layer, in the Keras convention: λ1·Σ|w| + λ2·Σw² of its kernel. */
  l1: number[];
  l2: number[];
  /** Per dropout place: the probability of dropping a unit. */
  rates: number[];
}

export interface Training {
  optimizer: 'adam' | 'sgd';
  learningRate: number;
  momentum: number;
  batchSize: number;
  epochs: number;
}

export const denseLayers = (network: Network): DenseSpec[] =>
  network.layers.filter((layer) => layer.kind === 'dense');

export const dropoutPlaces = (network: Network): DropoutSpec[] =>
  network.layers.filter((layer) => layer.kind === 'dropout');
