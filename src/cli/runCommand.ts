import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Experiment } from '../experiment/experiment.ts';
import { readExperiment } from '../experiment/file.ts';
import { storageError, writeAtomically } from '../experiment/runFiles.ts';
import { type PreparedExperiment, prepareExperiment, runExperiment } from '../experiment/session.ts';
import { renderHtmlReport } from '../report/html.ts';
import type { Report } from '../report/report.ts';
import { summarize } from '../report/summary.ts';
import { renderText } from '../report/text.ts';
import { formatCount } from '../words.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { ProgressLine } from './progressLine.ts';

const HELP = `Usage: reglens run EXPERIMENT.reglens.json [--out DIR] [--workers N] [--seed S] [--report FILE] [--json]

Trains every variant of the experiment's model with every seed and compares them. Runs are stored; the same
command continues where it stopped, and what is finished is not trained again.

  --out DIR      folder for the runs (default: .reglens/NAME beside the experiment file)
  --workers N    training processes (default: one per processor core); the numbers do not depend on it
  --seed S       first seed, a whole number from 0: the experiment's number of seeds is counted from it
  --report FILE  where to write the HTML report (default: report.html in the folder for the runs)
  --json         print the result as JSON on standard output (described in docs/run-json.md)
`;

interface Options {
  file: string;
  out?: string;
  workers: number;
  seed?: number;
  report?: string;
  json: boolean;
}

function parse(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      workers: { type: 'string' },
      seed: { type: 'string' },
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
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
    report: values.report === undefined ? undefined : resolve(values.report),
    json: values.json,
  };
}

function wholeNumber(option: string, text: string | undefined, least: number, most: number) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${option} takes a whole number from ${least} to ${most}, found “${text}”.`);
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
  announce(prepared);
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  process.once('SIGTERM', () => controller.abort());
  const line = new ProgressLine(process.stderr);
  let report: Report | undefined;
  try {
    report = await runExperiment(prepared, {
      workerPath: join(dirname(fileURLToPath(import.meta.url)), 'worker.cjs'),
      workers: options.workers,
      signal: controller.signal,
      onProgress: (progress) => line.update(progress),
    });
  } finally {
    line.end();
  }
  if (controller.signal.aborted) {
    const finished = report?.execution.finishedRuns ?? 0;
    const runs = `${finished} of ${formatCount(prepared.runs.length, 'run')} finished`;
    process.stderr.write(`Cancelled: ${runs}, every finished epoch is kept. The same command continues.\n`);
    return EXIT.cancelled;
  }
  if (report) finish(report, prepared, options);
  return EXIT.ok;
}

function announce({ experiment, dataset, variants }: PreparedExperiment): void {
  const { epochs } = experiment.training;
  const runs = `${formatCount(variants.length, 'variant')} × ${formatCount(experiment.seeds.length, 'seed')} × ${formatCount(epochs, 'epoch')}`;
  const rows = `${dataset.training.rows} training, ${dataset.validation.rows} validation, ${dataset.test.rows} test rows`;
  process.stderr.write(`${experiment.name}: ${runs} on ${dataset.file} (${rows})\n`);
  for (const note of dataset.notes) process.stderr.write(`  note: ${note}\n`);
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
  if (options.json) process.stdout.write(`${JSON.stringify(summarize(report), null, 2)}\n`);
  else process.stdout.write(renderText(report));
  process.stderr.write(
    `Report: ${relative(process.cwd(), file)}\nRuns:   ${relative(process.cwd(), prepared.folder)}\n`,
  );
}

export const runCommand: Command = {
  name: 'run',
  summary: 'train the variants of an experiment and compare them',
  help: HELP,
  run,
};
