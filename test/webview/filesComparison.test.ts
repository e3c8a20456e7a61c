import { describe, expect, test } from 'vitest';
import type { FileChange, TensorChange } from '../../src/report/weightFiles/weightsComparison.ts';
import { movementChart } from '../../webview/files/comparison/charts.ts';
import { CHANGE_COLUMNS } from '../../webview/files/comparison/columns.ts';
import {
  comparisonHeadline,
  comparisonLine,
  movementTitle,
  shownStep,
  stepName,
  WHOLE,
} from '../../webview/files/comparison/words.ts';
import { sortedRows } from '../../webview/files/table/columns.ts';

const tensor = (name: string, change: Partial<TensorChange> = {}): TensorChange => ({
  name,
  kind: 'kernel',
  shape: [10, 10],
  count: 100,
  l2: { before: 2, after: 3 },
  exactZeros: { before: 0, after: 25 },
  nearZeros: { before: 10, after: 40 },
  deadUnits: { before: 0, after: 2 },
  distance: 1,
  relativeDistance: 0.5,
  cosine: 0.9,
  died: 31,
  revived: 1,
  ...change,
});

const bias = tensor('fc.bias', { kind: 'bias', relativeDistance: 0.7, deadUnits: null, cosine: -0.5 });
const fresh = tensor('new', { relativeDistance: null, distance: 4, cosine: null });

function change(tensors: TensorChange[], rest: Partial<FileChange> = {}): FileChange {
  const total = tensor('total', { count: 300, distance: 1.5, relativeDistance: 0.25 });
  const none = { onlyBefore: [], onlyAfter: [], reshaped: [], findings: [] };
  return { before: '/r/epoch=1.pt', after: '/r/epoch=9.pt', tensors, total, ...none, ...rest };
}

describe('the heading', () => {
  test.each([
    [change([bias], { findings: ['Zeros rose.'] }), 'Zeros rose.'],
    [change([bias]), 'The weights moved by 1.50, 25.0\u202f% of their norm before'],
    [change([]), 'The two files have no tensor in common'],
    [change([bias], { total: { ...tensor(''), distance: 0 } }), 'All 1 tensor are equal in both files'],
  ])('%#', (found, text) => expect(comparisonHeadline(found)).toBe(text));

  test('has under it what was compared', () => {
    const renamed = tensor('a', { renamed: 'module.a' });
    const reshaped = [{ name: 'b', before: [1], after: [2] }];
    expect(comparisonLine(change([renamed, bias], { reshaped }))).toBe(
      '2 tensors with 300 weights in both, 1 under another name, 1 of another shape',
    );
  });
});

describe('steps', () => {
  const [first, second, whole] = [change([bias]), change([]), change([fresh])];
  const comparison = { version: 1 as const, files: [], steps: [first, second], whole };

  test('begin with the whole where there is one, else with the first', () => {
    expect(shownStep(comparison, WHOLE).change).toBe(whole);
    expect(shownStep(comparison, 1).change).toBe(second);
    expect(shownStep({ ...comparison, whole: null }, WHOLE)).toEqual({ step: 0, change: first });
    expect(shownStep({ ...comparison, steps: [], whole: null }, 3).change).toBeUndefined();
  });

  test('are named by files, with folders where the names are equal', () => {
    expect(stepName(first)).toBe('epoch=1.pt → epoch=9.pt');
    expect(stepName({ before: 'a/last.pt', after: 'b/last.pt' } as FileChange)).toBe('a/last.pt → b/last.pt');
  });
});

test('movement is drawn for what had a norm, kernels apart from the rest', () => {
  const found = change([tensor('fc.weight'), bias, fresh]);
  expect(movementTitle(found)).toBe('fc.bias moved most, by 70\u202f% of its norm');
  const chart = movementChart(found, '')!;
  expect(chart.series.map(({ label, x, y }) => [label, x, y])).toEqual([
    ['Kernels and embeddings', [0], [0.5]],
    ['Others', [1], [0.7]],
  ]);
  expect(chart.x.ticks.map(chart.x.format)).toEqual(['fc.weight', 'fc.bias']);
  expect(movementChart(change([fresh]), '')).toBeUndefined();
  expect(movementTitle(change([fresh]))).toBe('No tensor moved');
});

describe('the table', () => {
  const cells = (row: TensorChange) =>
    Object.fromEntries(CHANGE_COLUMNS.map(({ name, text }) => [name, text(row)]));

  test('has before and after, once where they are equal', () => {
    expect(cells(tensor('a', { exactZeros: { before: 5, after: 5 }, renamed: 'm.a' }))).toMatchObject({
      name: 'a (m.a)',
      moved: '50.0\u202f%',
      l2: '2.00 → 3.00',
      near: '10\u202f% → 40\u202f%',
      zeros: '5\u202f%',
      dead: '0 → 2',
      died: '31',
    });
  });

  test('has the distance where there was no norm, and a dash for what is not known', () => {
    expect(cells(fresh)).toMatchObject({ moved: '4.00', cosine: '–' });
    expect(cells(bias)).toMatchObject({ dead: '–', cosine: '\u22120.500' });
  });

  test('is sorted by the change, not by either end', () => {
    const died = tensor('died', { nearZeros: { before: 0, after: 35 } });
    const rows = sortedRows([bias, died], CHANGE_COLUMNS, { column: 'near', descending: true });
    expect(rows.map(({ name }) => name)).toEqual(['died', 'fc.bias']);
  });
});
