import { expect, test } from 'vitest';
import { isReadable } from '../../../src/definition/program/languages.ts';
import { lineTable } from '../../../src/definition/program/lines.ts';
import { openProgram } from '../../../src/definition/program/open.ts';

test.each([
  ['', [0]],
  ['a\nb', [0, 2]],
  ['a\r\nb\rc\n', [0, 3, 5, 7]],
  ['\n\n', [0, 1, 2]],
])('lines of %j begin at %j', (text, starts) => {
  expect(lineTable(text).starts).toEqual(starts);
});

test.each([
  ['a.py', true],
  ['A.PYW', true],
  ['a.ipynb', true],
  ['a.b.tsx', true],
  ['a.mts', true],
  ['a.cjs', true],
  ['a.vue', false],
  ['a.json', false],
  ['py', false],
  ['a.constructor', false],
])('%s is read: %s', (file, readable) => {
  expect(isReadable(file)).toBe(readable);
  if (!readable) expect(openProgram(file, 'x')).toBeUndefined();
});
