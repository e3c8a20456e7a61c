import type { BackendReport } from '../src/experiment/backend.ts';
import type { ProductShape, SweepCase } from './cases.ts';

/** What the benchmark asks of one of its processes; each request gets one reply. */
export type Request =
  | { type: 'start' }
  /** Builds a stack of these variants and trains a first epoch, which is not counted. */
  | { type: 'prepare'; sweep: SweepCase; variants: number[] }
  | { type: 'round' }
  | { type: 'profile' }
  | { type: 'products'; shapes: ProductShape[]; runs: number };

export type Reply =
  | { type: 'started'; backend: BackendReport }
  | { type: 'prepared' }
  /** `peak`: megabytes. */
  | { type: 'round'; seconds: number; peak: number }
  | { type: 'profile'; shares: Share[] }
  | { type: 'products'; gigaflops: number[] }
  | { type: 'failed'; reason: string };

/** A part of the source and its share of the time. */
export interface Share {
  where: string;
  share: number;
}

/** What the process of `product.ts` is asked: to run `digits.reglens.json` of this folder. */
export interface ExperimentRequest {
  folder: string;
  workerPath: string;
  workers: number;
}

export interface ExperimentReply {
  /** Seconds until the first epoch of a run was reported, and until the report was there. */
  firstEpoch: number;
  whole: number;
  runs: number;
}

/** What the process of `readerProcess.ts` is asked: to read this text. */
export interface ReaderRequest {
  text: string;
}

/** Times in milliseconds. */
export interface ReaderReply {
  /** In a fresh process, and once more when its code has run. */
  first: number;
  again: number;
  /** All rules, once. */
  advice: number;
  /** After each character that was typed. */
  keystrokes: number[];
  /** After a bracket was opened that nothing closes. */
  open: number;
  models: number;
  modelsWhileOpen: number;
}
