/** What a new experiment is called. */
import { basename, dirname } from 'node:path';

/** Names that say nothing about a model; its folder says more. */
const GENERIC = new Set([
  'model',
  'net',
  'network',
  'build_model',
  'create_model',
  'make_model',
  'get_model',
]);

/** The model's name, or its folder's where the name is a generic one; only signs that every file system takes. */
export function experimentBaseName(modelName: string, modelFile: string): string {
  const folder = basename(dirname(modelFile));
  const name = GENERIC.has(modelName) && folder !== '' ? folder : modelName;
  return name.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '') || 'model';
}

/** `base-2`, `base-3`, …: the first that is not taken. */
export async function freeName(base: string, taken: (name: string) => Promise<boolean>): Promise<string> {
  for (let number = 2; ; number++) {
    const name = `${base}-${number}`;
    if (!(await taken(name))) return name;
  }
}

/** Why a name cannot be that of an experiment file; undefined when it can. */
export function wrongName(name: string): string | undefined {
  if (name.trim() === '') return 'A name is missing.';
  if (/[\\/:*?"<>|]/.test(name) || [...name].some((sign) => sign < ' ')) {
    return 'A file name has none of \\ / : * ? " < > |';
  }
  return /^\.+$/.test(name) ? 'A file name is more than dots.' : undefined;
}
