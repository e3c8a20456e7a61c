/** Trains stacks of runs in worker processes: hands them out, holds, starts again what died. */
import type { Network, RunSpec } from '../engine/network.ts';
import { type Problem, UserError } from '../errors.ts';
import type { BackendRequest, WorkerSetup, WorkerToHost } from '../protocol/worker.ts';
import { formatCount } from '../words.ts';
import type { BackendReport } from './backend.ts';
import type { PauseSwitch } from './pause.ts';
import type { EpochRecord, RunResult } from './records.ts';
import { startedWorker, WorkerFailure, WorkerProcess } from './workerProcess.ts';

/** Starts of one stack, the first included, until it is given up. */
const MOST_TRIES = 3;

export interface PoolOptions {
  workerPath: string;
  setup: WorkerSetup;
  pause: PauseSwitch;
  signal: AbortSignal;
  /** The result of a run that a worker stored before it died, perhaps without having told. */
  stored(id: string): RunResult | undefined;
  onReady(backend: BackendReport): void;
  onEpoch(id: string, record: EpochRecord): void;
  onResult(id: string, result: RunResult): void;
  /** All workers hold, or at least one trains again. */
  onHold(holding: boolean): void;
  /** A worker died; its runs continue from their checkpoints in a new one. */
  onRestart(problem: Problem): void;
}

/** Runs that train together: see `TrainRequest`. */
export interface Stack {
  runs: RunSpec[];
  /** Left out: the setup's. */
  network?: Network;
  /** They hold after this epoch; left out: they train to their end. */
  until?: number;
}

interface Queued extends Stack {
  /** Starts that failed. */
  failures: number;
}

/** Starts a worker's backend and nothing else: what a training would run on. @throws UserError when it does not start */
export async function probeBackend(workerPath: string, backend: BackendRequest): Promise<BackendReport> {
  let report: BackendReport | undefined;
  const listen = (message: WorkerToHost) => {
    if (message.type === 'ready') report = message.backend;
  };
  try {
    const make = (careful: boolean) => new WorkerProcess(workerPath, listen, careful);
    (await startedWorker(make, { type: 'probe', backend })).kill();
  } catch (error) {
    throw error instanceof WorkerFailure ? new UserError(error.problem) : error;
  }
  return report!;
}

/** Worker processes that are started when there is work, and stay ready for more until the end. */
export class WorkerPool {
  readonly #options: PoolOptions;
  #queue: Queued[] = [];
  readonly #idle: WorkerProcess[] = [];
  /** Each worker that trains, and whether it holds. */
  readonly #training = new Map<WorkerProcess, boolean>();
  readonly #ended = new Set<string>();
  readonly #stop = new AbortController();
  readonly #leave: () => void;

  constructor(options: PoolOptions) {
    this.#options = options;
    const leavePause = options.pause.subscribe(() => this.#turn());
    const abort = () => this.end();
    options.signal.addEventListener('abort', abort, { once: true });
    this.#leave = () => {
      leavePause();
      options.signal.removeEventListener('abort', abort);
    };
    if (options.signal.aborted) this.end();
  }

