import { describe, expect, test } from 'vitest';
import { parseFormMessage } from '../../src/protocol/form.ts';
import { parsePanelMessage } from '../../src/protocol/panelMessages.ts';

const PLACE = { layer: 'dense', input: 0, unit: 3 };

describe('a message of the panel is taken', () => {
  test.each([
    { type: 'measure' },
    { type: 'copyReport' },
    { type: 'useSuggestion', index: 1 },
    { type: 'measureStudy', name: 'learningCurve' },
    { type: 'exportReport', format: 'markdown' },
    { type: 'exportWeights', run: 'l2-1e-3-seed1' },
    { type: 'saveFile', name: 'fit.png', content: 'AAAA', encoding: 'base64' },
    { type: 'copyText', text: '' },
    { type: 'forget', id: 4 },
    { type: 'ask', id: 1, ask: { kind: 'runs' } },
    { type: 'ask', id: 2, ask: { kind: 'curves', keys: ['a', 'b'] } },
    { type: 'ask', id: 3, ask: { kind: 'tensor', run: 'none-seed1', layer: 'dense' } },
    { type: 'ask', id: 4, ask: { kind: 'lab', ask: { kind: 'linearPath' } } },
    { type: 'ask', id: 5, ask: { kind: 'lab', ask: { kind: 'plane', run: 'a', x: PLACE, y: PLACE } } },
  ])('$type as it is', (message) => {
    expect(parsePanelMessage(message)).toEqual(message);
  });

  test('without what does not belong to it', () => {
    expect(parsePanelMessage({ type: 'measure', file: '/etc/passwd' })).toEqual({ type: 'measure' });
    expect(parsePanelMessage({ type: 'copyText', text: 'a', more: 1 })).toEqual({
      type: 'copyText',
      text: 'a',
    });
  });
});

test.each([
  undefined,
  null,
  'measure',
  [{ type: 'measure' }],
  { type: 'unknown' },
  { type: 'toString' },
  { type: 'useSuggestion', index: -1 },
  { type: 'measureStudy', name: 'everything' },
  { type: 'exportReport', format: 'pdf' },
  { type: 'saveFile', name: 'a', content: 'b', encoding: 'latin1' },
  { type: 'copyText', text: 7 },
  { type: 'ask', id: 'one', ask: { kind: 'runs' } },
  { type: 'ask', id: 1 },
  { type: 'ask', id: 1, ask: { kind: 'curves', keys: [1] } },
  { type: 'ask', id: 1, ask: { kind: 'constructor' } },
  { type: 'ask', id: 1, ask: { kind: 'lab', ask: { kind: 'plane', run: 'a', x: PLACE, y: { unit: 0.5 } } } },
])('what is no message is not taken: %j', (value) => {
  expect(parsePanelMessage(value)).toBeUndefined();
});

test('a message of the form is taken, and nothing else', () => {
  expect(parseFormMessage({ type: 'browse', what: 'data' })).toEqual({ type: 'browse', what: 'data' });
  expect(parseFormMessage({ type: 'create', next: 'measure' })).toEqual({ type: 'create', next: 'measure' });
  expect(parseFormMessage({ type: 'browse', what: 'passwords' })).toBeUndefined();
  expect(parseFormMessage({ type: 'change', values: 'all' })).toBeUndefined();
  expect(parseFormMessage({ type: 'create' })).toBeUndefined();
});
