import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../../src/dataset/load.ts';
import { readTable } from '../../../src/dataset/table.ts';
import { problemFrom, settings, temporaryFolder } from '../temporary.ts';
import { bytesArray, textArray } from './npyBytes.ts';
import { cellsOf } from './reading.ts';
import { zipOf } from './zips.ts';

const folder = temporaryFolder();

/** An `.npz` file of these arrays. */
const npz = (arrays: Record<string, Buffer>, name = 'data.npz') =>
  folder.write(zipOf(Object.entries(arrays).map(([array, bytes]) => [`${array}.npy`, bytes])), name);
const count = (size: number) => Array.from({ length: size }, (_, i) => i);
const x = bytesArray([4, 2], count(8));
const y = bytesArray([4], [0, 1, 0, 1]);

describe('names that come twice are refused', () => {
  test.each<[string, Record<string, Buffer>, string]>([
    ['a feature called as the target', { data: x, y, feature_names: textArray(['a', 'y']) }, 'y'],
    ['a column called as one of a matrix', { x, x_1: y, y }, 'x_1'],
    ['names for two matrices', { x, data: x, y, feature_names: textArray(['a', 'b']) }, 'a'],
    ['one part in two orders of words', { x_train: x, train_x: x, y_train: y }, 'x_1'],
  ])('%s', async (_, arrays, name) => {
    expect(await problemFrom(readTable(await npz(arrays)))).toMatchObject({
      code: 'DATA_COLUMN_DUPLICATE',
      explanation: `“${name}” is the name of two columns; names must be unique.`,
    });
  });
});

describe('several targets are refused, as they would be inputs', () => {
  const oneHot = bytesArray([4, 2], [1, 0, 0, 1, 1, 0, 0, 1]);
  test.each<[string, Record<string, Buffer>, string]>([
    ['numbers in two columns', { x, y: x }, '“y_1” and “y_2”'],
    ['a target in two writings', { x, y, y_onehot: oneHot }, '“y” and “y_onehot”'],
    ['two arrays', { data: x, target: y, labels: y }, '“target” and “labels”'],
  ])('%s', async (_, arrays, names) => {
    const problem = await problemFrom(readTable(await npz(arrays)));
    expect(problem).toMatchObject({ code: 'DATA_UNSUPPORTED', title: 'data.npz has several targets' });
    expect(problem.explanation).toContain(names);
  });

  test('unless the others are excluded', async () => {
    const file = await npz({ x, y: x });
    const table = await readTable(file, { mayLeaveOut: (name) => name === 'y_2' });
    expect(table.columns.map(({ name }) => name)).toEqual(['x_1', 'x_2', 'y_1', 'y_2']);
  });
});

test('a one-hot target is classes, however many', async () => {
  const rows = count(90);
  const classes = rows.flatMap((row) => count(30).map((label) => (label === row % 30 ? 1 : 0)));
  const file = await npz({ x: bytesArray([90, 1], rows), y: bytesArray([90, 30], classes) });
  const split = { training: 60, validation: 15, test: 15, seed: 0 };
  expect(await loadDataset(settings(file, 'y', { split }))).toMatchObject({
    task: 'classification',
    classes: count(30).map(String),
  });
});

describe('texts', () => {
  test('of bytes that are not UTF-8 are refused', async () => {
    const labels = textArray(['Café', 'Cafè', 'Bar', 'Bar'], 'latin1');
    expect(await problemFrom(readTable(await npz({ x, y: labels })))).toMatchObject({
      code: 'DATA_NOT_UTF8',
      title: 'data.npz, array “y”, has text that is not UTF-8',
    });
  });

  test.each<[string, string[], (string | number | null)[]]>([
    ['that are the same number', ['1', '1.0', 'nan', '2'], ['1', '1.0', null, '2']],
    ['that differ in blanks', ['a', ' a', 'a ', 'b'], ['a', ' a', 'a ', 'b']],
    ['with zeros in front', ['01', '02', '10', '01'], ['01', '02', '10', '01']],
    ['among which some are numbers', ['1', '2', '3', 'x'], ['1', '2', '3', 'x']],
    ['that are numbers', ['1.5', '2', 'nan', '2'], [1.5, 2, null, 2]],
  ])('%s', async (_, texts, cells) => {
    const table = await readTable(await npz({ x, y: textArray(texts) }));
    expect(cellsOf(table).y).toEqual(cells);
  });
});

describe('images', () => {
  // Two images of 3 channels, 2 rows and 5 columns; each value is its place.
  const first = (shape: number[]) => npz({ x: bytesArray(shape, count(60)), y: bytesArray([2], [0, 1]) });

  test('with channels first are read with channels last', async () => {
    const table = await readTable(await first([2, 3, 2, 5]));
    const cells = cellsOf(table);
    expect(table.columns.slice(0, 4).map(({ name }) => name)).toEqual([
      'pixel_0_0_0',
      'pixel_0_0_1',
      'pixel_0_0_2',
      'pixel_0_1_0',
    ]);
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < 5; column++) {
        for (let channel = 0; channel < 3; channel++) {
          const place = channel * 10 + row * 5 + column;
          expect(cells[`pixel_${row}_${column}_${channel}`]).toEqual([place, 30 + place]);
        }
      }
    }
    expect(table.notes).toEqual(['“x” (2 × 3 × 2 × 5) has its channels first: they were moved behind.']);
  });

  test.each([[[2, 2, 5, 3]], [[2, 3, 5, 2]], [[2, 1, 1, 30]]])('of %j stay as they are', async (shape) => {
    const table = await readTable(await first(shape));
    expect(table.columns.slice(0, 30).map(({ numbers }) => numbers[0])).toEqual(count(30));
    expect(table.notes).toEqual([]);
  });
});

test('capitals of the parts may differ, and names of classes are no target', async () => {
  const arrays = { X_train: x, y_train: y, x_test: x, y_test: y, classes_train: textArray(['no', 'yes']) };
  const table = await readTable(await npz(arrays));
  expect(table).toMatchObject({ rows: 8, testFrom: 4, notes: ['Not used: “classes_train” (2).'] });
});
