import { describe, expect, test } from 'vitest';
import { largestRemainder, partSizes, splitRows, stratify } from '../../src/dataset/split.ts';
import { UserError } from '../../src/errors.ts';

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const DIGITS = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];

describe('part sizes', () => {
  test.each([
    // 442 · 0.2 = 88.4
    ['shares, training takes the rest', { validation: 0.2, test: 0.2 }, 442, [266, 88, 88]],
    ['numbers of rows', { training: 300, validation: 400, test: 1097 }, 1797, [300, 400, 1097]],
    ['numbers below the total', { training: 300, validation: 400, test: 100 }, 1797, [300, 400, 100]],
    ['shares and numbers', { training: 0.5, validation: 10, test: 0.1 }, 100, [50, 10, 10]],
    ['1 is one row', { validation: 1, test: 1 }, 10, [8, 1, 1]],
    // 0.5 · 10 = 5 and twice 0.25 · 10 = 2.5, rounded up: one row too many, which training gives up
    ['shares that sum to 1', { training: 0.5, validation: 0.25, test: 0.25 }, 10, [4, 3, 3]],
  ])('%s', (_, split, rows, [training, validation, testRows]) => {
    const sizes = partSizes('d.csv', { ...split, seed: 0 }, rows, 0);
    expect(sizes).toEqual({ training, validation, test: testRows });
  });

  test('too few rows', () => {
    const split = { training: 300, validation: 400, test: 2000, seed: 3 };
    const error = catchError(() => partSizes('digits.csv', split, 1797, 10));
    expect(error.problem).toEqual({
      code: 'DATA_TOO_FEW_ROWS',
      title: 'digits.csv has too few rows for the split',
      explanation:
        'The split asks for 300 rows for training, 400 for validation and 2,000 for test, 2,700 in all; the file has 1,797 usable rows. Validation and test need at least 1 row each, training 10.',
      remedy: 'Lower the sizes in data.split, or add rows.',
      suggestions: [
        {
          label: 'Use 20\u202f% each for validation and test and run',
          path: ['data', 'split'],
          value: { validation: 0.2, test: 0.2, seed: 3 },
        },
      ],
    });
  });

  test('nothing is suggested where shares do not fit either', () => {
    const error = catchError(() => partSizes('d.csv', { validation: 0.2, test: 0.2, seed: 0 }, 2, 2));
    expect(error.problem.suggestions).toBeUndefined();
    expect(error.problem.explanation).toContain('2 rows for training, 0 for validation and 0 for test');
  });
});

function catchError(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('expected a UserError');
}

describe('largest remainder', () => {
  test.each([
    // quotas 2.5, 1.5, 1: the first of the equal fractions gets the row
    [[5, 3, 2], 5, [3, 1, 1]],
    // quotas 1.4, 1.4, 4.2
    [[2, 2, 6], 7, [2, 1, 4]],
    [[7, 0, 3], 10, [7, 0, 3]],
    [[1, 1, 1], 0, [0, 0, 0]],
  ])('%j to %d', (counts, size, expected) => {
    expect(largestRemainder(counts, size)).toEqual(expected);
  });
});

describe('stratification', () => {
  test('digits: 300, 400 and 1,097 of 1,797 rows', () => {
    // 300 · 183 / 1797 = 30.55 is the largest fraction of the training quotas, 300 · 174 / 1797 = 29.05.
    expect(stratify(DIGITS, { training: 300, validation: 400, test: 1097 })).toEqual([
      [30, 30, 30, 31, 30, 30, 30, 30, 29, 30],
      [39, 41, 39, 41, 40, 41, 40, 40, 39, 40],
      [109, 111, 108, 111, 111, 111, 111, 109, 106, 110],
    ]);
  });

  test('training has a row of every class', () => {
    // 10 · 1 / 100 = 0.1 each for the two rare classes.
    const [training] = stratify([98, 1, 1], { training: 10, validation: 10, test: 10 });
    expect(training).toEqual([8, 1, 1]);
  });

  const classes = DIGITS.map(String);
  const values = Float64Array.from(DIGITS.flatMap((n, label) => new Array<number>(n).fill(label)));
  const sizes = { training: 300, validation: 400, test: 200 };

  test('no row is in two parts, and the counts are exact', () => {
    const split = splitRows(1797, sizes, 0, { classes, values });
    const all = [...split.training, ...split.validation, ...split.test];
    expect(new Set(all).size).toBe(900);
    const counts = DIGITS.map((_, label) => split.training.filter((row) => values[row] === label).length);
    expect(counts).toEqual(largestRemainder(DIGITS, 300));
    expect(split.validation).toHaveLength(400);
    expect(split.test).toHaveLength(200);
  });

  test('a seed always gives the same split, another seed another one', () => {
    const split = splitRows(1797, sizes, 1, { classes, values });
    expect(splitRows(1797, sizes, 1, { classes, values })).toEqual(split);
    expect(splitRows(1797, sizes, 2, { classes, values }).training).not.toEqual(split.training);
  });
});

test('without classes the parts are a shuffled order, cut', () => {
  const split = splitRows(10, { training: 5, validation: 3, test: 2 }, 0, { values: new Float64Array(10) });
  // The order of 10 with seed 0 of the tests of the shuffle.
  expect(split).toEqual({ training: [6, 8, 7, 5, 2], validation: [9, 4, 3], test: [0, 1] });
  expect(sum([...split.training, ...split.validation, ...split.test])).toBe(45);
});
