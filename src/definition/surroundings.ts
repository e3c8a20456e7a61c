/**
 * What stands around the models of a file and regularizes them, or decides whether it can be seen: optimizers, fits,
 * callbacks, penalties written by hand, modes, loaders, augmentation. Framework-neutral; advice reads it.
 */
import type { Setting, SourceRange } from './model.ts';

/** Where a statement stands. */
export interface Scope {
  /** Innermost function or method, undefined at the top of the file. */
  function?: string;
  /** Innermost class. */
  class?: string;
  /** Under a loop or a condition whose outcome is not known. */
  context: Context[];
}

export type Context = 'loop' | 'condition';

export interface Fact {
  framework: 'keras' | 'pytorch' | 'tfjs';
  /** The whole expression or statement. */
  range: SourceRange;
  /** The name that is called: `optim.Adam`. */
  anchor: SourceRange;
  scope: Scope;
}

/** Which parameters an optimizer, a penalty or a group acts on. */
export type ParameterSet =
  /** `model.parameters()`: biases and norms included. */
  | 'all'
  /** Chosen by name or number of axes, `if 'bias' not in name`, `p.ndim > 1`: biases and norms are left out. */
  | 'weights'
  /** The rest of such a choice: biases, norms. */
  | 'biases'
  /** Of a part of the model: `model.fc.parameters()`. */
  | 'part'
  | 'unknown';

/** PyTorch: kinds of parameters as tests on names and axes tell them apart; `norm` is γ, and β unless names say `bias`. */
export type ParameterKinds = readonly ('weight' | 'bias' | 'norm')[];

export interface ParameterGroup {
  parameters: ParameterSet;
  /** Of `all`, `weights` and `biases`, where it is known. */
  kinds?: ParameterKinds;
  /** The model's or module's name as written, `model`, `self.encoder`. */
  of?: string;
  weightDecay: Setting<number>;
  learningRate: Setting<number>;
  range: SourceRange;
}

/** An optimizer that is made: `torch.optim.Adam(…)`, `keras.optimizers.AdamW(…)`, `tf.train.adam()`, `"adam"` in compile. */
export interface OptimizerFact extends Fact {
  type: 'optimizer';
  /** `SGD`, `Adam`, `AdamW`, `RMSprop`, `Adagrad`, … */
  name: string;
  learningRate: Setting<number>;
  /** The optimizer's own; of Keras `weight_decay=None` is 0. */
  weightDecay: Setting<number>;
  /** Whether its decay acts beside the gradient step (AdamW, every Keras optimizer). */
  decoupled: boolean;
  /** PyTorch: what it was given; one group where parameters are given bare. Empty for Keras and TensorFlow.js. */
  groups: ParameterGroup[];
  /** Keras: variables left out by `exclude_from_weight_decay`. */
  excluded: boolean;
  /** The patterns of names that it is given; undefined where they cannot be seen. */
  excludedNames?: string[];
  /** Name of the variable that it is assigned to. */
  variable?: string;
}

export interface CompileFact extends Fact {
  type: 'compile';
  /** Variable of the model as written. */
  model: string;
  loss: Setting<string>;
  optimizer?: OptimizerFact;
}

export interface FitFact extends Fact {
  type: 'fit';
  model: string;
  /** Whether validation data are given; undefined: cannot be seen (`**options`). */
  validation: boolean | undefined;
  batchSize: Setting<number>;
  epochs: Setting<number>;
  /** Undefined: cannot be seen. */
  callbacks: ('EarlyStopping' | 'other')[] | undefined;
  /** Whether the validation data come out of augmentation. */
  augmentedValidation?: SourceRange;
}

export interface EarlyStoppingFact extends Fact {
  type: 'earlyStopping';
  monitor: Setting<string>;
  patience: Setting<number>;
  /** Keras and TensorFlow.js: `restore_best_weights`. PyTorch Lightning has none: a checkpoint callback does it. */
  restoresBest: Setting<boolean>;
}

/** A penalty added to the loss by hand. */
export interface HandPenaltyFact extends Fact {
  type: 'handPenalty';
  norm: 'l1' | 'l2' | 'l2-norm' | 'other';
  parameters: ParameterSet;
  /** As {@link ParameterGroup.kinds}. */
  kinds?: ParameterKinds;
  /** Model or module as written. */
  of?: string;
  /** Factor in front of it, where it can be seen. */
  strength: Setting<number>;
}

/** `model.train()`, `model.eval()`, `model.train(False)`. */
export interface ModeFact extends Fact {
  type: 'mode';
  mode: 'train' | 'eval';
  model: string;
}

/** Code that evaluates: a block under `torch.no_grad()` or `inference_mode()`, or a function named so, that calls a model. */
export interface EvaluationFact extends Fact {
  type: 'evaluation';
  /** The model that is called. */
  model: string;
  /** Whether `model.eval()` runs before it, here or in a caller of the file; undefined: cannot be seen. */
  inEvalMode: boolean | undefined;
}

export interface LoaderFact extends Fact {
  type: 'loader';
  batchSize: Setting<number>;
  /** The variable it is assigned to: `train_loader`. */
  variable?: string;
}

/** Random changes of the inputs. */
export interface AugmentationFact extends Fact {
  type: 'augmentation';
  /** Their classes: `RandomCrop`, `RandomFlip`, `ImageDataGenerator(horizontal_flip=…)`. */
  kinds: string[];
  /** What they are used on. */
  on: 'training' | 'validation' | 'both' | 'unknown';
  variable?: string;
}

/** A setting that regularizes, changed after the layer was built, where it no longer acts. */
export interface LateChangeFact extends Fact {
  type: 'lateChange';
  /** `kernel_regularizer`, `rate`… */
  attribute: string;
  layer?: string;
  /** Whether it acts nevertheless (a dropout rate does). */
  acts: boolean;
}

/** Something that writes a training log: `CSVLogger("log.csv")`, `SummaryWriter("runs/first")`, `Trainer(…)`. */
export interface LogFact extends Fact {
  type: 'log';
  /** The class: `CSVLogger`, `TensorBoard`, `TrainingArguments`. */
  writer: string;
  /** File or folder, relative to where the program runs; unknown where it cannot be seen. */
  path: Setting<string>;
}

export type Surrounding =
  | OptimizerFact
  | CompileFact
  | FitFact
  | EarlyStoppingFact
  | HandPenaltyFact
  | ModeFact
  | EvaluationFact
  | LoaderFact
  | AugmentationFact
  | LateChangeFact
  | LogFact;
