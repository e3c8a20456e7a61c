/** Training, validation and test part: sizes, and which row goes where. */
import { type Suggestion, UserError } from '../errors.ts';
import { formatCount } from '../words.ts';
import type { DataSettings } from './roles.ts';
import { shuffledIndices } from './shuffle.ts';
import { countValues, type Target } from './target.ts';
import { thousands } from './words.ts';

export interface PartSizes {
  training: number;
  validation: number;
  test: number;
}

/** Row positions of each part, in random order. */
export interface Split {
  training: number[];
  validation: number[];
  test: number[];
}

type SplitSettings = DataSettings['split'];

/**
 * The parts in rows: a share is rounded to the nearest row, and training takes the rest when it is left out.
 * @param classes number of classes, 0 for regression: training needs a row of each, and at least two rows
 * @param own rows of a test part that the file sets apart; the others are then split into training and validation
 * @throws UserError when the rows do not suffice or a part would be empty
 */
export function partSizes(
  file: string,
  split: SplitSettings,
  rows: number,
  classes: number,
  own = 0,
): PartSizes {
  const others = rows - own;
  const sizeOf = (value: number) => (value < 1 ? Math.round(value * others) : value);
  const validation = sizeOf(split.validation);
  const test = own || sizeOf(split.test);
  const training = split.training === undefined ? rows - validation - test : sizeOf(split.training);
  const sizes = fitRounding(split, { training, validation, test }, rows);
  const smallest = Math.max(2, classes);
  const fits = sizes.training + sizes.validation + sizes.test <= rows;
  if (fits && sizes.validation > 0 && sizes.test > 0 && sizes.training >= smallest) return sizes;
  throw tooFewRows(file, split, sizes, rows, smallest);
}

/** Three shares that sum to 1 may round to one row too many; training then gives it up. */
function fitRounding(split: SplitSettings, sizes: PartSizes, rows: number): PartSizes {
  const excess = sizes.training + sizes.validation + sizes.test - rows;
  const onlyShares = (split.training ?? 1) < 1 && split.validation < 1 && split.test < 1;
  return onlyShares && excess === 1 ? { ...sizes, training: sizes.training - 1 } : sizes;
}

function tooFewRows(
  file: string,
  split: SplitSettings,
  { training, validation, test }: PartSizes,
  rows: number,
  smallest: number,
): UserError {
  const rest = split.training === undefined ? Math.max(0, training) : training;
  const asked = `${formatCount(rest, 'row')} for training, ${thousands(validation)} for validation and ${thousands(test)} for test`;
  const found = `${thousands(rest + validation + test)} in all; the file has ${formatCount(rows, 'usable row')}`;
  const needs = `Validation and test need at least 1 row each, training ${thousands(smallest)}`;
  return new UserError({
    code: 'DATA_TOO_FEW_ROWS',
    title: `${file} has too few rows for the split`,
    explanation: `The split asks for ${asked}, ${found}. ${needs}.`,
    remedy: 'Lower the sizes in data.split, or add rows.',
    suggestions: sharesSuggestion(split, rows, smallest),
  });
}

function sharesSuggestion(split: SplitSettings, rows: number, smallest: number): Suggestion[] | undefined {
  const part = Math.round(0.2 * rows);
  if (part < 1 || rows - 2 * part < smallest) return undefined;
  const seed = split.seed === 0 ? {} : { seed: split.seed };
  const value = { validation: 0.2, test: 0.2, ...seed };
  return [{ label: 'Use 20\u202f% each for validation and test and run', path: ['data', 'split'], value }];
}

/**
 * Deals the rows out in the order of {@link shuffledIndices}; rows beyond the three parts are in none.
 * With classes every part gets its proportional share of each class.
 */
export function splitRows(
  rows: number,
  sizes: PartSizes,
  seed: number,
  { classes, values }: Pick<Target, 'classes' | 'values'>,
): Split {
  const order = shuffledIndices(rows, seed);
  if (!classes) return deal(order, () => 0, [[sizes.training], [sizes.validation], [sizes.test]]);
  return deal(order, (row) => values[row]!, stratify(countValues(values, classes.length), sizes));
}

/**
 * As {@link splitRows} for a file that sets a test part apart: its rows, from `testFrom` on, are the test part.
 * @param testFrom position of the first row of the test part
 */
export function splitBesideTest(
  rows: number,
  testFrom: number,
  sizes: PartSizes,
  seed: number,
  { classes, values }: Pick<Target, 'classes' | 'values'>,
): Split {
  const others = { ...(classes && { classes }), values: values.subarray(0, testFrom) };
  const split = splitRows(testFrom, { ...sizes, test: 0 }, seed, others);
  const test = Array.from(shuffledIndices(rows - testFrom, seed), (row) => testFrom + row);
  return { ...split, test };
}

/** Gives each row to the first part that still has room for its class. */
function deal(order: Uint32Array, classOf: (row: number) => number, rooms: number[][]): Split {
  const parts: number[][] = rooms.map(() => []);
  const left = rooms.map((room) => [...room]);
  for (const row of order) {
    const label = classOf(row);
    const part = left.findIndex((room) => room[label]! > 0);
    if (part < 0) continue;
    left[part]![label]!--;
    parts[part]!.push(row);
  }
  return { training: parts[0]!, validation: parts[1]!, test: parts[2]! };
}

/**
 * Rows of each class for training, validation and test, in this order. Training gets its proportional share by
 * largest remainder, at least one row of every class; validation the same of what remains; then test.
 */
export function stratify(counts: number[], sizes: PartSizes): [number[], number[], number[]] {
  const training = keepEveryClass(largestRemainder(counts, sizes.training));
  const afterTraining = counts.map((n, i) => n - training[i]!);
  const validation = largestRemainder(afterTraining, sizes.validation);
  const afterValidation = afterTraining.map((n, i) => n - validation[i]!);
  return [training, validation, largestRemainder(afterValidation, sizes.test)];
}

/**
 * Whole numbers that sum to `size` and are proportional to `counts`: each quota size·n/Σn is rounded down, and the
 * units left over go to the largest fractions (Hamilton's method); of equal fractions the first.
 */
export function largestRemainder(counts: number[], size: number): number[] {
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total === 0) return counts;
  const quotas = counts.map((n) => Math.floor((size * n) / total));
  // Remainders as whole numbers: fractions that are equal must compare as equal.
  const remainders = counts.map((n) => (size * n) % total);
  const left = size - quotas.reduce((sum, n) => sum + n, 0);
  const ranking = [...counts.keys()].sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  for (const index of ranking.slice(0, left)) quotas[index]!++;
  return quotas;
}

/** A class without a row takes one from the class that has most. */
function keepEveryClass(training: number[]): number[] {
  const kept = [...training];
  for (const [index, n] of kept.entries()) {
    if (n > 0) continue;
    kept[kept.indexOf(Math.max(...kept))]!--;
    kept[index] = 1;
  }
  return kept;
}
