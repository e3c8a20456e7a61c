import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { PauseSwitch } from '../../src/experiment/pause.ts';
import type { Progress } from '../../src/experiment/progress.ts';
import { readRecords, runPaths } from '../../src/experiment/runFiles.ts';
import { storedReport } from '../../src/experiment/session.ts';
import { decodeTensors } from '../../src/weights/safetensors/runTensors.ts';
import { makeProject, type ProjectOptions } from './project.ts';
import { numbersOf, run } from './running.ts';

const projects: { dispose(): Promise<void> }[] = [];
afterEach(async () => {
  for (const project of projects.splice(0)) await project.dispose();
});

async function project(options?: ProjectOptions) {
  const made = await makeProject(options);
  projects.push(made);
  return made;
}

test('the same experiment gives the same numbers: again, in one process, in two', async () => {
  const made = await project();
  const reference = await made.prepare(join(made.folder, 'a'));
  await run(reference);
  // A run at a time, too: the budget is that of one.
  const { fixed, perRun } = reference.estimate.memory;
  for (const [out, workers, memoryPerWorker] of [
    ['b', 1, 1e9],
    ['c', 2, 1e9],
    ['d', 1, fixed + 1.5 * perRun],
    ['e', 2, fixed + 2.5 * perRun],
  ] as const) {
    const again = await made.prepare(join(made.folder, out));
    await run(again, { workers, memoryPerWorker });
    expect(numbersOf(again)).toEqual(numbersOf(reference));
  }
});

test('a model that does not fit is refused before anything is made', async () => {
  const made = await project();
  const prepared = await made.prepare();
  await expect(run(prepared, { memoryPerWorker: 50e6 })).rejects.toMatchObject({
    problem: { code: 'MODEL_TOO_LARGE', title: expect.stringContaining('a worker may use 50 MB') },
  });
  expect(existsSync(prepared.folder)).toBe(false);
});

test('which backend ran and why is stored and in the report', async () => {
  const made = await project({ training: { epochs: 1 } });
  const prepared = await made.prepare();
  const report = await run(prepared);
  const plan = JSON.parse(readFileSync(join(prepared.folder, 'plan.json'), 'utf8'));
  expect(plan.backend).toMatchObject({ backend: 'wasm', failed: [], reason: expect.any(String) });
  expect(report!.execution).toMatchObject({ backendReason: plan.backend.reason });
  expect(report!.execution.backend).toMatch(/^wasm with ((relaxed|256-bit) )?SIMD kernels$/);
});

test('pause holds after the epochs under way, resume goes on, and the numbers are the same', async () => {
  const made = await project({ training: { epochs: 30 } });
  const undisturbed = await made.prepare(join(made.folder, 'undisturbed'));
  await run(undisturbed);

  const prepared = await made.prepare(join(made.folder, 'paused'));
  const pause = new PauseSwitch();
  const seen: Progress[] = [];
  let atHold: number | undefined;
  await run(prepared, {
    workers: 2,
    pause,
    onProgress(progress) {
      seen.push(progress);
      if (progress.progress > 0.2 && atHold === undefined && progress.phase === 'training') pause.set(true);
      if (progress.phase !== 'paused' || atHold !== undefined) return;
      atHold = progress.progress;
      setTimeout(() => {
        expect(seen.at(-1)!.progress).toBe(atHold);
        pause.set(false);
      }, 200);
    },
  });
  const phases = seen.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1]);
  expect(phases).toEqual(['starting', 'training', 'pausing', 'paused', 'training']);
  expect(atHold).toBeLessThan(1);
  expect(numbersOf(prepared)).toEqual(numbersOf(undisturbed));
});