  /**
   * Trains all stacks in at most so many processes. Resolves when all have ended or the signal aborts.
   * @throws UserError when a stack's worker has died three times, or a worker cannot go on; the pool is of no use then
   */
  async train(stacks: Stack[], workers: number): Promise<void> {
    if (stacks.length === 0) return;
    this.#queue = stacks.map((stack) => ({ ...stack, failures: 0 }));
    if (this.#options.pause.paused) this.#options.onHold(true);
    const count = Math.min(workers, stacks.length);
    await Promise.all(Array.from({ length: count }, () => this.#serve()));
  }

  /** Ends all workers; what they still say is not heard. */
  end(): void {
    this.#stop.abort();
    this.#leave();
  }

  /** Takes one stack after the other until none is left. */
  async #serve(): Promise<void> {
    let worker = this.#idle.pop();
    for (;;) {
      await this.#options.pause.released(this.#stop.signal);
      const stack = this.#stop.signal.aborted ? undefined : this.#queue.shift();
      if (!stack) break;
      try {
        worker ??= await this.#start();
        await this.#options.pause.released(this.#stop.signal);
        await this.#train(worker, stack);
      } catch (error) {
        worker?.kill();
        worker = undefined;
        if (this.#stop.signal.aborted) return;
        this.#queue.unshift(...this.#again(stack, error));
      }
    }
    if (worker) this.#idle.push(worker);
  }

  #start(): Promise<WorkerProcess> {
    return startedWorker((careful) => this.#make(careful), this.#options.setup, this.#stop.signal);
  }

  #make(careful: boolean): WorkerProcess {
    const hear = (message: WorkerToHost) => this.#hear(worker, message);
    const worker = new WorkerProcess(this.#options.workerPath, hear, careful);
    this.#stop.signal.addEventListener('abort', () => worker.kill(), { once: true });
    return worker;
  }

  async #train(worker: WorkerProcess, { runs, network, until }: Stack): Promise<void> {
    this.#training.set(worker, false);
    // It may have been told to hold when it was about to be idle.
    worker.send({ type: this.#options.pause.paused ? 'pause' : 'resume' });
    try {
      await worker.request({ type: 'train', runs, network, until });
    } finally {
      this.#training.delete(worker);
      this.#tellHold();
    }
  }

  #hear(worker: WorkerProcess, message: WorkerToHost): void {
    switch (message.type) {
      case 'ready':
        this.#options.onReady(message.backend);
        break;
      case 'epoch':
        this.#options.onEpoch(message.id, message.record);
        break;
      case 'result':
        this.#tellResult(message.id, message.result);
        break;
      case 'paused':
        if (this.#options.pause.paused && this.#training.has(worker)) this.#training.set(worker, true);
        this.#tellHold();
        break;
      case 'idle':
      case 'failed':
      case 'answer':
      case 'refused':
        break;
      default:
        message satisfies never;
    }
  }

  #tellResult(id: string, result: RunResult): void {
    this.#ended.add(id);
    this.#options.onResult(id, result);
  }

  #turn(): void {
    const { paused } = this.#options.pause;
    for (const worker of this.#training.keys()) {
      worker.send({ type: paused ? 'pause' : 'resume' });
      this.#training.set(worker, false);
    }
    this.#tellHold();
  }

  #tellHold(): void {
    if (this.#stop.signal.aborted) return;
    const all = [...this.#training.values()].every((holds) => holds);
    this.#options.onHold(this.#options.pause.paused && all);
  }

  /** What is left of a stack whose worker died, to be trained in a new one. @throws UserError when it is given up */
  #again({ runs, failures, ...stack }: Queued, error: unknown): Queued[] {
    if (!(error instanceof WorkerFailure)) throw error;
    if (!error.died && !error.outOfMemory) throw new UserError(error.problem);
    for (const { id } of runs.filter((run) => !this.#ended.has(run.id))) {
      const result = this.#options.stored(id);
      if (result) this.#tellResult(id, result);
    }
    const left = runs.filter(({ id }) => !this.#ended.has(id));
    if (left.length === 0) return [];
    if (failures + 1 >= MOST_TRIES) throw givenUp(error.problem, left.length);
    this.#options.onRestart(error.problem);
    const half = error.outOfMemory ? Math.ceil(left.length / 2) : left.length;
    return [left.slice(0, half), left.slice(half)]
      .filter((part) => part.length > 0)
      .map((part) => ({ ...stack, runs: part, failures: failures + 1 }));
  }
}

function givenUp(problem: Problem, runs: number): UserError {
  return new UserError({
    ...problem,
    code: 'WORKER_DIED',
    title: `${problem.title}, for the third time`,
    explanation: `${formatCount(runs, 'run')} ${runs === 1 ? 'was' : 'that trained together were'} started ${MOST_TRIES} times. ${problem.explanation}`,
  });
}
