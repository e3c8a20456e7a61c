import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keptOfStudy } from '../../extension/panelStates.ts';
import { prepare } from '../../extension/preparation.ts';
import { type KeyValueStore, ResultStore } from '../../extension/resultStore.ts';
import { ExperimentSession } from '../../extension/session.ts';
import {
  architectureKey,
  changeSince,
  type MeasuredResults,
  planKey,
  staleText,
} from '../../extension/staleness.ts';
import type { MeasuredSummary } from '../../extension/summary.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { previewColumns } from '../../src/dataset/preview.ts';
import type { ModelDefinition } from '../../src/definition/model.ts';
import { readDefinitions } from '../../src/definition/source.ts';
import type { StudyName } from '../../src/experiment/experiment.ts';
import { STUDY_TITLES } from '../../src/experiment/studies/titles.ts';
import { workerBundle } from '../experiment/workerBundle.ts';

const MODEL = `from tensorflow import keras
from tensorflow.keras import layers

net = keras.Sequential([
    keras.Input(shape=(2,)),
    layers.Dense(4, activation="relu"),
    layers.Dense(2, activation="softmax"),
])
`;
const EXPERIMENT = {
  model: { file: 'net.py' },
  data: { file: 'points.csv', target: 'side', split: { validation: 10, test: 10 } },
  training: { epochs: 5, batchSize: 8 },
  variants: [{}, { l2: 0.001 }],
  seeds: 2,
};
/** Its target is no column. */
const BROKEN = { ...EXPERIMENT, data: { ...EXPERIMENT.data, target: 'sid' } };
const POINTS = [
  'x,y,side',
  ...Array.from({ length: 40 }, (_, i) => `${i},${(i * 7) % 11},${i % 2}`),
  '',
].join('\n');

let folder: string;
let states: (string | undefined)[];
/** Called at every change of a session. */
let watch: (session: ExperimentSession) => void;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-'));
  states = [];
  watch = () => {};
  await write('net.py', MODEL);
  await write('points.csv', POINTS);
  await write('points.reglens.json', JSON.stringify(EXPERIMENT));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);
const modelIn = (text: string): ModelDefinition => readDefinitions('net.py', text)[0]!;

function memory(): KeyValueStore {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    update: async (key, value) => void values.set(key, structuredClone(value)),
  };
}

const READER = { load: loadDataset, preview: previewColumns };

function newSession(isTrusted = true, workerPath = join(folder, 'no-worker.cjs')): ExperimentSession {
  return new ExperimentSession(join(folder, 'points.reglens.json'), {
    training: () => ({
      workerPath,
      workers: 1,
      memoryPerWorker: 1e9,
      backend: { choice: 'auto', nativeFolders: [] },
    }),
    incident: () => {},
    isTrusted: () => isTrusted,
    data: READER,
    definition: async (file, name) =>
      readDefinitions(file, await readFile(file, 'utf8')).find((found) => found.name === name),
    store: new ResultStore(memory(), join(folder, 'results'), () => {}),
    sessions: () => [],
    changed: (session) => {
      states.push(session.state?.kind);
      watch(session);
    },
  });
}

