import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../../src/dataset/load.ts';
import { readTable } from '../../../src/dataset/table.ts';
import { problemFrom, settings, temporaryFolder } from '../temporary.ts';
import { FILES } from './reading.ts';

const folder = temporaryFolder();

/** A folder with these files: one image in all that have the name of one. */
async function images(name: string, files: string[]): Promise<string> {
  const image = await readFile(`${FILES}grey/a/0.png`);
  for (const file of files) {
    const path = join(folder.path(name), file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, /\.png$/.test(file) ? image : 'no image');
  }
  return folder.path(name);
}

const classesOf = async (path: string) => (await readTable(path)).columns.at(-1)!.texts;

test('links are followed', async () => {
  const path = await images('links', ['a/0.png', 'b/0.png']);
  await images('elsewhere', ['c/0.png', 'c/1.png']);
  await symlink(folder.path('elsewhere/c'), join(path, 'c'));
  await symlink(folder.path('elsewhere/c/0.png'), join(path, 'b', '1.png'));
  await symlink(path, join(path, 'b', 'circle'));
  await symlink(folder.path('nowhere'), join(path, 'b', 'nothing.png'));
  const table = await readTable(path);
  expect(Array.from(table.columns.at(-1)!.codes)).toEqual([0, 1, 1, 2, 2]);
  expect(table.notes).toEqual([
    '1 file that is neither PNG nor JPEG left out (“b/nothing.png”).',
    '1 folder within those of classes left out (“b/circle”).',
  ]);
});

describe('what is left out is named', () => {
  test('beside and below the folders of classes', async () => {
    const path = await images('loose', ['0.png', 'a/0.png', 'a/more/1.png', 'b/0.png', 'b/notes.txt']);
    expect((await readTable(path)).notes).toEqual([
      '1 file that is neither PNG nor JPEG left out (“b/notes.txt”).',
      '1 image in no folder of a class left out (“0.png”).',
      '1 folder within those of classes left out (“a/more”).',
    ]);
  });

  test('in a test part without classes', async () => {
    const test = ['0', '1', '2', '3', '4'].map((name) => `test/${name}.png`);
    const path = await images('kaggle', ['train/a/0.png', 'train/b/0.png', ...test]);
    expect((await readTable(path)).notes).toEqual([
      '5 images in no folder of a class left out (“test/0.png”, “test/1.png”, “test/2.png” and 2 more).',
    ]);
  });

  test('a class with the name of a part', async () => {
    const path = await images('vehicles', ['bus/0.png', 'train/0.png']);
    expect((await readTable(path)).notes).toEqual([
      '“train” read as a class, as the folders beside are no parts of the data.',
    ]);
  });
});

describe('a class without images is refused', () => {
  test.each([
    ['empty', ['a/0.png', 'b/.hidden'], '“b”; every folder is a class.'],
    ['of other files', ['a/0.png', 'b/0.webp'], '1 file that is neither PNG nor JPEG left out (“b/0.webp”).'],
    ['of folders', ['a/0.png', 'test/a/0.png'], 'Folders train, val and test are parts where no others are.'],
  ])('%s', async (name, files, explanation) => {
    const problem = await problemFrom(readTable(await images(name.replace(' ', '-'), files)));
    expect(problem.code).toBe('DATA_CLASS_EMPTY');
    expect(problem.explanation).toContain(explanation);
  });
});

test.each([
  ['zeros', ['1', '01', '2']],
  ['blanks', ['a', 'a ']],
  ['missing', ['NA', 'inf', 'nan']],
  ['mixed', ['0', '1', 'A']],
  ['powers', ['10', '1e1']],
])('names of classes are texts as they are: %s', async (name, labels) => {
  const path = await images(
    name,
    labels.map((label) => `${label}/0.png`),
  );
  expect((await classesOf(path)).toSorted()).toEqual(labels.toSorted());
});

test('numbered folders are classes, however many', async () => {
  const labels = Array.from({ length: 30 }, (_, i) => `000${i}`);
  const path = await images(
    'numbered',
    labels.flatMap((label) => ['0', '1', '2'].map((file) => `${label}/${file}.png`)),
  );
  const split = { training: 60, validation: 15, test: 15, seed: 0 };
  const data = await loadDataset(settings(path, 'class', { split }));
  expect(data).toMatchObject({ task: 'classification', classes: labels.toSorted() });
});
