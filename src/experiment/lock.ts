import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { storageError } from './runFiles.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function holderOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

/**
 * Takes the experiment's folder for this process. A lock whose process is gone is taken over.
 * @returns a function that gives the folder back
 * @throws UserError `EXPERIMENT_RUNNING` when another process holds it
 */
export function lockFolder(folder: string, name: string): () => void {
  const file = join(folder, 'lock');
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw storageError(error, file);
    }
    const holder = holderOf(file);
    if (attempt > 0 || isAlive(holder)) {
      throw new UserError({
        code: 'EXPERIMENT_RUNNING',
        title: `The experiment “${name}” is already running`,
        explanation: `Process ${holder} is training it and writes to ${folder}.`,
        remedy: 'Wait until it has finished or cancel it there, then start again.',
      });
    }
    rmSync(file, { force: true });
  }
}
