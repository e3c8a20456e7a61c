/** The whole conversation between a host (extension or command line) and a training worker. */
import type { Dataset } from '../dataset/dataset.ts';
import type { Network, RunSpec, Training } from '../engine/network.ts';
import type { Problem } from '../errors.ts';
import type { EpochRecord, RunResult } from '../experiment/records.ts';

/** Sent once, first: everything that all runs share. */
export interface WorkerSetup {
  type: 'setup';
  /** The experiment's folder; the worker writes the run files itself. */
  folder: string;
  network: Network;
  training: Training;
  dataset: Dataset;
}

/** Runs to train together; the worker answers `idle` when they have ended. */
export interface TrainRequest {
  type: 'train';
  runs: RunSpec[];
}

export type HostToWorker = WorkerSetup | TrainRequest;

export type WorkerToHost =
  | { type: 'ready'; backend: string }
  | { type: 'epoch'; id: string; record: EpochRecord }
  | { type: 'result'; id: string; result: RunResult }
  | { type: 'idle' }
  | { type: 'failed'; problem: Problem };
