/** Where settings stand in the text of an experiment file, for messages. */
import { readFileSync } from 'node:fs';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { type Problem, problemOf, UserError } from '../errors.ts';

/** Steps from the document to a setting: `['variants', 1, 'l2']`. */
export type SettingPath = (string | number)[];

/** Line and column, from 1, of an offset in a text. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n?|\n/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** `data.split.validation`, `variants[1].l2`; the whole document is `The document`. */
export function nameOf(path: SettingPath): string {
  if (path.length === 0) return 'The document';
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/**
 * An error about a setting of an experiment file, with its place. A setting that is not written has the place of the
 * part that it belongs to.
 * @param file absolute path of the experiment file; it is read only now that something is wrong
 */
export function settingError(file: string, path: SettingPath, problem: Problem): UserError {
  const place = placeInFile(file, path);
  return new UserError({ ...problem, ...(place && { location: { file, ...place } }) });
}

function placeInFile(file: string, path: SettingPath): { line: number; column: number } | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, ' ');
  } catch {
    // The message still names the setting.
    return undefined;
  }
  const root = parseTree(text, [], { allowTrailingComma: true });
  for (let length = path.length; root && length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node) return placeAt(text, node.offset);
  }
  return undefined;
}

/** The setting that decides about an error found where nothing is known of the experiment file. */
const SETTINGS: Record<string, SettingPath> = {
  MODEL_FILE_MISSING: ['model', 'file'],
  MODEL_FILE_UNREADABLE: ['model', 'file'],
  MODEL_NOT_FOUND: ['model', 'file'],
  MODEL_AMBIGUOUS: ['model', 'name'],
  DATA_FILE_MISSING: ['data', 'file'],
  DATA_IS_FOLDER: ['data', 'file'],
  DATA_UNREADABLE: ['data', 'file'],
  DATA_TARGET_MISSING: ['data', 'target'],
  DATA_TARGET_EXCLUDED: ['data', 'exclude'],
  DATA_EXCLUDE_UNKNOWN: ['data', 'exclude'],
  DATA_NO_INPUTS: ['data', 'exclude'],
  DATA_TOO_FEW_ROWS: ['data', 'split'],
};

/** What `work` gives; an error of it that one setting decides about gets the place of that setting. */
export async function withPlaces<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const problem = problemOf(error);
    const path = problem.location ? undefined : SETTINGS[problem.code];
    throw path ? settingError(file, path, problem) : error;
  }
}
