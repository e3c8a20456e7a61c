/** The state of a running experiment as the panel and the terminal show it. */
import type { RunSpec } from '../engine/network.ts';
import type { RunningState, RunningVariant } from '../protocol/panel.ts';
import { mean, standardError } from '../statistics/estimate.ts';
import { type BackendReport, backendName, backendWarning } from './backend.ts';
import type { Variant } from './experiment.ts';
import { Pace } from './pace.ts';
import type { EpochRecord, RunResult } from './records.ts';

export type Progress = Omit<RunningState, 'kind' | 'subject'>;

interface RunProgress {
  spec: RunSpec;
  validationLoss: number[];
  result?: RunResult;
}

/** Follows every run of an experiment, those finished earlier included. */
export class ProgressTracker {
  backend: BackendReport | undefined;
  phase: Progress['phase'] = 'starting';
  /** Workers that died and were started again. */
  restarts = 0;
  readonly #study: string | undefined;
  readonly #variants: Variant[];
  readonly #epochs: number;
  readonly #workers: number;
  readonly #runs: Map<string, RunProgress>;
  readonly #pace: Pace;
  readonly #estimatedSeconds: number;

  /**
   * @param plan the workers, and the estimated seconds for what was not done before
   * @param study title of a further measurement, when the runs are one's
   */
  constructor(
    variants: Variant[],
    specs: RunSpec[],
    epochs: number,
    plan: { workers: number; seconds: number },
    { study, pace = new Pace() }: { study?: string; pace?: Pace } = {},
  ) {
    this.#study = study;
    this.#variants = variants;
    this.#epochs = epochs;
    this.#workers = plan.workers;
    this.#estimatedSeconds = plan.seconds;
    this.#pace = pace;
    this.#runs = new Map(specs.map((spec) => [spec.id, { spec, validationLoss: [] }]));
  }

  /** What an earlier start has left. */
  restore(id: string, records: EpochRecord[], result: RunResult | undefined): void {
    const run = this.#runs.get(id)!;
    run.validationLoss = records.map(({ validationLoss }) => validationLoss);
    run.result = result;
  }

  /** A worker's backend has started. */
  ready(backend: BackendReport): void {
    this.backend = backend;
    if (this.phase === 'starting') this.#goOn();
  }

  /** What the host asked for: it takes until the end of the epoch under way. */
  pausing(): void {
    if (this.phase === 'training' || this.phase === 'starting') this.phase = 'pausing';
  }

  paused(): void {
    if (this.phase === 'paused') return;
    this.phase = 'paused';
    this.#pace.stop();
  }

  resumed(): void {
    if (this.phase === 'paused' || this.phase === 'pausing') this.#goOn();
  }

  #goOn(): void {
    this.phase = this.backend ? 'training' : 'starting';
    if (this.backend) this.#pace.start();
  }

  epoch(id: string, record: EpochRecord): void {
    const run = this.#runs.get(id)!;
    const isNew = record.epoch > run.validationLoss.length;
    // A run that continues repeats its last epoch; one that starts anew overwrites what was restored.
    run.validationLoss.length = record.epoch - 1;
    run.validationLoss.push(record.validationLoss);
    // One that was dropped before goes on.
    run.result = undefined;
    if (isNew) this.#pace.epoch();
  }

  result(id: string, result: RunResult): void {
    this.#runs.get(id)!.result = result;
  }

  /** Whether a run is over for good: finished or diverged. One that was dropped may go on. */
  hasEnded(id: string): boolean {
    const outcome = this.#runs.get(id)!.result?.outcome;
    return outcome !== undefined && outcome !== 'dropped';
  }

  hasDiverged(id: string): boolean {
    return this.#runs.get(id)!.result?.outcome === 'diverged';
  }

  /** Validation loss after each epoch that is done. */
  lossesOf(id: string): readonly number[] {
    return this.#runs.get(id)!.validationLoss;
  }

  progress(): Progress {
    const runs = [...this.#runs.values()];
    const total = runs.length * this.#epochs;
    const done = this.#doneEpochs();
    return {
      ...(this.#study !== undefined && { study: this.#study }),
      finishedRuns: runs.filter((run) => run.result).length,
      plannedRuns: runs.length,
      epochs: this.#epochs,
      progress: total === 0 ? 1 : done / total,
      secondsLeft: this.#secondsLeft(total - done),
      backend: this.backend ? backendName(this.backend) : '',
      ...this.#warning(),
      workers: this.#workers,
      restarts: this.restarts,
      phase: this.phase,
      variants: this.#variants.map((variant) => this.#variant(variant)),
    };
  }

  /** Epochs that are done or will not come, because their run has ended. */
  #doneEpochs(): number {
    let done = 0;
    for (const run of this.#runs.values()) done += run.result ? this.#epochs : run.validationLoss.length;
    return done;
  }

  /** Estimated until the first epoch, then measured. */
  #secondsLeft(epochs: number): number | null {
    if (this.phase === 'starting') return null;
    return this.#pace.secondsFor(epochs) ?? this.#estimatedSeconds;
  }

  #warning(): Pick<Progress, 'warning'> {
    const warning = this.backend && backendWarning(this.backend);
    return warning === undefined ? {} : { warning };
  }

  #variant(variant: Variant): RunningVariant {
    const runs = [...this.#runs.values()].filter(({ spec }) => spec.variant === variant.id);
    const curves = runs.map((run) => run.validationLoss).filter((curve) => curve.length > 0);
    const reached = Math.max(0, ...curves.map((curve) => curve.length));
    const lowest = curves.map((curve) => Math.min(...curve));
    return {
      variant,
      seeds: runs.map(({ spec, validationLoss, result }) => ({
        seed: spec.seed,
        epochs: validationLoss.length,
        stopped: result?.outcome === 'diverged',
        ...(result?.outcome === 'finished' && { ended: true as const }),
        ...(result?.outcome === 'dropped' && { dropped: true as const }),
      })),
      validationLoss: Array.from({ length: reached }, (_, epoch) =>
        mean(curves.flatMap((curve) => curve[epoch] ?? [])),
      ),
      lowest:
        lowest.length === 0
          ? null
          : { mean: mean(lowest), standardError: lowest.length > 1 ? standardError(lowest) : null },
    };
  }
}
