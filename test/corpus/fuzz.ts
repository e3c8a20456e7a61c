/** Random edits and truncations of the corpus, and what must hold whatever the text. */

import { isDeepStrictEqual } from 'node:util';
import { rules } from '../../src/advice/rules/index.ts';
import { advise } from '../../src/advice/runner.ts';
import { DEFAULT_SETTINGS, DEFAULT_THRESHOLDS } from '../../src/advice/settings.ts';
import type { SourceRange } from '../../src/definition/model.ts';
import { openSource, readSource } from '../../src/definition/source.ts';
import { UserError } from '../../src/errors.ts';
import { type CorpusFile, textsOf } from './files.ts';

export interface EditedFile {
  /** The text before the edit. */
  original: string;
  /** Enough to make it again: `keras/unet.py, edit 17`. */
  name: string;
  file: string;
  text: string;
}

type Below = (limit: number) => number;

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
function generator(seed: number): Below {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % limit;
  };
}

/** What people and accidents put into code. */
const PIECES = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    '=',
    ':',
    ';',
    '.',
    '*',
    '**',
    '...',
    '"',
    "'",
    '"""',
    '`',
    '${',
    '#',
    '//',
  ],
  ...[
    '/*',
    '*/',
    '<',
    '</',
    '=>',
    '\\',
    '\n',
    '\r\n',
    '\n\n',
    '\t',
    '    ',
    '\u00e9',
    '\u{1f600}',
    '\0',
    '\ufeff',
    '-',
  ],
  ...[
    '1e999',
    '0x',
    '-1',
    '0',
    '@',
    '%',
    '!',
    '?',
    ':=',
    '->',
    'if ',
    'for x in ',
    'while True:',
    'lambda ',
    'def f(',
  ],
  ...[
    'class A(',
    'return ',
    'self',
    'this',
    'None',
    'null',
    'await ',
    'async ',
    'yield ',
    'import ',
    'from x import *',
  ],
  ...[
    'super().__init__()',
    'Dense(',
    'nn.',
    'nn.Sequential(',
    'keras',
    '.add(',
    'model = model',
    'x = x(x)',
    'dropout',
  ],
  ...[
    'self.layers = self',
    'tf.',
    '.apply(',
    'range(10**9)',
    '[0] * 10**9',
    'while (true) {',
    'function f(',
    'new ',
  ],
];

/** Texts longer than this are left to the benchmark: edits of short files meet the same code sooner. */
const LONGEST = 5000;

export function* fuzzCases(corpus: CorpusFile[], count: number, seed: number): Generator<EditedFile> {
  const below = generator(seed);
  const files = corpus.filter(({ text }) => text.length <= LONGEST);
  for (let index = 0; index < count; index++) {
    const { file, text } = files[below(files.length)]!;
    const other = files[below(files.length)]!.text;
    const edit = (source: string) => edited(source, other, below);
    const result = file.endsWith('.ipynb') && below(8) > 0 ? inCell(text, edit, below) : edit(text);
    yield { name: `${file}, seed ${seed}, edit ${index}`, file, original: text, text: result };
  }
}

/** One to three changes. */
function edited(source: string, other: string, below: Below): string {
  let text = source;
  for (let changes = below(3) + 1; changes > 0; changes--) {
    const from = below(text.length + 1);
    const to = Math.min(text.length, from + below(30));
    const take = below(other.length + 1);
    const replacements = [
      () => text.slice(0, from),
      () => text.slice(from),
      () => text.slice(0, from) + text.slice(to),
      () => text.slice(0, from) + text.slice(from, to) + text.slice(from),
      () => text.slice(0, from) + other.slice(take, take + below(120)) + text.slice(to),
      () => text.slice(0, from) + PIECES[below(PIECES.length)]! + text.slice(from),
      () => text.slice(0, from) + PIECES[below(PIECES.length)]! + text.slice(to),
    ];
    text = replacements[below(replacements.length)]!();
  }
  return text;
}

function inCell(text: string, edit: (source: string) => string, below: Below): string {
  const notebook = JSON.parse(text) as {
    cells: { source: string | string[] }[];
  };
  const cell = notebook.cells[below(notebook.cells.length)]!;
  cell.source = edit([cell.source].flat().join(''));
  return JSON.stringify(notebook);
}

/** Longest time for a text of a few thousand characters, in ms: what takes longer is taken for a hang. */
const HANG = 5000;

/** What is wrong with the reading or the advice; undefined when nothing is. */
export function failureOf({ file, text }: EditedFile): string | undefined {
  const begin = performance.now();
  try {
    const problem = problemOf(file, text);
    const time = performance.now() - begin;
    return problem ?? (time > HANG ? `took ${(time / 1000).toFixed(1)} s` : undefined);
  } catch (error) {
    return String((error as Error).stack ?? error);
  }
}

function problemOf(file: string, text: string): string | undefined {
  const reading = readIfPossible(file, text);
  if (!reading) return undefined;
  const textOf = textsOf(file, text);
  // The rules by themselves first: the runner passes over a rule that throws.
  const context = { reading, textOf, thresholds: DEFAULT_THRESHOLDS };
  const findings = rules.flatMap((rule) => rule.check(context));
  const outside = [...rangesIn([reading, findings, advise(reading, textOf, DEFAULT_SETTINGS)])].find(
    (range) => !isInside(range, textOf(range.cell)),
  );
  if (outside) return `range outside of the text: ${JSON.stringify(outside)}`;
  const edits = findings.flatMap(({ fixes, range }) =>
    fixes.map((fix) => ({ fix, length: textOf(range.cell).length })),
  );
  const wrong = edits.find(({ fix, length }) =>
    fix.edits.some(({ from, to }) => !(0 <= from && from <= to && to <= length)),
  );
  return wrong && `edit outside of the text: ${JSON.stringify(wrong.fix)}`;
}

/** A notebook whose JSON is broken is refused with a message for people; nothing else is. */
function readIfPossible(file: string, text: string) {
  try {
    return readSource(file, text);
  } catch (error) {
    if (file.endsWith('.ipynb') && error instanceof UserError) return undefined;
    throw error;
  }
}

/**
 * Whether a source that was open and is changed reads otherwise than one that is opened with that text; and again when
 * the change is undone.
 */
export function changeFailureOf({ file, text, original }: EditedFile): string | undefined {
  try {
    let source = openSource(file, original);
    for (const next of [text, original]) {
      source = source.change(next);
      const fresh = readSource(file, next);
      const differing = (['models', 'surroundings', 'comments', 'broken'] as const).find(
        (part) => !isDeepStrictEqual(source.reading[part], fresh[part]),
      );
      if (differing) return `${differing} differ ${next === text ? 'after the edit' : 'after it is undone'}`;
    }
    return undefined;
  } catch (error) {
    if (file.endsWith('.ipynb') && error instanceof UserError) return undefined;
    return String((error as Error).stack ?? error);
  }
}

function* rangesIn(root: unknown): Generator<SourceRange> {
  const seen = new Set<object>();
  const stack = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if ('startLine' in value && 'startColumn' in value) yield value as SourceRange;
    else stack.push(...Object.values(value));
  }
}

function isInside(
  { from, to, startLine, startColumn, endLine, endColumn }: SourceRange,
  text: string,
): boolean {
  const lines = text.split(/\r\n|\r|\n/).length;
  const inOrder = startLine < endLine || (startLine === endLine && startColumn <= endColumn);
  return 0 <= from && from <= to && to <= text.length && startLine >= 1 && endLine <= lines && inOrder;
}
