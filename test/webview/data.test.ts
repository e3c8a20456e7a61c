import { describe, expect, test } from 'vitest';
import type { ColumnProfile } from '../../src/dataset/dataset.ts';
import type { Mimic } from '../../src/diagnosis/mimics.ts';
import { balanceChart, targetChart } from '../../webview/charts/data.ts';
import {
  balanceTitle,
  checkRows,
  columnMean,
  columnRange,
  columnsTitle,
  dataHeadline,
} from '../../webview/words/data.ts';
import { report } from './report.ts';

const column = (change: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name: 'age',
  role: 'input',
  kind: 'number',
  missing: 0,
  distinct: 40,
  numbers: { minimum: -0.5, maximum: 81, mean: 40.25, standardDeviation: 12.3456 },
  histogram: [1, 2, 3, 4],
  ...change,
});

const shift = { auc: 0.5, standardError: 0.02, column: null };
const CHECKS = {
  shift: { validation: shift, test: shift },
  classCounts: { training: [60, 30, 10], validation: [6, 3, 1], test: [6, 3, 1] },
};

function withData(profile: ColumnProfile[], mimics: Mimic[] = []) {
  const base = report();
  return {
    ...base,
    data: { ...base.data, classes: ['a', 'b', 'c'], profile, checks: CHECKS, duplicatesAcrossSplit: 3 },
    verdict: { ...base.verdict, mimics },
  };
}

const mimic = (kind: Mimic['kind'], found: Mimic['found']): Mimic => ({
  kind,
  found,
  value: '3',
  text: 'What it means.',
});

describe('the headline', () => {
  test('says that nothing misleads', () => {
    expect(dataHeadline(withData([column()], [mimic('leakage', 'absent')]))).toMatch(
      /3 classes: nothing in the split misleads$/,
    );
  });

  test('names what does', () => {
    const text = dataHeadline(
      withData([column({ missing: 2 })], [mimic('leakage', 'present'), mimic('shift', 'cannot-tell')]),
    );
    expect(text).toMatch(
      /: 3 rows of validation or test stand in training, too and 1 column has missing values$/,
    );
  });
});

test('the checks are those of the verdict, in its words, and what every loss is compared with', () => {
  const rows = checkRows(
    withData([column()], [mimic('shift', 'absent'), mimic('over-confidence', 'present')]),
  );
  expect(rows.map(({ name }) => name)).toEqual([
    'Validation against training rows',
    'Test against training rows',
    'Loss of the best constant answer',
  ]);
  expect(rows[0]!.meaning).toBe('What it means.');
});

describe('a column', () => {
  test('of numbers has its range and moments, with three digits', () => {
    expect(columnRange(column())).toBe('\u22120.5 to 81');
    expect(columnMean(column())).toBe('40.3 ± 12.3');
  });

  test('of text has its most frequent values', () => {
    const values = [
      { value: 'Paris', count: 3 },
      { value: 'Rome', count: 1 },
    ];
    const text = column({ kind: 'text', numbers: undefined, histogram: undefined, values, distinct: 2 });
    expect(columnRange(text)).toBe('Paris 75\u202f%, Rome 25\u202f%');
    expect(columnMean(text)).toBe('');
  });

  test('is counted by what it is for', () => {
    const profile = [
      column(),
      column({ kind: 'text' }),
      column({ role: 'excluded' }),
      column({ role: 'target' }),
    ];
    expect(columnsTitle(withData(profile).data)).toBe(
      '2 input columns, 1 of them text, one-hot encoded, 1 column left out',
    );
  });
});

describe('the classes', () => {
  test('are shown as shares of each part, so that parts of different size compare', () => {
    const { data } = withData([column()]);
    const chart = balanceChart(data, balanceTitle(data))!;
    expect(chart.series.map(({ y }) => y)).toEqual([
      [0.6, 0.3, 0.1],
      [0.6, 0.3, 0.1],
      [0.6, 0.3, 0.1],
    ]);
    expect(chart.summary).toBe('“a” has 60\u202f% of the rows, “c” 10\u202f%: accuracy alone says little');
  });

  test('of a balanced target are called so', () => {
    const { data } = withData([column()]);
    const counts = [10, 11, 12];
    const checks = { ...CHECKS, classCounts: { training: counts, validation: counts, test: counts } };
    expect(balanceTitle({ ...data, checks })).toMatch(/^Balanced: each class has 30\u202f% to 36\u202f%/);
    const equal = { ...checks, classCounts: { ...checks.classCounts, training: [20, 20, 20] } };
    expect(balanceTitle({ ...data, checks: equal })).toBe('Balanced: each class has 33\u202f% of the rows');
  });
});

test('a number to predict is drawn over its range', () => {
  const chart = targetChart(column({ role: 'target' }), 'age')!;
  // Four bins of (81 + 0.5)/4 from −0.5: the first is centred at −0.5 + 81.5/8.
  expect(chart.series[0]!.x[0]).toBeCloseTo(9.6875, 10);
  expect(chart.series[0]!.y).toEqual([1, 2, 3, 4]);
});
