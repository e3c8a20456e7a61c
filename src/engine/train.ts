import type { Dataset } from '../dataset/dataset.ts';
import type { EpochRecord, FinishedRun } from '../experiment/records.ts';
import type { Best, Checkpoint } from './checkpoint.ts';
import { penaltyOf } from './evaluate.ts';
import type { Evaluation } from './losses.ts';
import { measureWeights, type RowLosses } from './measure.ts';
import type { Network, RunSpec, Training } from './network.ts';
import { newRunState, type RunState, Stack } from './stack.ts';

/** What happens to the runs of a stack while they train. */
export interface TrainingEvents {
  /** An epoch of a run is finished; `checkpoint` is complete and must be stored before the record. */
  onEpoch(spec: RunSpec, checkpoint: Checkpoint): void;
  onFinished(spec: RunSpec, result: FinishedRun, values: Float32Array[], best: Best, rows: RowLosses): void;
  /** A loss became NaN or Inf: the run leaves the stack, the others go on. */
  onDiverged(spec: RunSpec, epoch: number, reason: string, seconds: number): void;
}

interface Entry {
  state: RunState;
  best: Best | undefined;
  seconds: number;
}

/**
 * Trains runs of one network together until each has reached `training.epochs`.
 * @param started checkpoints of runs that continue; the others start anew
 */
export async function trainRuns(
  network: Network,
  training: Training,
  data: Dataset,
  specs: RunSpec[],
  started: ReadonlyMap<string, Checkpoint>,
  events: TrainingEvents,
): Promise<void> {
  let entries = specs.map((spec): Entry => {
    const checkpoint = started.get(spec.id);
    return {
      state: checkpoint?.state ?? newRunState(network, training, spec),
      best: checkpoint?.best,
      seconds: checkpoint?.seconds ?? 0,
    };
  });
  let stack: Stack | undefined;
  let lap = performance.now();
  for (;;) {
    const unfinished = entries.filter(({ state }) => state.epoch < training.epochs);
    for (const entry of entries) if (!unfinished.includes(entry)) finish(network, data, entry, events);
    if (unfinished.length === 0) break;
    if (stack?.runs.length !== unfinished.length) {
      stack?.dispose();
      const states = unfinished.map(({ state }) => state);
      stack = new Stack(network, training, data.training, states);
    }
    entries = oneEpoch(network, data, stack, unfinished, events);
    // Messages leave the process between epochs.
    await new Promise((resolve) => setImmediate(resolve));
    const share = (performance.now() - lap) / 1000 / unfinished.length;
    lap = performance.now();
    for (const entry of entries) entry.seconds += share;
  }
  stack?.dispose();
}

/** Trains and evaluates one epoch of every run. @returns the runs that did not diverge */
function oneEpoch(
  network: Network,
  data: Dataset,
  stack: Stack,
  entries: Entry[],
  events: TrainingEvents,
): Entry[] {
  const dropoutOn = stack.trainEpoch();
  const training = stack.evaluate(data.training);
  const validation = stack.evaluate(data.validation);
  return entries.filter((entry, index) => {
    const record = recordOf(network, entry.state, dropoutOn[index]!, training[index]!, validation[index]!);
    const reason = divergence(record);
    if (reason) {
      events.onDiverged(entry.state.spec, record.epoch, reason, entry.seconds);
      return false;
    }
    if (!entry.best || record.validationLoss < entry.best.validationLoss) {
      const { epoch, validationLoss } = record;
      entry.best = { epoch, validationLoss, values: entry.state.values };
    }
    const { state, best, seconds } = entry;
    events.onEpoch(state.spec, { state, best, record, seconds });
    return true;
  });
}

function recordOf(
  network: Network,
  state: RunState,
  trainLossDropoutOn: number,
  training: Evaluation,
  validation: Evaluation,
): EpochRecord {
  return {
    epoch: state.epoch,
    trainLossDropoutOn,
    trainLoss: training.loss,
    validationLoss: validation.loss,
    penalty: penaltyOf(network, state),
    trainAccuracy: training.accuracy,
    validationAccuracy: validation.accuracy,
  };
}

/** Why a run cannot go on, in words, or undefined. */
function divergence(record: EpochRecord): string | undefined {
  const losses: [string, number][] = [
    ['training loss', record.trainLossDropoutOn],
    ['training loss', record.trainLoss],
    ['penalty', record.penalty],
    ['validation loss', record.validationLoss],
  ];
  const broken = losses.find(([, value]) => !Number.isFinite(value));
  if (!broken) return undefined;
  const what = Number.isNaN(broken[1]) ? 'NaN' : 'infinite';
  return `the ${broken[0]} became ${what} in epoch ${record.epoch}`;
}

function finish(network: Network, data: Dataset, entry: Entry, events: TrainingEvents): void {
  const { state, seconds } = entry;
  const best = entry.best!;
  const begin = performance.now();
  const { measured, rows } = measureWeights(network, data, state.values, best.values);
  const total = seconds + (performance.now() - begin) / 1000;
  if (![measured.testLoss, measured.bestTestLoss].every(Number.isFinite)) {
    const reason = `the test loss is not a finite number after epoch ${state.epoch}`;
    events.onDiverged(state.spec, state.epoch, reason, total);
    return;
  }
  const result: FinishedRun = {
    variant: state.spec.variant,
    seed: state.spec.seed,
    outcome: 'finished',
    epochs: state.epoch,
    bestEpoch: best.epoch,
    bestValidationLoss: best.validationLoss,
    seconds: total,
    ...measured,
  };
  events.onFinished(state.spec, result, state.values, best, rows);
}
