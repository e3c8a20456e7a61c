import { expect, test } from 'vitest';
import { fitPowerLaw, lossAt } from '../../src/diagnosis/powerLaw.ts';

const SIZES = [30, 60, 120, 180, 240, 300];
const points = (loss: (rows: number) => number) => SIZES.map((rows) => ({ rows, loss: loss(rows) }));

test.each([
  [0.1, 2, 0.5],
  [0.5, 40, 1],
  [0.02, 1, 0.1],
])('finds %f + %f·n^−%f', (a, b, c) => {
  const law = fitPowerLaw(points((rows) => a + b * rows ** -c))!;
  expect(law.c).toBeCloseTo(c, 6);
  expect(law.a).toBeCloseTo(a, 6);
  expect(law.b).toBeCloseTo(b, 5);
  expect(lossAt(law, 600)).toBeCloseTo(a + b * 600 ** -c, 8);
});

test('noise of 1 % moves the loss at twice the rows by a few percent', () => {
  const noise = [1.01, 0.99, 1, 1.01, 0.99, 1];
  const law = fitPowerLaw(points((rows) => (0.1 + 2 * rows ** -0.5) * noise[SIZES.indexOf(rows)]!))!;
  const truth = 0.1 + 2 / Math.sqrt(600);
  expect(Math.abs(lossAt(law, 600) / truth - 1)).toBeLessThan(0.05);
});

test.each([
  ['a loss that rises', (rows: number) => rows / 300],
  ['a constant loss', () => 0.3],
  ['noise', (rows: number) => [0.3, 0.2, 0.35, 0.22, 0.33, 0.25][SIZES.indexOf(rows)]!],
])('no law in %s', (_, loss) => {
  expect(fitPowerLaw(points(loss))).toBeUndefined();
});

test.each([
  ['nothing that no number of rows takes away', (rows: number) => 3 * rows ** -0.3],
  ['the least exponent', (rows: number) => 0.1 + 2 * rows ** -0.05],
  ['an exponent beyond the greatest', (rows: number) => 0.1 + 2000 * rows ** -2.5],
  // The slope grows with every doubling: 0.02, 0.03, 0.05.
  ['a loss that falls ever faster', (rows: number) => 0.4 - rows / 1000],
])('no law at a bound: %s', (_, loss) => {
  expect(fitPowerLaw(points(loss))).toBeUndefined();
});

test('three sizes are too few', () => {
  expect(fitPowerLaw(points((rows) => 2 / rows).slice(0, 3))).toBeUndefined();
});
