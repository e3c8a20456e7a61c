import { expect, test } from 'vitest';
import { randomWord, shuffledIndices } from '../../src/dataset/shuffle.ts';

// The expected numbers come from a transcription of the doc comments into Python's whole numbers.

test.each([
  [0, [804215951, 1348811757, 3428229867, 2634278455]],
  [7, [760658701, 3617546812]],
  [2 ** 32 + 7, [1273490697, 3911446211]],
])('words of seed %d', (seed, words) => {
  expect(words.map((_, i) => randomWord(seed, i))).toEqual(words);
});

test.each([
  [0, [6, 8, 7, 5, 2, 9, 4, 3, 0, 1]],
  [1, [9, 2, 4, 5, 8, 6, 1, 3, 7, 0]],
])('order of 10 with seed %d', (seed, order) => {
  expect([...shuffledIndices(10, seed)]).toEqual(order);
});

test.each([0, 1])('%d items', (n) => {
  expect(shuffledIndices(n, 5)).toHaveLength(n);
});

test('every order of three is about equally likely over seeds', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const order = shuffledIndices(3, seed).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Chi-squared with 5 degrees of freedom: 20.5 is exceeded once in 1,000.
  const chiSquared = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  expect(chiSquared).toBeLessThan(20.5);
});
