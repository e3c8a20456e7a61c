import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunSpec } from '../../src/engine/network.ts';
import type { BackendReport } from '../../src/experiment/backend.ts';
import { type PoolOptions, probeBackend, type Stack, WorkerPool } from '../../src/experiment/executor.ts';
import { PauseSwitch } from '../../src/experiment/pause.ts';
import type { RunResult } from '../../src/experiment/records.ts';
import { runsOf } from './runs.ts';

/**
 * Speaks the worker's protocol and trains nothing: an epoch of each run, then their results. What a
 * run's file of faults lists is done first, one fault at a start; what is given is written into the file `given`.
 */
const WORKER = `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const send = (message) => process.send(message);
let folder;
let hold;
function fault(id) {
  const file = folder + '/fault-' + id;
  if (!existsSync(file)) return undefined;
  const [next, ...rest] = readFileSync(file, 'utf8').split(' ');
  writeFileSync(file, rest.join(' '));
  return next;
}
async function act(kind, id) {
  if (kind === 'exit') process.exit(3);
  if (kind === 'kill') process.kill(process.pid, 'SIGKILL');
  if (kind === 'memory') { process.stderr.write('FATAL ERROR: JavaScript heap out of memory\\n'); process.exit(134); }
  if (kind === 'failed' || kind === 'failedMemory') {
    const problem = { code: 'X', title: 'The disk is full', explanation: 'It is.' };
    send({ type: 'failed', problem, outOfMemory: kind === 'failedMemory' });
    await new Promise(() => {});
  }
  if (kind === 'untilPause') while (!hold) await new Promise(setImmediate);
}
async function train(runs) {
  appendFileSync(folder + '/given', process.pid + ' ' + runs.map(({ id }) => id).join(' ') + '\\n');
  for (const { id } of runs) {
    await act(fault(id), id);
    send({ type: 'epoch', id, record: { epoch: 1, validationLoss: 1 } });
    await new Promise(setImmediate);
    if (hold) { send({ type: 'paused' }); await hold.until; }
    send({ type: 'result', id, result: { outcome: 'diverged', epochs: 1 } });
  }
  await act(fault('end'), 'end');
  send({ type: 'idle' });
}
process.on('message', (message) => {
  if (message.type === 'setup') folder = message.folder;
  // An engine that does not stand its flags.
  if (existsSync(__dirname + '/crash') && !process.env.REGULARIZATION_LENS_PLAIN_COMPILATION) process.kill(process.pid, 'SIGTRAP');
  if (message.type === 'setup' || message.type === 'probe') {
    send({ type: 'ready', backend: { backend: 'wasm', kernels: 'simd', failed: [], reason: message.backend.choice } });
  }
  if (message.type === 'train') {
    appendFileSync(folder + '/until', message.until + ' ');
    train(message.runs);
  }
  if (message.type === 'pause') { let release; const until = new Promise((r) => { release = r; }); hold = { until, release }; }
  if (message.type === 'resume') { hold?.release(); hold = undefined; }
});
process.on('disconnect', () => process.exit(0));
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'executor-'));
  await writeFile(join(folder, 'worker.cjs'), WORKER);
});
afterEach(() => rm(folder, { recursive: true }));

const RESULT = { outcome: 'diverged', epochs: 1 } as RunResult;

interface Work {
  workers?: number;
  stacks?: RunSpec[][];
}

interface Heard {
  backends: BackendReport[];
  epochs: string[];
  results: string[];
  restarts: string[];
  holds: boolean[];
}

async function train(
  faults: Record<string, string[]>,
  { workers = 1, stacks = [runsOf(4, 1)], ...options }: Partial<PoolOptions> & Work = {},
  listen: (heard: Heard) => void = () => {},
): Promise<Heard> {
  for (const [id, list] of Object.entries(faults)) {
    await writeFile(join(folder, `fault-${id}`), list.join(' '));
  }
  const heard: Heard = { backends: [], epochs: [], results: [], restarts: [], holds: [] };
  const hear = <T>(list: T[], value: T) => {
    list.push(value);
    listen(heard);
  };
  const backend = { choice: 'auto' as const, nativeFolders: [] };
  const pool = new WorkerPool({
    workerPath: join(folder, 'worker.cjs'),
    // The stand-in reads nothing else of it.
    setup: { type: 'setup', backend, folder } as unknown as PoolOptions['setup'],
    pause: new PauseSwitch(),
    signal: new AbortController().signal,
    stored: () => undefined,
    onReady: (report) => hear(heard.backends, report),
    onEpoch: (id) => hear(heard.epochs, id),
    onResult: (id) => hear(heard.results, id),
    onHold: (holding) => hear(heard.holds, holding),
    onRestart: ({ title }) => hear(heard.restarts, title),
    ...options,
  });
  try {
    await pool.train(
      stacks.map((runs): Stack => ({ runs })),
      workers,
    );
  } finally {
    pool.end();
  }
  return heard;
}

/** The ids of each stack that some worker was given, in order. */
async function given(): Promise<string[][]> {
  const lines = (await readFile(join(folder, 'given'), 'utf8')).trim().split('\n');
  return lines.map((line) => line.split(' ').slice(1));
}

const IDS = ['v0-seed1', 'v1-seed1', 'v2-seed1', 'v3-seed1'];

test('a worker that dies before it is ready is started once more with the engine’s own way to compile', async () => {
  await writeFile(join(folder, 'crash'), '');
  const heard = await train({});
  expect(heard.results.length).toBeGreaterThan(0);
  expect(heard.restarts).toEqual([]);
  const backend = { choice: 'auto' as const, nativeFolders: [] };
  expect((await probeBackend(join(folder, 'worker.cjs'), backend)).backend).toBe('wasm');
});

describe('workers', () => {
  test('take one stack after the other and say what they run on', async () => {
    const stacks = [runsOf(2, 1), runsOf(3, 1), runsOf(1, 1)];
    const heard = await train({}, { stacks });
    expect(await given()).toEqual(stacks.map((stack) => stack.map(({ id }) => id)));
    expect(heard.backends).toEqual([{ backend: 'wasm', kernels: 'simd', failed: [], reason: 'auto' }]);
    expect(heard.results).toEqual(heard.epochs);
  });

  test('share the stacks, and no more are started than there are stacks', async () => {
    const heard = await train({}, { stacks: [runsOf(2, 1), runsOf(2, 1)], workers: 5 });
    expect(heard.backends).toHaveLength(2);
    expect(heard.results).toHaveLength(4);
  });

  test('are not started for nothing', async () => {
    expect((await train({}, { stacks: [] })).backends).toEqual([]);
  });

  test('say what they would run on when they are asked', async () => {
    const request = { choice: 'node' as const, nativeFolders: [] };
    expect(await probeBackend(join(folder, 'worker.cjs'), request)).toMatchObject({ reason: 'node' });
  });
});

describe('a worker that dies', () => {
  test('is started again for the runs that had not ended', async () => {
    const heard = await train({ 'v2-seed1': ['exit'] });
    expect(await given()).toEqual([IDS, ['v2-seed1', 'v3-seed1']]);
    expect(heard.results).toEqual(IDS);
    expect(heard.restarts).toEqual(['A training process ended with code 3']);
  });

  test('had stored a result it could not tell: it counts', async () => {
    const stored = (id: string) => (id === 'v2-seed1' ? RESULT : undefined);
    const heard = await train({ 'v2-seed1': ['exit'] }, { stored });
    expect(await given()).toEqual([IDS, ['v3-seed1']]);
    expect(heard.results).toEqual(IDS);
  });

  test.each([
    ['memory', 'A training process ran out of memory'],
    ['kill', 'A training process was killed (SIGKILL)'],
    ['failedMemory', 'The disk is full'],
  ])('for want of memory (%s): its stack is halved', async (fault, title) => {
    const heard = await train({ 'v0-seed1': [fault] });
    expect(await given()).toEqual([IDS, IDS.slice(0, 2), IDS.slice(2)]);
    expect(heard.restarts).toEqual([title]);
    expect(heard.results).toEqual(IDS);
  });

  test('is given up the third time, with what it said last', async () => {
    const faults = { 'v1-seed1': ['exit', 'exit', 'memory'] };
    await expect(train(faults)).rejects.toMatchObject({
      problem: {
        code: 'WORKER_DIED',
        title: 'A training process ran out of memory, for the third time',
        explanation: expect.stringContaining('started 3 times'),
        technical: expect.arrayContaining(['FATAL ERROR: JavaScript heap out of memory']),
      },
    });
    expect(await given()).toHaveLength(3);
  });

  test('before it was ready counts, too', async () => {
    await expect(train({}, { workerPath: join(folder, 'nowhere.cjs') })).rejects.toMatchObject({
      problem: { title: 'A training process ended with code 1, for the third time' },
    });
  });

  test('does not stop the others', async () => {
    const [a, b] = [runsOf(2, 1), runsOf(2, 1).map((run) => ({ ...run, id: `b-${run.id}` }))];
    const heard = await train({ 'v0-seed1': ['exit'] }, { stacks: [a, b], workers: 2 });
    expect(heard.results.sort()).toEqual([...a, ...b].map(({ id }) => id).sort());
  });
});

test('what a worker says itself ends the training at once: a second try would end the same way', async () => {
  await expect(train({ 'v1-seed1': ['failed'] })).rejects.toMatchObject({
    problem: { code: 'X', title: 'The disk is full' },
  });
  expect(await given()).toHaveLength(1);
});

describe('pause', () => {
  test('holds after the epoch under way, and goes on to the same end', async () => {
    const pause = new PauseSwitch();
    const whileHeld: object[] = [];
    // The second run's epoch is under way when the worker hears of the pause.
    const faults = { 'v1-seed1': ['untilPause'] };
    const heard = await train(faults, { pause }, ({ epochs, results, holds }) => {
      if (epochs.length === 1 && holds.length === 0) pause.set(true);
      if (!holds.at(-1) || whileHeld.length > 0) return;
      const note = () => whileHeld.push({ epochs: epochs.length, results: results.length });
      note();
      setTimeout(() => {
        note();
        pause.set(false);
      }, 100);
    });
    expect(whileHeld).toEqual([
      { epochs: 2, results: 1 },
      { epochs: 2, results: 1 },
    ]);
    expect(heard.results).toEqual(IDS);
    expect(await given()).toHaveLength(1);
  });

  test('at the very end of a stack does not hold the next one back', async () => {
    const pause = new PauseSwitch();
    const stacks = [runsOf(1, 1), runsOf(2, 1).slice(1)];
    // The first stack's worker is about to be idle when it hears of the pause.
    const heard = await train({ end: ['untilPause'] }, { pause, stacks }, ({ results, holds }) => {
      if (results.length === 1 && holds.length === 0) pause.set(true);
      if (pause.paused && holds.length > 0) setTimeout(() => pause.set(false), 50);
    });
    expect(heard.results).toEqual(stacks.flat().map(({ id }) => id));
  });

  test('while a worker starts holds before it trains anything', async () => {
    const pause = new PauseSwitch();
    const whileHeld: number[] = [];
    const heard = await train({}, { pause }, ({ backends, epochs, holds }) => {
      if (backends.length === 1 && holds.length === 0) {
        pause.set(true);
        setTimeout(() => {
          whileHeld.push(epochs.length);
          pause.set(false);
        }, 100);
      }
    });
    expect(whileHeld).toEqual([0]);
    expect(heard.holds[0]).toBe(true);
    expect(heard.results).toEqual(IDS);
  });

  test('before anything was started holds at once; cancel ends it', async () => {
    const pause = new PauseSwitch();
    pause.set(true);
    const controller = new AbortController();
    const heard = await train({}, { pause, signal: controller.signal }, () => controller.abort());
    expect(heard).toMatchObject({ holds: [true], backends: [], epochs: [] });
  });
});

describe('a pool', () => {
  const options = (heard: string[], stored: string[] = []): PoolOptions => ({
    workerPath: join(folder, 'worker.cjs'),
    setup: {
      type: 'setup',
      backend: { choice: 'auto', nativeFolders: [] },
      folder,
    } as unknown as PoolOptions['setup'],
    pause: new PauseSwitch(),
    signal: new AbortController().signal,
    stored: () => undefined,
    onReady: () => stored.push('ready'),
    onEpoch: () => {},
    onResult: (id) => heard.push(id),
    onHold: () => {},
    onRestart: () => {},
  });

  test('trains again and again in the same processes, with what each stack says', async () => {
    const [heard, ready]: [string[], string[]] = [[], []];
    const pool = new WorkerPool(options(heard, ready));
    const [first, second] = [runsOf(2, 1), runsOf(3, 1).slice(2)];
    await pool.train([{ runs: first, until: 5 }], 2);
    await pool.train([{ runs: second }], 2);
    pool.end();
    expect(heard).toEqual([...first, ...second].map(({ id }) => id));
    expect(ready).toHaveLength(1);
    const lines = (await readFile(join(folder, 'given'), 'utf8')).trim().split('\n');
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(1);
    expect(await readFile(join(folder, 'until'), 'utf8')).toBe('5 undefined ');
  });
});

test('cancel ends the workers; what they still say is not heard', async () => {
  const controller = new AbortController();
  const heard = await train({}, { signal: controller.signal }, () => controller.abort());
  // Hearing of the backend was the last.
  expect(heard).toMatchObject({ epochs: [], results: [], restarts: [] });
});
