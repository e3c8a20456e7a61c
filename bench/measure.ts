/** The measurements, each with the parts that compete taking turns, so that a slower minute is slower for all. */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Build, ROOT } from './build.ts';
import { CASES, type CaseName, PRODUCTS, type SweepCase } from './cases.ts';
import { type Contestant, Ours, PEER_ENVIRONMENT, Peer, type Round } from './contestants.ts';
import type { ExperimentReply, ExperimentRequest, Share } from './messages.ts';
import { type Sample, sampleOf } from './sample.ts';

export const WORKERS = 2;

export interface Settings {
  build: Build;
  /** Bundle of `worker.ts` here: trains stacks and times products. */
  benchWorker: string;
  /** A Python with PyTorch; left out: our side alone is measured. */
  python?: string;
  /** Any Python. */
  anyPython?: string;
}

/** Milliseconds of one optimizer step of one variant, and megabytes. */
export interface Side {
  step: Sample;
  peak: number;
}

export interface SweepResult {
  ours: Side;
  loop?: Side;
  stacked?: Side;
  profile: Share[];
}

const stepsOf = ({ rows, batch, epochs = 1 }: SweepCase): number => epochs * Math.ceil(rows / batch);

/** Short rounds are many. */
const ROUNDS: Partial<Record<CaseName, number>> = { small: 7, digits: 7 };

const sideOf = (rounds: Round[], sweep: SweepCase, variants: number): Side => ({
  step: sampleOf(rounds.map(({ seconds }) => (1000 * seconds) / stepsOf(sweep) / variants)),
  peak: Math.max(...rounds.map(({ peak }) => peak)),
});

/** Rounds of every contestant in turn. */
async function takeTurns(contestants: Contestant[], rounds: number): Promise<Round[][]> {
  const results: Round[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) results[index]!.push(await contestant.round());
  }
  return results;
}

export async function measureSweep({ benchWorker, python }: Settings, name: CaseName): Promise<SweepResult> {
  const sweep: SweepCase = CASES[name];
  const { variants } = sweep;
  const ours = await Ours.start(benchWorker, WORKERS);
  const contestants: Contestant[] = [ours];
  try {
    await ours.prepare(sweep, variants);
    if (python) {
      contestants.push(await Peer.start(python, 'loop', sweep, variants, WORKERS));
      // Only Dense layers have a batched product in PyTorch without rewriting them.
      if (sweep.kind === 'perceptron')
        contestants.push(await Peer.start(python, 'stacked', sweep, variants, WORKERS));
    }
    const rounds = await takeTurns(contestants, ROUNDS[name] ?? 5);
    const [first, loop, stacked] = rounds.map((each) => sideOf(each, sweep, variants));
    return { ours: first!, loop, stacked, profile: await ours.profile() };
  } finally {
    for (const contestant of contestants) contestant.stop();
  }
}

/** The digits example from the click to the report. */
export interface ExperimentResult {
  runs: number;
  epochs: number;
  /** Seconds of the whole experiment. */
  ours: Sample;
  loop?: Sample;
  /** Seconds from the click to the first epoch. */
  firstEpoch: Sample;
}

const DIGITS = { epochs: 30, seeds: 3, rounds: 3 };

/** The example as a user has it, but with 3 seeds and 30 epochs: 10 variants × 3 seeds. */
async function digitsFolder(build: Build): Promise<string> {
  const folder = join(build.folder, 'digits');
  await mkdir(folder, { recursive: true });
  const example = join(ROOT, 'examples/digits');
  for (const file of ['digits.csv', 'model.py']) await copyFile(join(example, file), join(folder, file));
  const experiment = JSON.parse(await readFile(join(example, 'digits.reglens.json'), 'utf8'));
  experiment.training.epochs = DIGITS.epochs;
  experiment.seeds = DIGITS.seeds;
  await writeFile(join(folder, 'digits.reglens.json'), JSON.stringify(experiment));
  return folder;
}

export async function measureExperiment({ build, python }: Settings): Promise<ExperimentResult> {
  const folder = await digitsFolder(build);
  const host = await build.bundle('bench/product.ts');
  const workerPath = await build.bundle('src/engine/worker.ts');
  const ours: ExperimentReply[] = [];
  const loop: number[] = [];
  for (let round = 0; round < DIGITS.rounds; round++) {
    await rm(join(folder, '.reglens'), { recursive: true, force: true });
    ours.push(await runProduct(host, { folder, workerPath, workers: WORKERS }));
    if (python) loop.push(await digitsInPyTorch(python, join(folder, 'digits.csv'), ours[0]!.runs));
  }
  return {
    runs: ours[0]!.runs,
    epochs: DIGITS.epochs,
    ours: sampleOf(ours.map(({ whole }) => whole)),
    loop: python ? sampleOf(loop) : undefined,
    firstEpoch: sampleOf(ours.map(({ firstEpoch }) => firstEpoch)),
  };
}

async function runProduct(host: string, request: ExperimentRequest): Promise<ExperimentReply> {
  const child = fork(host, [], { execArgv: [] });
  child.send(request);
  const ended = once(child, 'exit').then(() => undefined);
  const answered = once(child, 'message').then(([reply]) => reply as ExperimentReply);
  const reply = await Promise.race([answered, ended]);
  child.kill();
  if (!reply) throw new Error('the experiment did not end; its message stands above');
  return reply;
}

async function digitsInPyTorch(python: string, file: string, runs: number): Promise<number> {
  const script = join(ROOT, 'bench/pytorch/digits.py');
  const args = [script, String(WORKERS), file, String(runs), String(DIGITS.epochs)];
  const { stdout } = await promisify(execFile)(python, args, { env: PEER_ENVIRONMENT(WORKERS) });
  return (JSON.parse(stdout) as { seconds: number }).seconds;
}

export interface ProductResult {
  name: string;
  m: number;
  k: number;
  n: number;
  gigaflops: number;
}

/** Batched products of 16 runs on one core. */
export async function measureProducts({ benchWorker }: Settings): Promise<ProductResult[]> {
  const ours = await Ours.start(benchWorker, 1);
  try {
    const gigaflops = await ours.products({ type: 'products', shapes: PRODUCTS, runs: 16 });
    return PRODUCTS.map(({ name, m, k, n }, index) => ({ name, m, k, n, gigaflops: gigaflops[index]! }));
  } finally {
    ours.stop();
  }
}

export interface ScalingResult {
  name: CaseName;
  variants: number;
  workers: number;
  ours: Side;
}

/** Rounds long enough to be measured, and short enough for 128 variants. */
const SCALED = [
  { name: 'small', steps: 64, rounds: 7 },
  { name: 'mid', steps: 4, rounds: 3 },
] as const;

/** The same variants on one and two workers; a single variant has one worker only. */
export async function measureScaling({ benchWorker }: Settings): Promise<ScalingResult[]> {
  const results: ScalingResult[] = [];
  for (const { name, steps, rounds } of SCALED) {
    const sweep: SweepCase = { ...CASES[name], rows: steps * CASES[name].batch };
    for (const variants of [1, 8, 32, 128]) {
      for (const workers of variants === 1 ? [1] : [1, 2]) {
        const ours = await Ours.start(benchWorker, workers);
        try {
          await ours.prepare(sweep, variants);
          const [measured] = await takeTurns([ours], rounds);
          results.push({ name, variants, workers, ours: sideOf(measured!, sweep, variants) });
        } finally {
          ours.stop();
        }
      }
    }
  }
  return results;
}
