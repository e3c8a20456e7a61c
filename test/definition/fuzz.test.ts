import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { regularizationEdits } from '../../src/advice/apply.ts';
import { definitionsReport } from '../../src/cli/definitions.ts';
import { lensTitle } from '../../src/definition/describe.ts';
import { read } from './python.ts';

const folder = new URL('../fixtures/definition/', import.meta.url);
const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

function readEverything(text: string): void {
  const models = read(text);
  definitionsReport('model.py', text);
  for (const model of models) {
    lensTitle(model);
    for (const { range, slot } of model.layers) {
      for (const place of [range, slot, model.range]) {
        if (!(0 <= place.from && place.from <= place.to && place.to <= text.length))
          throw new Error('bad range');
      }
    }
  }
}

/** Runs a case and names the text that broke it. */
function survives(text: string, run: (text: string) => void): void {
  try {
    run(text);
  } catch (error) {
    throw new Error(`${error}\n--- text:\n${text}`);
  }
}

test('no prefix of a file makes the reader throw', () => {
  let cases = 0;
  for (const text of texts) {
    for (let length = 0; length <= text.length; length += 6) {
      survives(text.slice(0, length), readEverything);
      cases++;
    }
  }
  expect(cases).toBeGreaterThan(500);
});

const PIECES = [
  '(',
  ')',
  '[',
  ']',
  ',',
  '=',
  ':',
  '.',
  '*',
  '**',
  '"',
  "'",
  '"""',
  '#',
  '\n',
  '\t',
  '    ',
  'if ',
  'for ',
  'lambda ',
  'def ',
  'Dense(',
  'keras',
  ':=',
  '\\',
  '\u{1f600}',
  '\0',
  '1',
  'e',
  'import ',
  '\r',
];

test('no random edit makes the reader throw', () => {
  const below = generator(20);
  for (let round = 0; round < 1500; round++) {
    let text = texts[below(texts.length)]!;
    for (let edit = below(4) + 1; edit > 0; edit--) {
      const from = below(text.length + 1);
      const to = Math.min(text.length, from + below(12));
      text = text.slice(0, from) + PIECES[below(PIECES.length)]! + text.slice(to);
    }
    survives(text, readEverything);
  }
});

test('no random edit makes the editor throw: it edits or gives a reason', () => {
  const below = generator(7);
  for (let round = 0; round < 200; round++) {
    const source = texts[below(texts.length)]!;
    const from = below(source.length + 1);
    const text = source.slice(0, from) + PIECES[below(PIECES.length)]! + source.slice(from + below(6));
    survives(text, () => {
      for (const model of read(text)) {
        const result = regularizationEdits(text, model, { l1: 0, l2: 1e-3, dropout: 0.3 });
        if (!('edits' in result)) expect(result.reason).toMatch(/\.$/);
      }
    });
  }
});

/** A file whose naive reading takes 2^60 steps. */
function doubling(first: string, line: (index: number) => string, element: string): string {
  const lines = Array.from({ length: 60 }, (_, index) => line(index + 1)).join('\n');
  return `import keras\nfrom keras.layers import Dense, ReLU\n${first}\n${lines}\nm = keras.Sequential([${element}])`;
}

test.each([
  ['parentheses', `x = ${'('.repeat(5000)}`],
  ['lists', `import keras\nm = keras.Sequential(${'['.repeat(5000)}`],
  ['calls', `import keras\nm = keras.Sequential([${'keras.layers.Dense('.repeat(800)}`],
  ['attributes', `import keras\nkeras${'.layers'.repeat(5000)}.Dense(1)`],
  ['sums', `import keras\nn = ${'1 + '.repeat(3000)}1\nm = keras.Sequential([keras.layers.Dense(n)])`],
  ['blocks', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}if x:`).join('\n')],
  ['constants that double', doubling('n0 = 1', (i) => `n${i} = n${i - 1} + n${i - 1}`, 'Dense(n60)')],
  [
    'lists that double',
    doubling('n0 = []', (i) => `n${i} = n${i - 1} + n${i - 1}`, 'Dense(1)] + n60 + [ReLU()'),
  ],
  [
    'aliases with two meanings',
    doubling('n0 = keras', (i) => `n${i} = n${i - 1}\nn${i} = n${i - 1}`, 'n60.layers.Dense(1)'),
  ],
  ['a chain of aliases', Array.from({ length: 300 }, (_, i) => `a${i + 1} = a${i}`).join('\n')],
])('deep nesting of %s', (_, text) => {
  survives(text, readEverything);
});
