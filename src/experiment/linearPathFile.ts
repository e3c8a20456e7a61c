/** `linear-path.json`: the paths of a linear model on an experiment's data, which the study `path` shows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LinearPath } from '../statistics/linearPaths.ts';
import { writeAtomically } from './runFiles.ts';

const fileIn = (folder: string): string => join(folder, 'linear-path.json');

/** Undefined when it has not been computed, or the file is damaged. */
export function readLinearPath(folder: string): LinearPath | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as LinearPath;
  } catch {
    return undefined;
  }
}

export const writeLinearPath = (folder: string, path: LinearPath): void =>
  writeAtomically(fileIn(folder), JSON.stringify(path));
