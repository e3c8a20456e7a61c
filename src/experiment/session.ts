/** From an experiment to a report: check everything, train what is missing, assemble. Used by the host and the command line. */
import type { Dataset } from '../dataset/dataset.ts';
import type { ModelDefinition } from '../definition/model.ts';
import type { RunningState } from '../protocol/panel.ts';
import type { Report } from '../report/report.ts';
import type { Experiment } from './experiment.ts';

/** Everything that training needs, read and checked; nothing has been trained yet. */
export interface PreparedExperiment {
  experiment: Experiment;
  definition: ModelDefinition;
  /** The source text the definition was read from. */
  source: string;
  dataset: Dataset;
  /** Where the runs of exactly this model, data and training are stored. */
  folder: string;
}

export type Progress = Omit<RunningState, 'kind' | 'subject'>;

export interface RunOptions {
  /** Path of the bundled `worker.cjs`. */
  workerPath: string;
  workers: number;
  onProgress(progress: Progress): void;
  /** Aborting stops the workers at once and keeps every finished epoch. */
  signal: AbortSignal;
}

/**
 * Reads the model's source and the data and checks that they fit together.
 * @param out the folder for runs; by default `.reglens/<experiment name>` beside the experiment file
 * @throws UserError when a file is missing or broken, or model and data do not fit
 */
export async function prepareExperiment(experiment: Experiment, out?: string): Promise<PreparedExperiment> {
  throw new Error(`not written yet: ${experiment.name} ${out}`);
}

/**
 * Trains the runs that are not finished yet; a run that was interrupted continues after its last finished epoch.
 * @returns the report, or undefined when it was cancelled before any run finished
 * @throws UserError when a worker dies, the folder cannot be written, or the experiment is already running
 */
export async function runExperiment(
  prepared: PreparedExperiment,
  options: RunOptions,
): Promise<Report | undefined> {
  throw new Error(`not written yet: ${prepared.folder} ${options.workers}`);
}

/** The report of the runs stored so far, if there are any. */
export async function storedReport(prepared: PreparedExperiment): Promise<Report | undefined> {
  throw new Error(`not written yet: ${prepared.folder}`);
}
