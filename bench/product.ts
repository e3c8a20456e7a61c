/** Entry of a process that runs an experiment as the editor's host does, and says when what happened. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExperiment } from '../src/experiment/file.ts';
import { prepareExperiment, runExperiment } from '../src/experiment/session.ts';
import type { ExperimentReply, ExperimentRequest } from './messages.ts';

const MEMORY_PER_WORKER = 2 ** 30;

/** Seconds count from here, where a click on “Measure” arrives. */
async function run({ folder, workerPath, workers }: ExperimentRequest): Promise<ExperimentReply> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  const prepared = await prepareExperiment(await readExperiment(join(folder, 'digits.reglens.json')));
  let firstEpoch: number | undefined;
  await runExperiment(prepared, {
    workerPath,
    workers,
    memoryPerWorker: MEMORY_PER_WORKER,
    backend: { choice: 'wasm', nativeFolders: [] },
    signal: new AbortController().signal,
    onProgress({ progress }) {
      if (progress > 0) firstEpoch ??= seconds();
    },
  });
  return { firstEpoch: firstEpoch!, whole: seconds(), runs: prepared.runs.length };
}

process.on('message', (request: ExperimentRequest) => {
  run(request).then(
    (reply) => process.send!(reply),
    (error: Error) => {
      writeFileSync(process.stderr.fd, `${error.stack}\n`);
      process.exit(1);
    },
  );
});
