/** Where the runs of an experiment lie, found without reading its model or its data. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { RunSpec } from '../../engine/network.ts';
import type { Experiment, Variant } from '../experiment.ts';

/** Folder beside the experiment file that holds its runs. */
export const RESULTS = '.reglens';

/** The part of `plan.json` that lists of runs need. */
export interface StoredPlan {
  experiment: Experiment;
  variants: Variant[];
  runs: Pick<RunSpec, 'id' | 'variant' | 'seed'>[];
}

/** The runs of one version of an experiment: of one model, data and training. */
export interface ResultsFolder {
  folder: string;
  /** Last part of the path: the digest of what was trained. */
  version: string;
  /** Milliseconds since 1970. */
  modified: number;
  plan: StoredPlan;
}

/** `.reglens/digits` beside `digits.reglens.json`. */
export const resultsBase = (experimentFile: string): string =>
  join(dirname(experimentFile), RESULTS, basename(experimentFile).replace(/(\.reglens)?\.json$/, ''));

/** Every version of an experiment that has a readable plan, the latest first. */
export function resultsFolders(experimentFile: string): ResultsFolder[] {
  const base = resultsBase(experimentFile);
  const found = versionsIn(base).flatMap((version) => readFolder(join(base, version)) ?? []);
  return found.sort((a, b) => b.modified - a.modified);
}

function versionsIn(base: string): string[] {
  try {
    return readdirSync(base);
  } catch {
    return [];
  }
}

function readFolder(folder: string): ResultsFolder | undefined {
  const file = join(folder, 'plan.json');
  try {
    const plan = JSON.parse(readFileSync(file, 'utf8')) as StoredPlan;
    return { folder, version: basename(folder), modified: statSync(file).mtimeMs, plan };
  } catch {
    // Not a folder of runs, or one that is being written for the first time.
    return undefined;
  }
}
