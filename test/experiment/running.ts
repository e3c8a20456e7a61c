/** Experiments trained by the real worker, and what of them can be compared. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readRecords, readResult, runPaths } from '../../src/experiment/runFiles.ts';
import { type PreparedExperiment, type RunOptions, runExperiment } from '../../src/experiment/session.ts';
import { workerBundle } from './workerBundle.ts';

export async function run(prepared: PreparedExperiment, options: Partial<RunOptions> = {}) {
  return runExperiment(prepared, {
    workerPath: await workerBundle(),
    workers: 1,
    memoryPerWorker: 1e9,
    backend: { choice: 'auto', nativeFolders: [] },
    signal: new AbortController().signal,
    onProgress: () => {},
    ...options,
  });
}

/** Everything of a run that must not depend on how it came about. */
export function numbersOf({ folder, runs }: PreparedExperiment) {
  return runs.map(({ id }) => {
    const { seconds: _, ...result } = readResult(folder, id)!;
    // A digest: the difference of two files of numbers tells nobody anything, and takes minutes to print.
    const weights = createHash('sha256')
      .update(readFileSync(runPaths(folder, id).weights))
      .digest('hex');
    return { records: readRecords(folder, id), result, weights };
  });
}
