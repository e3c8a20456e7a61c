import { expect, test } from 'vitest';
import { parseFilesMessage, parseMapping } from '../../src/protocol/filesMessages.ts';

const mapping = { step: 'epoch', unit: 'epoch', run: null, roles: { trainingLoss: 'loss' } };

test.each([
  { type: 'ready' },
  { type: 'evaluate' },
  { type: 'openDefinition' },
  { type: 'compare' },
  { type: 'retry' },
  { type: 'spectrum', tensor: 'a.weight' },
  { type: 'follow', on: false },
  { type: 'copy', text: 'a' },
  { type: 'dropped', uris: ['file:///a.pt'] },
  { type: 'mapping', mapping },
  { type: 'save', name: 'a.csv', content: 'a', encoding: 'utf8' },
])('$type is taken as it is, and without what does not belong to it', (message) => {
  expect(parseFilesMessage({ ...message, more: 1 })).toEqual(message);
});

test.each([
  [null],
  ['ready'],
  [{ type: 'toString' }],
  [{ type: 'spectrum', tensor: 3 }],
  [{ type: 'follow', on: 'yes' }],
  [{ type: 'dropped', uris: ['a', 3] }],
  [{ type: 'dropped', uris: Array.from({ length: 101 }, () => 'a') }],
  [{ type: 'mapping', mapping: { ...mapping, unit: 'hour' } }],
  [{ type: 'mapping', mapping: { ...mapping, roles: { trainingLoss: 3 } } }],
  [{ type: 'save', name: 'a', content: 'a', encoding: 'hex' }],
])('%j is none', (message) => {
  expect(parseFilesMessage(message)).toBeUndefined();
});

test('a remembered mapping of an older version is forgotten', () => {
  expect(parseMapping(mapping)).toEqual(mapping);
  expect(parseMapping({ step: 'epoch' })).toBeUndefined();
  expect(parseMapping(undefined)).toBeUndefined();
});
