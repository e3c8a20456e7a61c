/** The corpus: real-looking sources, and what a careful reader expects of each, written by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FrameworkName, Origin, Style } from '../../src/definition/model.ts';

/** A line, 1-based; of notebooks within its cell. */
export interface ExpectedPlace {
  line: number;
  cell?: number;
}

export interface ExpectedSetting {
  /** `null`: cannot be known from the text, so that any value would be a guess. */
  value: unknown;
  origin?: Origin;
  /** Both are right: the value, and to say that it is unknown. */
  orUnknown?: boolean;
}

export interface ExpectedLayer extends ExpectedPlace {
  kind: string;
  /** By the names of `SettingValues`; `l1` and `l2` are the kernel's penalty. */
  settings?: Record<string, ExpectedSetting>;
  context?: string[];
  count?: number | null;
  /** Kind of the layer inside. */
  wrapped?: string;
  /** May be listed or not: an application that is a block of its own, a layer of broken code. */
  optional?: boolean;
}

export interface ExpectedModel extends ExpectedPlace {
  name: string;
  otherNames?: string[];
  framework: FrameworkName;
  style: Style;
  submodules?: { name: string; count?: number | null }[];
  /** `null`: cannot be known. */
  parameters?: number | null;
  /** How `parameters` was worked out. */
  arithmetic?: string;
  optional?: boolean;
  layers: ExpectedLayer[];
}

/** A finding that an expert wants, or would accept. */
export interface ExpectedFinding {
  code: string;
  /** Absent (only of `optional`): anywhere in the file. */
  line?: number;
  cell?: number;
  /** Further places that are as good. */
  or?: ExpectedPlace[];
}

export interface Expectation {
  models: ExpectedModel[];
  findings: ExpectedFinding[];
  optional?: ExpectedFinding[];
}

export interface CorpusFile {
  /** Below the corpus' folder: `keras/unet.py`. */
  file: string;
  text: string;
  expected: Expectation;
}

const FOLDER = fileURLToPath(new URL('../fixtures/corpus/', import.meta.url));
const SUFFIX = '.expected.json';

export function readCorpus(): CorpusFile[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(SUFFIX))
    .sort()
    .map((name) => {
      const file = name.slice(0, -SUFFIX.length);
      return {
        file: file.replaceAll('\\', '/'),
        text: readFileSync(`${FOLDER}${file}`, 'utf8'),
        expected: JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8')) as Expectation,
      };
    });
}

/** The text that offsets of a file count in: of a notebook its cells' (0-based over all cells). */
export function textsOf(file: string, text: string): (cell?: number) => string {
  if (!file.endsWith('.ipynb')) return () => text;
  const { cells } = JSON.parse(text) as {
    cells: { source: string | string[] }[];
  };
  return (cell = 0) => [cells[cell]?.source ?? ''].flat().join('');
}
