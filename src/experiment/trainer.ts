/** Trains what is missing of groups of runs, and follows it: what the workers say becomes progress. */
import type { RunSpec } from '../engine/network.ts';
import type { Problem } from '../errors.ts';
import type { BackendRequest } from '../protocol/worker.ts';
import type { BackendReport } from './backend.ts';
import { type Stack, WorkerPool } from './executor.ts';
import type { RunGroup } from './groups.ts';
import { overheadInRuns, type WorkPlan } from './memory.ts';
import { PauseSwitch } from './pause.ts';
import type { PreparedExperiment } from './prepare.ts';
import type { Progress, ProgressTracker } from './progress.ts';
import { readResult } from './runFiles.ts';
import { stacksOf } from './stacks.ts';
import { setupFor } from './workerSetup.ts';

export interface TrainOptions {
  /** Path of the bundled `worker.cjs`. */
  workerPath: string;
  backend: BackendRequest;
  /** Turned while it runs. */
  pause?: PauseSwitch;
  onProgress(progress: Progress): void;
  /** Something that went wrong and was mended. */
  onIncident?(problem: Problem): void;
  /** Aborting stops the workers at once and keeps every finished epoch. */
  signal: AbortSignal;
}

/** Which of a group's runs are trained, and how far. */
export interface Leg {
  /** Runs hold after this epoch; left out: they train to their end. */
  until?: number;
  /** Variants that are not trained on. */
  without?: ReadonlySet<string>;
}

/** Trains one set of groups after the other with the same processes, which start when there is work. */
export class Trainer {
  readonly #prepared: PreparedExperiment;
  readonly #options: TrainOptions;
  readonly #pool: WorkerPool;
  readonly #pause: PauseSwitch;
  readonly #leave: () => void;
  #tracker: ProgressTracker | undefined;
  #backend: BackendReport | undefined;

  /** @param started hears of each worker's backend */
  constructor(
    prepared: PreparedExperiment,
    options: TrainOptions,
    started: (backend: BackendReport) => void,
  ) {
    this.#prepared = prepared;
    this.#options = options;
    this.#pause = options.pause ?? new PauseSwitch();
    this.#leave = this.#pause.subscribe(() => {
      if (this.#pause.paused) this.#tracker?.pausing();
      else this.#tracker?.resumed();
      this.#report();
    });
    this.#pool = this.#newPool(started);
  }

  /**
   * Trains the runs that have not ended, as the tracker knows them; see {@link Leg}. Resolves when they have, or the signal
   * aborts.
   * @throws UserError when a stack's worker dies again and again, or a worker cannot go on
   */
  async train(groups: RunGroup[], tracker: ProgressTracker, plan: WorkPlan, leg: Leg = {}): Promise<void> {
    this.#tracker = tracker;
    const { workers, largestStack } = plan;
    const stacks = groups.flatMap(({ architecture, estimate, runs }): Stack[] => {
      const left = runs.filter((run) => isLeft(run, tracker, leg));
      const { network } = architecture;
      return stacksOf(left, workers, largestStack, overheadInRuns(estimate)).map((together) => ({
        runs: together,
        network,
        ...(leg.until !== undefined && { until: leg.until }),
      }));
    });
    if (stacks.length === 0) return;
    if (this.#backend) tracker.ready(this.#backend);
    if (this.#pause.paused) tracker.pausing();
    await this.#pool.train(stacks, workers);
  }

  /** Ends the processes. */
  end(): void {
    this.#leave();
    this.#pool.end();
  }

  #report(): void {
    if (this.#tracker) this.#options.onProgress(this.#tracker.progress());
  }

  #newPool(started: (backend: BackendReport) => void): WorkerPool {
    const { folder } = this.#prepared;
    const { workerPath, backend, signal, onIncident } = this.#options;
    const follow = (change: (tracker: ProgressTracker) => void) => {
      if (this.#tracker) change(this.#tracker);
      this.#report();
    };
    return new WorkerPool({
      workerPath,
      setup: setupFor(this.#prepared, backend),
      pause: this.#pause,
      signal,
      stored: (id) => endedResult(folder, id),
      onReady: (ready) => {
        this.#backend = ready;
        started(ready);
        follow((tracker) => tracker.ready(ready));
      },
      onEpoch: (id, record) => follow((tracker) => tracker.epoch(id, record)),
      onResult: (id, result) => follow((tracker) => tracker.result(id, result)),
      onHold: (holding) => follow((tracker) => holding && tracker.paused()),
      onRestart: (problem) => {
        onIncident?.(problem);
        follow((tracker) => tracker.restarts++);
      },
    });
  }
}

function isLeft({ id, variant }: RunSpec, tracker: ProgressTracker, { until, without }: Leg): boolean {
  if (tracker.hasEnded(id) || without?.has(variant)) return false;
  return until === undefined || tracker.lossesOf(id).length < until;
}

/** What a worker stored; a run that was dropped may go on. */
function endedResult(folder: string, id: string) {
  const result = readResult(folder, id);
  return result?.outcome === 'dropped' ? undefined : result;
}
