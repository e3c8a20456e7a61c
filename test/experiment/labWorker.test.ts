import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { LabWorker } from '../../src/experiment/labWorker.ts';
import { readRecords } from '../../src/experiment/runFiles.ts';
import type { PreparedExperiment } from '../../src/experiment/session.ts';
import type { LabAsk } from '../../src/protocol/lab.ts';
import { makeProject } from './project.ts';
import { run } from './running.ts';
import { workerBundle } from './workerBundle.ts';

const EPOCHS = 5;
const VARIANTS = [{}, { l2: 1e-3, dropout: 0.5 }, { batchNormalization: true }];

let project: Awaited<ReturnType<typeof makeProject>>;
let prepared: PreparedExperiment;
beforeAll(async () => {
  project = await makeProject({ training: { epochs: EPOCHS }, variants: VARIANTS, seeds: 2 });
  prepared = await project.prepare();
  await run(prepared);
});
afterAll(() => project.dispose());

const labs: LabWorker[] = [];
afterEach(() => {
  for (const lab of labs.splice(0)) lab.dispose();
});

async function newLab(workerPath?: string): Promise<LabWorker> {
  const backend = { choice: 'auto' as const, nativeFolders: [] };
  const lab = new LabWorker({ workerPath: workerPath ?? (await workerBundle()), backend, prepared });
  labs.push(lab);
  return lab;
}

const trial = (settings = {}, epochs = EPOCHS): LabAsk => ({
  kind: 'try',
  settings: { l1: 0, l2: 0, dropout: 0, ...settings },
  seed: 2,
  epochs,
});

const losses = async (lab: LabWorker, ask: LabAsk, signal?: AbortSignal) => {
  const answer = await lab.ask(ask, signal);
  return answer.kind === 'try' ? answer.run.validationLoss : [];
};

const stored = (variant: string) =>
  readRecords(prepared.folder, `${variant}-seed2`).map(({ validationLoss }) => validationLoss);

test('a trial has the losses of a stored run with its settings, whatever network that trains', async () => {
  const lab = await newLab();
  const [first, second, third] = prepared.variants;
  // All at once: they are answered one after the other.
  const found = await Promise.all(VARIANTS.map((settings) => losses(lab, trial(settings))));
  expect(found).toEqual([first!, second!, third!].map(({ id }) => stored(id)));
  expect(found[0]).toHaveLength(EPOCHS);
});

test('a trial that is withdrawn stops, and the next is answered', async () => {
  const lab = await newLab();
  await lab.ask(trial());
  const [older, waiting] = [new AbortController(), new AbortController()];
  // So many epochs would take many minutes.
  const long = losses(lab, trial({}, 1e6), older.signal);
  const never = losses(lab, trial({}, 1e6), waiting.signal);
  const next = losses(lab, trial());
  setTimeout(() => older.abort(), 100);
  waiting.abort();
  await expect(long).rejects.toMatchObject({ problem: { code: 'QUESTION_WITHDRAWN' } });
  await expect(never).rejects.toMatchObject({ problem: { code: 'QUESTION_WITHDRAWN' } });
  expect(await next).toEqual(stored('none'));
});

test('a process that dies gives a message, and the next question starts another', async () => {
  const folder = join(project.folder, 'dying');
  mkdirSync(folder);
  const path = join(folder, 'worker.cjs');
  writeFileSync(
    path,
    `const { writeFileSync } = require('node:fs');
process.on('message', ({ type }) => {
  if (type !== 'ask') return;
  try { writeFileSync(__dirname + '/died', '', { flag: 'wx' }); process.exit(3); } catch {}
});
require(${JSON.stringify(await workerBundle())});`,
  );
  const lab = await newLab(path);
  await expect(lab.ask(trial())).rejects.toMatchObject({
    problem: { code: 'WORKER_DIED', title: 'A training process ended with code 3' },
  });
  expect(await losses(lab, trial())).toEqual(stored('none'));
});

test('a question about a run that the experiment does not have is refused, before and by the process', async () => {
  const lab = await newLab();
  const place = (layer: string) => ({ layer, input: 0, unit: 0 });
  const plane = (id: string, layer: string): LabAsk => ({
    kind: 'plane',
    run: id,
    x: place(layer),
    y: { ...place(layer), unit: 1 },
  });
  await expect(lab.ask(plane('l1-5-seed1', 'dense'))).rejects.toMatchObject({
    problem: { code: 'RUN_UNKNOWN' },
  });
  const failing = lab.ask(plane('none-seed1', 'nowhere'));
  await expect(failing).rejects.toMatchObject({ problem: { title: expect.stringContaining('nowhere') } });
  const answer = await lab.ask(plane('batch-normalization-seed1', 'dense'));
  expect(answer.kind).toBe('plane');
});

test('nothing is answered after the end, nor what was under way', async () => {
  const lab = await newLab();
  await lab.ask(trial());
  const long = lab.ask(trial({}, 1e6));
  setTimeout(() => lab.dispose(), 50);
  await expect(long).rejects.toMatchObject({ problem: { code: expect.any(String) } });
  await expect(lab.ask(trial())).rejects.toMatchObject({ problem: { code: 'QUESTION_WITHDRAWN' } });
});
