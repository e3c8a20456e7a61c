import { expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import type { DataSettings } from '../../src/dataset/roles.ts';
import type { Suggestion } from '../../src/errors.ts';
import { problemFrom, settings, temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();

function csv(header: string, rows: number, row: (i: number) => string): string {
  return `${header}\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`;
}

async function problemOf(text: string, target: string, changes: Partial<DataSettings> = {}) {
  return problemFrom(loadDataset(settings(await folder.write(text), target, changes)));
}

test('the target is absent, and the last column looks like one', async () => {
  const problem = await problemFrom(loadDataset(settings('examples/digits/digits.csv', 'label')));
  expect(problem).toEqual({
    code: 'DATA_TARGET_MISSING',
    title: 'digits.csv has no column “label”',
    explanation:
      'The experiment names “label” as the target. The file has 65 columns; “digit”, the last one, looks like a target: whole numbers, 10 distinct values.',
    remedy: 'Set data.target in the experiment to one of the columns.',
    suggestions: [{ label: 'Use “digit” and run', path: ['data', 'target'], value: 'digit' }],
    technical: ['columns: p00 … p77 (64), digit', 'reader: csv, 1,797 rows, utf-8, comma'],
  });
});

test('the target is absent, and a name is near', async () => {
  const problem = await problemFrom(loadDataset(settings('examples/digits/digits.csv', 'digits')));
  expect(problem).toMatchObject({
    explanation:
      'The experiment names “digits” as the target. The file has 65 columns; the nearest name is “digit”: whole numbers, 10 distinct values.',
    suggestions: [{ label: 'Use “digit” and run', path: ['data', 'target'], value: 'digit' }],
  });
});

test('the target is absent, and nothing looks like one', async () => {
  const problem = await problemOf(
    csv('id;name', 20, (i) => `n${i};m${i}`),
    'label',
  );
  expect(problem.explanation).toBe('The experiment names “label” as the target. The file has 2 columns.');
  expect(problem.suggestions).toBeUndefined();
  expect(problem.technical).toEqual(['columns: id, name', 'reader: csv, 20 rows, utf-8, semicolon']);
});

interface Case {
  name: string;
  text: string;
  target?: string;
  changes?: Partial<DataSettings>;
  code: string;
  title: string;
  explanation: string;
  suggestions?: Suggestion[];
}

const exclude = (name: string, value: string[]): Suggestion => ({
  label: `Exclude “${name}” and run`,
  path: ['data', 'exclude'],
  value,
});
const classes = (label: string): Suggestion => ({ label, path: ['data', 'task'], value: 'classification' });

const cases: Case[] = [
  {
    name: 'an excluded column is absent, and a name is near',
    text: csv('Id,x,y', 20, (i) => `${i},${i},${i % 2}`),
    changes: { exclude: ['x', 'ID2'] },
    code: 'DATA_EXCLUDE_UNKNOWN',
    title: 'data.csv has no column “ID2” to exclude',
    explanation:
      'The experiment lists “ID2” in data.exclude. The file has 3 columns; the nearest name is “Id”.',
    suggestions: [exclude('Id', ['x', 'Id'])],
  },
  {
    name: 'an excluded column is absent, and no name is near',
    text: csv('a,x,y', 20, (i) => `${i},${i},${i % 2}`),
    changes: { exclude: ['x', 'customer'] },
    code: 'DATA_EXCLUDE_UNKNOWN',
    title: 'data.csv has no column “customer” to exclude',
    explanation: 'The experiment lists “customer” in data.exclude. The file has 3 columns.',
    suggestions: [{ label: 'Ignore “customer” and run', path: ['data', 'exclude'], value: ['x'] }],
  },
  {
    name: 'the target is excluded',
    text: csv('x,y', 20, (i) => `${i},${i % 2}`),
    changes: { exclude: ['y'] },
    code: 'DATA_TARGET_EXCLUDED',
    title: 'The target “y” is excluded',
    explanation: 'The experiment names “y” both as data.target and in data.exclude.',
    suggestions: [{ label: 'Keep “y” as the target and run', path: ['data', 'exclude'], value: [] }],
  },
  {
    name: 'no input is left',
    text: csv('x,y', 20, (i) => `${i},${i % 2}`),
    changes: { exclude: ['x'] },
    code: 'DATA_NO_INPUTS',
    title: 'data.csv has no input columns',
    explanation: 'Of 2 columns “y” is the target and 1 is excluded; nothing is left to predict it from.',
  },
  {
    name: 'text in a numeric column',
    text: csv('x,y', 20, (i) => `${i === 4 || i === 7 ? 'n.a.' : i},${i % 2}`),
    changes: { exclude: [] },
    code: 'DATA_TEXT_IN_NUMBERS',
    title: 'data.csv has text in the numeric column “x”',
    explanation: 'Row 6 has “n.a.” and row 9 has “n.a.”; 18 other cells of the column are numbers.',
    suggestions: [exclude('x', ['x'])],
  },
  {
    name: 'text in several numeric columns, as many texts as numbers in one',
    text: csv('a,b,c,y', 20, (i) => `${i % 2 ? 'x' : 1},${i ? 1 : 'x'},${i ? 1 : 'x'},${i % 2}`),
    code: 'DATA_TEXT_IN_NUMBERS',
    title: 'data.csv has text in the numeric column “a”',
    explanation:
      'Row 3 has “x”, row 5 has “x”, row 7 has “x”, row 9 has “x”, row 11 has “x” and 5 more; 10 other cells of the column are numbers. The same holds for “b” and “c”.',
    suggestions: [exclude('a', ['a'])],
  },
  {
    name: 'text in a numeric target',
    text: csv('x,y', 20, (i) => `${i},${i === 3 ? 'unknown' : i % 2}`),
    code: 'DATA_TEXT_IN_NUMBERS',
    title: 'data.csv has text in the numeric column “y”',
    explanation: 'Row 5 has “unknown”; 19 other cells of the column are numbers.',
    suggestions: [classes('Take the values of “y” as classes and run')],
  },
  {
    name: 'a text target for regression',
    text: csv('x,y', 20, (i) => `${i},${'ab'[i % 2]}`),
    changes: { task: 'regression' },
    code: 'DATA_TARGET_TEXT',
    title: 'data.csv has text in the target “y”, and regression needs numbers',
    explanation:
      'Row 2 has “a”, row 3 has “b”, row 4 has “a”, row 5 has “b”, row 6 has “a” and 15 more. The experiment sets data.task to “regression”.',
    suggestions: [classes('Use classification and run')],
  },
  {
    name: 'more than 50 categories',
    text: csv('id,x,y', 51, (i) => `name ${i},${i},${i % 2}`),
    code: 'DATA_TOO_MANY_CATEGORIES',
    title: 'The text column “id” has 51 categories',
    explanation:
      'Text columns of data.csv become one input for each category, which is done for at most 50; names, dates and free text are not categories.',
    suggestions: [exclude('id', ['id'])],
  },
  {
    name: 'empty, NaN and infinite cells',
    text: csv('a,b,y', 24, (i) =>
      i === 3 ? ',1,0' : i === 5 ? 'inf,nan,1' : i === 9 ? '1,1e39,1' : `${i},${i},${i % 2}`,
    ),
    code: 'DATA_NON_FINITE',
    title: 'data.csv has 3 rows with empty, NaN or infinite cells',
    explanation:
      'Of 24 rows 3 are affected, by column: “a” (2) and “b” (2). For example row 5, “a” (no value), row 7, “a” (Infinity), row 7, “b” (no value) and row 11, “b” (1e+39). Numbers beyond ±1e30 count as markers of missing values.',
    suggestions: [
      { label: 'Drop 3 rows and run', path: ['data', 'dropNonFinite'], value: true },
      exclude('a', ['a']),
    ],
  },
  {
    name: 'an empty column: dropping its rows would leave nothing',
    text: csv('a,b,y', 20, (i) => `,${i},${i % 2}`),
    changes: { dropNonFinite: true },
    code: 'DATA_NON_FINITE',
    title: 'data.csv has 20 rows with empty, NaN or infinite cells',
    explanation:
      'Of 20 rows 20 are affected, by column: “a” (20). For example row 2, “a” (no value), row 3, “a” (no value), row 4, “a” (no value), row 5, “a” (no value) and row 6, “a” (no value).',
    suggestions: [exclude('a', ['a'])],
  },
  {
    name: 'a nodata marker within the range of 32-bit floats',
    text: csv('a,y', 40, (i) => `${i === 6 ? '-3.4028234e38' : i / 1000},${i % 2}`),
    code: 'DATA_NON_FINITE',
    title: 'data.csv has 1 row with empty, NaN or infinite cells',
    explanation:
      'Of 40 rows 1 is affected, by column: “a” (1). For example row 8, “a” (-3.4028234e+38). Numbers beyond ±1e30 count as markers of missing values.',
    suggestions: [
      { label: 'Drop 1 row and run', path: ['data', 'dropNonFinite'], value: true },
      exclude('a', ['a']),
    ],
  },
  {
    // Row index 9 is the sixth of the order of 10 with seed 0, so it is not among the first 5.
    name: 'an extreme value in an input that is constant in the training part',
    text: csv('a,y', 10, (i) => `${i === 9 ? 1000003 : 2},${i + 0.5}`),
    changes: { split: { training: 5, validation: 3, test: 2, seed: 0 } },
    code: 'DATA_EXTREME',
    title: 'data.csv has 1 extreme value in “a”',
    explanation:
      'In “a” row 11 has 1000003, while every training row has 2: it is more than 1,000,000 standard deviations away, where no network can answer sensibly.',
    suggestions: [exclude('a', ['a'])],
  },
  {
    name: 'numbers with decimal commas in all columns',
    text: csv('a;b;y', 20, (i) => `${i},5;1.00${i % 10},25;${i},1`),
    code: 'DATA_NUMBER_NOTATION',
    title: 'data.csv has numbers in “a” that cannot be read',
    explanation:
      'Row 2 has “0,5”, row 3 has “1,5”, row 4 has “2,5”, row 5 has “3,5”, row 6 has “4,5” and 15 more: these look like numbers with a decimal comma or thousands separators. The same holds for “b” and “y”.',
  },
  {
    name: 'prices; as many other texts do not make them categories',
    text: csv('a,y', 20, (i) => `${i % 2 ? '$1.20' : 'free'},${i % 2}`),
    code: 'DATA_NUMBER_NOTATION',
    title: 'data.csv has numbers in “a” that cannot be read',
    explanation:
      'Row 3 has “$1.20”, row 5 has “$1.20”, row 7 has “$1.20”, row 9 has “$1.20”, row 11 has “$1.20” and 5 more: these look like numbers with a currency or percent sign.',
    suggestions: [exclude('a', ['a'])],
  },
  {
    name: 'a target with decimal commas',
    text: csv('x;y', 20, (i) => `${i};${i},5`),
    code: 'DATA_NUMBER_NOTATION',
    title: 'data.csv has numbers in “y” that cannot be read',
    explanation:
      'Row 2 has “0,5”, row 3 has “1,5”, row 4 has “2,5”, row 5 has “3,5”, row 6 has “4,5” and 15 more: these look like numbers with a decimal comma or thousands separators.',
  },
  {
    name: 'one class',
    text: csv('x,y', 20, (i) => `${i},yes`),
    code: 'DATA_ONE_CLASS',
    title: 'The target “y” has one class only',
    explanation:
      'Each of the 20 rows of data.csv has “yes” there, so there is nothing to learn; expected at least two classes.',
  },
  {
    name: 'one value for regression',
    text: csv('x,y', 20, (i) => `${i},1.5`),
    code: 'DATA_TARGET_CONSTANT',
    title: 'The target “y” has one value only',
    explanation:
      'Each of the 20 rows of data.csv has “1.5” there, so there is nothing to learn; expected at least two values.',
  },
  {
    name: 'one value in the training part',
    text: csv('x,y', 10, (i) => `${i},${i === 9 ? 1.5 : 0.5}`),
    // Row index 9 is the sixth of the order of 10 with seed 0, so it is not among the first 5.
    changes: { split: { training: 5, validation: 3, test: 2, seed: 0 } },
    code: 'DATA_TARGET_CONSTANT',
    title: 'The target “y” has one value only in the training part',
    explanation: 'Each of the 5 training rows of data.csv has 0.5 there, so there is nothing to learn.',
  },
  {
    name: 'a number in every row as class',
    text: csv('x,y', 20, (i) => `${i},${i}`),
    changes: { task: 'classification' },
    code: 'DATA_TOO_MANY_CLASSES',
    title: 'The target “y” has too many classes for 20 rows',
    explanation:
      'data.csv has 20 classes there, and 20 of them have fewer than three rows, too few for training, validation and test.',
    suggestions: [{ label: 'Use regression and run', path: ['data', 'task'], value: 'regression' }],
  },
  {
    name: 'a name in every row as class',
    text: csv('x,y', 20, (i) => `${i},name ${i}`),
    code: 'DATA_TOO_MANY_CLASSES',
    title: 'The target “y” has too many classes for 20 rows',
    explanation:
      'data.csv has 20 classes there, and 20 of them have fewer than three rows, too few for training, validation and test.',
  },
  {
    name: 'too few rows for the split after dropping',
    text: csv('x,y', 20, (i) => `${i < 15 ? '' : i},${i % 2}`),
    changes: { dropNonFinite: true, split: { training: 4, validation: 2, test: 2, seed: 0 } },
    code: 'DATA_TOO_FEW_ROWS',
    title: 'data.csv has too few rows for the split',
    explanation:
      'The split asks for 4 rows for training, 2 for validation and 2 for test, 8 in all; the file has 5 usable rows. Validation and test need at least 1 row each, training 2.',
    suggestions: [
      {
        label: 'Use 20\u202f% each for validation and test and run',
        path: ['data', 'split'],
        value: { validation: 0.2, test: 0.2 },
      },
    ],
  },
];

test.each(cases)('$name', async ({ text, target = 'y', changes, code, title, explanation, suggestions }) => {
  const problem = await problemOf(text, target, changes);
  expect(problem).toMatchObject({ code, title, explanation });
  expect(problem.suggestions).toEqual(suggestions);
  expect(problem.remedy).toMatch(/^[A-Z].*\.$/);
});

test('decimal commas are recognized among numbers', async () => {
  const problem = await problemOf(
    csv('x;y', 20, (i) => `${i < 10 ? `${i},5` : i};${i % 2}`),
    'y',
  );
  expect(problem).toMatchObject({
    code: 'DATA_NUMBER_NOTATION',
    remedy: 'Write decimals with a point, thousands without a separator, and no signs: 1.5 and 1001.',
  });
});

test('what a suggestion sets is accepted', async () => {
  const file = await folder.write(csv('id,x,y', 60, (i) => `name ${i},${i === 3 ? '' : i},${i % 2}`));
  let current = settings(file, 'label');
  const codes: string[] = [];
  for (let step = 0; step < 3; step++) {
    const problem = await problemFrom(loadDataset(current));
    codes.push(problem.code);
    const { path, value } = problem.suggestions![0]!;
    current = { ...current, [path[1]!]: value };
  }
  expect(codes).toEqual(['DATA_TARGET_MISSING', 'DATA_TOO_MANY_CATEGORIES', 'DATA_NON_FINITE']);
  expect((await loadDataset(current)).training.rows).toBe(35);
});
