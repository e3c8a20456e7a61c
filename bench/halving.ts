/**
 * `node bench/halving.ts`: what successive halving saves on the examples, and whether the choice stays the same. Each
 * experiment is trained twice, whole and with halving; nothing is asserted and no file of the project is written.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Experiment } from '../src/experiment/experiment.ts';
import { readExperiment } from '../src/experiment/file.ts';
import { readRecords } from '../src/experiment/runFiles.ts';
import { prepareExperiment, runExperiment } from '../src/experiment/session.ts';
import { type VariantDocument, variantFrom } from '../src/experiment/variantDocument.ts';
import type { Report } from '../src/report/report.ts';
import { Build, ROOT } from './build.ts';

/** λ and rates far beyond what helps, as someone searches who does not know the scale yet. */
const WIDE: VariantDocument[] = [
  {},
  ...[1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1].flatMap((strength) => [{ l1: strength }, { l2: strength }]),
  ...[0.1, 0.3, 0.5, 0.7, 0.9].map((dropout) => ({ dropout })),
];

const CASES: [name: string, file: string, change?: (experiment: Experiment) => Experiment][] = [
  ['digits', 'digits/digits.reglens.json'],
  ['digits, 18 variants', 'digits/digits.reglens.json', withVariants(WIDE)],
  ['diabetes', 'diabetes/diabetes.reglens.json'],
  ['diabetes, 18 variants', 'diabetes/diabetes.reglens.json', withVariants(WIDE)],
  ['diabetes, 10 seeds', 'diabetes/diabetes.reglens.json', withSeeds(10)],
  ['digits as images', 'digits-images/digits-images.reglens.json'],
];

function withVariants(documents: VariantDocument[]) {
  return (experiment: Experiment): Experiment => ({ ...experiment, variants: documents.map(variantFrom) });
}

function withSeeds(count: number) {
  return (experiment: Experiment): Experiment => ({
    ...experiment,
    seeds: Array.from({ length: count }, (_, index) => index + 1),
  });
}

interface Trained {
  report: Report;
  epochs: number;
}

async function train(experiment: Experiment, workerPath: string, folder: string): Promise<Trained> {
  const prepared = await prepareExperiment(experiment, folder);
  const report = await runExperiment(prepared, {
    workerPath,
    workers: 1,
    memoryPerWorker: 1e9,
    backend: { choice: 'wasm', nativeFolders: [] },
    signal: new AbortController().signal,
    studies: [],
    onProgress: () => {},
  });
  const epochs = prepared.runs.reduce((sum, { id }) => sum + readRecords(prepared.folder, id).length, 0);
  return { report: report!, epochs };
}

const choiceOf = ({ recommendation, variants }: Report): string =>
  variants.find(({ id }) => id === recommendation.variant)?.name ?? 'none';

async function compare(experiment: Experiment, workerPath: string, folder: string): Promise<string[]> {
  const { training } = experiment;
  const whole = await train(experiment, workerPath, join(folder, 'whole'));
  const halving = { ...experiment, training: { ...training, successiveHalving: true as const } };
  const halved = await train(halving, workerPath, join(folder, 'halved'));
  const dropped = halved.report.variants.filter((variant) => variant.dropped.length > 0);
  const saved = `${Math.round(100 * (1 - halved.epochs / whole.epochs))} %`;
  return [
    `${whole.epochs}`,
    `${halved.epochs}`,
    saved,
    dropped.map(({ name, dropped: [first] }) => `${name} (${first!.epochs})`).join(', ') || 'none',
    choiceOf(whole.report),
    choiceOf(halved.report),
  ];
}

const build = await Build.start();
const folder = await mkdtemp(join(tmpdir(), 'reglens-halving-'));
try {
  const workerPath = await build.bundle('src/engine/worker.ts');
  console.log(
    '| experiment | epochs, all | with halving | saved | ended early (after epochs) | choice | with halving |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const [name, file, change = (experiment: Experiment) => experiment] of CASES) {
    const experiment = change(await readExperiment(join(ROOT, 'examples', file)));
    const cells = await compare(experiment, workerPath, join(folder, name));
    console.log(`| ${[name, ...cells].join(' | ')} |`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
  await build.remove();
}
