import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyEdits, isApplied, regularizationEdits } from '../../src/advice/apply.ts';
import { readDefinitions } from '../../src/definition/source.ts';
import { settings } from './edit.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const FILES = [
  '../../examples/digits/model.py',
  '../fixtures/definition/mnist_add.py',
  '../fixtures/definition/trainer.py',
];
const WANTED = [
  settings({}),
  settings({ l1: 1e-4 }),
  settings({ l2: 3e-4 }),
  settings({ l1: 1e-5, l2: 1e-2 }),
  settings({ dropout: 0.5 }),
  settings({ dropout: 0.2, l1: 1e-3 }),
  settings({ dropout: 0.3, l2: 1e-3 }),
];

/** Every model that can be edited, in every file, from every setting to every other one. */
test.each(FILES)('%s: any settings after any others', (path) => {
  const original = read(path);
  for (const { name } of readDefinitions('m.py', original)) {
    let text = original;
    for (const from of WANTED) {
      for (const to of WANTED) {
        for (const wanted of [from, to]) {
          const definition = readDefinitions('m.py', text).find((model) => model.name === name)!;
          const result = regularizationEdits(text, definition, wanted);
          if ('reason' in result) {
            expect(['net', 'tuned']).toContain(name);
            continue;
          }
          text = applyEdits(text, result.edits);
          const after = readDefinitions('m.py', text).find((model) => model.name === name)!;
          expect(isApplied(after, wanted)).toBe(true);
          expect(after.layers.filter(({ kind }) => kind !== 'Dropout').map(({ kind }) => kind)).toEqual(
            definition.layers.filter(({ kind }) => kind !== 'Dropout').map(({ kind }) => kind),
          );
        }
      }
    }
    // What an earlier change imported is reused by the later ones.
    expect((text.match(/import .*\bregularizers$/gm) ?? []).length).toBeLessThanOrEqual(1);
  }
});
