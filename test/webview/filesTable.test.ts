import { describe, expect, test } from 'vitest';
import { countAndShare, shapeText, shortName, significant } from '../../webview/files/numbers.ts';
import {
  type Column,
  markdownOf,
  nextSort,
  sortedRows,
  tableCsv,
} from '../../webview/files/table/columns.ts';

interface Layer {
  name: string;
  norm: number | null;
}

const COLUMNS: Column<Layer>[] = [
  { name: 'name', title: 'Layer', key: ({ name }) => name, text: ({ name }) => name },
  {
    name: 'norm',
    title: '‖w‖|₂',
    numeric: true,
    key: ({ norm }) => norm,
    text: ({ norm }) => (norm === null ? '–' : norm.toFixed(1)),
  },
];

const ROWS: Layer[] = [
  { name: 'layer.10', norm: 2.25 },
  { name: 'layer.9', norm: null },
  { name: 'head, "last"', norm: Number.POSITIVE_INFINITY },
  { name: 'layer.1', norm: Number.NaN },
  { name: 'stem', norm: -1 },
];

const namesBy = (sort: Parameters<typeof sortedRows>[2]) =>
  sortedRows(ROWS, COLUMNS, sort).map(({ name }) => name);

describe('the order of rows', () => {
  test('is that of the file without a column, and with one that is not there', () => {
    expect(namesBy(undefined)).toEqual(ROWS.map(({ name }) => name));
    expect(namesBy({ column: 'gone', descending: true })).toEqual(ROWS.map(({ name }) => name));
  });

  test('counts numbers within names', () => {
    expect(namesBy({ column: 'name', descending: false })).toEqual([
      'head, "last"',
      'layer.1',
      'layer.9',
      'layer.10',
      'stem',
    ]);
  });

  test.each([
    [true, ['head, "last"', 'layer.10', 'stem']],
    [false, ['stem', 'layer.10', 'head, "last"']],
  ])('has what is not known last, descending: %s', (descending, known) => {
    expect(namesBy({ column: 'norm', descending })).toEqual([...known, 'layer.9', 'layer.1']);
  });

  test('of a heading: numbers from the largest, texts from A, then the other way, then the file’s', () => {
    const norm = { name: 'norm', numeric: true as const };
    const down = nextSort(undefined, norm);
    expect(down).toEqual({ column: 'norm', descending: true });
    expect(nextSort(down, norm)).toEqual({ column: 'norm', descending: false });
    expect(nextSort({ column: 'norm', descending: false }, norm)).toBeUndefined();
    expect(nextSort(down, { name: 'name' })).toEqual({ column: 'name', descending: false });
  });
});

describe('a table as text', () => {
  test('as Markdown has the numbers as they are read', () => {
    expect(markdownOf(COLUMNS, ROWS.slice(0, 2))).toBe(
      ['| Layer | ‖w‖\\|₂ |', '| --- | ---: |', '| layer.10 | 2.3 |', '| layer.9 | – |', ''].join('\n'),
    );
  });

  test('as CSV has them in full, and nothing for what is not known', () => {
    expect(tableCsv(COLUMNS, ROWS.slice(0, 4))).toBe(
      ['Layer,‖w‖|₂', 'layer.10,2.25', 'layer.9,', '"head, ""last""",Infinity', 'layer.1,', ''].join('\r\n'),
    );
  });
});

test.each([
  [0, '0'],
  [0.021333, '0.0213'],
  [136.64, '137'],
  [-2_310.4, '\u22122,310'],
  [1.5e-5, '1.5e-5'],
  [1e-5, '1e-5'],
  [2.13e12, '2.1e12'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '\u2212∞'],
])('%d is written %s', (value, text) => expect(significant(value)).toBe(text));

test('parts of nothing and shapes of one number', () => {
  expect(countAndShare(0, 0)).toBe('0');
  expect(countAndShare(1, 1000)).toBe('1 (<1\u202f%)');
  expect(countAndShare(1500, 2000)).toBe('1,500 (75\u202f%)');
  expect(shapeText([])).toBe('1');
  expect(shapeText([3, 1024])).toBe('3 × 1,024');
});

test.each([
  ['fc.weight', 'fc.weight'],
  ['123456789012345678', '123456789012345678'],
  ['1234567890123456789', '…34567890123456789'],
])('%s in a chart is %s', (name, short) => expect(shortName(name)).toBe(short));
