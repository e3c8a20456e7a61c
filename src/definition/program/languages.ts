/** Which files are read, and by which grammar. */

/** How a file's text is parsed; the dialects are those of the JavaScript grammar. */
export type Language =
  | { name: 'python'; notebook: boolean }
  | { name: 'javascript'; dialect: '' | 'jsx' | 'ts' | 'ts jsx' };

const PYTHON: Language = { name: 'python', notebook: false };
const SCRIPT: Language = { name: 'javascript', dialect: 'jsx' };
const TYPED: Language = { name: 'javascript', dialect: 'ts' };

const LANGUAGES: Record<string, Language> = {
  py: PYTHON,
  pyw: PYTHON,
  ipynb: { name: 'python', notebook: true },
  js: SCRIPT,
  mjs: SCRIPT,
  cjs: SCRIPT,
  jsx: SCRIPT,
  ts: TYPED,
  mts: TYPED,
  cts: TYPED,
  tsx: { name: 'javascript', dialect: 'ts jsx' },
};

/** The language of a file by its extension; undefined for files that are not read. */
export function languageOf(file: string): Language | undefined {
  const extension = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase();
  return extension !== undefined && Object.hasOwn(LANGUAGES, extension) ? LANGUAGES[extension] : undefined;
}

/** Whether files of this kind are read: Python, notebooks, JavaScript and TypeScript. */
export function isReadable(file: string): boolean {
  return languageOf(file) !== undefined;
}
