import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../../src/dataset/load.ts';
import { previewColumns } from '../../../src/dataset/preview.ts';
import { readTable } from '../../../src/dataset/table.ts';
import { problemFrom, settings, temporaryFolder } from '../temporary.ts';
import { EXPECTED, FILES } from './reading.ts';

const folder = temporaryFolder();
const raw = { standardize: false };

describe('a test part of the file', () => {
  test('is the test part, and the split divides the other rows', async () => {
    const split = { validation: 0.25, test: 0.5, seed: 0 };
    const data = await loadDataset(settings(`${FILES}digits.npz`, 'y', { ...raw, split }));
    expect([data.training.rows, data.validation.rows, data.test.rows]).toEqual([9, 3, 6]);
    const { columns } = EXPECTED['digits.npz']!;
    // Their order is random, their rows are those of x_test.
    const first = columns!.pixel_0_0!.slice(12);
    const found = Array.from({ length: 6 }, (_, row) => data.test.inputs[12 * row]!);
    expect(found.sort()).toEqual([...first].sort());
    expect(data.notes).toContain(
      'digits.npz sets 6 rows apart for test: they are the test part, and data.split divides the other 12.',
    );
    expect(data.columns.map(({ name }) => name).slice(0, 4)).toEqual([
      'pixel_0_0',
      'pixel_0_1',
      'pixel_0_2',
      'pixel_1_0',
    ]);
  });

  test('may not have classes of its own', async () => {
    expect(await problemFrom(loadDataset(settings(`${FILES}new-class.npz`, 'y')))).toMatchObject({
      code: 'DATA_TEST_CLASSES',
      title: 'The test part of new-class.npz has 1 class of its own',
      explanation: 'No other row is of “2”; the classes of the test part must be among those for training.',
    });
  });

  test('too few rows beside it', async () => {
    const split = { training: 20, validation: 1, test: 1, seed: 0 };
    const file = `${FILES}digits.npz`;
    expect(await problemFrom(loadDataset(settings(file, 'y', { split })))).toMatchObject({
      code: 'DATA_TOO_FEW_ROWS',
      explanation: expect.stringContaining(
        '20 rows for training, 1 for validation and 6 for test, 27 in all',
      ),
    });
  });
});

describe('what was found in the file is told', () => {
  test.each([
    [
      'validation.npz',
      'y',
      '“x_val” and “y_val” (3 rows) joined to “x_train” and “y_train”: the split draws the validation part anew.',
    ],
    ['validation.npz', 'y', 'Not used: “x_test” (6 × 4 × 3).'],
    ['bunch.npz', 'target', 'Not used: “target_names” (2).'],
    ['one-channel.npz', 'y', '“y” is one-hot: read as 3 classes.'],
    [
      'parts',
      'class',
      'Images of the validation folder joined to those for training: the split draws the validation part anew.',
    ],
    ['modes', 'class', 'The transparency of 2 images is left out.'],
    [
      'rows.parquet',
      'y',
      'Classification: the target “y” holds whole numbers with 2 distinct values; data.task can set it.',
    ],
  ])('%s: %s, %s', async (file, target, note) => {
    const task = 'regression' as const;
    const split = { training: file === 'validation.npz' ? 8 : 2, validation: 1, test: 1, seed: 0 };
    const changes = { split, ...(/npz/.test(file) && { task }) };
    expect((await loadDataset(settings(FILES + file, target, changes))).notes).toContain(note);
  });

  test('whole numbers beyond 2^53', async () => {
    const data = { ...raw, split: { training: 4, validation: 2, test: 2, seed: 0 }, exclude: [] as string[] };
    const notes = async (file: string, target: string, exclude: string[]) =>
      (
        await loadDataset(
          settings(FILES + file, target, { ...data, exclude, dropNonFinite: true, task: 'regression' }),
        )
      ).notes;
    const others = [
      'float64',
      'int8',
      'truth',
      'text',
      'category',
      'date',
      'moment',
      'zoned',
      'decimal_wide',
      'nothing',
    ];
    expect(await notes('types-zstd.parquet', 'float32', [...others, 'decimal'])).toContain(
      '“int64” and “uint64” have whole numbers beyond 2^53: rounded to 64-bit floats.',
    );
    expect(await notes('types.arrows', 'float32', [...others, 'decimal'])).toContain(
      '“int64” and “uint64” have whole numbers beyond 2^53: rounded to 64-bit floats.',
    );
  });

  test('columns that cannot be read and are excluded', async () => {
    const exclude = ['tags', 'place', 'raw'];
    const split = { training: 4, validation: 1, test: 1, seed: 0 };
    const data = await loadDataset(
      settings(`${FILES}nested.parquet`, 'y', { exclude, split, task: 'regression' }),
    );
    expect(data.columns.map(({ name }) => name)).toEqual(['x']);
    expect(data.notes).toContain('Excluded, and of a kind that cannot be read: “tags”, “place” and “raw”.');
  });
});

test('an array beside others is read with those that its name goes with', async () => {
  const inputs = await readFile(`${FILES}beside/x_train.npy`);
  const target = await readFile(`${FILES}beside/y_train.npy`);
  const other = await readFile(`${FILES}matrix.npy`);
  for (const [name, bytes] of [
    ['features.npy', inputs],
    ['labels.npy', target],
    ['x.npy', other],
    ['y_test.npy', other],
  ] as const) {
    await folder.write(bytes, name);
  }
  const names = async (file: string) => (await readTable(folder.path(file))).columns.map(({ name }) => name);
  expect(await names('features.npy')).toEqual(['features_1', 'features_2', 'labels']);
  expect(await names('labels.npy')).toEqual(['features_1', 'features_2', 'labels']);
  expect(await names('x.npy')).toEqual(['x_1', 'x_2', 'x_3']);
});

test('the columns to choose from are those that can be read', async () => {
  expect((await previewColumns(`${FILES}nested.parquet`)).map(({ name }) => name)).toEqual(['x', 'y']);
  expect((await previewColumns(`${FILES}nested.feather`)).map(({ name }) => name)).toEqual(['x', 'y']);
});

test('the same rows have the same numbers in every form', async () => {
  const csv = `x,y\n${Array.from({ length: 1000 }, (_, i) => `${i},${i % 2}`).join('\n')}\n`;
  const [a, b] = await Promise.all([
    loadDataset(settings(await folder.write(csv), 'y')),
    loadDataset(settings(`${FILES}rows.parquet`, 'y')),
  ]);
  expect(b.training).toEqual(a.training);
  expect(b.test).toEqual(a.test);
  expect(b.profile).toEqual(a.profile);
  expect(b.digest).not.toBe(a.digest);
});
