import { expect, test } from 'vitest';
import { editDistance, nearestName } from '../../src/dataset/nearest.ts';

test.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['taget', 'target', 1],
  ['ab', 'ba', 1],
  ['ca', 'abc', 3],
])('%s to %s takes %d edits', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test.each([
  ['taget', ['file', 'target', 'task'], 'target'],
  ['Digit', ['p00', 'digit'], 'digit'],
  ['label', ['p00', 'digit'], undefined],
  ['y', ['x', 'z'], undefined],
  ['colour', ['color', 'colours'], 'color'],
  ['anything', [], undefined],
])('nearest to %s in %j is %s', (name, candidates, expected) => {
  expect(nearestName(name, candidates)).toBe(expected);
});