test('a finished experiment is not trained again, and a new seed keeps the finished runs', async () => {
  const made = await project();
  const prepared = await made.prepare();
  await run(prepared);
  const before = numbersOf(prepared);
  expect(readFileSync(join(made.folder, '.reglens', '.gitignore'), 'utf8')).toBe('*\n');
  const progress: Progress[] = [];
  await run(prepared, { onProgress: (state) => progress.push(state) });
  expect(progress).toHaveLength(1);
  expect(progress[0]).toMatchObject({ finishedRuns: 6, plannedRuns: 6, progress: 1, backend: '' });

  const more = { ...prepared.experiment, seeds: [1, 2, 3] };
  const { prepareExperiment } = await import('../../src/experiment/session.ts');
  const extended = await prepareExperiment(more);
  expect(extended.folder).toBe(prepared.folder);
  const report = await run(extended);
  expect(report!.execution).toMatchObject({ finishedRuns: 9, plannedRuns: 9 });
  expect(numbersOf(prepared)).toEqual(before);
});

test('applying a regularization keeps the runs: only the model as it is now written is trained', async () => {
  const plain = await project({ training: { epochs: 3 } });
  await run(await plain.prepare());
  const source = readFileSync(join(plain.folder, 'model.py'), 'utf8');
  const regularized = source.replace('activation="relu"', 'activation="relu", kernel_regularizer="l2"');
  writeFileSync(join(plain.folder, 'model.py'), regularized);
  const { variants: _, ...experiment } = JSON.parse(readFileSync(plain.file, 'utf8'));
  writeFileSync(plain.file, JSON.stringify(experiment));
  const progress: Progress[] = [];
  const report = await run(await plain.prepare(), { onProgress: (state) => progress.push(state) });
  expect(progress[0]!.finishedRuns).toBe(6); // none, L2 1e-3 and dropout 0.5 with 2 seeds each
  expect(report!.variants.map(({ id }) => id)).toContain('as-written');
  expect(report!.execution.finishedRuns).toBe(11 * 2);

  writeFileSync(join(plain.folder, 'model.py'), regularized.replace('"l2"', '"l1"'));
  const again: Progress[] = [];
  await run(await plain.prepare(), { onProgress: (state) => again.push(state) });
  expect(again[0]!.finishedRuns).toBe(20); // the two of the model as it was written before are not its
});

test('finished results open with little memory, and say what trained them', async () => {
  const made = await project({ training: { epochs: 2 } });
  const prepared = await made.prepare();
  const report = await run(prepared, { workers: 2 });
  expect(report!.execution.workers).toBe(2);
  expect(await run(prepared, { workers: 1, memoryPerWorker: 1 })).toEqual(report);
});

test('other training or other data go to another folder, so results never mix', async () => {
  const made = await project();
  const slower = await project({ training: { epochs: 6, learningRate: 0.002 } });
  const fewer = await project({ data: { split: { training: 90, validation: 100, test: 100 } } });
  const name = async (each: typeof made) => (await each.prepare('/x')).folder;
  expect(new Set([await name(made), await name(slower), await name(fewer)]).size).toBe(3);
});

/** Kills the workers of this process. */
const killWorkers = () => execFileSync('pkill', ['-9', '-P', String(process.pid), '-f', 'worker.cjs']);

/** Epochs done of each run, by its id. */
const epochsOf = ({ variants }: Progress) =>
  new Map<string, number>(
    variants.flatMap(({ variant, seeds }) =>
      seeds.map(({ seed, epochs }) => [`${variant.id}-seed${seed}`, epochs] as const),
    ),
  );

test('kill -9 of the worker in mid-run: it goes on from the checkpoints and gives the same numbers', async () => {
  const made = await project({ training: { epochs: 40 } });
  const undisturbed = await made.prepare(join(made.folder, 'undisturbed'));
  await run(undisturbed);

  const prepared = await made.prepare(join(made.folder, 'killed'));
  const incidents: string[] = [];
  let before: Map<string, number> | undefined;
  await run(prepared, {
    onProgress(progress) {
      const epochs = epochsOf(progress);
      // No run begins anew: its count of epochs never falls below what was seen before the kill.
      for (const [id, count] of before ?? []) expect(epochs.get(id)).toBeGreaterThanOrEqual(count);
      if (progress.progress < 0.3 || before) return;
      before = epochs;
      killWorkers();
    },
    onIncident: ({ title }) => incidents.push(title),
  });
  expect(incidents).toEqual(['A training process was killed (SIGKILL)']);
  expect(before!.size).toBe(6);
  expect(numbersOf(prepared)).toEqual(numbersOf(undisturbed));
});

