import type { StudyName } from '../experiment.ts';

/** What the studies are called in progress and reports. */
export const STUDY_TITLES: Record<StudyName, string> = {
  learningCurve: 'Learning curve',
  replicas: 'Bias and variance',
  widths: 'Dropout and width',
  path: 'Regularization path',
  beside: 'Batch normalization, early stopping, augmentation',
};
