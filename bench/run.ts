/** `npm run bench`: this engine and PyTorch side by side. Options are described by `--help`. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { Build, ROOT } from './build.ts';
import { CASES, type CaseName } from './cases.ts';
import { Ours } from './contestants.ts';
import {
  measureExperiment,
  measureProducts,
  measureScaling,
  measureSweep,
  type Settings,
} from './measure.ts';
import { measurePanel } from './panel.ts';
import { measureReader } from './reader.ts';
import { documentOf, jsonOf, type Results, tablesOf } from './report.ts';

const PARTS = [
  ...(Object.keys(CASES) as CaseName[]),
  'experiment',
  'products',
  'scaling',
  'reader',
  'panel',
] as const;
type PartName = (typeof PARTS)[number];

const HELP = `Usage: npm run bench -- [--only=PART[,PART…]] [--json] [--python=PROGRAM]

Measures this engine and, where PyTorch is installed, the same sweeps in PyTorch, measures how fast sources are read
and how fast the panel draws, and writes bench/RESULTS.md.

  --only=PARTS      some of: ${PARTS.join(', ')}; bench/RESULTS.md stays as it is
  --json            print the results as JSON on standard output
  --python=PROGRAM  a Python with PyTorch (default: python3, then /usr/bin/python3)
`;

const run = promisify(execFile);

/** Load average above which a measurement is not worth quoting. */
const BUSY = 0.5;

function parse() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      python: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const named = values.only?.split(',') ?? [...PARTS];
  const unknown = named.filter((name) => !PARTS.includes(name as PartName));
  if (unknown.length > 0) {
    process.stderr.write(`There is no part “${unknown.join('”, “')}”. Known are: ${PARTS.join(', ')}.\n`);
    process.exit(2);
  }
  return { ...values, parts: named as PartName[] };
}

/** The first of the programs that imports PyTorch, with its version. */
async function findTorch(programs: string[]): Promise<{ python: string; torch: string } | undefined> {
  for (const python of programs) {
    try {
      const { stdout } = await run(python, ['-c', 'import torch; print(torch.__version__)']);
      return { python, torch: stdout.trim() };
    } catch {
      // Not installed, or without PyTorch: the next one.
    }
  }
  return undefined;
}

/** The first of the programs that runs at all. */
async function findPython(programs: string[]): Promise<string | undefined> {
  for (const program of programs) {
    try {
      await run(program, ['--version']);
      return program;
    } catch {
      // Not installed: the next one.
    }
  }
  return undefined;
}

async function describe(): Promise<Pick<Results, 'date' | 'version' | 'machine'>> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return {
    date: new Date().toISOString().slice(0, 10),
    version,
    machine: {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memory: `${(totalmem() / 2 ** 30).toFixed(0)} GB`,
      system: `${type()} ${release()}`,
      node: process.versions.node,
      load: loadavg()[0]!,
    },
  };
}

async function measure(part: PartName, settings: Settings, results: Results): Promise<void> {
  if (part === 'experiment') results.experiment = await measureExperiment(settings);
  else if (part === 'products') results.products = await measureProducts(settings);
  else if (part === 'scaling') results.scaling = await measureScaling(settings);
  else if (part === 'reader') results.reader = await measureReader(settings.build, settings.anyPython);
  else if (part === 'panel') results.panel = await measurePanel(settings.build);
  else results.sweep[part] = await measureSweep(settings, part);
}

async function main(): Promise<void> {
  const options = parse();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const programs = options.python ? [options.python] : ['python3', '/usr/bin/python3'];
  const found = await findTorch(programs);
  const withoutTorch = `none: ${programs.join(' and ')} cannot import torch (Debian: apt-get install python3-torch), so only this engine was measured`;
  if (!found) process.stderr.write(`PyTorch: ${withoutTorch}.\n`);
  if (loadavg()[0]! > BUSY) {
    process.stderr.write('Other processes are busy on this machine: the numbers will not be reliable.\n');
  }
  const anyPython = await findPython(programs);
  const build = await Build.start();
  try {
    const benchWorker = await build.bundle('bench/worker.ts');
    const results: Results = {
      ...(await describe()),
      ...(found ? { torch: found.torch } : { withoutTorch }),
      sweep: {},
    };
    const probe = await Ours.start(benchWorker, 1);
    results.backend = probe.backend;
    probe.stop();
    for (const part of options.parts) {
      process.stderr.write(`measuring ${part} …\n`);
      await measure(part, { build, benchWorker, python: found?.python, anyPython }, results);
    }
    if (!options.only) await writeFile(join(ROOT, 'bench/RESULTS.md'), documentOf(results));
    process.stdout.write(`${options.json ? JSON.stringify(jsonOf(results), null, 2) : tablesOf(results)}\n`);
  } finally {
    await build.remove();
  }
}

await main();