test('a worker that is killed again and again: a message, no finished epoch lost, and resuming gives the same numbers', async () => {
  const epochs = 400;
  const made = await project({ training: { epochs }, variants: [{}], seeds: 1 });
  const undisturbed = await made.prepare(join(made.folder, 'undisturbed'));
  await run(undisturbed);

  const prepared = await made.prepare(join(made.folder, 'killed'));
  let kills = 0;
  const failure = run(prepared, {
    onProgress(progress) {
      if (kills === 3 || progress.phase !== 'training' || progress.progress < 0.2 * (kills + 1)) return;
      kills++;
      killWorkers();
    },
  });
  await expect(failure).rejects.toMatchObject({
    problem: {
      code: 'WORKER_DIED',
      title: 'A training process was killed (SIGKILL), for the third time',
      technical: ['worker process was killed (SIGKILL)'],
    },
  });
  expect(kills).toBe(3);
  const { id } = prepared.runs[0]!;
  expect(readRecords(prepared.folder, id).length).toBeGreaterThanOrEqual(0.6 * epochs);
  await run(prepared);
  expect(numbersOf(prepared)).toEqual(numbersOf(undisturbed));
});

test('runs that another kind of kernels began: the report says that a part is rounded differently', async () => {
  const made = await project({ training: { epochs: 200 } });
  const prepared = await made.prepare();
  const controller = new AbortController();
  await run(prepared, {
    signal: controller.signal,
    onProgress: ({ progress }) => progress > 0.2 && controller.abort(),
  });
  const file = join(prepared.folder, 'plan.json');
  const plan = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...plan, backend: { ...plan.backend, kernels: 'none' } }));
  const report = await run(prepared);
  expect(report!.execution.backendWarning).toMatch(
    /^A part of the runs was computed with wasm without kernels, which rounds differently/,
  );
  // The same kind again, or the build with the same bits, is no other kind.
  const again = await made.prepare(join(made.folder, 'again'));
  expect((await run(again))!.execution.backendWarning).toBeUndefined();
});

test('a half-written record and a checkpoint without its record are mended on resume', async () => {
  const made = await project({ training: { epochs: 30 } });
  const prepared = await made.prepare();
  const controller = new AbortController();
  await run(prepared, {
    signal: controller.signal,
    onProgress: ({ progress }) => progress > 0.4 && controller.abort(),
  });
  const [first, second] = prepared.runs.map(({ id }) => runPaths(prepared.folder, id).records);
  const lines = readFileSync(first!, 'utf8');
  writeFileSync(first!, lines.slice(0, -20)); // the process died within the last line
  writeFileSync(second!, 'not JSON at all\n'); // and this one is beyond repair: it starts anew
  await run(prepared);
  const whole = await made.prepare(join(made.folder, 'whole'));
  await run(whole);
  expect(numbersOf(prepared)).toEqual(numbersOf(whole));
});

test('a finished run whose records are damaged is left out of the report, and trained again', async () => {
  const made = await project({ training: { epochs: 3 } });
  const prepared = await made.prepare();
  const report = await run(prepared);
  const before = numbersOf(prepared);
  const { records } = runPaths(prepared.folder, prepared.runs[0]!.id);
  const [first, , third] = readFileSync(records, 'utf8').split('\n');
  writeFileSync(records, `${first}\nno JSON\n${third}\n`);
  expect((await storedReport(prepared))!.execution).toMatchObject({ finishedRuns: 5, plannedRuns: 6 });
  expect((await run(prepared))!.execution.finishedRuns).toBe(report!.execution.finishedRuns);
  expect(numbersOf(prepared)).toEqual(before);
});

