/** Whether the training that an experiment asks for goes with its data. */
import type { Dataset } from '../dataset/dataset.ts';
import type { Experiment } from './experiment.ts';
import { settingError } from './place.ts';

type Asked = Pick<Experiment, 'file' | 'training'>;

/** @throws UserError for a loss of the other task, or batches that are larger than the training part */
export function checkTraining(experiment: Asked, data: Dataset): void {
  checkLoss(experiment, data);
  checkBatchSize(experiment, data);
}

function checkLoss({ file, training: { loss } }: Asked, { task, target }: Dataset): void {
  if (loss === undefined || (loss === 'crossEntropy') === (task === 'classification')) return;
  const fitting = task === 'classification' ? 'crossEntropy' : 'mse, mae or huber';
  throw settingError(file, ['training', 'loss'], {
    code: 'TRAINING_LOSS',
    title: `The loss “${loss}” is not one for ${task}`,
    explanation: `“${target}” is ${task === 'classification' ? 'a class to predict' : 'a number to predict'}, which takes ${fitting}.`,
    remedy:
      'Change or remove "training.loss", or set "task" in the experiment\'s "data" if the target was taken for the wrong kind.',
  });
}

function checkBatchSize({ file, training }: Asked, { training: { rows }, file: data }: Dataset): void {
  if (training.batchSize <= rows) return;
  const fitting = Math.min(32, rows);
  throw settingError(file, ['training', 'batchSize'], {
    code: 'TRAINING_BATCH_SIZE',
    title: `The batch size ${training.batchSize} is larger than the training part`,
    explanation: `${data} leaves ${rows} rows for training after validation and test are taken out.`,
    remedy: `Set "training.batchSize" to ${rows} or less.`,
    suggestions: [
      { label: `Use batches of ${fitting} and run`, path: ['training', 'batchSize'], value: fitting },
    ],
  });
}
