/** The state of a running experiment as the panel and the terminal show it. */
import type { RunSpec } from '../engine/network.ts';
import type { RunningState, RunningVariant } from '../protocol/panel.ts';
import { mean, standardError } from '../statistics/estimate.ts';
import type { Variant } from './experiment.ts';
import type { EpochRecord, RunResult } from './records.ts';

export type Progress = Omit<RunningState, 'kind' | 'subject'>;

interface RunProgress {
  spec: RunSpec;
  validationLoss: number[];
  result?: RunResult;
}

/** Follows every run of an experiment, those finished earlier included. */
export class ProgressTracker {
  backend = '';
  phase: Progress['phase'] = 'starting';
  readonly #variants: Variant[];
  readonly #epochs: number;
  readonly #workers: number;
  readonly #runs: Map<string, RunProgress>;
  #begin: { time: number; epochs: number } | undefined;

  constructor(variants: Variant[], specs: RunSpec[], epochs: number, workers: number) {
    this.#variants = variants;
    this.#epochs = epochs;
    this.#workers = workers;
    this.#runs = new Map(specs.map((spec) => [spec.id, { spec, validationLoss: [] }]));
  }

  /** What an earlier start has left. */
  restore(id: string, records: EpochRecord[], result: RunResult | undefined): void {
    const run = this.#runs.get(id)!;
    run.validationLoss = records.map(({ validationLoss }) => validationLoss);
    run.result = result;
  }

  epoch(id: string, record: EpochRecord): void {
    this.phase = 'training';
    const run = this.#runs.get(id)!;
    // A run that continues replays nothing; one that starts anew overwrites what was restored.
    run.validationLoss.length = record.epoch - 1;
    run.validationLoss.push(record.validationLoss);
    this.#begin ??= { time: Date.now(), epochs: this.#doneEpochs() };
  }

  result(id: string, result: RunResult): void {
    this.#runs.get(id)!.result = result;
  }

  progress(): Progress {
    const runs = [...this.#runs.values()];
    const total = runs.length * this.#epochs;
    const done = this.#doneEpochs();
    return {
      finishedRuns: runs.filter((run) => run.result).length,
      plannedRuns: runs.length,
      epochs: this.#epochs,
      progress: total === 0 ? 1 : done / total,
      secondsLeft: this.#secondsLeft(done, total),
      backend: this.backend,
      workers: this.#workers,
      phase: this.phase,
      variants: this.#variants.map((variant) => this.#variant(variant)),
    };
  }

  /** Epochs that are done or will not come, because their run diverged. */
  #doneEpochs(): number {
    let done = 0;
    for (const run of this.#runs.values()) done += run.result ? this.#epochs : run.validationLoss.length;
    return done;
  }

  #secondsLeft(done: number, total: number): number | null {
    if (!this.#begin || done <= this.#begin.epochs) return null;
    const seconds = (Date.now() - this.#begin.time) / 1000;
    return (seconds / (done - this.#begin.epochs)) * (total - done);
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
