import type { Dataset } from '../dataset/dataset.ts';
import type { EpochRecord, FinishedRun } from '../experiment/records.ts';
import type { Best, Checkpoint } from './checkpoint.ts';
import { shouldStop } from './earlyStopping.ts';
import { layoutOf } from './layout.ts';
import type { Evaluation } from './losses.ts';
import { measureWeights, type RowLosses } from './measure.ts';
import type { Network, RunSpec, Training } from './network.ts';
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
 */
export async function trainRuns(
  network: Network,
  training: Training,
  data: Dataset,
  specs: RunSpec[],
  started: ReadonlyMap<string, Checkpoint>,
  events: TrainingEvents,
): Promise<void> {
  const job: Job = { network, training, data, events };
  const size = tileSize(network, training);
  const entries = specs.map((spec) => entryOf(job, spec, started.get(spec.id)));
  let tiles = tilesOf(entries, size).map((members): Tile => ({ members }));
  while (tiles.length > 0) {
    for (const tile of tiles) {
      endFinished(job, tile);
      if (tile.members.length === 0) continue;
      oneEpoch(job, tile);
      await events.nextEpoch();
    }
    tiles = tiles.filter(({ members }) => members.length > 0);
  }
}

/** Runs that are one stack; the stack is made anew when a run has left. */
interface Tile {
  members: Entry[];
  stack?: Stack;
}

/** Consecutive entries of one seed, at most `size`: they share their batches. */
function tilesOf(entries: Entry[], size: number): Entry[][] {
  const tiles: Entry[][] = [];
  for (const entry of entries) {
    const last = tiles.at(-1);
    const joins = last && last.length < size && last[0]!.state.spec.seed === entry.state.spec.seed;
    if (joins) last.push(entry);
    else tiles.push([entry]);
  }
  return tiles;
}

/** Takes runs that have reached their end out of a tile. */
function endFinished(job: Job, tile: Tile): void {
  const ended = tile.members.filter((entry) => hasEnded(entry, job.training));
  for (const entry of ended) finish(job, entry);
  leave(tile, ended);
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
function oneEpoch({ network, training, data, events }: Job, tile: Tile): void {
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
    else keepEpoch(entry, record, events);
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
function brokenParameter(network: Network, { values, epoch }: RunState): string | undefined {
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

function recordOf(
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

function finish({ network, data, events }: Job, entry: Entry): void {
  const { state, seconds } = entry;
  const best = entry.best!;
  const restoredBest = state.spec.earlyStopping !== undefined;
  const values = restoredBest ? best.values : state.values;
  const begin = performance.now();
  const { measured, rows } = measureWeights(network, data, values, best.values, state.spec.rates);
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
