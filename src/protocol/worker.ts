/** The whole conversation between a host (extension or command line) and a training worker. */
import type { Dataset } from '../dataset/dataset.ts';
import type { Network, RunSpec, Training } from '../engine/network.ts';
import type { Problem } from '../errors.ts';
import type { BackendChoice, BackendReport } from '../experiment/backend.ts';
import type { EpochRecord, RunResult } from '../experiment/records.ts';
import type { LabAnswer, LabTask } from './lab.ts';

/** Which backend to start; the answer is `ready`. */
export interface BackendRequest {
  choice: BackendChoice;
  /** `node_modules` folders that may hold the native backend, beside the worker's own. */
  nativeFolders: string[];
}

/** Sent once, first: everything that all runs share. */
export interface WorkerSetup {
  type: 'setup';
  backend: BackendRequest;
  /** The experiment's folder; the worker writes the run files itself. */
  folder: string;
  network: Network;
  training: Training;
  dataset: Dataset;
}

/** Instead of a setup: only starts the backend and answers `ready`. */
export interface BackendProbe {
  type: 'probe';
  backend: BackendRequest;
}

/** Runs to train together; the worker answers `idle` when they have ended. */
export interface TrainRequest {
  type: 'train';
  runs: RunSpec[];
  /** The network of these runs where it is not the setup's: another width, or batch normalization in it. */
  network?: Network;
  /** Runs hold after this epoch with their checkpoints kept; left out: they train to their end. */
  until?: number;
}

/**
 * A question that needs training or evaluating now, asked while nothing else is trained; answered by `answer` or `refused`
 * with the same id.
 */
export interface LabQuestion {
  type: 'ask';
  id: number;
  task: LabTask;
}

/** The question is withdrawn: the worker stops at the end of the epoch, and refuses it. */
export interface LabWithdrawal {
  type: 'withdraw';
  id: number;
}

/** Training holds before its next step, and keeps everything in memory. The worker answers `paused` once it holds. */
export interface PauseRequest {
  type: 'pause';
}

export interface ResumeRequest {
  type: 'resume';
}

export type HostToWorker =
  | WorkerSetup
  | BackendProbe
  | TrainRequest
  | PauseRequest
  | ResumeRequest
  | LabQuestion
  | LabWithdrawal;

export type WorkerToHost =
  | { type: 'ready'; backend: BackendReport }
  | { type: 'epoch'; id: string; record: EpochRecord }
  | { type: 'result'; id: string; result: RunResult }
  | { type: 'paused' }
  | { type: 'idle' }
  | { type: 'answer'; id: number; answer: LabAnswer }
  /** The question cannot be answered; the worker goes on. */
  | { type: 'refused'; id: number; problem: Problem }
  /** `outOfMemory`: fewer runs at a time may succeed. */
  | { type: 'failed'; problem: Problem; outOfMemory: boolean };
