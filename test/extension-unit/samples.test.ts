import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ExperimentIndex } from '../../extension/experiments.ts';
import { ResultStore } from '../../extension/resultStore.ts';
import { KnownSamples } from '../../extension/samples.ts';
import type { MeasuredResults } from '../../extension/staleness.ts';
import type { MeasuredSummary } from '../../extension/summary.ts';

let folder: string;
let store: ResultStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regularization-lens-samples-'));
  const kept = new Map<string, unknown>();
  const memento = {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  store = new ResultStore(memento, folder, () => {});
});
afterEach(() => rm(folder, { recursive: true }));

const index = (...files: [file: string, modelFile: string][]) =>
  ({
    all: async () => files.map(([file, modelFile]) => ({ file, modelFile })),
  }) as unknown as ExperimentIndex;

/** Keeps results as a measurement does. */
async function measure(experiment: string, training: number, data: string): Promise<void> {
  const rows = { training, validation: 50, test: 50 };
  const report = { version: 2, model: { name: 'model' }, data: { file: 'data/digits.csv', rows } };
  await store.save(experiment, { report } as unknown as MeasuredResults, { data } as MeasuredSummary);
}

test('are the training rows of the experiment about the model that was measured last', async () => {
  const samples = new KnownSamples(index(['/a.reglens.json', '/m.py'], ['/b.reglens.json', '/m.py']), store);
  expect(await samples.of('/m.py')).toBeUndefined();
  await measure('/a.reglens.json', 300, 'first');
  expect(await samples.of('/m.py')).toEqual({ rows: 300, data: 'digits.csv', model: 'model' });
  await measure('/b.reglens.json', 1000, 'other');
  expect(await samples.of('/m.py')).toMatchObject({ rows: 1000 });
});

test('follow other data in the same experiment', async () => {
  const samples = new KnownSamples(index(['/a.reglens.json', '/m.py']), store);
  await measure('/a.reglens.json', 300, 'first');
  expect(await samples.of('/m.py')).toMatchObject({ rows: 300 });
  await measure('/a.reglens.json', 500, 'second');
  expect(await samples.of('/m.py')).toMatchObject({ rows: 500 });
});

test('are unknown for a file that no experiment is about', async () => {
  const samples = new KnownSamples(index(['/a.reglens.json', '/m.py']), store);
  await measure('/a.reglens.json', 300, 'first');
  expect(await samples.of('/other.py')).toBeUndefined();
});
