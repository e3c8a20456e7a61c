/** Stored runs as the diagnosis reads them. */
import type { Variant } from '../experiment/experiment.ts';
import type { EpochRecord, FinishedRun } from '../experiment/records.ts';

/** A finished run with its records and each row's loss at the end, by name: `validation`, `validationBest`. */
export interface MeasuredRun {
  result: FinishedRun;
  records: EpochRecord[];
  rows: Record<string, Float32Array>;
}

/** All finished runs of one variant, in the order of the seeds. */
export interface MeasuredVariant {
  variant: Variant;
  finished: MeasuredRun[];
  diverged: { seed: number; reason: string }[];
}

/** The records of the epochs that every run reached: early stopping ends some sooner. */
export function sharedRecords(finished: Pick<MeasuredRun, 'records'>[]): EpochRecord[][] {
  const epochs = Math.min(...finished.map(({ records }) => records.length));
  return finished.map(({ records }) => records.slice(0, epochs));
}

/**
 * The way to the weights that are kept, equally long for every run: with early stopping the epochs after the best one are
 * not on it, and its numbers stay to the last epoch that any run reached.
 */
export function keptRecords(finished: MeasuredRun[]): EpochRecord[][] {
  const longest = Math.max(...finished.map(({ records }) => records.length));
  return finished.map(({ result, records }) => {
    const kept = result.restoredBest ? records.slice(0, result.bestEpoch) : records;
    const padding = Array.from({ length: longest - kept.length }, () => kept.at(-1)!);
    return [...kept, ...padding];
  });
}

/** Differences of a row's values, averaged over runs: `of(run, row)` summed over the runs and divided by their number. */
export function rowMeans(runs: number, rows: number, of: (run: number, row: number) => number): number[] {
  return Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let run = 0; run < runs; run++) sum += of(run, row);
    return sum / runs;
  });
}
