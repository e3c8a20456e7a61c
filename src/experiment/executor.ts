import { type ChildProcess, fork } from 'node:child_process';
import type { RunSpec } from '../engine/network.ts';
import { UserError } from '../errors.ts';
import type { WorkerSetup, WorkerToHost } from '../protocol/worker.ts';
import type { EpochRecord, RunResult } from './records.ts';

/** Runs that one worker trains together; more would only use more memory. */
const LARGEST_STACK = 16;

export interface ExecutorOptions {
  workerPath: string;
  workers: number;
  setup: WorkerSetup;
  runs: RunSpec[];
  signal: AbortSignal;
  onReady(backend: string): void;
  onEpoch(id: string, record: EpochRecord): void;
  onResult(id: string, result: RunResult): void;
}

/** Runs in the order given, cut into stacks of nearly equal size, as many for one worker as for another. */
export function stacksOf(runs: RunSpec[], workers: number): RunSpec[][] {
  const rounds = Math.ceil(runs.length / LARGEST_STACK / workers);
  const size = Math.ceil(runs.length / (rounds * workers));
  const count = Math.ceil(runs.length / size);
  return Array.from({ length: count }, (_, stack) => runs.slice(stack * size, (stack + 1) * size));
}

/** Trains `runs` in worker processes. Resolves when all have ended or the signal aborts; rejects when a worker dies. */
export async function trainInWorkers(options: ExecutorOptions): Promise<void> {
  const queue = stacksOf(options.runs, options.workers);
  const count = Math.min(options.workers, queue.length);
  const children: ChildProcess[] = [];
  const stop = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all(
      Array.from({ length: count }, () => {
        const child = startWorker(options.workerPath);
        children.push(child);
        return serve(child, queue, options);
      }),
    );
  } finally {
    options.signal.removeEventListener('abort', stop);
    stop();
  }
}

function startWorker(workerPath: string): ChildProcess {
  // Inspector flags and NODE_OPTIONS of the host are not for the worker; inside VS Code the binary is Electron.
  const { NODE_OPTIONS: _, ...env } = process.env;
  return fork(workerPath, [], {
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** Hands stacks to one worker until the queue is empty. */
function serve(child: ChildProcess, queue: RunSpec[][], options: ExecutorOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-4000);
    });
    const next = () => {
      const runs = queue.shift();
      if (runs) child.send({ type: 'train', runs });
      else resolve();
    };
    child.on('message', (message: WorkerToHost) => {
      if (options.signal.aborted) return;
      if (message.type === 'failed') return reject(new UserError(message.problem));
      if (message.type === 'epoch') return options.onEpoch(message.id, message.record);
      if (message.type === 'result') return options.onResult(message.id, message.result);
      if (message.type === 'ready') options.onReady(message.backend);
      next();
    });
    child.on('error', (error) => reject(workerDied(`could not be started: ${error.message}`, stderr)));
    child.on('exit', (code, signal) => {
      if (options.signal.aborted) return resolve();
      // After resolve() this has no effect: the executor itself ended the process.
      reject(workerDied(signal ? `was killed (${signal})` : `ended with code ${code}`, stderr));
    });
    child.send(options.setup, (error) => error && !options.signal.aborted && reject(error));
  });
}

function workerDied(what: string, stderr: string): UserError {
  const memory = /out of memory|Cannot enlarge memory/i.test(stderr);
  return new UserError({
    code: 'WORKER_DIED',
    title: `A training process ${memory ? 'ran out of memory' : what}`,
    explanation: memory
      ? 'The variants it trained together do not fit in memory.'
      : 'Nothing of a finished epoch is lost: each was stored when it ended.',
    remedy: memory
      ? 'Start again with fewer workers, or plan fewer variants.'
      : 'Start again to continue after the last finished epoch.',
    technical: [`worker process ${what}`, ...stderr.trim().split('\n').slice(-20)].filter(Boolean),
  });
}
