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
import type { HostToWorker, TrainRequest, WorkerSetup, WorkerToHost } from '../protocol/worker.ts';
import { startBackend } from './backend.ts';
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  encodeRowLosses,
  encodeWeights,
} from './checkpoint.ts';
import type { RunSpec } from './network.ts';
import { trainRuns } from './train.ts';

let setup: WorkerSetup | undefined;

function send(message: WorkerToHost): void {
  process.send?.(message);
}

/**
 * The checkpoint a run continues from, with its JSONL file brought in step: the checkpoint is written first, so at
 * most its own record can be missing. A run whose files do not fit together starts anew.
 */
function continueFrom({ folder, network, training }: WorkerSetup, spec: RunSpec): Checkpoint | undefined {
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

async function train({ runs }: TrainRequest): Promise<void> {
  const { folder, network, training, dataset } = setup!;
  const started = new Map<string, Checkpoint>();
  for (const spec of runs) {
    const checkpoint = continueFrom(setup!, spec);
    if (checkpoint) started.set(spec.id, checkpoint);
  }
  await trainRuns(network, training, dataset, runs, started, {
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
  });
  send({ type: 'idle' });
}

async function receive(message: HostToWorker): Promise<void> {
  try {
    if (message.type === 'setup') {
      setup = message;
      send({ type: 'ready', backend: await startBackend(dirname(__filename)) });
    } else {
      await train(message);
    }
  } catch (error) {
    send({ type: 'failed', problem: problemOf(error) });
  }
}

process.on('message', (message: HostToWorker) => void receive(message));
// The host is gone: nothing of a finished epoch is in memory only.
process.on('disconnect', () => process.exit(0));
