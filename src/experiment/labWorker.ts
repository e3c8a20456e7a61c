/** One warm process that answers questions about one experiment: what a slider or a picture of the panel asks. */
import { UserError } from '../errors.ts';
import type { LabAnswer, LabAsk, LabTask } from '../protocol/lab.ts';
import type { BackendRequest, WorkerToHost } from '../protocol/worker.ts';
import { architectureFor } from './batchNormalization.ts';
import { variantOf } from './plan.ts';
import type { PreparedExperiment } from './prepare.ts';
import { runSpecs } from './runSpecs.ts';
import { startedWorker, WorkerFailure, WorkerProcess } from './workerProcess.ts';
import { setupFor } from './workerSetup.ts';

/** The process ends when nothing was asked for so long. */
const IDLE_MILLISECONDS = 120_000;

export interface LabOptions {
  /** Path of the bundled `worker.cjs`. */
  workerPath: string;
  backend: BackendRequest;
  prepared: PreparedExperiment;
}

type Heard = Extract<WorkerToHost, { type: 'answer' | 'refused' }>;

/** Answers one question after the other; the process starts with the first. */
export class LabWorker {
  readonly #options: LabOptions;
  #worker: WorkerProcess | undefined;
  #ready: Promise<WorkerProcess> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;
  #heard: Heard | undefined;
  #idle: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: LabOptions) {
    this.#options = options;
  }

  /**
   * @param signal withdraws the question: training for it stops at the end of the epoch, and the promise rejects
   * @throws UserError when it has no answer, the process died (the next question starts a new one), or it was withdrawn
   */
  ask(ask: LabAsk, signal?: AbortSignal): Promise<LabAnswer> {
    const answer = this.#last.then(() => this.#answer(ask, signal));
    this.#last = answer.catch(() => {});
    return answer;
  }

  /** Ends the process; a question under way rejects. */
  dispose(): void {
    this.#disposed = true;
    this.#end();
  }

  async #answer(ask: LabAsk, signal?: AbortSignal): Promise<LabAnswer> {
    if (signal?.aborted || this.#disposed) throw withdrawn();
    clearTimeout(this.#idle);
    try {
      const task = taskFor(ask, this.#options.prepared);
      this.#ready ??= this.#start();
      return await this.#request(await this.#ready, task, signal);
    } catch (error) {
      if (!(error instanceof WorkerFailure)) throw error;
      this.#end();
      throw new UserError(error.problem);
    } finally {
      if (this.#worker) this.#idle = setTimeout(() => this.#end(), IDLE_MILLISECONDS).unref();
    }
  }

  async #request(worker: WorkerProcess, task: LabTask, signal?: AbortSignal): Promise<LabAnswer> {
    const id = ++this.#count;
    const withdraw = () => worker.send({ type: 'withdraw', id });
    signal?.addEventListener('abort', withdraw, { once: true });
    try {
      if (signal?.aborted) throw withdrawn();
      await worker.request({ type: 'ask', id, task });
    } finally {
      signal?.removeEventListener('abort', withdraw);
    }
    if (signal?.aborted || this.#disposed) throw withdrawn();
    const heard = this.#heard!;
    if (heard.type === 'refused') throw new UserError(heard.problem);
    return heard.answer;
  }

  #start(): Promise<WorkerProcess> {
    const { workerPath, backend, prepared } = this.#options;
    const hear = (message: WorkerToHost) => {
      if (message.type === 'answer' || message.type === 'refused') this.#heard = message;
    };
    const make = (careful: boolean) => {
      this.#worker = new WorkerProcess(workerPath, hear, careful);
      if (this.#disposed) this.#worker.kill();
      return this.#worker;
    };
    return startedWorker(make, setupFor(prepared, backend));
  }

  #end(): void {
    clearTimeout(this.#idle);
    this.#worker?.kill();
    this.#worker = undefined;
    this.#ready = undefined;
  }
}

/** Settings and ids resolved to runs. @throws UserError when there is no such run */
function taskFor(ask: LabAsk, prepared: PreparedExperiment): LabTask {
  const { architecture, experiment, groups } = prepared;
  if (ask.kind === 'linearPath') return ask;
  if (ask.kind === 'try') {
    const { seed, epochs } = ask;
    const variant = variantOf(ask.settings);
    const [run] = runSpecs(architecture, [variant], [seed], experiment.training.earlyStopping);
    return { kind: 'try', run: run!, epochs, network: architectureFor(architecture, variant).network };
  }
  for (const group of groups) {
    const run = group.runs.find(({ id }) => id === ask.run);
    if (run) return { ...ask, run, network: group.architecture.network };
  }
  throw new UserError({
    code: 'RUN_UNKNOWN',
    title: `The experiment has no run ${ask.run}`,
    explanation: 'Its variants or seeds have changed since the run was stored.',
    remedy: 'Choose another run, or measure again.',
  });
}

const withdrawn = (): UserError =>
  new UserError({
    code: 'QUESTION_WITHDRAWN',
    title: 'The question was withdrawn',
    explanation: 'Something newer was asked, or the panel was closed.',
  });
