/** A training process as the host sees it: started lazily by the first request, ended by `kill`. */
import { type ChildProcess, fork } from 'node:child_process';
import { PLAIN_COMPILATION } from '../engine/kernels/plainCompilation.ts';
import type { Problem } from '../errors.ts';
import type {
  BackendProbe,
  HostToWorker,
  LabQuestion,
  TrainRequest,
  WorkerSetup,
  WorkerToHost,
} from '../protocol/worker.ts';

/** Why a request failed. */
export class WorkerFailure extends Error {
  readonly problem: Problem;
  /** The process is gone; otherwise it said itself what went wrong. */
  readonly died: boolean;
  /** Fewer runs at a time may succeed. */
  readonly outOfMemory: boolean;

  constructor(problem: Problem, died: boolean, outOfMemory: boolean) {
    super(problem.title);
    this.problem = problem;
    this.died = died;
    this.outOfMemory = outOfMemory;
  }
}

/** What says that a request is done. */
const ANSWERS: ReadonlySet<WorkerToHost['type']> = new Set(['ready', 'idle', 'answer', 'refused']);

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #listener: (message: WorkerToHost) => void;
  #stderr = '';
  #request: { resolve(): void; reject(error: unknown): void } | undefined;
  #end: WorkerFailure | undefined;

  /**
   * @param listener hears every message; what is sent after `kill` is dropped
   * @param careful without anything that an engine might not stand: see `startedWorker`
   */
  constructor(workerPath: string, listener: (message: WorkerToHost) => void, careful = false) {
    this.#listener = listener;
    this.#child = start(workerPath, careful);
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-4000);
    });
    this.#child.on('message', (message: WorkerToHost) => this.#receive(message));
    this.#child.on('error', (error) => this.#ended(`could not be started: ${error.message}`, false));
    // `close` comes after the last of stderr, which tells why.
    this.#child.on('close', (code, signal) =>
      this.#ended(signal ? `was killed (${signal})` : `ended with code ${code}`, signal === 'SIGKILL'),
    );
  }

  /** Resolves when the worker has done what is asked. @throws WorkerFailure */
  request(message: WorkerSetup | BackendProbe | TrainRequest | LabQuestion): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#end) return reject(this.#end);
      this.#request = { resolve, reject };
      this.send(message);
    });
  }

  /** Does not wait; nobody hears it when the process is gone. */
  send(message: HostToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  kill(): void {
    this.#ended('was ended', false);
    this.#child.kill('SIGKILL');
  }

  #receive(message: WorkerToHost): void {
    if (this.#end) return;
    this.#listener(message);
    if (message.type === 'failed') {
      this.#request?.reject(new WorkerFailure(message.problem, false, message.outOfMemory));
    } else if (ANSWERS.has(message.type)) this.#request?.resolve();
  }

  #ended(what: string, killed: boolean): void {
    if (this.#end) return;
    const memory = /out of memory|Cannot enlarge memory|allocation failed/i.test(this.#stderr);
    // The system ends the largest process with SIGKILL when memory runs out.
    this.#end = new WorkerFailure(problemOfDeath(what, memory, this.#stderr), true, memory || killed);
    this.#request?.reject(this.#end);
  }
}

/**
 * A worker that is ready. One that dies before it is ready is started once more with the engine's own way to compile:
 * a version of V8 that nobody tried may not stand the flags that make our kernels fast.
 * @throws WorkerFailure
 */
export async function startedWorker(
  make: (careful: boolean) => WorkerProcess,
  request: WorkerSetup | BackendProbe,
  signal?: AbortSignal,
  careful = false,
): Promise<WorkerProcess> {
  const worker = make(careful);
  try {
    await worker.request(request);
    return worker;
  } catch (error) {
    worker.kill();
    const crashed = error instanceof WorkerFailure && error.died && !error.outOfMemory;
    if (crashed && !careful && !signal?.aborted) return startedWorker(make, request, signal, true);
    throw error;
  }
}

function start(workerPath: string, careful: boolean): ChildProcess {
  // Inspector flags and NODE_OPTIONS of the host are not for the worker; inside VS Code the binary is Electron.
  const { NODE_OPTIONS: _, ...env } = process.env;
  return fork(workerPath, [], {
    env: { ...env, ELECTRON_RUN_AS_NODE: '1', ...(careful && { [PLAIN_COMPILATION]: '1' }) },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

function problemOfDeath(what: string, memory: boolean, stderr: string): Problem {
  return {
    code: 'WORKER_DIED',
    title: `A training process ${memory ? 'ran out of memory' : what}`,
    explanation: 'Nothing of a finished epoch is lost: each was stored when it ended.',
    remedy: memory
      ? 'Allow less memory per worker, so that fewer variants train together, or use fewer workers.'
      : 'Start again to continue after the last finished epoch.',
    technical: [`worker process ${what}`, ...stderr.trim().split('\n').slice(-20)].filter(Boolean),
  };
}
