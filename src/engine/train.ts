import type { Dataset, Part } from '../dataset/dataset.ts';
import { samplePart, type TrainingSample } from '../dataset/sample.ts';
import type { EpochRecord, FinishedRun } from '../experiment/records.ts';
import type { Best, Checkpoint } from './checkpoint.ts';
import { shouldStop } from './earlyStopping.ts';
import { layoutOf } from './layout.ts';
import type { Evaluation } from './losses.ts';
import { measureRun, type RowLosses } from './measure.ts';
import type { Network, RunSpec, Training } from './network.ts';
import { isSnapshotEpoch, weightSnapshots } from './snapshots.ts';
import { type EpochLosses, newRunState, type RunState, Stack } from './stack.ts';
import { tileSize } from './tile.ts';
import { weightPenalty } from './weightPenalty.ts';

/** What happens to the runs of a stack while they train. */
export interface TrainingEvents {
  /** An epoch of a run is finished; `checkpoint` is complete and must be stored before the record. */
  onEpoch(spec: RunSpec, checkpoint: Checkpoint): void;
  onFinished(spec: RunSpec, result: FinishedRun, values: Float32Array[], best: Best, rows: RowLosses): void;
  /** A loss became NaN or Inf: the run leaves the stack, the others go on. */
  onDiverged(spec: RunSpec, epoch: number, reason: string, seconds: number): void;
  /** Between two epochs: the next begins when it resolves. */
  nextEpoch(): Promise<void>;
}

/** What all runs of a training share. */
interface Job {
  network: Network;
  training: Training;
  data: Dataset;
  events: TrainingEvents;
  /** Runs hold after this epoch. */
  until: number;
}

interface Entry {
  state: RunState;
  best: Best | undefined;
  /** Validation loss of each finished epoch. */
  history: number[];
  seconds: number;
}

/**
 * Trains runs of one network until each has reached `training.epochs` or stopped early. They take turns epoch by epoch,
 * as many at a time as work best together.
 * @param started checkpoints of runs that continue; the others start anew
 * @param until runs hold after this epoch, with the checkpoints of `onEpoch`; left out: they train to their end
 */
export async function trainRuns(
  network: Network,
  training: Training,
  data: Dataset,
  specs: RunSpec[],
  started: ReadonlyMap<string, Checkpoint>,
  events: TrainingEvents,
  until = Number.POSITIVE_INFINITY,
): Promise<void> {
  const job: Job = { network, training, data, events, until };
  const entries = specs.map((spec) => entryOf(job, spec, started.get(spec.id)));
  let tiles = tilesOf(job, entries);
  while (tiles.length > 0) {
    for (const tile of tiles) {
      endFinished(tile);
      if (tile.members.length === 0) continue;
      oneEpoch(tile);
      await events.nextEpoch();
    }
    tiles = tiles.filter(({ members }) => members.length > 0);
  }
}

/** Runs that are one stack; the stack is made anew when a run has left. */
interface Tile {
  job: Job;
  members: Entry[];
  stack?: Stack;
}

/** Entries of one seed and one sample, which share their batches, in tiles that are as large as works best. */
function tilesOf(job: Job, entries: Entry[]): Tile[] {
  const size = tileSize(job.network, job.training);
  const jobs = new Map<string, Job>();
  return kindsOf(entries).flatMap((members): Tile[] => {
    const { sample } = members[0]!.state.spec;
    const key = JSON.stringify(sample ?? null);
    const own = jobs.get(key) ?? sampledJob(job, sample);
    jobs.set(key, own);
    return Array.from({ length: Math.ceil(members.length / size) }, (_, tile) => ({
      job: own,
      members: members.slice(tile * size, (tile + 1) * size),
    }));
  });
}

/** Entries by seed and sample, in the order of their first. */
function kindsOf(entries: Entry[]): Entry[][] {
  const kinds = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { seed, sample } = entry.state.spec;
    const key = JSON.stringify([seed, sample ?? null]);
    kinds.set(key, [...(kinds.get(key) ?? []), entry]);
  }
  return [...kinds.values()];
}

/** The same on a sample of the training rows; warm-up is as many epochs, of fewer steps. */
function sampledJob(job: Job, sample: TrainingSample | undefined): Job {
  if (!sample) return job;
  const { training, data } = job;
  const part = samplePart(data.training, data.classes?.length ?? 0, sample);
  const steps = ({ rows }: Part) => Math.ceil(rows / training.batchSize);
  const share = steps(part) / steps(data.training);
  const warmupSteps = Math.round(training.schedule.warmupSteps * share);
  return {
    ...job,
    data: { ...data, training: part },
    training: { ...training, schedule: { ...training.schedule, warmupSteps } },
  };
}

