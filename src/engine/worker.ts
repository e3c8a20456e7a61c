/** Entry of a training process: forked by the executor, speaks `protocol/worker.ts`, writes the run files. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { problemOf } from '../errors.ts';
import {
  appendRecord,
  readRecords,
  replaceRecords,
  runPaths,
  writeAtomically,
} from '../experiment/runFiles.ts';
import type {
  HostToWorker,
  LabQuestion,
  TrainRequest,
  WorkerSetup,
  WorkerToHost,
} from '../protocol/worker.ts';
import { startBackend } from './backend.ts';
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  encodeRowLosses,
  encodeWeights,
} from './checkpoint.ts';
import { answerLab } from './lab/answer.ts';
import type { Network, RunSpec } from './network.ts';
import { type TrainingEvents, trainRuns } from './train.ts';

let setup: WorkerSetup | undefined;
/** Questions that are no longer wanted. */
const withdrawn = new Set<number>();
/** Resolves when training may go on; undefined while it may. */
let hold: { until: Promise<void>; release(): void } | undefined;

function send(message: WorkerToHost): void {
  process.send?.(message);
}

/**
 * The checkpoint a run continues from, with its JSONL file brought in step: the checkpoint is written first, so at
 * most its own record can be missing. A run whose files do not fit together starts anew.
 */
function continueFrom(
  { folder, training }: WorkerSetup,
  network: Network,
  spec: RunSpec,
): Checkpoint | undefined {
  const { checkpoint: file } = runPaths(folder, spec.id);
  try {
    const checkpoint = decodeCheckpoint(network, training, spec, readFileSync(file));
    const earlier = readRecords(folder, spec.id).slice(0, checkpoint.state.epoch - 1);
    if (earlier.length !== checkpoint.state.epoch - 1) throw new Error('records are missing');
    replaceRecords(folder, spec.id, [...earlier, checkpoint.record]);
    return checkpoint;
  } catch {
    replaceRecords(folder, spec.id, []);
    return undefined;
  }
}

async function train({ runs, network = setup!.network, until }: TrainRequest): Promise<void> {
  const { training, dataset } = setup!;
  const started = new Map<string, Checkpoint>();
  for (const spec of runs) {
    const checkpoint = continueFrom(setup!, network, spec);
    if (!checkpoint) continue;
    started.set(spec.id, checkpoint);
    // A process that was killed may have stored an epoch that nobody heard of.
    send({ type: 'epoch', id: spec.id, record: checkpoint.record });
  }
  await trainRuns(network, training, dataset, runs, started, eventsOf(setup!, network), until);
  send({ type: 'idle' });
}

async function answer({ id, task }: LabQuestion): Promise<void> {
  try {
    send({ type: 'answer', id, answer: await answerLab(task, setup!, () => withdrawn.has(id)) });
  } catch (error) {
    send({ type: 'refused', id, problem: problemOf(error) });
  } finally {
    withdrawn.delete(id);
  }
}

function eventsOf({ folder }: WorkerSetup, network: Network): TrainingEvents {
  return {
    onEpoch({ id }, checkpoint) {
      writeAtomically(runPaths(folder, id).checkpoint, encodeCheckpoint(network, checkpoint));
      appendRecord(folder, id, checkpoint.record);
      send({ type: 'epoch', id, record: checkpoint.record });
    },
    onFinished({ id }, result, values, best, rows) {
      const paths = runPaths(folder, id);
      writeAtomically(paths.weights, encodeWeights(network, values, best));
      writeAtomically(paths.losses, encodeRowLosses(rows));
      writeAtomically(paths.result, JSON.stringify(result));
      rmSync(paths.checkpoint, { force: true });
      send({ type: 'result', id, result });
    },
    onDiverged({ id, variant, seed }, epochs, reason, seconds) {
      const result = { variant, seed, outcome: 'diverged' as const, reason, epochs, seconds };
      const paths = runPaths(folder, id);
      writeAtomically(paths.result, JSON.stringify(result));
      if (existsSync(paths.checkpoint)) rmSync(paths.checkpoint);
      send({ type: 'result', id, result });
    },
    async nextEpoch() {
      // Messages leave and enter the process between epochs.
      await new Promise((resolve) => setImmediate(resolve));
      if (hold) send({ type: 'paused' });
      await hold?.until;
    },
  };
}

function pause(): void {
  if (hold) return;
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  hold = { until, release };
}

function resume(): void {
  hold?.release();
  hold = undefined;
}

async function receive(message: HostToWorker): Promise<void> {
  switch (message.type) {
    case 'setup':
      setup = message;
      send({ type: 'ready', backend: await startBackend(dirname(__filename), message.backend) });
      return;
    case 'probe':
      send({ type: 'ready', backend: await startBackend(dirname(__filename), message.backend) });
      return;
    case 'train':
      return train(message);
    case 'pause':
      return pause();
    case 'resume':
      return resume();
    case 'ask':
      return answer(message);
    case 'withdraw':
      withdrawn.add(message.id);
      return;
    default:
      message satisfies never;
  }
}

/** What V8, WebAssembly and TensorFlow say when memory ends. */
const OUT_OF_MEMORY =
  /out of memory|\bOOM\b|allocation failed|cannot enlarge memory|memory\.grow|invalid typed array length/i;

process.on('message', (message: HostToWorker) => {
  receive(message).catch((error: unknown) => {
    const problem = problemOf(error);
    const text = [problem.explanation, ...(problem.technical ?? [])].join('\n');
    send({ type: 'failed', problem, outOfMemory: OUT_OF_MEMORY.test(text) });
  });
});
// The host is gone: nothing of a finished epoch is in memory only.
process.on('disconnect', () => process.exit(0));
