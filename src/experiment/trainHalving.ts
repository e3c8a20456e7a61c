/** Training by successive halving: from rung to rung, fewer variants each time. */
import type { Family } from './experiment.ts';
import { hopeless, type Racer, rungsOf } from './halving.ts';
import type { WorkPlan } from './memory.ts';
import type { PreparedExperiment } from './prepare.ts';
import type { ProgressTracker } from './progress.ts';
import type { DroppedRun } from './records.ts';
import { readSeconds, runPaths, writeAtomically } from './runFiles.ts';
import type { Trainer, TrainOptions } from './trainer.ts';

/**
 * Trains the groups of an experiment; variants that are {@link hopeless} stop at a rung, all their seeds together, and
 * keep their checkpoints. Every rung is decided anew from the epochs up to it: a start that goes on decides what the one
 * before decided, and new variants or seeds count.
 * @throws UserError as `Trainer.train`
 */
export async function trainHalving(
  prepared: PreparedExperiment,
  trainer: Trainer,
  tracker: ProgressTracker,
  plan: WorkPlan,
  { signal, onProgress }: Pick<TrainOptions, 'signal' | 'onProgress'>,
): Promise<void> {
  const { groups, experiment } = prepared;
  const { epochs } = experiment.training;
  const reasons = new Map<string, string>();
  for (const until of rungsOf(epochs)) {
    await trainer.train(groups, tracker, plan, { until, without: new Set(reasons.keys()) });
    if (signal.aborted) return;
    const racers = racersOf(prepared, tracker).filter(({ id }) => !reasons.has(id));
    for (const [id, reason] of hopeless(racers, until, epochs)) {
      reasons.set(id, reason);
      drop(prepared, tracker, id, reason);
    }
    onProgress(tracker.progress());
  }
  await trainer.train(groups, tracker, plan, { without: new Set(reasons.keys()) });
}

const ROLES: Partial<Record<Family, Racer['role']>> = { none: 'baseline', source: 'as-written' };

function racersOf({ variants, runs }: PreparedExperiment, tracker: ProgressTracker): Racer[] {
  return variants.map(({ id, family }) => {
    const own = runs.filter((run) => run.variant === id && !tracker.hasDiverged(run.id));
    return {
      id,
      role: ROLES[family] ?? 'variant',
      curves: new Map(own.map((run) => [run.seed, tracker.lossesOf(run.id)])),
    };
  });
}

/** Stores that a variant's runs end here; those that have ended by themselves stay as they are. */
function drop(
  { runs, folder }: PreparedExperiment,
  tracker: ProgressTracker,
  variant: string,
  reason: string,
): void {
  for (const { id, seed } of runs.filter((run) => run.variant === variant && !tracker.hasEnded(run.id))) {
    const epochs = tracker.lossesOf(id).length;
    const seconds = readSeconds(folder, id);
    const result: DroppedRun = { variant, seed, outcome: 'dropped', epochs, reason, seconds };
    writeAtomically(runPaths(folder, id).result, JSON.stringify(result));
    tracker.result(id, result);
  }
}
