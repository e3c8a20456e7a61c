/** What the thread that opens files is asked, and what it answers. */
import type { Problem } from '../../errors.ts';
import type { ColumnMapping } from '../../history/history.ts';
import type { BackendRequest } from '../../protocol/worker.ts';
import type { LogReport } from '../../report/logs/logReport.ts';
import type { Evaluation } from '../../report/weightFiles/evaluation.ts';
import type { WeightsComparison } from '../../report/weightFiles/weightsComparison.ts';
import type { Spectrum, WeightsReport } from '../../report/weightFiles/weightsReport.ts';

/** A model whose layers its file tells, on all rows of a dataset. */
export interface EvaluationQuestion {
  kind: 'evaluation';
  path: string;
  data: { file: string; target: string };
  /** Path of the bundled `worker.cjs`. */
  workerPath: string;
  backend: BackendRequest;
}

export type FileQuestion =
  | { kind: 'weights'; path: string }
  | { kind: 'spectrum'; path: string; tensor: string }
  | { kind: 'comparison'; paths: string[] }
  | EvaluationQuestion
  | { kind: 'log'; path: string; mapping?: ColumnMapping }
  /** Answers with a report at once, and with another one whenever the log has grown, until the thread is ended. */
  | { kind: 'follow'; path: string; mapping?: ColumnMapping; milliseconds: number };

export interface ComparisonAnswer {
  comparison: WeightsComparison;
  reports: WeightsReport[];
}

export interface FileAnswers {
  weights: WeightsReport;
  spectrum: Spectrum | null;
  comparison: ComparisonAnswer;
  evaluation: Evaluation;
  log: LogReport;
  follow: LogReport;
}

export interface FileProgress {
  /** `Reading conv1.weight, tensor 14 of 210`. */
  text: string;
  /** Of the bytes, 0 to 1; null where it is not known. */
  share: number | null;
}

export type FileReply =
  | { answer: FileAnswers[keyof FileAnswers] }
  | { progress: FileProgress }
  | { problem: Problem };
