/** What is left out when folders are searched: `.gitignore`, `.reglensignore`, and what is never somebody's own code. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { expression, globSource } from './globs.ts';

const IGNORE_FILES = ['.gitignore', '.reglensignore'];

/** Never entered: installed packages, what builds and tools leave behind. */
const NEVER = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '__pycache__',
  '.ipynb_checkpoints',
  '.tox',
  '.nox',
  'site-packages',
  'dist',
]);

/** A folder with one of these is an environment with installed packages. */
const ENVIRONMENTS = ['pyvenv.cfg', 'conda-meta'];

/** Whether the name alone tells that a folder or file is left out. */
export const isNeverRead = (name: string): boolean => NEVER.has(name) || /\.min\.[cm]?js$/i.test(name);

/** Whether a folder with these entries is a virtual environment. */
export const isEnvironment = (names: readonly string[]): boolean =>
  ENVIRONMENTS.some((name) => names.includes(name));

interface IgnoreRule {
  pattern: RegExp;
  negated: boolean;
  foldersOnly: boolean;
}

/** The rules of one folder; those of the folders above come after them. */
export interface Ignoring {
  folder: string;
  rules: IgnoreRule[];
  above?: Ignoring;
}

/** The rules that hold in a folder that a search begins in: its own, and those above it up to {@link topOf}. */
export function ignoringFrom(folder: string, top = topOf(folder)): Ignoring {
  return ignoringIn(folder, folder === top ? undefined : ignoringFrom(dirname(folder), top));
}

/** The repository's root; without a repository, the working folder where it is above, otherwise the folder itself. */
function topOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) break;
  }
  const working = process.cwd();
  return `${folder}${sep}`.startsWith(working.endsWith(sep) ? working : `${working}${sep}`)
    ? working
    : folder;
}

/** The rules that hold in a folder below one whose rules are known. */
export function ignoringIn(folder: string, above?: Ignoring): Ignoring {
  const rules = IGNORE_FILES.flatMap((name) => parseRules(textOf(join(folder, name))));
  return rules.length === 0 && above ? above : { folder, rules, above };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The lines of an ignore file, as git reads them. */
export function parseRules(text: string): IgnoreRule[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line) => {
      // A blank at the end counts only behind a backslash.
      const written = line.replace(/(?<!\\)[ \t]+$/, '');
      if (written === '' || written.startsWith('#')) return [];
      const negated = written.startsWith('!');
      const glob = negated ? written.slice(1) : written;
      const path = glob.replace(/\/+$/, '');
      // Without a slash in it, a pattern is of a name in any folder below.
      const anywhere = path.includes('/') ? '' : '(?:[^/]+/)*';
      const pattern = expression(anywhere + globSource(path.replace(/^\//, '')));
      return path === '' ? [] : [{ pattern, negated, foldersOnly: path !== glob }];
    });
}

/** Whether a path is left out: the last rule that matches decides, nearer folders before those above. */
export function isIgnored(path: string, isFolder: boolean, ignoring: Ignoring | undefined): boolean {
  for (let at = ignoring; at; at = at.above) {
    if (at.rules.length === 0) continue;
    const inFolder = relative(at.folder, path).replaceAll(sep, '/');
    const rule = at.rules.findLast(
      ({ pattern, foldersOnly }) => (isFolder || !foldersOnly) && pattern.test(inFolder),
    );
    if (rule) return !rule.negated;
  }
  return false;
}
