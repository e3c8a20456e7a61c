/** Which model an experiment file is about, read cheaply and tolerantly: code lenses ask on every change. */
import { dirname, resolve } from 'node:path';
import { parse } from 'jsonc-parser';

export interface ModelReference {
  /** Absolute path of the source file. */
  file: string;
  /** Left out when the source file has only one model. */
  name?: string;
}

/**
 * The model that the text of an experiment file names, also while the rest of the document is incomplete or wrong.
 * @param file absolute path of the experiment file: the source's path is relative to it
 */
export function readModelReference(text: string, file: string): ModelReference | undefined {
  const model: unknown = parse(text)?.model;
  if (typeof model !== 'object' || model === null || !('file' in model)) return undefined;
  if (typeof model.file !== 'string' || model.file === '') return undefined;
  const reference = { file: resolve(dirname(file), model.file) };
  const named = 'name' in model && typeof model.name === 'string' && model.name !== '';
  return named ? { ...reference, name: model.name as string } : reference;
}