describe('a session before its first run', () => {
  test('says what would be measured', async () => {
    const session = newSession();
    expect(session.state).toBeUndefined();
    await session.open();
    expect(session.state).toEqual({
      kind: 'empty',
      subject: {
        model: 'net',
        sourceFile: 'net.py',
        sourceLine: 4,
        experimentFile: 'points.reglens.json',
      },
      // 2·4 + 4 and 4·2 + 2 parameters
      model: 'net, 2 → 4 → 2, 22 parameters, nothing regularizes it',
      data: {
        text: 'points.csv, 40 rows, 2 inputs, target side (2 classes)',
        detail: '20 train, 10 validation, 10 test',
      },
      plan: { text: '2 variants × 2 seeds × 5 epochs', detail: 'No regularization, L2 1e-3' },
      estimate: {
        text: 'About 1 s with 1 worker',
        detail: expect.stringMatching(
          /^22 parameters, .* a step and run, .* in all; up to 4 runs together, about \d+ MB a worker$/,
        ),
      },
    });
  });

  test('says which epochs an interrupted start left behind', async () => {
    const { folder: runs } = await prepare(join(folder, 'points.reglens.json'), () => {}, READER);
    await mkdir(join(runs, 'runs'), { recursive: true });
    const records = '{"epoch":1}\n{"epoch":2}\n{"epoch":';
    await writeFile(join(runs, 'runs', 'none-seed1.jsonl'), records);
    const session = newSession();
    await session.open();
    // 2 variants × 2 seeds × 5 epochs
    const detail = 'No regularization, L2 1e-3. 2 of 20 epochs are done and kept.';
    expect(session.state).toMatchObject({ kind: 'empty', plan: { detail } });
    expect(session.canResume).toBe(true);
  });

  test('reads nothing before the workspace is trusted', async () => {
    const session = newSession(false);
    await session.open();
    expect(session.problem?.code).toBe('WORKSPACE_UNTRUSTED');
    expect(session.modelFile).toBeUndefined();
  });

  test('shows the problem, and is well again once it is mended', async () => {
    await write('points.reglens.json', JSON.stringify(BROKEN));
    const session = newSession();
    await session.open();
    expect(session.state).toMatchObject({
      kind: 'failed',
      subject: { model: 'points', sourceFile: 'net.py' },
      problem: { title: 'points.csv has no column “sid”' },
      kept: 'Nothing was trained.',
      hasReport: false,
      canResume: false,
    });
    await write('points.reglens.json', JSON.stringify(EXPERIMENT));
    await session.reload();
    expect(session.state?.kind).toBe('empty');
  });

  test('a measurement that cannot start fails with its problem', async () => {
    await rm(join(folder, 'points.csv'));
    const session = newSession();
    const outcome = await session.measure();
    expect(outcome).toMatchObject({ kind: 'failed', canResume: false });
    expect(states).toEqual(['running', 'failed']);
    expect(session.progress).toBeUndefined();
  });

  test('a second start while it runs does nothing', async () => {
    await rm(join(folder, 'points.csv'));
    const session = newSession();
    const first = session.measure();
    expect(await session.measure()).toBeUndefined();
    expect((await first)?.kind).toBe('failed');
  });
});

const replicas = 'replicas' as const;

/** Epochs that the runs of a study, or of the plan, have at this moment. */
const epochsOf = ({ progress }: ExperimentSession, title: string | undefined): number =>
  !progress || progress.study !== title
    ? 0
    : progress.variants.flatMap(({ seeds }) => seeds).reduce((sum, { epochs }) => sum + epochs, 0);

/** Cancels once in these runs this many epochs are done. */
const cancelAfter = (epochs: number, title?: string) => {
  watch = (session) => {
    if (epochsOf(session, title) >= epochs) session.cancel();
  };
};

