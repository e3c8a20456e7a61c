/** Runs on samples of the training rows, beside other runs and alone. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { samplePart, type TrainingSample } from '../../src/dataset/sample.ts';
import type { RunSpec } from '../../src/engine/network.ts';
import { groupFor } from '../../src/experiment/groups.ts';
import type { PreparedExperiment } from '../../src/experiment/session.ts';
import { makeProject } from './project.ts';
import { numbersOf, run } from './running.ts';

let project: Awaited<ReturnType<typeof makeProject>>;
let prepared: PreparedExperiment;
beforeAll(async () => {
  project = await makeProject({
    training: { epochs: 4, schedule: 'cosine', warmupEpochs: 2, batchSize: 16 },
    variants: [{}, { dropout: 0.5 }],
  });
  prepared = await project.prepare();
});
afterAll(() => project.dispose());

const SAMPLES: [name: string, sample: TrainingSample][] = [
  ['all', { kind: 'subset', rows: 100, seed: 0 }],
  ['half', { kind: 'subset', rows: 50, seed: 0 }],
  ['few', { kind: 'subset', rows: 11, seed: 0 }],
  ['again', { kind: 'bootstrap', seed: 3 }],
];

/** The experiment with these runs only. */
function having(runs: RunSpec[], folder: string): PreparedExperiment {
  const { architecture, variants } = prepared;
  return {
    ...prepared,
    folder: join(project.folder, folder, 'x'),
    runs,
    groups: [groupFor(prepared, architecture, variants, runs)],
  };
}

const sampled = (name: string, sample: TrainingSample): RunSpec[] =>
  prepared.runs.map((spec) => ({ ...spec, id: `${name}-${spec.id}`, sample }));

test('their numbers are the same alone, beside the others, in one process and in two', async () => {
  const runs = [...prepared.runs, ...SAMPLES.flatMap(([name, sample]) => sampled(name, sample))];
  const together = having(runs, 'together');
  await run(together, { workers: 2 });
  for (const [name, sample] of SAMPLES) {
    const alone = having(sampled(name, sample), name);
    await run(alone);
    expect(numbersOf(alone)).toEqual(numbersOf({ ...together, runs: alone.runs }));
  }
  const whole = numbersOf({ ...together, runs: prepared.runs });
  const all = numbersOf({ ...together, runs: sampled(...SAMPLES[0]!) });
  expect(all).toEqual(whole);
});

test('a sample is trained as data that have no other training rows', async () => {
  const [, sample] = SAMPLES[1]!;
  const runs = sampled('half', sample);
  const sampling = having(runs, 'sampling');
  await run(sampling);
  const { dataset } = prepared;
  const training = samplePart(dataset.training, 10, sample);
  const cut = { ...having(runs, 'cut'), dataset: { ...dataset, training } };
  const plain = { ...cut, runs: runs.map(({ sample: _, ...spec }) => spec) };
  await run({ ...plain, groups: [groupFor(plain, prepared.architecture, prepared.variants, plain.runs)] });
  expect(numbersOf(sampling)).toEqual(numbersOf(plain));
});

test('fewer rows are estimated to take less time, and the same memory for the data', () => {
  const estimateOf = ([name, sample]: (typeof SAMPLES)[number]) =>
    having(sampled(name, sample), name).groups[0]!.estimate;
  const [all, half] = [estimateOf(SAMPLES[0]!), estimateOf(SAMPLES[1]!)];
  expect(half.memory).toEqual(all.memory);
  // Steps of 16 rows: 7 and 4 an epoch
  expect([all.steps, half.steps]).toEqual([4 * 7, 4 * 4]);
  expect(half.seconds.perRun).toBeLessThan(all.seconds.perRun);
});
