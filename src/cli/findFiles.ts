/** The files that paths, folders and patterns of the command line stand for. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { isReadable } from '../definition/source.ts';
import { type Problem, problemOf, UserError } from '../errors.ts';
import { expression, globSource, isGlob } from './globs.ts';
import {
  type Ignoring,
  ignoringFrom,
  ignoringIn,
  isEnvironment,
  isIgnored,
  isNeverRead,
} from './ignoring.ts';
import { kindUnknown, unreadable } from './sourceFile.ts';

export interface FoundFiles {
  /** As they were named, or below the folder as it was named; each once, in the order of the paths. */
  files: string[];
  /** Paths that stand for nothing that can be read. */
  problems: { file: string; problem: Problem }[];
}

/**
 * Files are taken as they are named, folders are searched for every kind of file that is read, patterns likewise from
 * their first part without a special character. Links that are met in a folder are not followed.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found = new Map<string, string>();
  const problems: FoundFiles['problems'] = [];
  for (const path of paths) {
    try {
      const { files, problems: below } = await filesAt(path);
      problems.push(...below);
      for (const file of files) {
        const key = resolve(file);
        if (!found.has(key)) found.set(key, file);
      }
    } catch (error) {
      problems.push({ file: path, problem: problemOf(error) });
    }
  }
  return { files: [...found.values()], problems };
}

async function filesAt(path: string): Promise<FoundFiles> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (stats instanceof Error) {
    if (stats.code === 'ENOENT' && isGlob(path)) return matches(path);
    throw unreadable(path, stats);
  }
  if (stats.isDirectory()) return search(path);
  if (!isReadable(path)) throw kindUnknown(path);
  return { files: [path], problems: [] };
}

async function search(folder: string): Promise<FoundFiles> {
  const absolute = resolve(folder);
  const found: FoundFiles = { files: [], problems: [] };
  await collect(folder, await namesIn(folder), ignoringFrom(absolute), found);
  return found;
}

async function namesIn(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(folder, error);
  });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Adds the files of a folder and of those below it. */
async function collect(folder: string, entries: Dirent[], ignoring: Ignoring, found: FoundFiles) {
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (!isFolder && !(entry.isFile() && isReadable(entry.name))) continue;
    if (isNeverRead(entry.name) || isIgnored(resolve(path), isFolder, ignoring)) continue;
    if (isFolder) await collectBelow(path, ignoring, found);
    else found.files.push(path);
  }
}

async function collectBelow(folder: string, above: Ignoring, found: FoundFiles): Promise<void> {
  try {
    const entries = await namesIn(folder);
    if (isEnvironment(entries.map(({ name }) => name))) return;
    await collect(folder, entries, ignoringIn(resolve(folder), above), found);
  } catch (error) {
    found.problems.push({ file: folder, problem: problemOf(error) });
  }
}

async function matches(glob: string): Promise<FoundFiles> {
  const parts = glob.split('/');
  const fixed = parts.slice(0, parts.findIndex(isGlob));
  const base = fixed.length === 0 ? '.' : fixed.join('/') || '/';
  const isFolder = (await stat(base).catch(() => undefined))?.isDirectory() ?? false;
  const pattern = expression(globSource(parts.slice(fixed.length).join('/'), true));
  const { files, problems } = isFolder ? await search(base) : { files: [], problems: [] };
  const root = resolve(base);
  const matching = files.filter((file) => pattern.test(relative(root, resolve(file)).replaceAll(sep, '/')));
  if (matching.length === 0) throw nothingMatches(glob);
  return { files: matching, problems };
}

function nothingMatches(glob: string): UserError {
  return new UserError({
    code: 'SOURCE_NONE',
    title: `No file matches ${glob}`,
    explanation: 'Files of a kind that is not read, and files that are ignored, do not count.',
    remedy: 'Check the pattern; ** stands for any folders.',
  });
}
