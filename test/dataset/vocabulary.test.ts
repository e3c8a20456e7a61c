import { expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { problemFrom, settings, temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();

/** 20 rows of two words below 10 and a number; the cell of row 5 (the header is row 1) in `b` is given. */
const table = (cell: string) =>
  `a,b,y\n${Array.from({ length: 20 }, (_, i) => `${i % 10},${i === 3 ? cell : (i * 3) % 10},${i + 0.5}`).join('\n')}\n`;

const load = async (cell: string, vocabulary?: number) =>
  loadDataset(settings(await folder.write(table(cell)), 'y', vocabulary === undefined ? {} : { vocabulary }));

test('numbers of words stay as they are; the target of a regression is standardized', async () => {
  const { training, validation, test: rest, notes } = await load('9', 10);
  const words = [training, validation, rest].flatMap(({ inputs }) => [...inputs]).sort();
  // Each column has every word twice.
  expect(words).toEqual(Array.from({ length: 40 }, (_, i) => Math.floor(i / 4)));
  expect(notes).toContain('The inputs are numbers of words for an Embedding: they are not standardized.');
  const mean = training.targets.reduce((sum, y) => sum + y, 0) / training.rows;
  expect(mean).toBeCloseTo(0, 5);
});

test('another dataset than the standardized one', async () => {
  expect((await load('9', 10)).digest).not.toBe((await load('9')).digest);
});

test.each(['10', '-1', '2.5'])('%s is no word', async (cell) => {
  const problem = await problemFrom(load(cell, 10));
  expect(problem).toMatchObject({
    code: 'DATA_VOCABULARY',
    title: "data.csv has 1 value in “b” that the model's Embedding does not know",
    explanation: `In “b” row 5 has ${cell}; the model begins with an Embedding of 10 words, whose numbers are whole and go from 0 to 9.`,
    remedy: expect.stringMatching(/\.$/),
  });
});
