/** Trains the runs that are missing, and follows them: what the executor says becomes progress. */
import type { RunSpec } from '../engine/network.ts';
import type { BackendReport } from './backend.ts';
import { trainInWorkers } from './executor.ts';
import { overheadInRuns, type WorkPlan } from './memory.ts';
import { PauseSwitch } from './pause.ts';
import type { ProgressTracker } from './progress.ts';
import { readResult } from './runFiles.ts';
import type { PreparedExperiment, RunOptions } from './session.ts';
import { stacksOf } from './stacks.ts';
import { trainingFor } from './trainingSettings.ts';

export interface TrainOptions extends RunOptions {
  /** A worker's backend has started. */
  started(backend: BackendReport): void;
}

/** @throws UserError when a stack's worker dies again and again, or a worker cannot go on */
export async function trainMissing(
  { experiment, folder, architecture, dataset, estimate }: PreparedExperiment,
  missing: RunSpec[],
  plan: WorkPlan,
  tracker: ProgressTracker,
  options: TrainOptions,
): Promise<void> {
  const { workerPath, backend, signal } = options;
  const pause = options.pause ?? new PauseSwitch();
  const report = () => options.onProgress(tracker.progress());
  if (pause.paused) tracker.pausing();
  const leave = pause.subscribe(() => {
    if (pause.paused) tracker.pausing();
    else tracker.resumed();
    report();
  });
  const { network } = architecture;
  const training = trainingFor(experiment.training, dataset.training.rows);
  try {
    await trainInWorkers({
      workerPath,
      workers: plan.workers,
      setup: { type: 'setup', backend, folder, network, training, dataset },
      stacks: stacksOf(missing, plan.workers, plan.largestStack, overheadInRuns(estimate)),
      pause,
      signal,
      stored: (id) => readResult(folder, id),
      onReady(ready) {
        tracker.ready(ready);
        options.started(ready);
        report();
      },
      onEpoch(id, record) {
        tracker.epoch(id, record);
        report();
      },
      onResult(id, result) {
        tracker.result(id, result);
        report();
      },
      onHold(holding) {
        if (holding) tracker.paused();
        report();
      },
      onRestart(problem) {
        tracker.restarts++;
        options.onIncident?.(problem);
        report();
      },
    });
  } finally {
    leave();
  }
}