describe('a start that was stopped', () => {
  const trained = async () => newSession(true, await workerBundle());
  const title = STUDY_TITLES[replicas];
  const offerOf = (session: ExperimentSession, name: StudyName) =>
    session.results!.report.studies.offers.find((offer) => offer.name === name);

  test('in a study says what is kept of the study, and goes on with it', async () => {
    await write(
      'points.reglens.json',
      JSON.stringify({ ...EXPERIMENT, training: { epochs: 40, batchSize: 8 } }),
    );
    const session = await trained();
    await session.measure();
    expect(session.interruptedStudies).toBeUndefined();
    const { runs } = offerOf(session, replicas)!;
    expect(offerOf(session, replicas)).toMatchObject({ name: replicas, runs });
    expect(offerOf(session, replicas)).not.toHaveProperty('begun');

    cancelAfter(1, title);
    const outcome = await session.measure([replicas]);
    const { kept = 0, begun = 0, runs: left } = offerOf(session, replicas)!;
    expect(kept + left).toBe(runs);
    expect(begun).toBeGreaterThan(0);
    const sentence =
      kept > 0 ? `${kept} of ${runs} runs ` : `None of its ${runs} runs is finished; the epochs done so far`;
    expect(outcome).toMatchObject({ kind: 'cancelled', study: title, canResume: true });
    expect(outcome).toHaveProperty('kept', expect.stringContaining(sentence));
    expect(session.interruptedStudies).toEqual([replicas]);
    // The plan itself is complete.
    expect(session.canResume).toBe(false);

    watch = () => {};
    expect(await session.measure(session.interruptedStudies)).toMatchObject({ kind: 'finished' });
    expect(session.interruptedStudies).toBeUndefined();
    expect(offerOf(session, replicas)).toBeUndefined();
    expect(session.results!.report.studies.replicas).toBeDefined();
  }, 60_000);

  test('before its study was begun keeps what was asked for', async () => {
    await write(
      'points.reglens.json',
      JSON.stringify({ ...EXPERIMENT, training: { epochs: 400, batchSize: 8 } }),
    );
    const session = await trained();
    cancelAfter(1);
    const outcome = await session.measure([replicas]);
    expect(outcome).toMatchObject({ kind: 'cancelled', canResume: true });
    expect(outcome).not.toHaveProperty('study');
    expect(session.interruptedStudies).toEqual([replicas]);
  }, 60_000);

  test('measures the studies of the experiment file, and keeps those that it did not come to', async () => {
    const studies = [replicas];
    await write('points.reglens.json', JSON.stringify({ ...EXPERIMENT, studies }));
    const session = await trained();
    cancelAfter(1, title);
    expect(await session.measure()).toMatchObject({ kind: 'cancelled', study: title });
    expect(session.interruptedStudies).toEqual(studies);
  }, 60_000);

  test('says what is kept when the next start cannot read the files, also after a reload', async () => {
    await write(
      'points.reglens.json',
      JSON.stringify({ ...EXPERIMENT, training: { epochs: 4000, batchSize: 8 } }),
    );
    const session = await trained();
    cancelAfter(8);
    await session.measure([replicas]);
    watch = () => {};
    expect(session.state).toMatchObject({ kind: 'empty' });
    const { epochsDone } = session.state as { epochsDone?: number };
    expect(epochsDone).toBeGreaterThanOrEqual(8);

    await write('points.reglens.json', JSON.stringify(BROKEN));
    const kept = `Nothing was trained now; ${epochsDone!.toLocaleString('en-US')} epochs of the last start are kept.`;
    await session.measure(session.interruptedStudies);
    expect(session.state).toMatchObject({ kind: 'failed', kept, canResume: false });
    // “Try again” asks for the same.
    expect(session.interruptedStudies).toEqual([replicas]);
    const reloaded = newSession();
    await reloaded.open();
    expect(reloaded.state).toMatchObject({ kind: 'failed', kept });
  }, 60_000);
});

describe('what is kept of a study that stopped', () => {
  test.each([
    [{ runs: 68, kept: 12, begun: 4 }, '12 of 80 runs are kept.'],
    [{ runs: 79, kept: 1 }, '1 of 80 runs is kept.'],
    [{ runs: 80, begun: 64 }, 'None of its 80 runs is finished; the epochs done so far are kept.'],
    [{ runs: 80 }, 'None of its 80 runs was begun.'],
  ])('%o', (offer, text) => expect(keptOfStudy({ name: replicas, seconds: 1, ...offer })).toBe(text));

  test('all of it, when nothing is left to offer', () =>
    expect(keptOfStudy(undefined)).toBe('All of its runs are kept.'));
});

