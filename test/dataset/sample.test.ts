import { describe, expect, test } from 'vitest';
import type { Part } from '../../src/dataset/dataset.ts';
import { samplePart } from '../../src/dataset/sample.ts';

/** Each row's inputs tell which it is: row r is [r, −r]. */
function partOf(targets: number[]): Part {
  return {
    rows: targets.length,
    inputs: Float32Array.from(targets.flatMap((_, row) => [row, -row])),
    targets: Float32Array.from(targets),
  };
}

const rowsOf = ({ inputs }: Part): number[] => [...inputs].filter((_, index) => index % 2 === 0);

/** 60, 30 and 10 rows of three classes, mixed. */
const CLASSES = partOf(Array.from({ length: 100 }, (_, row) => [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][row % 10]!));

describe('a subset', () => {
  const subset = (rows: number, seed = 1, part = CLASSES, classes = 3) =>
    samplePart(part, classes, { kind: 'subset', rows, seed });

  test('has the rows with their targets', () => {
    const part = subset(20);
    expect(part.rows).toBe(20);
    expect(part.inputs).toHaveLength(40);
    rowsOf(part).forEach((row, at) => {
      expect(part.inputs[2 * at + 1]).toBe(row === 0 ? -0 : -row);
      expect(part.targets[at]).toBe(CLASSES.targets[row]);
    });
  });

  test('of fewer rows is a part of that of more', () => {
    let larger = new Set(rowsOf(subset(100)));
    for (let rows = 99; rows > 0; rows--) {
      const smaller = rowsOf(subset(rows));
      expect(new Set(smaller).size).toBe(rows);
      expect(smaller.every((row) => larger.has(row))).toBe(true);
      larger = new Set(smaller);
    }
  });

  test('of all rows is the part itself, in its order', () => {
    expect(subset(100)).toEqual(CLASSES);
  });

  test('has every class from as many rows on as there are classes', () => {
    for (let rows = 3; rows <= 100; rows++) expect(new Set(subset(rows).targets).size).toBe(3);
    // With fewer the frequent ones come first.
    expect([...subset(2).targets].sort()).toEqual([0, 1]);
  });

  test('has the shares of the classes: within a row of them, but for the first row of each', () => {
    for (let rows = 3; rows <= 100; rows++) {
      const { targets } = subset(rows);
      [0.6, 0.3, 0.1].forEach((share, label) => {
        const count = targets.filter((target) => target === label).length;
        expect(Math.abs(count - share * rows)).toBeLessThanOrEqual(1);
      });
    }
  });

  test('is another one with another seed, and the same again with the same', () => {
    expect(rowsOf(subset(20, 1))).toEqual(rowsOf(subset(20, 1)));
    expect(rowsOf(subset(20, 1))).not.toEqual(rowsOf(subset(20, 2)));
  });

  test('of a regression takes rows at random: each about as often', () => {
    const part = partOf(Array.from({ length: 10 }, (_, row) => row / 3));
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 1000; seed++)
      for (const row of rowsOf(subset(3, seed, part, 0))) counts[row]!++;
    // Hypergeometric: each row in 3/10 of the subsets, standard deviation √(1000 · 0.3 · 0.7) = 14.5
    for (const count of counts) expect(Math.abs(count - 300)).toBeLessThan(4 * 14.5);
  });
});

describe('a bootstrap sample', () => {
  const bootstrap = (seed: number) => rowsOf(samplePart(CLASSES, 3, { kind: 'bootstrap', seed }));

  test('draws as many rows as there are, with replacement: 1 − (1 − 1/n)^n of them are in it', () => {
    const distinct = Array.from({ length: 200 }, (_, seed) => new Set(bootstrap(seed)).size);
    const mean = distinct.reduce((sum, count) => sum + count, 0) / 200;
    // Of n = 100: 63.4 rows, with a variance of about n·(e⁻¹ − 2e⁻²) = 9.7 in one sample
    expect(bootstrap(1)).toHaveLength(100);
    expect(Math.abs(mean - 100 * (1 - 0.99 ** 100))).toBeLessThan(4 * Math.sqrt(9.7 / 200));
  });

  test('draws every row about as often', () => {
    const counts = new Array<number>(100).fill(0);
    for (let seed = 0; seed < 400; seed++) for (const row of bootstrap(seed)) counts[row]!++;
    // χ² over 100 rows with 400 draws expected in each: mean 99, standard deviation √198
    const chiSquare = counts.reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0);
    expect(Math.abs(chiSquare - 99)).toBeLessThan(4 * Math.sqrt(198));
  });

  test('is another one with another seed', () => {
    expect(bootstrap(1)).toEqual(bootstrap(1));
    expect(bootstrap(1)).not.toEqual(bootstrap(2));
  });
});
