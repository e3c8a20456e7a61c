/** What the losses of a log are made of, by who wrote it; the facts are those of the field guide. */
import type { History, LogRun } from '../../history/history.ts';
import type { LossContents } from './logReport.ts';

const KERAS: LossContents = {
  framework: 'keras',
  penaltyInTraining: 'yes',
  penaltyInValidation: 'yes',
  dropoutInTraining: 'yes',
  runningAverage: 'yes',
  text: 'The columns are those of Keras, which adds the penalties to both losses, so that runs with different λ cannot be compared by val_loss. Its training loss is averaged over the epoch’s batches while the weights move and dropout is on: a validation loss below it says nothing.',
};

const PYTORCH: LossContents = {
  framework: 'pytorch',
  penaltyInTraining: 'no',
  penaltyInValidation: 'no',
  dropoutInTraining: 'yes',
  runningAverage: 'unknown',
  text: 'The weight_decay of a PyTorch optimizer is in neither loss; a penalty that the training step adds by hand is in the training loss. Dropout is on in the training loss: a validation loss below it says nothing.',
};

const TRANSFORMERS: LossContents = {
  framework: 'transformers',
  penaltyInTraining: 'no',
  penaltyInValidation: 'no',
  dropoutInTraining: 'yes',
  runningAverage: 'yes',
  text: 'The Trainer’s weight_decay is in neither loss. Its training loss is averaged over the steps since the last entry, with dropout as it is set: a validation loss below it says nothing. Label smoothing, where it is set, is in both losses.',
};

const BOOSTING: LossContents = {
  framework: 'boosting',
  penaltyInTraining: 'no',
  penaltyInValidation: 'no',
  dropoutInTraining: 'no',
  runningAverage: 'no',
  text: 'Boosting libraries evaluate a metric on whole parts of the data after every round; their penalties (lambda, alpha) are in neither curve, so that both can be compared as they stand.',
};

const UNKNOWN: LossContents = {
  framework: 'unknown',
  penaltyInTraining: 'unknown',
  penaltyInValidation: 'unknown',
  dropoutInTraining: 'unknown',
  runningAverage: 'unknown',
  text: 'Who wrote this log is not known. From Keras both losses would contain the penalties, from TensorFlow.js the training loss alone, from PyTorch neither of them the weight_decay; and a training loss is mostly averaged over an epoch with dropout on.',
};

/** A history of TensorFlow.js looks like one of Keras. */
const KERAS_HISTORY: LossContents = {
  ...KERAS,
  penaltyInValidation: 'unknown',
  text: `${KERAS.text} (If TensorFlow.js wrote it, val_loss contains no penalties.)`,
};

/** Keras names the curves of its event files so; `train/epoch_loss`, `epoch_val_loss`. */
const KERAS_TAG = /(^|\/)epoch_(val_)?loss$/;

export function contentsOf(format: History['format'], { roles }: Pick<LogRun, 'roles'>): LossContents {
  switch (format) {
    case 'keras-csv':
      return KERAS;
    case 'keras-json':
      return KERAS_HISTORY;
    case 'lightning':
      return PYTORCH;
    case 'transformers':
      return TRANSFORMERS;
    case 'xgboost':
    case 'lightgbm':
      return BOOSTING;
    case 'tensorboard':
      return KERAS_TAG.test(roles.trainingLoss ?? roles.validationLoss ?? '') ? KERAS : UNKNOWN;
    case 'wandb':
    case 'table':
    case 'jsonl':
      return UNKNOWN;
    default:
      return format satisfies never;
  }
}
