/** From an experiment to a report: check everything, train what is missing, assemble. Used by the host and the command line. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { RunSpec } from '../engine/network.ts';
import { UserError } from '../errors.ts';
import type { Report } from '../report/report.ts';
import { mainReport, othersTurn, storedReport } from '../session/storedReport.ts';
import type { StudyName, Variant } from './experiment.ts';
import type { RunGroup } from './groups.ts';
import { LabWorker } from './labWorker.ts';
import { readLinearPath, writeLinearPath } from './linearPathFile.ts';
import { lockFolder } from './lock.ts';
import type { WorkPlan } from './memory.ts';
import { PlanFile } from './planFile.ts';
import type { PreparedExperiment } from './prepare.ts';
import { ProgressTracker } from './progress.ts';
import { makeFolder, readRecords, readResult, writeAtomically } from './runFiles.ts';
import { RESULTS } from './stored/folders.ts';
import { studyGroups } from './studies/plan.ts';
import { STUDY_TITLES } from './studies/titles.ts';
import { Trainer, type TrainOptions } from './trainer.ts';
import { trainHalving } from './trainHalving.ts';
import { isMissing, planGroups, studiesOf } from './workPlan.ts';

export { storedReport } from '../session/storedReport.ts';
export { type PreparedExperiment, prepareExperiment } from './prepare.ts';
export type { Progress } from './progress.ts';
export { planFor } from './workPlan.ts';

export interface RunOptions extends TrainOptions {
  /** As many processes at most, see `planFor`. */
  workers: number;
  /** Bytes. */
  memoryPerWorker: number;
  /** Measured after the variants; left out: those of the experiment. */
  studies?: StudyName[];
}

/**
 * Trains the runs that are not finished yet, then those of the studies; a run that was interrupted continues after its
 * last finished epoch.
 * @returns the report, or undefined when it was cancelled before any run finished
 * @throws UserError when a run does not fit into memory, a worker dies again and again, the folder cannot be written,
 * or the experiment is already running
 */
export async function runExperiment(
  prepared: PreparedExperiment,
  options: RunOptions,
): Promise<Report | undefined> {
  const { experiment, folder, groups, runs } = prepared;
  const plan = planGroups(prepared, groups, options);
  makeFolder(join(folder, 'runs'));
  keepOutOfGit(dirname(dirname(folder)));
  const unlock = lockFolder(folder, experiment.name);
  try {
    const begun = runs.some(({ id }) => readRecords(folder, id).length > 0);
    const planFile = new PlanFile(prepared, plan.seconds > 0 ? plan.workers : undefined, begun);
    const trainer = new Trainer(prepared, options, (backend) => planFile.started(backend));
    try {
      await trainVariants(prepared, trainer, plan, options);
      for (const name of studiesOf(prepared, options.studies)) {
        if (!options.signal.aborted) await trainStudy(name, prepared, trainer, options);
      }
    } finally {
      trainer.end();
    }
  } finally {
    unlock();
  }
  return storedReport(prepared);
}

async function trainVariants(
  prepared: PreparedExperiment,
  trainer: Trainer,
  plan: WorkPlan,
  options: RunOptions,
): Promise<void> {
  const { experiment, groups, variants, runs } = prepared;
  const tracker = await follow(prepared, variants, runs, plan);
  options.onProgress(tracker.progress());
  if (experiment.training.successiveHalving) await trainHalving(prepared, trainer, tracker, plan, options);
  else await trainer.train(groups, tracker, plan);
}

/** Trains what a study needs, as the results so far plan it; without any there is nothing to study. */
async function trainStudy(
  name: StudyName,
  prepared: PreparedExperiment,
  trainer: Trainer,
  options: RunOptions,
): Promise<void> {
  const report = await mainReport(prepared);
  if (!report) return;
  const groups = studyGroups(name, prepared, report);
  if (groups.length === 0) return;
  const plan = planGroups(prepared, groups, options, true);
  const tracker = await follow(prepared, variantsOf(groups), runsOf(groups), plan, STUDY_TITLES[name]);
  options.onProgress(tracker.progress());
  await trainer.train(groups, tracker, plan);
  if (name === 'path') await storeLinearPath(prepared, options);
}

const runsOf = (groups: RunGroup[]): RunSpec[] => [
  ...new Map(groups.flatMap(({ runs }) => runs).map((run) => [run.id, run])).values(),
];

const variantsOf = (groups: RunGroup[]): Variant[] => [
  ...new Map(groups.flatMap(({ variants }) => variants).map((variant) => [variant.id, variant])).values(),
];

/** A tracker that knows what earlier starts have left. */
async function follow(
  prepared: PreparedExperiment,
  variants: Variant[],
  runs: RunSpec[],
  plan: WorkPlan,
  study?: string,
): Promise<ProgressTracker> {
  const { folder, experiment } = prepared;
  const tracker = new ProgressTracker(variants, runs, experiment.training.epochs, plan, { study });
  for (const { id } of runs) {
    const records = readRecords(folder, id);
    const result = isMissing(prepared, id, study ? true : undefined) ? undefined : readResult(folder, id);
    const damaged = result?.outcome === 'finished' && records.length < result.epochs;
    tracker.restore(id, records, damaged ? undefined : result);
    await othersTurn();
  }
  return tracker;
}

/** Where a linear model means nothing for the data, the study is without it. */
async function storeLinearPath(prepared: PreparedExperiment, options: RunOptions): Promise<void> {
  const { workerPath, backend, signal, onIncident } = options;
  if (signal.aborted || readLinearPath(prepared.folder)) return;
  const lab = new LabWorker({ workerPath, backend, prepared });
  try {
    const answer = await lab.ask({ kind: 'linearPath' }, signal);
    if (answer.kind === 'linearPath') writeLinearPath(prepared.folder, answer.path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (!signal.aborted) onIncident?.(error.problem);
  } finally {
    lab.dispose();
  }
}

/** Runs are results, not sources; only in a folder that is ours by its name. */
function keepOutOfGit(folder: string): void {
  const file = join(folder, '.gitignore');
  if (basename(folder) === RESULTS && !existsSync(file)) writeAtomically(file, '*\n');
}
