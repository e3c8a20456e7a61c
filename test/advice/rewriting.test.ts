import { expect, test } from 'vitest';
import { applyEdits, type TextEdit } from '../../src/advice/edits.ts';
import { Rewriting } from '../../src/advice/rewriting.ts';

const insert = (at: number, text: string): TextEdit => ({ from: at, to: at, text });

test.each<[string, TextEdit[][], string, TextEdit[]]>([
  ['nothing', [], 'abcdef', []],
  ['an insertion', [[insert(2, 'X')]], 'abXcdef', [insert(2, 'X')]],
  ['two in one place', [[insert(2, 'X'), insert(2, 'Y')]], 'abXYcdef', [insert(2, 'XY')]],
  ['one behind the other', [[insert(2, 'X')], [insert(3, 'Y')]], 'abXYcdef', [insert(2, 'XY')]],
  ['one within the other', [[insert(2, 'XZ')], [insert(3, 'Y')]], 'abXYZcdef', [insert(2, 'XYZ')]],
  [
    'a deletion behind an insertion',
    [[insert(0, '12')], [{ from: 4, to: 6, text: '' }]],
    '12abef',
    [insert(0, '12'), { from: 2, to: 4, text: '' }],
  ],
  [
    'a replacement that reaches over what was inserted',
    [[insert(3, 'XYZ')], [{ from: 2, to: 7, text: '-' }]],
    'ab-ef',
    [{ from: 2, to: 4, text: '-' }],
  ],
  ['what was inserted is taken away', [[insert(3, 'XY')], [{ from: 3, to: 5, text: '' }]], 'abcdef', []],
  ['at the end', [[insert(6, '!')], [insert(7, '?')]], 'abcdef!?', [insert(6, '!?')]],
  ['the whole text', [[{ from: 0, to: 6, text: '' }]], '', [{ from: 0, to: 6, text: '' }]],
])('a text edited step by step: %s', (_, steps, text, edits) => {
  const rewriting = steps.reduce((before, step) => before.edited(step), new Rewriting('abcdef'));
  expect(rewriting.text).toBe(text);
  expect(rewriting.edits()).toEqual(edits);
  expect(applyEdits('abcdef', edits)).toBe(text);
});
