/** Which files make up a log: the file itself, or those of a folder of runs. */
import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { groupBy } from './groups.ts';
import { fileProblem, MOST_RUNS, tooManyRuns } from './refusal.ts';
import { isEventFile } from './sniff.ts';

export interface LogMember {
  path: string;
  /** Of its run, where the file does not name it. */
  name: string;
}

export interface LogMembers {
  isFolder: boolean;
  members: LogMember[];
}

const DEEPEST = 8;
const MOST_ENTRIES = 50_000;
const PASSED_OVER = new Set(['node_modules', '__pycache__', 'site-packages', 'venv']);
const TABLES = new Set(['.csv', '.tsv', '.jsonl', '.ndjson', '.json', '.log']);
const CHECKPOINT = /^checkpoint-(\d+)$/;

/**
 * The files of a log. Of a folder: its event files at any depth; else each `trainer_state.json`, of several
 * checkpoints the last; else each `metrics.csv` of Lightning; else the files of Weights & Biases; else the tables
 * and JSON files in the folder itself.
 * @throws UserError `LOG_FILE`, `LOG_FOLDER` when the folder holds no log, `LOG_LIMIT`
 */
export async function membersOf(path: string): Promise<LogMembers> {
  if (!(await isFolder(path))) return { isFolder: false, members: [{ path, name: nameOfFile(path) }] };
  const files = await filesBelow(path);
  const named = (names: string[]) => files.filter((file) => names.includes(basename(file)));
  const kinds = [
    files.filter((file) => isEventFile(basename(file))),
    lastCheckpoints(named(['trainer_state.json'])),
    named(['metrics.csv']).filter(
      (file) => dirname(file) === path || /^version_\d+$/.test(basename(dirname(file))),
    ),
    firstNamed(files, ['wandb-history.jsonl', 'wandb-summary.json']),
    files.filter((file) => dirname(file) === path && TABLES.has(extname(file).toLowerCase())),
  ];
  const found = kinds.find((kind) => kind.length > 0);
  if (!found) throw noLogs(path);
  const isEvents = isEventFile(basename(found[0]!));
  if (!isEvents && found.length > MOST_RUNS) throw tooManyRuns(path);
  const members = found.map((file) => ({ path: file, name: nameWithin(path, file) }));
  return { isFolder: true, members: members.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** The name of a run of a single file: the folder's where the file is always called the same. */
function nameOfFile(path: string): string {
  const name = basename(path);
  const folder = dirname(path);
  if (name.startsWith('wandb-'))
    return basename(basename(folder) === 'files' ? dirname(folder) : folder) || name;
  if (name === 'trainer_state.json' || name === 'metrics.csv' || isEventFile(name))
    return basename(folder) || name;
  return basename(path, extname(path));
}

function nameWithin(root: string, file: string): string {
  const folder = relative(root, dirname(file)).split(sep).join('/');
  const own = nameOfFile(file);
  if (own === basename(file, extname(file))) return own;
  if (folder === '') return basename(root);
  return CHECKPOINT.test(basename(folder)) && !folder.includes('/')
    ? basename(root)
    : folder.replace(/\/files$/, '');
}

async function isFolder(path: string): Promise<boolean> {
  const found = await statOf(path);
  // Opening a pipe would wait until somebody writes into it.
  if (!found.isDirectory() && !found.isFile())
    throw fileProblem(path, 'It is a pipe or a device; expected a file or a folder.', 'Choose a file.');
  return found.isDirectory();
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw fileProblem(path, `Nothing is at ${path}.`, 'Check the path.');
    throw fileProblem(path, `The system refused to read it (${code ?? message}).`, 'Check its permissions.');
  }
}

/** Files below a folder, breadth first; links are not followed, and folders that may not be read are passed over. */
async function filesBelow(root: string): Promise<string[]> {
  const files: string[] = [];
  let level = [root];
  let entries = 0;
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      for (const entry of await entriesOf(folder)) {
        if (++entries > MOST_ENTRIES) return files;
        if (entry.isFile()) files.push(join(folder, entry.name));
        else if (entry.isDirectory() && !entry.name.startsWith('.') && !PASSED_OVER.has(entry.name))
          next.push(join(folder, entry.name));
      }
    }
    level = next;
  }
  return files;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Each checkpoint's state holds the log from the beginning on. */
function lastCheckpoints(files: string[]): string[] {
  const numberOf = (file: string) =>
    Number(CHECKPOINT.exec(basename(dirname(file)))?.[1] ?? Number.POSITIVE_INFINITY);
  const trainings = groupBy(files, (file) =>
    CHECKPOINT.test(basename(dirname(file))) ? dirname(dirname(file)) : dirname(file),
  );
  return [...trainings.values()].map((group) =>
    group.reduce((last, file) => (numberOf(file) > numberOf(last) ? file : last)),
  );
}

/** Of each folder the file that comes first among the names. */
function firstNamed(files: string[], names: string[]): string[] {
  const folders = groupBy(
    files.filter((file) => names.includes(basename(file))),
    dirname,
  );
  return [...folders.values()].map((group) => group.find((file) => basename(file) === names[0]) ?? group[0]!);
}

function noLogs(path: string): UserError {
  return new UserError({
    code: 'LOG_FOLDER',
    title: `The folder ${basename(path)} holds no training log`,
    explanation:
      'Expected TensorBoard event files (events.out.tfevents…), a trainer_state.json, a metrics.csv of Lightning, or CSV, JSON and JSONL files in the folder itself.',
    remedy: 'Choose the folder into which training writes, or a log file.',
    technical: [path],
  });
}
