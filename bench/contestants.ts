/** The two sides of a sweep as processes that wait for their turn: only one of them works at a time. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BackendReport } from '../src/experiment/backend.ts';
import { ROOT } from './build.ts';
import { LEARNING_RATE, type SweepCase, settingsOf } from './cases.ts';
import type { Reply, Request, Share } from './messages.ts';

export interface Round {
  /** Of one epoch of every variant. */
  seconds: number;
  /** Largest resident memory so far, in megabytes, of all processes together. */
  peak: number;
}

export interface Contestant {
  round(): Promise<Round>;
  stop(): void;
}

const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Our processes, each with an equal part of the variants. */
export class Ours implements Contestant {
  readonly backend: BackendReport;
  readonly #children: ChildProcess[];

  private constructor(children: ChildProcess[], backend: BackendReport) {
    this.#children = children;
    this.backend = backend;
  }

  static async start(workerPath: string, workers: number): Promise<Ours> {
    const children = numbersTo(workers).map(() => fork(workerPath, [], { execArgv: [] }));
    const [reply] = await Promise.all(children.map((child) => ask(child, { type: 'start' })));
    return new Ours(children, (reply as Extract<Reply, { type: 'started' }>).backend);
  }

  /** Builds the stacks and trains the first epoch. */
  async prepare(sweep: SweepCase, variants: number): Promise<void> {
    const share = Math.ceil(variants / this.#children.length);
    const parts = this.#children.map((_, index) =>
      numbersTo(variants).slice(index * share, (index + 1) * share),
    );
    await this.#askAll((index) => ({ type: 'prepare', sweep, variants: parts[index]! }));
  }

  async round(): Promise<Round> {
    const begin = performance.now();
    const replies = await this.#askAll(() => ({ type: 'round' }));
    const seconds = (performance.now() - begin) / 1000;
    const peaks = replies.map((reply) => (reply.type === 'round' ? reply.peak : 0));
    return { seconds, peak: peaks.reduce((sum, peak) => sum + peak, 0) };
  }

  async products(request: Extract<Request, { type: 'products' }>): Promise<number[]> {
    const reply = await ask(this.#children[0]!, request);
    return (reply as Extract<Reply, { type: 'products' }>).gigaflops;
  }

  async profile(): Promise<Share[]> {
    const reply = await ask(this.#children[0]!, { type: 'profile' });
    return (reply as Extract<Reply, { type: 'profile' }>).shares;
  }

  stop(): void {
    for (const child of this.#children) child.kill();
  }

  #askAll(request: (index: number) => Request): Promise<Reply[]> {
    return Promise.all(this.#children.map((child, index) => ask(child, request(index))));
  }
}

/** @throws Error when the process fails or ends instead of answering */
async function ask(child: ChildProcess, request: Request): Promise<Reply> {
  const controller = new AbortController();
  const ended = once(child, 'exit', { signal: controller.signal }).then(([code]) => {
    throw new Error(`a benchmark process ended with code ${code} on the request “${request.type}”`);
  });
  const answered = once(child, 'message', { signal: controller.signal });
  child.send(request);
  try {
    const [reply] = (await Promise.race([answered, ended])) as [Reply];
    if (reply.type === 'failed') throw new Error(reply.reason);
    return reply;
  } finally {
    controller.abort();
    // Whichever lost the race is rejected by the abort.
    await Promise.allSettled([answered, ended]);
  }
}

export const PEER_ENVIRONMENT = (threads: number) => ({
  ...process.env,
  // OpenBLAS's own threads would compete with PyTorch's.
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: String(threads),
});

/** PyTorch in a process of its own. */
export class Peer implements Contestant {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  }

  static async start(
    python: string,
    way: 'loop' | 'stacked',
    sweep: SweepCase,
    variants: number,
    threads: number,
  ): Promise<Peer> {
    const settings = JSON.stringify(numbersTo(variants).map(settingsOf));
    const described = JSON.stringify({ ...sweep, learningRate: LEARNING_RATE });
    const script = join(ROOT, 'bench/pytorch/sweep.py');
    const child = spawn(python, [script, String(threads), way, described, settings], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: PEER_ENVIRONMENT(threads),
    });
    const peer = new Peer(child);
    await peer.#next();
    return peer;
  }

  async round(): Promise<Round> {
    this.#child.stdin!.write('round\n');
    return JSON.parse(await this.#next()) as Round;
  }

  stop(): void {
    this.#child.kill();
  }

  async #next(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the PyTorch process ended early; its message stands above');
    return value;
  }
}
