/**
 * The files of one run in an experiment's folder: `<id>.jsonl` (a record a line, append-only),
 * `<id>.checkpoint.safetensors`, `<id>.weights.safetensors`, `<id>.losses.safetensors` and `<id>.result.json`. Everything but the JSONL file is
 * replaced by atomic rename, so a process that is killed anywhere leaves whole files.
 */
import {
  accessSync,
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { decodeTensors } from '../weights/safetensors/runTensors.ts';
import type { EpochRecord, RunResult } from './records.ts';

export interface RunPaths {
  records: string;
  checkpoint: string;
  weights: string;
  /** Each row's loss, see `encodeRowLosses`. */
  losses: string;
  result: string;
}

export function runPaths(folder: string, id: string): RunPaths {
  const base = join(folder, 'runs', id);
  return {
    records: `${base}.jsonl`,
    checkpoint: `${base}.checkpoint.safetensors`,
    weights: `${base}.weights.safetensors`,
    losses: `${base}.losses.safetensors`,
    result: `${base}.result.json`,
  };
}

/** Replaces a file as one step: readers see the old content or the new one, never a part. */
export function writeAtomically(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw storageError(error, file);
  }
}

export function makeFolder(folder: string): void {
  try {
    // Making a folder on a read-only file system fails with a misleading code, so the place is tried first.
    accessSync(nearestExisting(folder), constants.W_OK);
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw storageError(error, folder);
  }
}

const nearestExisting = (path: string): string => (existsSync(path) ? path : nearestExisting(dirname(path)));

export function appendRecord(folder: string, id: string, record: EpochRecord): void {
  const { records } = runPaths(folder, id);
  try {
    appendFileSync(records, `${JSON.stringify(record)}\n`);
  } catch (error) {
    throw storageError(error, records);
  }
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** The records of a run up to the first line that is not whole: a process may have died while writing the last one. */
export function readRecords(folder: string, id: string): EpochRecord[] {
  const { records } = runPaths(folder, id);
  if (!existsSync(records)) return [];
  const lines = readFileSync(records, 'utf8').split('\n').slice(0, -1);
  const read = lines.map((line) => parsed<EpochRecord>(line));
  const broken = read.indexOf(undefined);
  return (broken < 0 ? read : read.slice(0, broken)) as EpochRecord[];
}

export function replaceRecords(folder: string, id: string, records: EpochRecord[]): void {
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  writeAtomically(runPaths(folder, id).records, lines);
}

/**
 * The result of a run that has ended; undefined, too, when its files do not fit together: the run is then trained again.
 * Records are counted, not read, so that many runs take no time.
 */
export function readResult(folder: string, id: string): RunResult | undefined {
  const file = runPaths(folder, id).result;
  if (!existsSync(file)) return undefined;
  const result = parsed<RunResult>(readFileSync(file, 'utf8'));
  return result && isWhole(folder, id, result) ? result : undefined;
}

function isWhole(folder: string, id: string, { outcome, epochs }: RunResult): boolean {
  if (outcome === 'diverged') return true;
  const files = runPaths(folder, id);
  const needed = outcome === 'finished' ? files.losses : files.checkpoint;
  // A run that was dropped and went on since has more records.
  return countRecords(files.records) === epochs && existsSync(needed);
}

const NEWLINE = 10;

/** Lines that were written to their end. */
function countRecords(file: string): number {
  if (!existsSync(file)) return 0;
  let count = 0;
  for (const byte of readFileSync(file)) if (byte === NEWLINE) count++;
  return count;
}

/** Whether a run has finished an epoch. */
export const hasBegun = (folder: string, id: string): boolean =>
  countRecords(runPaths(folder, id).records) > 0;

/** Training time of a run that has a checkpoint, in seconds; 0 when that cannot be read. */
export function readSeconds(folder: string, id: string): number {
  try {
    return Number(metadataOf(runPaths(folder, id).checkpoint).seconds);
  } catch {
    return 0;
  }
}

/** Of a safetensors file, without reading its tensors: the header's length as 64 bits, then the header as JSON. */
function metadataOf(path: string): Record<string, string> {
  const file = openSync(path, 'r');
  try {
    const length = Buffer.alloc(8);
    readSync(file, length, 0, 8, 0);
    const header = Buffer.alloc(Number(length.readBigUInt64LE()));
    readSync(file, header, 0, header.length, 8);
    return JSON.parse(header.toString()).__metadata__;
  } finally {
    closeSync(file);
  }
}

/** The losses per row that a finished run left, by name: `validation`, `validationBest`, `test`, `testCorrect`. */
export function readRowLosses(folder: string, id: string): Record<string, Float32Array> {
  const { tensors } = decodeTensors(readFileSync(runPaths(folder, id).losses));
  return Object.fromEntries(tensors.map(({ name, values }) => [name, values]));
}

const REASONS: Record<string, [reason: string, remedy: string]> = {
  ENOSPC: ['the disk is full', 'Free some space, then resume: finished epochs are kept.'],
  EDQUOT: ['your disk quota is used up', 'Free some space, then resume: finished epochs are kept.'],
  EROFS: [
    'the file system is read-only',
    'Choose another folder for the results, with --out on the command line.',
  ],
  EACCES: [
    'this account may not write there',
    'Change the permissions or choose another folder for the results.',
  ],
  EPERM: [
    'this account may not write there',
    'Change the permissions or choose another folder for the results.',
  ],
  ENOTDIR: [
    'a part of the path is a file, not a folder',
    'Move that file or choose another folder for the results.',
  ],
  EEXIST: [
    'a part of the path is a file, not a folder',
    'Move that file or choose another folder for the results.',
  ],
};

/** A failed write in words. */
export function storageError(error: unknown, path: string): UserError {
  if (error instanceof UserError) return error;
  const { code = 'unknown', message } = error as NodeJS.ErrnoException;
  const [reason, remedy] = REASONS[code] ?? [message, 'Check the folder, then resume.'];
  return new UserError({
    code: 'STORE_UNWRITABLE',
    title: 'The results cannot be stored',
    explanation: `Writing ${path} failed: ${reason}.`,
    remedy,
    technical: [`${code}: ${message}`],
  });
}
