import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/dataset/dataset.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import type { DataSettings } from '../../src/dataset/roles.ts';
import { problemFrom, settings, temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();
const DIGITS = settings('examples/digits/digits.csv', 'digit', {
  split: { training: 300, validation: 400, test: 1097, seed: 0 },
});
const DIABETES = settings('examples/diabetes/diabetes.csv', 'progression');

async function load(csv: string, target: string, changes: Partial<DataSettings> = {}) {
  return loadDataset(settings(await folder.write(csv), target, changes));
}

/** A table of `rows` rows from a function of the row's index. */
function csv(header: string, rows: number, row: (i: number) => string): string {
  return `${header}\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`;
}

// Expected numbers of both examples: Python's csv module and plain arithmetic on the files.
describe('digits', async () => {
  const digits = await loadDataset(DIGITS);

  test('sizes, classes and columns', () => {
    expect(digits).toMatchObject({ file: 'digits.csv', target: 'digit', task: 'classification' });
    expect(digits.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(digits.columns).toHaveLength(64);
    expect([digits.training, digits.validation, digits.test].map(({ rows }) => rows)).toEqual([
      300, 400, 1097,
    ]);
    expect(digits.test.inputs).toHaveLength(1097 * 64);
    expect(digits.duplicatesAcrossSplit).toBe(0);
  });

  test('every class has its share of the training part', () => {
    const counts = new Array<number>(10).fill(0);
    for (const label of digits.training.targets) counts[label]!++;
    expect(counts).toEqual([30, 30, 30, 31, 30, 30, 30, 30, 29, 30]);
    const entropy = (n: number) => (n / 300) * Math.log(300 / n);
    expect(digits.trivialLoss).toBeCloseTo(8 * entropy(30) + entropy(31) + entropy(29), 12);
  });

  test('the first rows are those that the generator says', () => {
    expect([...digits.training.targets.slice(0, 8)]).toEqual([0, 9, 9, 8, 9, 7, 3, 0]);
    // p02 of row 1677, the first one of validation.
    expect(digits.validation.inputs[2]).toBeCloseTo(-0.223693387594416, 6);
  });

  test('standardized with mean and population standard deviation of the training part', () => {
    expect(digits.columns[2]!.mean).toBeCloseTo(4.976666666666667, 12);
    expect(digits.columns[2]!.standardDeviation).toBeCloseTo(4.366095382477219, 12);
    const column = Float64Array.from({ length: 300 }, (_, row) => digits.training.inputs[row * 64 + 2]!);
    expect(column.reduce((a, b) => a + b) / 300).toBeCloseTo(0, 6);
    expect(column.reduce((a, b) => a + b * b, 0) / 300).toBeCloseTo(1, 5);
  });

  test('notes', () => {
    expect(digits.notes).toEqual([
      'Classification: the target “digit” holds whole numbers with 10 distinct values; data.task can set it.',
      '5 inputs are constant in the training part, and 0 there once standardized: “p00”, “p20”, “p40”, “p47” and “p70”.',
    ]);
  });
});

describe('diabetes', async () => {
  const diabetes = await loadDataset(DIABETES);

  test('a regression whose target is standardized', () => {
    expect(diabetes).toMatchObject({ task: 'regression', trivialLoss: 1 });
    expect(diabetes).not.toHaveProperty('classes');
    expect([diabetes.training.rows, diabetes.validation.rows, diabetes.test.rows]).toEqual([266, 88, 88]);
    expect(diabetes.columns[2]!.name).toBe('bmi');
    expect(diabetes.columns[2]!.mean).toBeCloseTo(26.445864661654134, 12);
    expect(diabetes.columns[2]!.standardDeviation).toBeCloseTo(4.215385555341262, 12);
    // Row 199 is the first one: progression 90.
    expect(diabetes.training.targets[0]).toBeCloseTo((90 - 152.83082706766916) / 74.08168087097744, 6);
  });

  test('notes', () => {
    expect(diabetes.notes).toEqual([
      'Regression: the target “progression” holds whole numbers with 214 distinct values, too many for classes; data.task can set it.',
      'The target is standardized: losses are in units of its variance in the training part (standard deviation 74.08), so a squared error of 1 is what always answering the mean gets.',
    ]);
  });

  test('without standardization inputs and target are the file’s, and the trivial loss is the variance', async () => {
    const raw = await loadDataset({ ...DIABETES, standardize: false });
    expect(raw.trivialLoss).toBeCloseTo(5488.0954406693445, 8);
    expect(raw.training.targets[0]).toBe(90);
    expect(raw.columns[2]!.mean).toBe(diabetes.columns[2]!.mean);
    expect(raw.notes).toHaveLength(1);
  });
});

describe('task', () => {
  test.each<[string, (i: number) => unknown, number, string]>([
    ['text', (i) => 'ab'[i % 2], 20, 'classification'],
    ['0 and 1', (i) => i % 2, 20, 'classification'],
    ['20 whole numbers', (i) => (i % 20) * 3, 60, 'classification'],
    ['21 whole numbers', (i) => (i % 21) * 3, 63, 'regression'],
    ['a different whole number in every row', (i) => i, 15, 'regression'],
    ['26 codes from 0 with 50 rows each', (i) => i % 26, 1300, 'classification'],
    ['26 codes from 1 with 50 rows each', (i) => (i % 26) + 1, 1300, 'classification'],
    ['26 codes with fewer rows', (i) => i % 26, 1299, 'regression'],
    ['26 codes with a gap', (i) => (i % 26 === 25 ? 26 : i % 26), 1300, 'regression'],
    ['101 codes', (i) => i % 101, 5050, 'regression'],
    ['fractions', (i) => (i % 2) / 2, 20, 'regression'],
  ])('%s', async (_, target, rows, task) => {
    expect(
      (
        await load(
          csv('x,y', rows, (i) => `${i},${target(i)}`),
          'y',
        )
      ).task,
    ).toBe(task);
  });

  test('the experiment can say which', async () => {
    const table = csv('x,y', 20, (i) => `${i},${i % 2}`);
    const regression = await load(table, 'y', { task: 'regression', standardize: false });
    expect(regression).toMatchObject({ task: 'regression', notes: [] });
    expect(new Set(regression.training.targets)).toEqual(new Set([0, 1]));
    const halves = await load(
      csv('x,y', 20, (i) => `${i},${(i % 2) / 2}`),
      'y',
      { task: 'classification' },
    );
    expect(halves.classes).toEqual(['0', '0.5']);
  });

  test('numbers are in numeric order, texts in the order of their characters', async () => {
    const numbers = [10, 9, -1];
    const texts = ['b', 'a', 'B'];
    expect(
      (
        await load(
          csv('x,y', 30, (i) => `${i},${numbers[i % 3]}`),
          'y',
        )
      ).classes,
    ).toEqual(['-1', '9', '10']);
    expect(
      (
        await load(
          csv('x,y', 30, (i) => `${i},${texts[i % 3]}`),
          'y',
        )
      ).classes,
    ).toEqual(['B', 'a', 'b']);
  });
});

describe('inputs', () => {
  test('text is one-hot encoded, stays 0 and 1, and is noted', async () => {
    const cities = ['Rome', 'Oslo', 'Rome', 'Bonn'];
    const table = csv('x,city,y', 40, (i) => `${i},${cities[i % 4]},${i + 0.5}`);
    const dataset = await load(table, 'y');
    expect(dataset.columns.map(({ name }) => name)).toEqual(['x', 'city=Bonn', 'city=Oslo', 'city=Rome']);
    expect(dataset.notes).toContain('“city” has 3 categories: one-hot encoded.');
    const mean = dataset.columns[0]!.mean;
    const sd = dataset.columns[0]!.standardDeviation;
    for (let row = 0; row < dataset.training.rows; row++) {
      const [x, ...city] = dataset.training.inputs.slice(row * 4, row * 4 + 4);
      const i = Math.round(x! * sd + mean);
      expect(city).toEqual(['Bonn', 'Oslo', 'Rome'].map((name) => (name === cities[i % 4] ? 1 : 0)));
    }
  });

  test('50 categories are fine', async () => {
    const dataset = await load(
      csv('c,y', 200, (i) => `c${i % 50},${i + 0.5}`),
      'y',
    );
    expect(dataset.columns).toHaveLength(50);
  });

  test('a column that is mostly text takes its numbers as categories', async () => {
    const codes = ['A', 'B', '7'];
    const dataset = await load(
      csv('c,y', 30, (i) => `${codes[i % 3]},${i + 0.5}`),
      'y',
    );
    expect(dataset.columns.map(({ name }) => name)).toEqual(['c=7', 'c=A', 'c=B']);
  });

  test('excluded columns are not looked at', async () => {
    const table = csv('id,x,y', 20, (i) => `name ${i},${i},${i % 2}`);
    const dataset = await load(table, 'y', { exclude: ['id'] });
    expect(dataset.columns.map(({ name }) => name)).toEqual(['x']);
  });

  test('categories of which less than half look like numbers stay categories', async () => {
    const cells = ['1,5', 'low', 'high'];
    const dataset = await load(
      csv('c;y', 30, (i) => `${cells[i % 3]};${i + 0.5}`),
      'y',
    );
    expect(dataset.columns.map(({ name }) => name)).toEqual(['c=1,5', 'c=high', 'c=low']);
  });

  test('a constant is 0 after standardization, though rounding would give it a spread', async () => {
    // In floating point the mean of 0.1 over 12 rows is not 0.1.
    const dataset = await load(
      csv('c,x,y', 20, (i) => `0.1,${i},${i + 0.5}`),
      'y',
    );
    expect(dataset.columns[0]).toEqual({ name: 'c', mean: 0.1, standardDeviation: 0 });
    expect(dataset.training.inputs.filter((_, i) => i % 2 === 0)).toEqual(new Float32Array(12));
    expect(dataset.notes).toContain(
      '1 input is constant in the training part, and 0 there once standardized: “c”.',
    );
  });

  test('mean and deviation of four values by hand', async () => {
    // Training takes the first 4 of the order of 6 with seed 0; the file holds their values in x.
    const dataset = await load(
      csv('x,y', 6, (i) => `${i < 3 ? 2 : 6},${i + 0.5}`),
      'y',
      {
        split: { training: 4, validation: 1, test: 1, seed: 0 },
        standardize: false,
      },
    );
    const sixes = dataset.training.inputs.filter((x) => x === 6).length;
    // Mean 2 + 4·p and variance 16·p·(1 − p) for a share p of sixes.
    const p = sixes / 4;
    expect([0.25, 0.5, 0.75]).toContain(p);
    expect(dataset.columns[0]!.mean).toBe(2 + 4 * p);
    expect(dataset.columns[0]!.standardDeviation).toBeCloseTo(4 * Math.sqrt(p * (1 - p)), 12);
  });
});

describe('rows', () => {
  const broken = csv('a,b,y', 24, (i) =>
    i === 3 ? ',1,0' : i === 5 ? 'inf,nan,1' : `${i},${2 * i},${i % 2}`,
  );

  test('incomplete ones are dropped when the experiment says so, and noted', async () => {
    const dataset = await load(broken, 'y', { dropNonFinite: true });
    expect(dataset.training.rows + dataset.validation.rows + dataset.test.rows).toBe(22);
    expect(dataset.notes).toContain(
      '2 rows of 24 dropped: empty, NaN or infinite cells in “a” (2) and “b” (1).',
    );
  });

  test('a nodata marker is a missing value, 1e30 and −9999 are numbers', async () => {
    const column = (value: string) => csv('a,y', 40, (i) => `${i === 6 ? value : i},${i % 2}`);
    const marked = await load(column('-3.4028234e38'), 'y', { dropNonFinite: true });
    expect(marked.notes).toContain('1 row of 40 dropped: empty, NaN or infinite cells in “a” (1).');
    const rowsOf = ({ training, validation, test }: Dataset) => training.rows + validation.rows + test.rows;
    expect(rowsOf(marked)).toBe(39);
    // A value in the training part is never more than √(n − 1) of its standard deviations from the mean.
    const order = { split: { training: 38, validation: 1, test: 1, seed: 0 } };
    expect(rowsOf(await load(column('-9999'), 'y', order))).toBe(40);
    expect((await load(column('1e30'), 'y', order)).training.inputs.every(Number.isFinite)).toBe(true);
  });

  describe('values far from those of the training part', () => {
    // Row index 9 is the sixth of the order of 10 with seed 0. Training has values of ±1 around 0 or −0.5, some of
    // each, so their sd is √(1 − m²) with |m| ≤ 0.6: between 0.8 and 1.
    const inValidation = { training: 5, validation: 3, test: 2, seed: 0 };
    const inTest = { training: 4, validation: 1, test: 5, seed: 0 };
    const inNone = { training: 3, validation: 1, test: 1, seed: 0 };
    const input = (far: number) => csv('a,y', 10, (i) => `${i === 9 ? far : (i % 2) * 2 - 1},${i + 0.5}`);
    const target = (far: number) => csv('a,y', 10, (i) => `${i},${i === 9 ? far : (i % 2) * 2 - 1.5}`);

    test.each([
      ['input', input(7e5), inValidation],
      ['target', target(-7e5), inTest],
      ['input in no part', input(5e6), inNone],
    ])('%s: below 1,000,000 standard deviations, or not used', async (_, text, split) => {
      expect((await load(text, 'y', { split })).columns).toHaveLength(1);
    });

    test.each([
      ['a', input(1.1e6), inValidation, '1100000'],
      ['a', input(-1.1e6), inTest, '-1100000'],
      ['y', target(1.1e6), inTest, '1100000'],
      ['y', target(-1.1e6), inValidation, '-1100000'],
    ])('“%s”, an error above, standardized or not', async (name, text, split, value) => {
      for (const standardize of [true, false]) {
        const problem = await problemFrom(load(text, 'y', { split, standardize }));
        expect(problem).toMatchObject({ code: 'DATA_EXTREME' });
        expect(problem.explanation).toContain(
          `In “${name}” row 11 has ${value}, while the training rows have`,
        );
      }
    });
  });

  test('a target with decimal commas may be classes when the experiment says so', async () => {
    const table = csv('x;y', 20, (i) => `${i};${i % 2},5`);
    expect((await load(table, 'y', { task: 'classification' })).classes).toEqual(['0,5', '1,5']);
  });

  test('incomplete cells of excluded columns do not matter', async () => {
    const dataset = await load(broken, 'y', { exclude: ['a'], dropNonFinite: true });
    expect(dataset.notes).toContain('1 row of 24 dropped: empty, NaN or infinite cells in “b” (1).');
  });

  test('a split by numbers may leave rows over', async () => {
    const dataset = await load(
      csv('x,y', 30, (i) => `${i},${i % 2}`),
      'y',
      {
        split: { training: 10, validation: 5, test: 5, seed: 0 },
      },
    );
    expect(dataset.notes).toContain('10 rows of 30 are in no part: the split asks for 20.');
  });

  test('a class that is too small for three parts is noted', async () => {
    const dataset = await load(
      csv('x,y', 41, (i) => `${i},${i === 40 ? 'rare' : 'ab'[i % 2]}`),
      'y',
    );
    expect(dataset.classes).toEqual(['a', 'b', 'rare']);
    expect(dataset.training.targets).toContain(2);
    expect(dataset.notes).toContain('No row of “rare” in the validation part: too few rows of that class.');
    expect(dataset.notes).toContain('No row of “rare” in the test part: too few rows of that class.');
  });

  test('blank lines between rows are noted', async () => {
    const dataset = await load(`x,y\n${csv('1,0\n', 20, (i) => `${i},${i % 2}`)}`, 'y');
    expect(dataset.notes).toContain('1 blank line between the rows skipped.');
  });

  test('rows of validation and test that training has too are counted', async () => {
    // Two distinct rows, 20 times each: each part has both, so all 8 + 8 rows are known.
    expect(
      (
        await load(
          csv('x,y', 40, (i) => `${i % 2},${i % 2}`),
          'y',
        )
      ).duplicatesAcrossSplit,
    ).toBe(16);
    // The same inputs with another target are not duplicates: the target is a different number in every row.
    expect(
      (
        await load(
          csv('x,y', 40, (i) => `${i % 2},${i + 0.5}`),
          'y',
        )
      ).duplicatesAcrossSplit,
    ).toBe(0);
  });
});

describe('digest', () => {
  const table = csv('a,b,y', 30, (i) => `${i},${2 * i},${i % 2}`);
  const base = () => load(table, 'y');

  test('equal for equal parts, also when they are asked for differently', async () => {
    const { digest } = await base();
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect((await base()).digest).toBe(digest);
    expect((await load(table, 'y', { task: 'classification', dropNonFinite: true })).digest).toBe(digest);
    const counts = { split: { training: 18, validation: 6, test: 6, seed: 0 } };
    expect((await load(table, 'y', counts)).digest).toBe(digest);
  });

  test.each<[string, string, Partial<DataSettings>]>([
    ['content', table.replace('29,58', '29,59'), {}],
    ['task', table, { task: 'regression' }],
    ['exclude', table, { exclude: ['b'] }],
    ['standardize', table, { standardize: false }],
    ['seed', table, { split: { validation: 0.2, test: 0.2, seed: 1 } }],
    ['sizes', table, { split: { validation: 0.2, test: 0.1, seed: 0 } }],
  ])('another one for another %s', async (_, text, changes) => {
    const { digest } = await base();
    expect((await load(text, 'y', changes)).digest).not.toBe(digest);
  });

  test('the same settings give the same numbers', async () => {
    const [first, second] = [await base(), await base()];
    expect(second).toEqual(first);
  });
});
