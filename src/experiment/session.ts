/** From an experiment to a report: check everything, train what is missing, assemble. Used by the host and the command line. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Dataset } from '../dataset/dataset.ts';
import { loadDataset } from '../dataset/load.ts';
import type { ModelDefinition } from '../definition/model.ts';
import { layoutOf } from '../engine/layout.ts';
import type { RunSpec } from '../engine/network.ts';
import type { Problem } from '../errors.ts';
import type { BackendRequest } from '../protocol/worker.ts';
import { buildReport } from '../report/build.ts';
import type { Report } from '../report/report.ts';
import type { VariantRuns } from '../report/variants.ts';
import { type Architecture, buildArchitecture, leftOut } from './architecture.ts';
import { type BackendReport, backendName, backendWarning, roundsAlike } from './backend.ts';
import { effectiveVariants } from './effective.ts';
import { type Estimate, estimate } from './estimate.ts';
import type { Experiment, Variant } from './experiment.ts';
import { lockFolder } from './lock.ts';
import { freeMemory, planWork, type WorkPlan } from './memory.ts';
import { chooseDefinition, readSource } from './modelSource.ts';
import type { PauseSwitch } from './pause.ts';
import { withPlaces } from './place.ts';
import { type Progress, ProgressTracker } from './progress.ts';
import { makeFolder, readRecords, readResult, readRowLosses, writeAtomically } from './runFiles.ts';
import { runSpecs } from './runSpecs.ts';
import { checkTraining } from './trainingCheck.ts';
import { trainMissing } from './trainMissing.ts';
import { vocabularyOf } from './vocabulary.ts';

export type { Progress } from './progress.ts';

/** Everything that training needs, read and checked; nothing has been trained yet. */
export interface PreparedExperiment {
  experiment: Experiment;
  definition: ModelDefinition;
  /** The source text the definition was read from. */
  source: string;
  dataset: Dataset;
  architecture: Architecture;
  variants: Variant[];
  runs: RunSpec[];
  /** What one run needs. */
  estimate: Estimate;
  /** Where the runs of exactly this model, data and training are stored. */
  folder: string;
}

export interface RunOptions {
  /** Path of the bundled `worker.cjs`. */
  workerPath: string;
  /** As many processes at most, see {@link planFor}. */
  workers: number;
  /** Bytes. */
  memoryPerWorker: number;
  backend: BackendRequest;
  /** Turned while it runs. */
  pause?: PauseSwitch;
  onProgress(progress: Progress): void;
  /** Something that went wrong and was mended. */
  onIncident?(problem: Problem): void;
  /** Aborting stops the workers at once and keeps every finished epoch. */
  signal: AbortSignal;
}

/** Folder beside the experiment file that holds its runs. */
const RESULTS = '.reglens';

/** Changes when a new version would give other numbers for the same experiment; old results are then kept apart. */
const NUMERICS = 3;

/**
 * Reads the model's source and the data and checks that they fit together.
 * @param out the folder for runs; by default `.reglens/<experiment name>` beside the experiment file
 * @param load reads the data; an editor reads them in a thread
 * @throws UserError when a file is missing or broken, or model and data do not fit
 */
export async function prepareExperiment(
  experiment: Experiment,
  out?: string,
  load: typeof loadDataset = loadDataset,
): Promise<PreparedExperiment> {
  const { source, definition, data } = await withPlaces(experiment.file, () => readInputs(experiment, load));
  checkTraining(experiment, data);
  const architecture = buildArchitecture(definition, data, experiment.model.file, experiment.training);
  const { variants, notes } = effectiveVariants(experiment, architecture, data);
  const dataset = { ...data, notes: [...data.notes, ...leftOut(definition), ...notes] };
  const base = out ?? join(dirname(experiment.file), RESULTS, experiment.name);
  return {
    experiment,
    definition,
    source,
    dataset,
    architecture,
    variants,
    runs: runSpecs(architecture, variants, experiment.seeds, experiment.training.earlyStopping),
    estimate: estimateOf(experiment, architecture, dataset),
    folder: join(base, digest(experiment, architecture, dataset)),
  };
}

async function readInputs(experiment: Experiment, load: typeof loadDataset) {
  const source = await readSource(experiment.model.file);
  const definition = chooseDefinition(experiment, source);
  const vocabulary = vocabularyOf(definition, experiment.model.file);
  return { source, definition, data: await load({ ...experiment.data, ...vocabulary }) };
}

function estimateOf({ training }: Experiment, { network }: Architecture, dataset: Dataset): Estimate {
  const rows = {
    training: dataset.training.rows,
    validation: dataset.validation.rows,
    test: dataset.test.rows,
  };
  return estimate(network, layoutOf(network), training, rows);
}

/**
 * How the runs that are not finished yet would be spread over processes now.
 * @throws UserError `MODEL_TOO_LARGE` when not even one run fits into memory
 */
export function planFor(
  { estimate: needs, folder, runs, definition, experiment }: PreparedExperiment,
  { workers, memoryPerWorker }: Pick<RunOptions, 'workers' | 'memoryPerWorker'>,
): WorkPlan {
  const missing = runs.filter(({ id }) => !readResult(folder, id)).length;
  const { startLine, startColumn } = definition.anchor;
  const model = { file: experiment.model.file, line: startLine, column: startColumn };
  return planWork(needs, missing, { workers, memoryPerWorker, free: freeMemory(), model });
}

