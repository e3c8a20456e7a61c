import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { experimentBaseName, freeName, wrongName } from '../../extension/experimentNames.ts';
import { shiftLine } from '../../extension/lines.ts';
import { folderDistance, nearestFirst } from '../../extension/nearest.ts';
import { panelHtml } from '../../extension/panelHtml.ts';
import { labelOf } from '../../extension/sessionLabel.ts';
import { smallestChange } from '../../extension/textChange.ts';
import { Throttle } from '../../extension/throttle.ts';

describe('files nearest to a model', () => {
  test.each([
    ['/w/a/model.py', '/w/a/data.csv', 0],
    ['/w/a/model.py', '/w/a/data/x.csv', 1],
    ['/w/a/model.py', '/w/x.csv', 1],
    ['/w/a/model.py', '/w/b/x.csv', 2],
  ])('%s and %s are %d folders apart', (model, file, distance) => {
    expect(folderDistance(model, file)).toBe(distance);
  });

  test('come first, by name where they are equally near', () => {
    const files = ['/w/b/c.csv', '/w/a/z.csv', '/w/a/m.csv', '/w/y.csv'];
    expect(nearestFirst('/w/a/model.py', files)).toEqual([
      '/w/a/m.csv',
      '/w/a/z.csv',
      '/w/y.csv',
      '/w/b/c.csv',
    ]);
  });
});

describe('names of new experiments', () => {
  test.each([
    ['classifier', '/w/digits/net.py', 'classifier'],
    ['model', '/w/digits/net.py', 'digits'],
    ['model', '/net.py', 'model'],
    ['self.net', '/w/digits/net.py', 'self-net'],
    ['build_model', '/w/my digits!/net.py', 'my-digits'],
  ])('“%s” in %s becomes %s', (model, file, name) => {
    expect(experimentBaseName(model, file)).toBe(name);
  });

  test('a taken name is counted on', async () => {
    const taken = new Set(['digits-2', 'digits-3']);
    expect(await freeName('digits', async (name) => taken.has(name))).toBe('digits-4');
  });
});

test.each([
  ['/w/digits/net.py', '/w/wine/net.py', 'net (digits)'],
  ['/w/digits/net.py', '/w/digits/other.py', 'net (net.py)'],
  ['/w/digits/net.py', '/w/digits/net.py', 'net (a)'],
])('two models “net” in %s and %s are told apart: %s', (modelFile, otherFile, label) => {
  const session = { file: '/w/a.reglens.json', modelName: 'net', modelFile };
  const other = { file: '/w/b.reglens.json', modelName: 'net', modelFile: otherFile };
  expect(labelOf(session, [session, other])).toBe(label);
  expect(labelOf(session, [session, { ...other, modelName: 'model' }])).toBe('net');
});

describe('a line after an edit', () => {
  test.each<[string, number, { startLine: number; endLine: number; text: string }, number]>([
    ['two lines added above', 10, { startLine: 3, endLine: 3, text: 'a\nb\n' }, 12],
    ['one of two lines above removed', 10, { startLine: 3, endLine: 5, text: '\n' }, 9],
    ['typed on an earlier line', 10, { startLine: 3, endLine: 3, text: 'x' }, 10],
    ['edited on the line itself', 10, { startLine: 10, endLine: 10, text: '\n' }, 10],
    ['edited below', 10, { startLine: 11, endLine: 11, text: '\n' }, 10],
  ])('%s', (_, line, change, expected) => {
    expect(shiftLine(line, change)).toBe(expected);
  });
});

describe('the smallest change between two texts', () => {
  test.each([
    ['same', 'same', undefined],
    ['"target": "label"', '"target": "digit"', { from: 11, to: 16, text: 'digit' }],
    ['aa', 'aaa', { from: 2, to: 2, text: 'a' }],
    ['aaa', 'aa', { from: 2, to: 3, text: '' }],
    ['', 'new', { from: 0, to: 0, text: 'new' }],
  ])('from %j to %j', (before, after, change) => {
    expect(smallestChange(before, after)).toEqual(change);
  });
});

describe('throttle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('calls at once, then at most once an interval, and never loses the last request', () => {
    const action = vi.fn();
    const throttle = new Throttle(250, action);
    for (let time = 0; time < 1000; time += 10) {
      throttle.request();
      vi.advanceTimersByTime(10);
    }
    // At 0, 250, 500, 750 and 1000 ms.
    expect(action).toHaveBeenCalledTimes(5);
    vi.advanceTimersByTime(1000);
    expect(action).toHaveBeenCalledTimes(5);
    throttle.request();
    expect(action).toHaveBeenCalledTimes(6);
  });

  test('flush replaces the call that waits; dispose drops it', () => {
    const action = vi.fn();
    const throttle = new Throttle(250, action);
    throttle.request();
    throttle.request();
    throttle.flush();
    expect(action).toHaveBeenCalledTimes(2);
    throttle.request();
    throttle.dispose();
    vi.advanceTimersByTime(1000);
    expect(action).toHaveBeenCalledTimes(2);
  });
});

describe('the document of the panel', () => {
  const html = panelHtml({
    cspSource: 'https://webview',
    script: 'https://webview/panel.js?a=1&b=2',
    nonce: 'N0NCE',
    title: 'Regularization: <model>',
    experiment: '/w/</script>"x.reglens.json',
  });

  test('allows only its own resources', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      'img-src https://webview data:',
      'style-src https://webview',
      "script-src 'nonce-N0NCE'",
      'font-src https://webview',
    ]);
  });

  test('every script carries the nonce, and no value can end one early', () => {
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<script nonce="N0NCE"/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain('<model>');
  });

  test('what the panel saves always names its experiment', () => {
    const script = /<script nonce="N0NCE">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    const saved: unknown[] = [];
    const scope = { acquireVsCodeApi: (): object => ({}) };
    const api = { getState: () => ({ tab: 'fit' }), setState: (state: unknown) => saved.push(state) };
    new Function('globalThis', 'acquireVsCodeApi', script)(scope, () => api);
    (scope.acquireVsCodeApi() as typeof api).setState({ tab: 'sparsity' });
    const experiment = '/w/</script>"x.reglens.json';
    expect(saved).toEqual([
      { tab: 'fit', experiment },
      { tab: 'sparsity', experiment },
    ]);
  });
});

test.each([
  ['digits-2', true],
  ['Ziffern üben', true],
  ['../oops', false],
  ['a\\b', false],
  ['what?', false],
  ['..', false],
  ['  ', false],
  ['a\u0007b', false],
])('%j as the name of an experiment: %s', (name, fits) => {
  expect(wrongName(name) === undefined).toBe(fits);
});