describe('results are', () => {
  const results = (plan: string, data: string): MeasuredResults => ({
    report: { model: { architecture: '2 → 4 → 2' } } as MeasuredResults['report'],
    architecture: architectureKey(modelIn(MODEL)),
    data,
    plan,
  });
  const regularized = MODEL.replace(
    'layers.Dense(4, activation="relu")',
    'layers.Dense(4, activation="relu", kernel_regularizer="l2"),\n    layers.Dropout(0.3)',
  );

  test.each<[string, string, object, ModelDefinition | undefined, string | undefined]>([
    ['fresh when nothing changed', 'd', {}, modelIn(MODEL), undefined],
    ['fresh when only regularization changed', 'd', {}, modelIn(regularized), undefined],
    [
      'stale when a layer changed',
      'd',
      {},
      modelIn(MODEL.replace('Dense(4', 'Dense(5')),
      '“net” in net.py was changed since: 2 → 4 → 2 was measured.',
    ],
    ['stale when the model is gone', 'd', {}, undefined, 'net.py no longer defines “net”.'],
    [
      'stale when the data changed',
      'other',
      {},
      modelIn(MODEL),
      'points.csv, or how it is split, was changed since.',
    ],
    [
      'stale when the plan changed',
      'd',
      { training: { epochs: 6, batchSize: 8 } },
      modelIn(MODEL),
      'The plan in points.reglens.json was changed since.',
    ],
  ])('%s', async (_, data, change, current, expected) => {
    const file = join(folder, 'points.reglens.json');
    const measured = await prepare(file, () => {}, READER);
    await write('points.reglens.json', JSON.stringify({ ...EXPERIMENT, ...change }));
    const prepared = await prepare(file, () => {}, READER);
    prepared.dataset.digest = 'd';
    expect(staleText(results(planKey(measured.experiment), data), prepared, current)).toBe(expected);
  });
});

test.each<[string, string, string, string | undefined, string | undefined]>([
  ['nothing', 'Dense(4', 'p', 'p', undefined],
  ['a plan that cannot be read', 'Dense(4', 'p', undefined, undefined],
  ['another plan', 'Dense(4', 'p', 'q', 'The plan in points.reglens.json was changed since.'],
  ['another layer', 'Dense(5', 'p', 'p', '“net” was changed since.'],
])('without reading the data, %s is found', (_, dense, measuredPlan, plan, expected) => {
  const measured = {
    architecture: architectureKey(modelIn(MODEL)),
    plan: measuredPlan,
    modelName: 'net',
    experiment: 'points.reglens.json',
  };
  expect(changeSince(measured, modelIn(MODEL.replace('Dense(4', dense)), plan)).toBe(expected);
});

describe('the store of results', () => {
  const results = { report: { version: 2 }, architecture: 'a', data: 'd', plan: 'p' } as MeasuredResults;
  const summary = { effect: 'Overfits' } as MeasuredSummary;

  test('gives back what was kept, the latest summary last, until it is forgotten', async () => {
    let changes = 0;
    const store = new ResultStore(memory(), join(folder, 'results'), () => changes++);
    await store.save('/a.reglens.json', results, summary);
    await store.save('/b.reglens.json', results, summary);
    await store.save('/a.reglens.json', { ...results, data: 'new' }, { ...summary, data: 'new' });
    expect(Object.keys(store.summaries())).toEqual(['/b.reglens.json', '/a.reglens.json']);
    expect((await store.load('/a.reglens.json'))?.data).toBe('new');
    await store.forget('/a.reglens.json');
    expect(Object.keys(store.summaries())).toEqual(['/b.reglens.json']);
    expect(changes).toBe(4);
  });

  test('has nothing for an unknown experiment and ignores another version', async () => {
    const store = new ResultStore(memory(), join(folder, 'results'), () => {});
    expect(await store.load('/a.reglens.json')).toBeUndefined();
    const earlier = { ...results, report: { version: 1 } } as unknown as MeasuredResults;
    await store.save('/a.reglens.json', earlier, summary);
    expect(await store.load('/a.reglens.json')).toBeUndefined();
  });
});