test('cancel before a run is finished keeps the finished epochs and gives the folder back', async () => {
  const made = await project({ training: { epochs: 400 } });
  const prepared = await made.prepare();
  const controller = new AbortController();
  const report = await run(prepared, {
    signal: controller.signal,
    onProgress: ({ progress }) => progress > 0.02 && controller.abort(),
  });
  expect(report).toBeUndefined();
  expect(await storedReport(prepared)).toBeUndefined();
  expect(readRecords(prepared.folder, prepared.runs[0]!.id).length).toBeGreaterThan(0);
  expect(existsSync(join(prepared.folder, 'lock'))).toBe(false);
});

test('a variant whose loss becomes NaN stops with its reason, the others go on', async () => {
  const made = await project({
    variants: [{}, { l2: 1e6 }],
    training: { epochs: 4, optimizer: 'sgd', learningRate: 1 },
  });
  const report = (await run(await made.prepare()))!;
  const broken = report.variants.find(({ settings }) => settings.l2 === 1e6)!;
  expect(broken.seeds).toEqual([]);
  expect(broken.stopped.map(({ seed }) => seed)).toEqual([1, 2]);
  expect(broken.stopped[0]!.reason).toMatch(
    /^the (training loss|penalty) became (NaN|infinite) in epoch \d$/,
  );
  const baseline = report.variants.find(({ family }) => family === 'none')!;
  expect(baseline.seeds).toEqual([1, 2]);
  expect(report.execution).toMatchObject({ finishedRuns: 4, plannedRuns: 4 });
});

test('two starts of one experiment at once: the second is refused with the process that holds it', async () => {
  const made = await project({ training: { epochs: 60 } });
  const prepared = await made.prepare();
  const first = run(prepared);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(run(prepared)).rejects.toMatchObject({
    problem: {
      code: 'EXPERIMENT_RUNNING',
      title: 'The experiment “digits” is already running',
      explanation: expect.stringContaining(`Process ${process.pid}`),
    },
  });
  await first;
});

test('a lock left by a process that is gone is taken over', async () => {
  const made = await project({ training: { epochs: 1 } });
  const prepared = await made.prepare();
  await run(prepared);
  writeFileSync(join(prepared.folder, 'lock'), `999999999 ${hostname()}`);
  expect(await run(prepared)).toBeDefined();
});

describe('what is stored', () => {
  test('weights as safetensors under the layers’ names, with the shapes of the kernels', async () => {
    const made = await project({ training: { epochs: 2 } });
    const prepared = await made.prepare();
    await run(prepared);
    const { weights, checkpoint } = runPaths(prepared.folder, prepared.runs[0]!.id);
    const { tensors } = decodeTensors(readFileSync(weights));
    expect(
      tensors.filter(({ name }) => !name.startsWith('best/')).map(({ name, shape }) => [name, shape]),
    ).toEqual([
      ['dense/kernel', [64, 16]],
      ['dense/bias', [16]],
      ['dense_1/kernel', [16, 10]],
      ['dense_1/bias', [10]],
    ]);
    expect(existsSync(checkpoint)).toBe(false);
  });

  test.each([
    ['ENOSPC', 'the disk is full'],
    ['EROFS', 'the file system is read-only'],
    ['EACCES', 'this account may not write there'],
  ])('%s is said in words', async (code, words) => {
    const { storageError } = await import('../../src/experiment/runFiles.ts');
    const { problem } = storageError(Object.assign(new Error('x'), { code }), '/results/a.jsonl');
    expect(problem).toMatchObject({ code: 'STORE_UNWRITABLE', title: 'The results cannot be stored' });
    expect(problem.explanation).toBe(`Writing /results/a.jsonl failed: ${words}.`);
  });

  test('a folder that cannot be made is refused before anything is trained', async () => {
    const made = await project();
    writeFileSync(join(made.folder, 'file'), '');
    const prepared = await made.prepare(join(made.folder, 'file', 'runs'));
    await expect(run(prepared)).rejects.toMatchObject({ problem: { code: 'STORE_UNWRITABLE' } });
  });
});
