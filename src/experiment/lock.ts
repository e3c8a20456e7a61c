import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { storageError } from './runFiles.ts';

/** A lock file that is still empty after this time was left by a process that died, or by a full disk. */
const WRITING_MS = 2000;

/** The process that holds a lock; undefined for a file without a readable content. */
interface Holder {
  pid: number;
  host: string;
}

/**
 * Takes the experiment's folder for this process. A lock whose process is gone is taken over.
 * @returns a function that gives the folder back
 * @throws UserError `EXPERIMENT_RUNNING` when another process holds it
 */
export function lockFolder(folder: string, name: string): () => void {
  const file = join(folder, 'lock');
  if (!create(file)) {
    const content = read(file);
    if (isHeld(file, content) || !takeOver(file, content) || !create(file)) throw running(file, name);
  }
  return () => rmSync(file, { force: true });
}

/** False when the file is there already. */
function create(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid} ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // The file may have been made and not written: a full disk must not lock the experiment.
    rmSync(file, { force: true });
    throw storageError(error, file);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function holderOf(content: string): Holder | undefined {
  const [pid = '', host = ''] = content.split(' ');
  return /^[1-9]\d*$/.test(pid) ? { pid: Number(pid), host } : undefined;
}

/** A process of another machine cannot be asked, so it counts as alive. */
function isHeld(file: string, content: string): boolean {
  const holder = holderOf(content);
  if (!holder) return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < WRITING_MS;
  return holder.host !== hostname() || isAlive(holder.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Moves a left lock away; false when another process was faster and the lock is now its own. */
function takeOver(file: string, content: string): boolean {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return true;
  }
  if (read(aside) === content) {
    rmSync(aside, { force: true });
    return true;
  }
  renameSync(aside, file);
  return false;
}

function running(file: string, name: string): UserError {
  const holder = holderOf(read(file));
  const where = holder && holder.host !== hostname() ? ` on ${holder.host}` : '';
  return new UserError({
    code: 'EXPERIMENT_RUNNING',
    title: `The experiment “${name}” is already running`,
    explanation: `${holder ? `Process ${holder.pid}${where}` : 'Another process'} is training it; the lock is ${file}.`,
    remedy: where
      ? 'Wait until it has finished or cancel it there. If that process is gone, delete the lock file.'
      : 'Wait until it has finished or cancel it there, then start again.',
  });
}
