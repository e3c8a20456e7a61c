import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatProblem, UserError } from '../errors.ts';
import { BACKEND_CHOICES, type BackendChoice } from '../experiment/backend.ts';
import { describeEstimate, type EstimateWords } from '../experiment/estimateWords.ts';
import { probeBackend } from '../experiment/executor.ts';
import { type Experiment, STUDY_NAMES, type StudyName } from '../experiment/experiment.ts';
import { readExperiment } from '../experiment/file.ts';
import { MEMORY_PER_WORKER } from '../experiment/memory.ts';
import { storageError, writeAtomically } from '../experiment/runFiles.ts';
import { type PreparedExperiment, planFor, prepareExperiment, runExperiment } from '../experiment/session.ts';
import { STUDY_TITLES } from '../experiment/studies/titles.ts';
import { studiesOf } from '../experiment/workPlan.ts';
import type { BackendRequest } from '../protocol/worker.ts';
import { renderHtmlReport } from '../report/html.ts';
import { printJson, runOutput } from '../report/json.ts';
import type { Report } from '../report/report.ts';
import { renderText } from '../report/text.ts';
import { formatCount } from '../words.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { ProgressLine } from './progressLine.ts';

const HELP = `Usage: reglens run EXPERIMENT.reglens.json [--out DIR] [--workers N] [--memory MB] [--backend NAME]
                   [--seed S] [--study NAME] [--report FILE] [--json] [--dry-run]

Trains every variant of the experiment's model with every seed and compares them. Runs are stored; the same
command continues where it stopped, and what is finished is not trained again.

  --out DIR      folder for the runs (default: .reglens/NAME beside the experiment file)
  --workers N    training processes (default: one per processor core); the numbers do not depend on it
  --memory MB    memory that a training process may use (default: ${MEMORY_PER_WORKER / 1e6}); variants train together as far
                 as it allows, and the numbers do not depend on it
  --backend NAME auto, wasm (WebAssembly) or node (native TensorFlow, where @tensorflow/tfjs-node is installed);
                 auto takes wasm unless its kernels fail (default: auto)
  --seed S       first seed, a whole number from 0: the experiment's number of seeds is counted from it
  --study NAME   measure more after the variants: learningCurve (would more data help?), replicas (bias or variance?),
                 widths (does dropout need wider layers?), path (which λ?), beside (batch normalization, early
                 stopping, augmentation), or all; may be given several times (default: those of the experiment)
  --report FILE  where to write the HTML report (default: report.html in the folder for the runs)
  --json         print the result as JSON on standard output (described in docs/run-json.md)
  --dry-run      check everything, the backend that is named too, print the plan with its estimated memory and
                 time, and train nothing
`;

interface Options {
  file: string;
  out?: string;
  workers: number;
  /** Bytes. */
  memoryPerWorker: number;
  backend: BackendChoice;
  dryRun: boolean;
  seed?: number;
  studies?: StudyName[];
  report?: string;
  json: boolean;
}

function parse(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args: joinNumbers(args),
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      workers: { type: 'string' },
      memory: { type: 'string' },
      backend: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      seed: { type: 'string' },
      study: { type: 'string', multiple: true },
      report: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1) {
    const found = positionals.length === 0 ? 'none' : positionals.join(' ');
    throw new UsageError(`run takes one experiment file, found ${found}. See reglens run --help.`);
  }
  return {
    file: resolve(positionals[0]!),
    out: values.out === undefined ? undefined : resolve(values.out),
    workers: wholeNumber('--workers', values.workers, 1, 64) ?? availableParallelism(),
    memoryPerWorker:
      1e6 * (wholeNumber('--memory', values.memory, 200, 1_000_000) ?? MEMORY_PER_WORKER / 1e6),
    backend: backendChoice(values.backend),
    dryRun: values['dry-run'],
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
    studies: studyNames(values.study),
    report: values.report === undefined ? undefined : resolve(values.report),
    json: values.json,
  };
}

/** `--memory -5` as `--memory=-5`: otherwise `-5` is taken for an option of its own. */
function joinNumbers(args: string[]): string[] {
  return args.flatMap((arg, index) => {
    if (/^-\d/.test(arg) && isLongOption(args[index - 1])) return [];
    const next = args[index + 1] ?? '';
    return isLongOption(arg) && /^-\d/.test(next) ? [`${arg}=${next}`] : [arg];
  });
}

const isLongOption = (arg = ''): boolean => /^--[a-z-]+$/.test(arg);

