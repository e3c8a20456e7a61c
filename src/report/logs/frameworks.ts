/** How each framework says what the suggestions propose. */
import type { LogRun } from '../../history/history.ts';
import { formatStrength } from '../../words.ts';
import type { LogSuggestion, LossContents } from './logReport.ts';

export interface Wording {
  /** Early stopping that keeps the best weights. */
  stop(monitor: string, patience: number): string;
  /** In the order in which it is worth trying. */
  regularize(settings: LogRun['settings']): LogSuggestion[];
  /** Against a loss that runs away, beside a lower learning rate. */
  clip: LogSuggestion[];
  /** More capacity. */
  capacity: string;
  /** Validation data. */
  validate: string;
  /** More validations. */
  oftener: string;
}

const DROPOUT = 'Dropout after the large fully-connected layers';
const AUGMENT: LogSuggestion = {
  title: 'More or varied training rows',
  text: 'More rows are the surest remedy; for images, flips, shifts and small rotations that leave the label as it is.',
};

const clipping = (text: string): LogSuggestion[] => [{ title: 'Clip the gradients', text }];

const CAPACITY = 'Widen or deepen it, and take regularization away until the training loss falls';
const OFTENER = 'Fewer than 10 validations do not show their noise.';

const KERAS: Wording = {
  stop: (monitor, patience) =>
    `EarlyStopping(monitor="${monitor}", patience=${patience}, restore_best_weights=True) among the callbacks of fit.`,
  regularize: () => [
    {
      title: DROPOUT,
      text: 'Dropout(0.5) after a Dense layer with many parameters (REG001); 0.2 on inputs.',
    },
    {
      title: 'L2 on the kernels',
      text: 'kernel_regularizer=l2(1e-4), or weight_decay in AdamW. val_loss then contains the penalty: compare val_accuracy, or the loss without it.',
    },
    AUGMENT,
  ],
  clip: clipping('clipnorm=1.0 in the optimizer.'),
  capacity: `${CAPACITY}: smaller rates in Dropout, smaller λ.`,
  validate:
    'validation_split=0.2 in fit, or validation_data=(x_val, y_val): overfitting cannot be seen without.',
  oftener: `${OFTENER} Train for 10 epochs or more.`,
};

const TFJS: Wording = {
  ...KERAS,
  stop: (monitor) =>
    `Save the model in onEpochEnd when logs.${monitor} is lowest: restoreBestWeights is not implemented in TensorFlow.js.`,
  regularize: () => [
    {
      title: DROPOUT,
      text: 'tf.layers.dropout({rate: 0.5}) after a dense layer with many parameters (REG001).',
    },
    { title: 'L2 on the kernels', text: 'kernelRegularizer: tf.regularizers.l2({l2: 1e-4}).' },
    AUGMENT,
  ],
  clip: [],
  validate: 'validationSplit: 0.2 in fit, or validationData: overfitting cannot be seen without.',
};

/** `weight_decay is 0 in this log`. */
function decayInWords({ weight_decay: decay }: LogRun['settings']): string {
  return typeof decay === 'number' ? ` This log has weight_decay ${formatStrength(decay)}.` : '';
}

const PYTORCH: Wording = {
  stop: (monitor, patience) =>
    `In Lightning EarlyStopping(monitor="${monitor}", patience=${patience}) and ModelCheckpoint(monitor="${monitor}", save_top_k=1); in a loop of your own, copy state_dict() at every new best.`,
  regularize: (settings) => [
    { title: DROPOUT, text: 'nn.Dropout(0.5) after the activation of a large nn.Linear (REG001).' },
    {
      title: 'Weight decay',
      text: `AdamW(…, weight_decay=0.01), or 5e-4 in SGD, without biases and norms.${decayInWords(settings)}`,
    },
    AUGMENT,
  ],
  clip: clipping(
    'clip_grad_norm_(model.parameters(), 1.0) before every step; gradient_clip_val=1.0 in Lightning.',
  ),
  capacity: `${CAPACITY}: smaller p in nn.Dropout, smaller weight_decay.`,
  validate:
    'Keep a part of the rows for a validation loop after every epoch, in model.eval(): overfitting cannot be seen without.',
  oftener: `${OFTENER} Validate several times an epoch, or train for 10 epochs or more.`,
};

const TRANSFORMERS: Wording = {
  stop: (monitor, patience) =>
    `load_best_model_at_end=True with metric_for_best_model="${monitor}", and EarlyStoppingCallback(early_stopping_patience=${patience}).`,
  regularize: (settings) => [
    {
      title: 'Fewer epochs or a lower learning rate',
      text: 'Fine-tuning overfits within 2 to 4 epochs; num_train_epochs and learning_rate come first.',
    },
    { title: 'Weight decay', text: `weight_decay=0.01 in TrainingArguments.${decayInWords(settings)}` },
    {
      title: 'Dropout',
      text: 'hidden_dropout_prob or attention_dropout of the model’s configuration: 0.1 to 0.2.',
    },
    AUGMENT,
  ],
  clip: clipping('max_grad_norm=1.0 in TrainingArguments, and warmup_ratio=0.1.'),
  capacity: `${CAPACITY}: a larger pretrained model, or more of its layers trained.`,
  validate: 'eval_dataset and eval_strategy="steps" in the Trainer: overfitting cannot be seen without.',
  oftener: `${OFTENER} Set eval_strategy="steps" with a smaller eval_steps.`,
};

const BOOSTING: Wording = {
  stop: (_monitor, patience) =>
    `early_stopping_rounds=${patience} with the validation part in the evaluation set; prediction then uses the best round.`,
  regularize: () => [
    {
      title: 'Smaller trees',
      text: 'max_depth 3 to 6 (num_leaves below 2^max_depth), larger min_child_weight or min_data_in_leaf.',
    },
    { title: 'Sampling', text: 'subsample and colsample_bytree of 0.5 to 0.8.' },
    { title: 'Penalties', text: 'reg_lambda (L2 on the leaves) of 1 to 10, reg_alpha (L1).' },
  ],
  clip: [],
  capacity: `${CAPACITY}: deeper trees, more rounds.`,
  validate: 'A validation part in evals or eval_set: overfitting cannot be seen without.',
  oftener: `${OFTENER} Train for more rounds with a lower learning rate.`,
};

const UNKNOWN: Wording = {
  stop: (monitor, patience) =>
    `Monitor “${monitor}” with a patience of ${patience}, and keep the weights of the best one (Keras: EarlyStopping(…, restore_best_weights=True)).`,
  regularize: (settings) => [
    { title: DROPOUT, text: 'Rate 0.5 after a layer with many parameters (REG001).' },
    {
      title: 'L2 or weight decay',
      text: `1e-4 as a penalty on the kernels (λ Σw²), or 0.01 as the decoupled weight decay of AdamW.${decayInWords(settings)}`,
    },
    AUGMENT,
  ],
  clip: clipping('To a norm of 1.'),
  capacity: `${CAPACITY}.`,
  validate: 'Keep a fifth of the rows for validation after every epoch: overfitting cannot be seen without.',
  oftener: `${OFTENER} Validate more often, or train for longer.`,
};

export const WORDING: Record<LossContents['framework'], Wording> = {
  keras: KERAS,
  tfjs: TFJS,
  pytorch: PYTORCH,
  transformers: TRANSFORMERS,
  boosting: BOOSTING,
  unknown: UNKNOWN,
};