/** Takes runs that have reached their end, or hold, out of a tile. */
function endFinished(tile: Tile): void {
  const { job } = tile;
  const ended = tile.members.filter((entry) => hasEnded(entry, job.training));
  for (const entry of ended) finish(job, entry);
  const holding = tile.members.filter((entry) => entry.state.epoch >= job.until);
  leave(tile, [...ended, ...holding]);
}

function leave(tile: Tile, entries: Entry[]): void {
  if (entries.length === 0) return;
  tile.members = tile.members.filter((entry) => !entries.includes(entry));
  tile.stack?.dispose();
  tile.stack = undefined;
}

function entryOf({ network, training }: Job, spec: RunSpec, checkpoint: Checkpoint | undefined): Entry {
  return {
    state: checkpoint?.state ?? newRunState(network, training, spec),
    best: checkpoint?.best,
    history: checkpoint?.history ?? [],
    seconds: checkpoint?.seconds ?? 0,
  };
}

const stopsEarly = ({ state, history }: Entry): boolean =>
  state.spec.earlyStopping !== undefined && shouldStop(history, state.spec.earlyStopping);

const hasEnded = (entry: Entry, { epochs }: Training): boolean =>
  entry.state.epoch >= epochs || stopsEarly(entry);

/** Trains and evaluates one epoch of a tile's runs; those that diverge leave it. */
function oneEpoch(tile: Tile): void {
  const { network, training, data, events } = tile.job;
  const begin = performance.now();
  tile.stack ??= new Stack(
    network,
    training,
    data.training,
    tile.members.map(({ state }) => state),
  );
  const losses = tile.stack.trainEpoch();
  const onTraining = tile.stack.evaluate(data.training);
  const onValidation = tile.stack.evaluate(data.validation);
  const share = (performance.now() - begin) / 1000 / tile.members.length;
  const diverged = tile.members.filter((entry, index) => {
    entry.seconds += share;
    const record = recordOf(network, entry.state, losses[index]!, onTraining[index]!, onValidation[index]!);
    const reason = divergence(record) ?? brokenParameter(network, entry.state);
    if (reason) events.onDiverged(entry.state.spec, record.epoch, reason, entry.seconds);
    else keepEpoch(entry, withSnapshots(network, training, entry.state, record), events);
    return reason !== undefined;
  });
  leave(tile, diverged);
}

function keepEpoch(entry: Entry, record: EpochRecord, events: TrainingEvents): void {
  const { epoch, validationLoss } = record;
  entry.history.push(validationLoss);
  if (!entry.best || validationLoss < entry.best.validationLoss) {
    // Copies: the state's arrays are parts of the whole stack's.
    entry.best = { epoch, validationLoss, values: entry.state.values.map((values) => values.slice()) };
  }
  const { state, best, history, seconds } = entry;
  events.onEpoch(state.spec, { state, best, history, record, seconds });
}

/** A parameter that is no longer finite, in words. Losses may not show it: relu and normalization can hide it. */
export function brokenParameter(network: Network, { values, epoch }: RunState): string | undefined {
  const index = values.findIndex((array) => !isFinite32(array));
  return index < 0
    ? undefined
    : `${layoutOf(network).parameters[index]!.name} became NaN or infinite in epoch ${epoch}`;
}

function isFinite32(array: Float32Array): boolean {
  // NaN and infinity times 0 are NaN, and stay.
  let sum = 0;
  for (let index = 0; index < array.length; index++) sum += array[index]! * 0;
  return sum === 0;
}

export function recordOf(
  network: Network,
  { spec, epoch, values }: RunState,
  { dataLoss, activityPenalty }: EpochLosses,
  training: Evaluation,
  validation: Evaluation,
): EpochRecord {
  return {
    epoch,
    trainLossDropoutOn: dataLoss,
    trainLoss: training.loss,
    validationLoss: validation.loss,
    penalty: weightPenalty(layoutOf(network), spec.penalties, values) + activityPenalty,
    trainAccuracy: training.accuracy,
    validationAccuracy: validation.accuracy,
  };
}

const withSnapshots = (
  network: Network,
  { epochs }: Training,
  { values }: RunState,
  record: EpochRecord,
): EpochRecord =>
  isSnapshotEpoch(record.epoch, epochs) ? { ...record, weights: weightSnapshots(network, values) } : record;

/** Why a run cannot go on, in words, or undefined. */
export function divergence(record: EpochRecord): string | undefined {
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

function finish({ network, training, data, events }: Job, entry: Entry): void {
  const { state, seconds } = entry;
  const best = entry.best!;
  const restoredBest = state.spec.earlyStopping !== undefined;
  const values = restoredBest ? best.values : state.values;
  const begin = performance.now();
  const ended = { spec: state.spec, training, data, values, best: best.values };
  const { measured, rows } = measureRun(network, ended);
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
    ...(restoredBest && { restoredBest }),
    bestEpoch: best.epoch,
    bestValidationLoss: best.validationLoss,
    seconds: total,
    ...measured,
  };
  events.onFinished(state.spec, result, values, best, rows);
}
