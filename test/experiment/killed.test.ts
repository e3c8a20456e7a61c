import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProject } from './project.ts';
import { numbersOf, run } from './running.ts';
import { workerBundle } from './workerBundle.ts';

/**
 * The real worker, which kills itself in the middle of an epoch: when it has made half of the optimizer's calls that
 * the epoch before took. Each of KILLS happens once in the folder, after so many finished epochs of the process, and
 * leaves a file that says where it was.
 */
const KILLING = (worker: string) => `
const { writeFileSync } = require('node:fs');
const KILLS = [3, 5];
let training = false;
let reports = 0;
let calls = 0;
let callsInEpoch = 0;
function kill(number) {
  const place = JSON.stringify({ reports, calls, callsInEpoch });
  try { writeFileSync(__dirname + '/kill-' + number, place, { flag: 'wx' }); } catch { return; }
  process.kill(process.pid, 'SIGKILL');
}
function count() {
  if (!training) return;
  calls++;
  if (calls !== Math.floor(callsInEpoch / 2)) return;
  KILLS.forEach((least, number) => reports >= least && kill(number));
}
process.on('message', ({ type }) => { if (type === 'train') training = true; });
const send = process.send.bind(process);
process.send = (message) => {
  if (message.type === 'epoch') {
    reports++;
    if (calls > 0) callsInEpoch = calls;
    calls = 0;
  }
  return send(message);
};
const Instance = WebAssembly.Instance;
WebAssembly.Instance = function (module, imports) {
  const { exports } = new Instance(module, imports);
  const adamStep = (...args) => { count(); return exports.adamStep(...args); };
  return { exports: { ...exports, adamStep } };
};
require(${JSON.stringify(worker)});
`;

/** Everything that draws random numbers, counts steps or has a state of its own. */
const PROJECT = {
  model: `from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    keras.Input(shape=(8, 8, 1)),
    layers.Conv2D(4, 3, activation="relu"),
    layers.BatchNormalization(),
    layers.Flatten(),
    layers.Dense(16, activation="relu"),
    layers.GaussianNoise(0.1),
    layers.Dense(10, activation="softmax"),
])
`,
  training: {
    optimizer: 'adam',
    schedule: 'cosine',
    warmupEpochs: 1.5,
    batchSize: 16,
    epochs: 8,
  },
  variants: [
    {},
    { dropout: 0.3, augmentation: { noise: 0.1, mixup: 0.2, shift: 0.1, rotate: 10, flip: true } },
    { dropout: 0.5, l1: 1e-3, l1Mode: 'proximal', weightDecay: 0.01 },
    { l2: 1e-3, maxNorm: 2, earlyStopping: { patience: 2 } },
    // Another network
    { batchNormalization: true, dropout: 0.2 },
  ],
  seeds: 2,
};

let project: Awaited<ReturnType<typeof makeProject>>;
let undisturbed: ReturnType<typeof numbersOf>;
beforeAll(async () => {
  project = await makeProject(PROJECT);
  const prepared = await project.prepare(join(project.folder, 'undisturbed'));
  await run(prepared);
  undisturbed = numbersOf(prepared);
});
afterAll(() => project.dispose());

async function killingWorker(folder: string): Promise<string> {
  mkdirSync(folder);
  const path = join(folder, 'worker.cjs');
  writeFileSync(path, KILLING(await workerBundle()));
  return path;
}

/** Workers, and how many runs a worker's memory holds. */
const WAYS = [
  ['one worker with all runs', 1, 10],
  ['two workers', 2, 8],
  ['one worker with a run at a time', 1, 1],
  ['two workers with three runs at a time', 2, 3],
] as const;

describe('two networks, dropout, batch normalization, noise, augmentation, a schedule with warm-up, and Adam', () => {
  test.each(WAYS)('%s: the same numbers', async (name, workers, together) => {
    const prepared = await project.prepare(join(project.folder, name));
    const { fixed, perRun } = prepared.groups.at(-1)!.estimate.memory;
    await run(prepared, { workers, memoryPerWorker: fixed + (together + 0.5) * perRun });
    expect(numbersOf(prepared)).toEqual(undisturbed);
  });

  test.each(WAYS)('%s, killed twice in mid-epoch: the same numbers', async (name, workers, together) => {
    const folder = join(project.folder, `${name}, killed`);
    const prepared = await project.prepare(folder);
    const { fixed, perRun } = prepared.groups.at(-1)!.estimate.memory;
    const incidents: string[] = [];
    const workerPath = await killingWorker(join(project.folder, `${name}, worker`));
    await run(prepared, {
      workerPath,
      workers,
      memoryPerWorker: fixed + (together + 0.5) * perRun,
      onIncident: ({ title }) => incidents.push(title),
    });
    expect(incidents).toEqual(Array(2).fill('A training process was killed (SIGKILL)'));
    const kills = readdirSync(dirname(workerPath)).filter((file) => file.startsWith('kill-'));
    expect(kills).toHaveLength(2);
    for (const file of kills) {
      const { calls, callsInEpoch } = JSON.parse(readFileSync(join(dirname(workerPath), file), 'utf8'));
      expect(calls).toBeGreaterThan(0);
      expect(calls).toBeLessThan(callsInEpoch);
    }
    expect(numbersOf(prepared)).toEqual(undisturbed);
  });
});