/**
 * Names the folder: equal digests mean that stored runs are those this experiment would give. The rates and penalties
 * of the source are not in it, so that the runs mostly stay valid when the recommendation is applied; where that moves
 * or removes a Dropout layer, the network is another one.
 */
function digest({ training }: Experiment, { network }: Architecture, dataset: Dataset): string {
  const content = JSON.stringify({ NUMERICS, training, network, data: dataset.digest });
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/**
 * Trains the runs that are not finished yet; a run that was interrupted continues after its last finished epoch.
 * @returns the report, or undefined when it was cancelled before any run finished
 * @throws UserError when a run does not fit into memory, a worker dies again and again, the folder cannot be written,
 * or the experiment is already running
 */
export async function runExperiment(
  prepared: PreparedExperiment,
  options: RunOptions,
): Promise<Report | undefined> {
  const { experiment, folder, runs, variants } = prepared;
  const plan = planFor(prepared, options);
  makeFolder(join(folder, 'runs'));
  keepOutOfGit(dirname(dirname(folder)));
  const unlock = lockFolder(folder, experiment.name);
  try {
    const tracker = new ProgressTracker(variants, runs, experiment.training.epochs, plan);
    const missing: RunSpec[] = [];
    for (const run of runs) {
      const result = readResult(folder, run.id);
      tracker.restore(run.id, readRecords(folder, run.id), result);
      if (!result) missing.push(run);
      await othersTurn();
    }
    const earlier = readPlan(folder);
    const workers = missing.length > 0 || !earlier ? plan.workers : earlier.workers;
    writePlan(prepared, { ...earlier, workers });
    options.onProgress(tracker.progress());
    const begun = runs.some(({ id }) => readRecords(folder, id).length > 0);
    const others = begun ? othersBefore(earlier) : [];
    const started = (backend: BackendReport) =>
      writePlan(prepared, {
        workers,
        backend,
        earlier: others.filter((other) => !roundsAlike(other, backend)),
      });
    if (missing.length > 0) await trainMissing(prepared, missing, plan, tracker, { ...options, started });
  } finally {
    unlock();
  }
  return storedReport(prepared);
}

/** Runs are results, not sources; only in a folder that is ours by its name. */
function keepOutOfGit(folder: string): void {
  const file = join(folder, '.gitignore');
  if (basename(folder) === RESULTS && !existsSync(file)) writeAtomically(file, '*\n');
}

/** Lets an editor that shares this thread go on between two files. */
const othersTurn = () => new Promise((resolve) => setImmediate(resolve));

interface Plan {
  experiment: Experiment;
  variants: Variant[];
  runs: RunSpec[];
  workers: number;
  /** Absent until a worker has started. */
  backend?: BackendReport;
  /** What computed a part of the runs with other roundings than `backend`. */
  earlier?: BackendReport[];
}

/** Every backend that a folder's runs were computed with. */
const othersBefore = (plan: Plan | undefined): BackendReport[] => [
  ...(plan?.earlier ?? []),
  ...(plan?.backend ? [plan.backend] : []),
];

/** `plan.json`: what the folder holds, for people and other tools, and what ran it. */
function writePlan(
  { experiment, variants, runs, folder }: PreparedExperiment,
  { workers, backend, earlier }: Pick<Plan, 'workers' | 'backend' | 'earlier'>,
): void {
  const plan: Plan = { experiment, variants, runs, workers, backend, ...(earlier?.length && { earlier }) };
  writeAtomically(join(folder, 'plan.json'), `${JSON.stringify(plan, null, 1)}\n`);
}

function readPlan(folder: string): Plan | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as Plan;
  } catch {
    // Not there yet, or damaged: the next start writes it anew.
    return undefined;
  }
}

/** The report of the runs stored so far, if there are any. */
export async function storedReport(prepared: PreparedExperiment): Promise<Report | undefined> {
  const { folder, experiment, definition, source, dataset, architecture } = prepared;
  const plan = readPlan(folder);
  const runs: VariantRuns[] = [];
  for (const variant of prepared.variants) {
    runs.push(storedRuns(prepared, variant));
    await othersTurn();
  }
  if (!plan || runs.every(({ finished, diverged }) => finished.length + diverged.length === 0))
    return undefined;
  return buildReport({
    experiment,
    definition,
    source,
    dataset,
    network: architecture.network,
    runs,
    ...backendWords(plan),
    workers: plan.workers,
    plannedRuns: prepared.runs.length,
  });
}

function backendWords({ backend, earlier }: Plan) {
  if (!backend) return { backend: 'unknown' };
  return {
    backend: backendName(backend),
    backendReason: backend.reason,
    backendWarning: backendWarning(backend, earlier),
  };
}

function storedRuns({ folder, runs }: PreparedExperiment, variant: Variant): VariantRuns {
  const stored: VariantRuns = { variant, finished: [], diverged: [] };
  for (const { id } of runs.filter((run) => run.variant === variant.id)) {
    const result = readResult(folder, id);
    if (result?.outcome === 'finished')
      stored.finished.push({
        result,
        records: readRecords(folder, id),
        rows: readRowLosses(folder, id),
      });
    else if (result) stored.diverged.push(result);
  }
  return stored;
}
