/** Which documents are read. */
import { languageOf } from '../src/definition/program/languages.ts';

/** Longer texts are data, and are not read. */
export const LONGEST_TEXT = 300_000;

/** The extensions of files in the languages that are read. */
const EXTENSIONS: Record<string, string> = {
  python: '.py',
  javascript: '.js',
  javascriptreact: '.jsx',
  typescript: '.ts',
  typescriptreact: '.tsx',
};

/** The languages of documents that are read, as VS Code names them. */
export const LANGUAGES = Object.keys(EXTENSIONS);

/** Without one of these names a text cannot use a framework: most files need not be parsed. */
const FRAMEWORK = /keras|tensorflow|torch|lightning|tfjs|\btf\./;

export const isWorthReading = (text: string): boolean => FRAMEWORK.test(text);

/** The name to read a document by: with its language's extension where it has none that is read; undefined for others. */
export function readableName(path: string, languageId: string): string | undefined {
  const extension = EXTENSIONS[languageId];
  if (extension === undefined) return undefined;
  return languageOf(path) ? path : path + extension;
}