function wholeNumber(option: string, text: string | undefined, least: number, most: number) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${option} takes a whole number from ${least} to ${most}, found “${text}”.`);
}

function backendChoice(text = 'auto'): BackendChoice {
  const choice = BACKEND_CHOICES.find((known) => known === text);
  if (choice) return choice;
  throw new UsageError(`--backend takes ${BACKEND_CHOICES.join(', ')}, found “${text}”.`);
}

/** In their own order, whatever that of the options. */
function studyNames(names: string[] | undefined): StudyName[] | undefined {
  const unknown = names?.find((name) => name !== 'all' && !STUDY_NAMES.some((known) => known === name));
  if (unknown !== undefined) {
    throw new UsageError(`--study takes ${STUDY_NAMES.join(', ')} or all, found “${unknown}”.`);
  }
  return names && STUDY_NAMES.filter((name) => names.includes(name) || names.includes('all'));
}

/** Seeds S, S+1, …: as many as the experiment has. */
function withSeed(experiment: Experiment, seed: number | undefined): Experiment {
  if (seed === undefined) return experiment;
  return { ...experiment, seeds: experiment.seeds.map((_, index) => seed + index) };
}

async function run(args: string[]): Promise<number> {
  const options = parse(args);
  const experiment = withSeed(await readExperiment(options.file), options.seed);
  const prepared = await prepareExperiment(experiment, options.out);
  const plan = planFor(prepared, options);
  const estimate = describeEstimate(prepared.estimate, plan, prepared.runs.length);
  const studies = studiesOf(prepared, options.studies).map((name) => STUDY_TITLES[name]);
  announce(prepared, estimate, studies);
  if (options.dryRun) {
    if (plan.seconds > 0) await checkBackend(options);
    return dryRun(prepared, estimate, studies, options);
  }
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  process.once('SIGTERM', () => controller.abort());
  const report = await train(prepared, options, controller.signal);
  if (controller.signal.aborted) {
    const finished = report?.execution.finishedRuns ?? 0;
    const runs = `${finished} of ${formatCount(prepared.runs.length, 'run')} finished`;
    process.stderr.write(`Cancelled: ${runs}, every finished epoch is kept. The same command continues.\n`);
    return EXIT.cancelled;
  }
  if (report) finish(report, prepared, options);
  return EXIT.ok;
}

async function train(
  prepared: PreparedExperiment,
  options: Options,
  signal: AbortSignal,
): Promise<Report | undefined> {
  const line = new ProgressLine(process.stderr);
  try {
    return await runExperiment(prepared, {
      workerPath: workerPath(),
      workers: options.workers,
      memoryPerWorker: options.memoryPerWorker,
      backend: requestOf(options),
      studies: options.studies,
      signal,
      onProgress: (progress) => line.update(progress),
      onIncident: (problem) => line.note(`${formatProblem(problem)}\n  It was started again.`),
    });
  } catch (error) {
    throw withCommandLineRemedy(error);
  } finally {
    line.end();
  }
}

const workerPath = (): string => join(dirname(fileURLToPath(import.meta.url)), 'worker.cjs');
const requestOf = ({ backend }: Options): BackendRequest => ({ choice: backend, nativeFolders: [] });

/** Without an editor there is no command that installs the native backend. */
function withCommandLineRemedy(error: unknown): unknown {
  if (!(error instanceof UserError) || error.problem.code !== 'BACKEND_UNAVAILABLE') return error;
  const folder = join(dirname(workerPath()), '..');
  return new UserError({
    ...error.problem,
    remedy: `Run npm install --no-save @tensorflow/tfjs-node in ${folder}, or leave out --backend. What the editor's command installs is the editor's alone.`,
  });
}

/** What a training would refuse at its start. @throws UserError when the backend asked for by name does not start */
async function checkBackend(options: Options): Promise<void> {
  if (options.backend === 'auto') return;
  try {
    await probeBackend(workerPath(), requestOf(options));
  } catch (error) {
    throw withCommandLineRemedy(error);
  }
}

/** The plan on standard output, for people or as JSON. */
function dryRun(
  { estimate, variants, experiment }: PreparedExperiment,
  words: EstimateWords,
  studies: string[],
  options: Options,
) {
  const plan = {
    variants: variants.map(({ name }) => name),
    seeds: experiment.seeds,
    epochs: experiment.training.epochs,
    studies,
    estimate,
  };
  const names = `Variants: ${plan.variants.join(', ')}${studies.length > 0 ? `\nThen: ${studies.join('; ')}` : ''}`;
  const text = options.json ? JSON.stringify(plan, null, 2) : `${names}\n${words.text}: ${words.detail}.`;
  process.stdout.write(`${text}\n`);
  return EXIT.ok;
}

function announce(
  { experiment, dataset, variants }: PreparedExperiment,
  estimate: EstimateWords,
  studies: string[],
): void {
  const { epochs } = experiment.training;
  const runs = `${formatCount(variants.length, 'variant')} × ${formatCount(experiment.seeds.length, 'seed')} × ${formatCount(epochs, 'epoch')}`;
  const rows = `${dataset.training.rows} training, ${dataset.validation.rows} validation, ${dataset.test.rows} test rows`;
  process.stderr.write(`${experiment.name}: ${runs} on ${dataset.file} (${rows})\n`);
  if (studies.length > 0) process.stderr.write(`  then: ${studies.join('; ')}\n`);
  const notes = [...dataset.notes, ...(estimate.warning ? [estimate.warning] : [])];
  for (const note of notes) process.stderr.write(`  note: ${note}\n`);
}

function finish(report: Report, prepared: PreparedExperiment, options: Options): void {
  const file = options.report ?? join(dirname(prepared.folder), 'report.html');
  const panel = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'panel.js'), 'utf8');
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw storageError(error, file);
  }
  writeAtomically(file, renderHtmlReport(report, panel));
  noteMeaningless(report, studiesOf(prepared, options.studies));
  if (options.json) process.stdout.write(`${printJson(runOutput(report))}\n`);
  else process.stdout.write(renderText(report));
  process.stderr.write(
    `Report: ${relative(process.cwd(), file)}\nRuns:   ${relative(process.cwd(), prepared.folder)}\n`,
  );
}

/** Studies that were asked for and cannot be made of this model and data. */
function noteMeaningless({ studies }: Report, asked: StudyName[]): void {
  const possible = new Set([...Object.keys(studies), ...studies.offers.map(({ name }) => name)]);
  for (const name of asked.filter((known) => !possible.has(known))) {
    process.stderr.write(`note: ${STUDY_TITLES[name]} means nothing for this model and data.\n`);
  }
}

export const runCommand: Command = {
  name: 'run',
  summary: 'train the variants of an experiment and compare them',
  help: HELP,
  run,
};
