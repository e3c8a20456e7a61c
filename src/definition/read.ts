/** The one door to every reader of source files. */
import { readSequentials } from './keras/sequential.ts';
import type { ModelDefinition } from './model.ts';
import { parsePython } from './python/syntax.ts';

/**
 * The model definitions in a source text, in the order of the file. The reader is chosen by the file's extension; a
 * file of another kind has none. Half-typed text is read as far as it goes: nothing is thrown.
 */
export function readDefinitions(file: string, text: string): ModelDefinition[] {
  return isReadable(file) ? readSequentials(parsePython(text)) : [];
}

/** Whether files of this kind are read: Python sources, `.py` and `.pyw`. */
export function isReadable(file: string): boolean {
  return /\.pyw?$/i.test(file);
}
