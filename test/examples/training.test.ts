import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { trainRuns } from '../../src/engine/train.ts';
import { readExperiment } from '../../src/experiment/file.ts';
import type { EpochRecord, FinishedRun } from '../../src/experiment/records.ts';
import { prepareExperiment } from '../../src/experiment/session.ts';
import { startTestBackend } from '../engine/backend.ts';

beforeAll(async () => {
  await startTestBackend();
});

/** One run of a variant of an example, whole. */
async function trained(folder: string, id: string) {
  const { experiment, architecture, dataset, runs } = await prepareExperiment(
    await readExperiment(`examples/${folder}/${folder}.reglens.json`),
  );
  const run = runs.find((each) => each.id === id);
  if (!run) throw new Error(`${id} is not among ${runs.map((each) => each.id).join(', ')}`);
  const records: EpochRecord[] = [];
  let result: FinishedRun | undefined;
  await trainRuns(architecture.network, experiment.training, dataset, [run], new Map(), {
    onEpoch: (_, { record }) => records.push(record),
    onFinished: (_, finished) => {
      result = finished;
    },
    onDiverged() {},
    async nextEpoch() {},
  });
  const names = dataset.columns.map(({ name }) => name);
  const used = names.filter((_, column) => result!.inputMaxima![column]! > 0);
  return { records, result: result!, names, used };
}

const truthOf = (folder: string) => JSON.parse(readFileSync(`examples/${folder}/truth.json`, 'utf8'));

test('sparse-linear: proximal L1 uses the true columns and no other', async () => {
  const { coefficients } = truthOf('sparse-linear') as { coefficients: Record<string, number> };
  const { used, names, result } = await trained('sparse-linear', 'l1-0.2-proximal-seed1');
  expect(used).toEqual(names.filter((name) => name in coefficients));
  expect(result.exactZeros).toBe(44 / 50);
});

test('sparse-linear: the sub-gradient leaves every column in use', async () => {
  const { used } = await trained('sparse-linear', 'l1-0.1-seed1');
  expect(used).toHaveLength(50);
});

test('messages: L1 keeps the keywords, and hardly a common word', async () => {
  const { keywords } = truthOf('messages') as { keywords: Record<string, string> };
  const all = Object.keys(keywords);
  const { used, result } = await trained('messages', 'l1-5e-2-proximal-seed1');
  expect(used).toEqual(expect.arrayContaining(all));
  expect(used.length).toBeLessThanOrEqual(all.length + 2);
  // Nine labels in ten are right, and hardly more can be met.
  expect(result.testAccuracy).toBeGreaterThan(0.8);
});

test.each([
  ['spirals', 0.2],
  ['messages', 0.3],
])('%s: without regularization validation loss turns up while training loss falls', async (folder, rise) => {
  const { records } = await trained(folder, 'none-seed1');
  const lowest = records.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
  const last = records.at(-1)!;
  expect(last.validationLoss - lowest.validationLoss).toBeGreaterThan(rise);
  expect(last.trainLoss).toBeLessThan(lowest.trainLoss);
});
