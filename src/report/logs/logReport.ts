/** What is told of a training log: plain data for the panel, the command line and JSON. */
import type { CurveVerdict } from '../../diagnosis/curve.ts';
import type { ColumnMapping, Roles } from '../../history/history.ts';

export const LOG_REPORT_VERSION = 1;

/** A curve as it is drawn: 2,000 points at most, the lowest and the last among them. */
export interface DrawnCurve {
  name: string;
  steps: number[];
  /** null where NaN or infinite was logged. */
  values: (number | null)[];
  /** How many values were logged. */
  logged: number;
}

/** What a loss of this log is made of; see the field guide. */
export interface LossContents {
  framework: 'keras' | 'tfjs' | 'pytorch' | 'transformers' | 'boosting' | 'unknown';
  /** Whether the training and the validation loss contain penalties, and whether dropout was on for the training loss. */
  penaltyInTraining: 'yes' | 'no' | 'unknown';
  penaltyInValidation: 'yes' | 'no' | 'unknown';
  dropoutInTraining: 'yes' | 'no' | 'unknown';
  /** Averaged over the epoch while the weights move. */
  runningAverage: 'yes' | 'no' | 'unknown';
  /** What it means for reading these curves, one or two sentences. */
  text: string;
}

/** What to try next, linked to the definition where one is in the workspace. */
export interface LogSuggestion {
  title: string;
  text: string;
}

export interface LogRunReport {
  name: string;
  /** Validated epochs, or steps. */
  epochs: number;
  unit: 'epoch' | 'step';
  verdict: CurveVerdict;
  roles: Roles;
  /** In the log's order: losses and metrics of the roles first. */
  curves: DrawnCurve[];
  contains: LossContents;
  suggestions: LogSuggestion[];
  restarts: number;
  settings: Record<string, number | string | boolean>;
}

export interface LogReport {
  version: typeof LOG_REPORT_VERSION;
  file: string;
  format: string;
  title: string;
  runs: LogRunReport[];
  /** Of several runs: which has the lowest validation loss, and whether they can be compared. */
  comparison: { best: string; text: string } | null;
  columns: { names: string[]; mapping: ColumnMapping } | null;
  notes: string[];
}
