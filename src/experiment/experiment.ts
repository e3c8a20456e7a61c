/** The experiment file `*.reglens.json` as validated data, defaults filled in. */
import type { Task } from '../dataset/dataset.ts';
import type { EarlyStopping, Training } from '../engine/network.ts';

export interface Experiment {
  /** The file's base name without `.reglens.json`. */
  name: string;
  /** Absolute path of the experiment file. */
  file: string;
  model: {
    /** Absolute path of the source file. */
    file: string;
    /** The definition's name; may be left out when the file has only one model. */
    name?: string;
  };
  data: {
    /** Absolute path of the data file, or of the folder of images by class. */
    file: string;
    target: string;
    /** Found from the data when left out. */
    task?: Task;
    /** Rows with NaN or Inf are an error unless this is true. */
    dropNonFinite: boolean;
    /** Columns that are neither input nor target. */
    exclude: string[];
    /** Below 1: a share of the rows; from 1 on: a number of rows. Training takes the rest when left out. */
    split: { training?: number; validation: number; test: number; seed: number };
    standardize: boolean;
    /** Set for models that begin with an Embedding: inputs are whole numbers below it and are not standardized. */
    vocabulary?: number;
  };
  training: TrainingSettings;
  /** Left out: the default plan, which depends on the model; `variantsOf` in plan.ts gives the list to train. */
  variants?: Variant[];
  /** Further measurements beside the variants; none when left out. */
  studies?: StudyName[];
  /** One run of every variant for each seed: it sets the initial weights, the batch order and the dropout masks. */
  seeds: number[];
}

/** How every variant is trained; `warmupSteps` of the schedule is settled when the rows are known. */
export interface TrainingSettings extends Training {
  /** Epochs in which the learning rate grows to its full size; may be a fraction. */
  warmupEpochs: number;
  /** Left out: by the task. */
  loss?: 'crossEntropy' | 'mse' | 'mae' | 'huber';
  /** Where Huber's loss turns from a square into a line. */
  huberDelta: number;
  /** What all dropout layers do: see `DropoutSpec`. */
  dropoutForm: 'inverted' | 'standard';
  /** For variants that have none of their own. */
  earlyStopping?: EarlyStopping;
  /** Variants that are hopeless after a part of the epochs stop there: see `halving.ts`. */
  successiveHalving?: true;
}

/**
 * `learningCurve`: subsets of the training rows; `replicas`: bias and variance over bootstrap replicas; `widths`: dropout
 * rates at fixed width and at fixed expected width; `path`: a finer sweep of λ, and the path of a linear model;
 * `beside`: batch normalization, early stopping and augmentation, alone and combined.
 */
export const STUDY_NAMES = ['learningCurve', 'replicas', 'widths', 'path', 'beside'] as const;
export type StudyName = (typeof STUDY_NAMES)[number];

/**
 * Strengths that act layer by layer, so that a variant may set them for one layer. λ are in the Keras convention:
 * λ1·Σ|w| + λ2·Σw².
 */
export interface LayerStrengths {
  /** On kernels: of Dense layers and convolutions, and those on the inputs of recurrent layers. */
  l1: number;
  l2: number;
  /** Probability of dropping a unit before Dense and recurrent layers but the first layer with weights. */
  dropout: number;
  /** Probability of dropping a whole channel before convolutions but the first layer with weights. */
  spatialDropout?: number;
  /** Probability of dropping a unit of the state of recurrent layers. */
  recurrentDropout?: number;
  biasL1?: number;
  biasL2?: number;
  recurrentL1?: number;
  recurrentL2?: number;
  embeddingL1?: number;
  embeddingL2?: number;
  /** On the outputs of hidden layers, averaged over the rows of a batch as Keras does. */
  activityL1?: number;
  activityL2?: number;
  /** λ·Σ‖w_u‖₂ over the incoming weights of each unit. */
  groupLasso?: number;
  /** Largest ‖w_u‖₂ of a unit's incoming weights. */
  maxNorm?: number;
  /** Decoupled: w ← w − η·λ·w beside the step. */
  weightDecay?: number;
}

/** The regularization of one variant. Optional settings are there only when they are used. */
export interface Settings extends LayerStrengths {
  /** How L1 is trained: left out as the framework does it, by its sub-gradient, which makes no exact zeros. */
  l1Mode?: 'proximal';
  groupLassoMode?: 'proximal';
  /** Weight decay acts on biases and normalizations, too. */
  decayAll?: true;
  labelSmoothing?: number;
  /** A batch normalization between every hidden Dense or convolution and its activation, in place of none. */
  batchNormalization?: true;
  earlyStopping?: EarlyStopping;
  augmentation?: AugmentationSettings;
  /** Strengths of single layers, by name, in place of those above. */
  layers?: Record<string, Partial<LayerStrengths>>;
}

/** Changes of the training rows; see `Augmentation`. */
export interface AugmentationSettings {
  noise?: number;
  mixup?: number;
  shift?: number;
  rotate?: number;
  scale?: number;
  flip?: true;
}

/** `other`: one regularizer that is none of the named. */
export type Family = 'none' | 'l1' | 'l2' | 'dropout' | 'other' | 'combination' | 'source';

export interface Variant {
  /** File-name safe and unique, e.g. `l2-1e-3`, `dropout-0.3_l2-1e-3`, `l1-1e-3-proximal`. */
  id: string;
  /** For people, e.g. `L2 1e-3`, `Dropout 0.3 + L2 1e-3`, `No regularization`. */
  name: string;
  /** `source` is the model as it is written, with its own penalties and rates layer by layer. */
  family: Family;
  settings: Settings;
}
