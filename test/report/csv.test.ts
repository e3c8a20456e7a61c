import { expect, test } from 'vitest';
import { csvOf, renderCsv } from '../../src/report/csv.ts';
import { baseline, estimate, l2, report } from '../webview/report.ts';

/** Rows as records; the cells of these reports hold no line breaks. */
function parsed(csv: string): Record<string, string>[] {
  const [names = [], ...rows] = csv
    .trimEnd()
    .split('\r\n')
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell!));
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]!])));
}

test('one row a variant with numbers at full precision', () => {
  const exact = { ...l2, testLoss: estimate(0.1 + 0.2, 1 / 3) };
  const [none, chosen] = parsed(renderCsv(report([baseline, exact])));
  expect(none).toMatchObject({
    id: 'none-0',
    name: 'No regularization',
    recommended: 'no',
    testLossDifference: '',
  });
  expect(chosen).toMatchObject({
    family: 'l2',
    recommended: 'yes',
    l2: '0.001',
    finishedSeeds: '3',
    testLoss: '0.30000000000000004',
    testLossStandardError: '0.3333333333333333',
    testLossDifference: '-0.060000000000000005',
    testLossDifferenceLow: '-0.1',
    testLossDifferenceHigh: '-0.02',
  });
});

test('a variant without a finished seed has empty cells, not NaN', () => {
  const none = { mean: null, standardError: null, seeds: 0 };
  const [row] = parsed(
    renderCsv(report([{ ...l2, seeds: [], validationLoss: none, testAccuracy: undefined }])),
  );
  expect(row).toMatchObject({ validationLoss: '', testAccuracy: '', bestEpoch: '' });
});

test('compound settings are JSON, quoted', () => {
  const settings = { ...l2.settings, augmentation: { shift: 0.1, flip: true as const } };
  expect(renderCsv(report([{ ...l2, settings }]))).toContain('"{""shift"":0.1,""flip"":true}"');
});

test('cells with commas, quotes and line breaks are quoted', () => {
  expect(csvOf([['a,b', 'say "x"', 'two\nlines', 1, null, undefined]])).toBe(
    '"a,b","say ""x""","two\nlines",1,,\r\n',
  );
});
