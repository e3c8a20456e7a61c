import { describe, expect, test } from 'vitest';
import type { FilesState } from '../../src/protocol/files.ts';
import { answered, contentOf, fileOf, NO_ANSWERS, withSpectrumAsked } from '../../webview/files/answers.ts';
import { controlsFor, INITIAL, restoreControls } from '../../webview/files/controls.ts';
import { bringsFiles, droppedUris } from '../../webview/files/drop.ts';
import { announcement, dropHint } from '../../webview/files/words.ts';
import { evaluation, tensor, weightsReport } from './filesReports.ts';

describe('stored controls', () => {
  test.each([undefined, null, 7, 'text', []])('%j is no controls', (stored) => {
    expect(restoreControls(stored)).toEqual(INITIAL);
  });

  test('come back as they were, but a long table begins short', () => {
    const controls = {
      ...INITIAL,
      file: '/a.pt',
      sorts: { tensors: { column: 'l2', descending: true } },
      shown: { tensors: 500 },
      kinds: 'bias',
      tensor: 'fc.bias',
      options: { charts: { smooth: 0.5 } },
    };
    expect(restoreControls(JSON.parse(JSON.stringify(controls)))).toEqual({ ...controls, shown: {} });
  });

  test('of another shape fall back one by one', () => {
    const stored = {
      file: 3,
      sorts: { a: 1, b: { column: 'x' } },
      step: 0.5,
      search: null,
      run: 'one',
      kinds: {},
    };
    expect(restoreControls(stored)).toEqual({
      ...INITIAL,
      sorts: { b: { column: 'x', descending: false } },
      run: 'one',
    });
  });

  test('of another file are left, how charts are looked at is kept', () => {
    const controls = { ...INITIAL, file: '/a.pt', search: 'bias', options: { charts: { logY: true } } };
    expect(controlsFor('/a.pt', controls)).toBe(controls);
    expect(controlsFor('/b.pt', controls)).toEqual({ ...INITIAL, file: '/b.pt', options: controls.options });
  });
});

describe('what was dropped', () => {
  const transfer = (data: Record<string, string>) => ({
    types: Object.keys(data),
    getData: (type: string) => data[type] ?? '',
  });

  test('is a list of addresses, without comments and each once', () => {
    const list = '# from the explorer\r\nfile:///w/a%20b.pt\r\n\r\nfile:///w/c.pt\nfile:///w/c.pt';
    expect(droppedUris(transfer({ 'text/uri-list': list }))).toEqual([
      'file:///w/a%20b.pt',
      'file:///w/c.pt',
    ]);
  });

  test('is the editor’s own list where there is one', () => {
    const both = {
      'text/uri-list': 'file:///other',
      'application/vnd.code.uri-list': 'vscode-remote://ssh/w/c.pt',
    };
    expect(droppedUris(transfer(both))).toEqual(['vscode-remote://ssh/w/c.pt']);
  });

  test('may be text, which is no file', () => {
    expect(bringsFiles(transfer({ 'text/plain': 'a' }))).toBe(false);
    expect(bringsFiles(transfer({ 'text/uri-list': '' }))).toBe(true);
    expect(bringsFiles(null)).toBe(false);
    expect(droppedUris(transfer({ 'text/plain': 'file:///a' }))).toEqual([]);
  });
});

const problem = { code: 'X', title: 'No', explanation: 'Why.' };

describe('answers', () => {
  test('of a spectrum: waiting, then there or refused, each tensor for itself', () => {
    const asked = withSpectrumAsked(withSpectrumAsked(NO_ANSWERS, 'a'), 'b');
    const refused = answered(asked, { type: 'spectrum', tensor: 'a', spectrum: null, problem });
    expect(refused.spectra.get('a')).toEqual({ state: 'refused', problem });
    expect(refused.spectra.get('b')).toEqual({ state: 'waiting' });
    expect(asked.spectra.get('a')).toEqual({ state: 'waiting' });
  });

  test('of an evaluation: progress, result, refusal, and no dataset chosen', () => {
    const outcome = (message: Omit<Parameters<typeof answered>[1] & { type: 'evaluation' }, 'type'>) =>
      answered(NO_ANSWERS, { type: 'evaluation', ...message }).evaluation;
    expect(outcome({ evaluation: null, progress: 'Reading' })).toEqual({
      state: 'waiting',
      progress: 'Reading',
    });
    expect(outcome({ evaluation })).toEqual({ state: 'there', value: evaluation });
    expect(outcome({ evaluation: null, problem })).toEqual({ state: 'refused', problem });
    expect(outcome({ evaluation: null })).toBeUndefined();
  });
});

describe('states', () => {
  const weights = (change = {}): FilesState => ({
    kind: 'weights',
    report: { ...weightsReport([tensor('fc.weight')]), ...change },
    definition: null,
  });

  test('are about other content when the weights changed, not when the definition was found', () => {
    const report = weightsReport([tensor('fc.weight')]);
    const found = { text: 'model.py, line 3', uri: 'file:///model.py', line: 2 };
    expect(contentOf(weights())).toBe(contentOf({ kind: 'weights', report, definition: found }));
    expect(contentOf(weights())).not.toBe(contentOf(weights({ bytes: 1 })));
    expect(fileOf(weights())).toBe('/w/model.pt');
  });

  test.each([
    [0.24, 'Reading a.pt'],
    [0.25, 'Reading a.pt, 25\u202f%'],
    [0.74, 'Reading a.pt, 50\u202f%'],
    [null, 'Reading a.pt'],
  ])('reading at %s is told in quarters', (share, text) => {
    expect(announcement({ kind: 'reading', file: '/w/a.pt', text: '', share }, INITIAL)).toBe(text);
  });

  test('say what dropping does', () => {
    expect(dropHint(weights())).toContain('compare');
    expect(dropHint({ kind: 'failed', file: 'a', problem })).not.toContain('compare');
  });
});
