import { describe, expect, test } from 'vitest';
import { areaStandardError, areaUnderCurve } from '../../src/dataset/checks/auc.ts';
import { checkLabels } from '../../src/dataset/checks/labelNoise.ts';
import { fitLogistic, predict } from '../../src/dataset/checks/logistic.ts';
import { rowsToCheck } from '../../src/dataset/checks/rows.ts';
import { checkShift } from '../../src/dataset/checks/shift.ts';
import type { InputColumn, Part } from '../../src/dataset/dataset.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { Draws } from '../diagnosis/cases/draws.ts';
import goldens from '../goldens/checks.json' with { type: 'json' };
import { settings } from './temporary.ts';

describe('logistic regression', () => {
  test.each(
    goldens.logistic.map((golden) => [`${golden.labels.length} × ${golden.columns}`, golden] as const),
  )(
    '%s: weights and intercept of scikit-learn',
    (_, { inputs, columns, labels, penalty, weights, intercept, auc }) => {
      const data = { inputs: Float32Array.from(inputs), columns, labels: Uint8Array.from(labels) };
      const model = fitLogistic(data, penalty, 1e-9);
      weights.forEach((weight, i) => {
        expect(model.weights[i]).toBeCloseTo(weight, 5);
      });
      expect(model.intercept).toBeCloseTo(intercept, 5);
      expect(areaUnderCurve(predict(model, data), labels)).toBeCloseTo(auc, 10);
    },
  );

  test('separable rows and constant columns end with finite weights', () => {
    const inputs = Float32Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? i - 20 : 0));
    const labels = Uint8Array.from({ length: 20 }, (_, row) => (row >= 10 ? 1 : 0));
    const { weights } = fitLogistic({ inputs, columns: 2, labels }, 0.01, 1e-6);
    expect(weights[0]).toBeGreaterThan(0);
    expect(Number.isFinite(weights[0])).toBe(true);
    expect(weights[1]).toBe(0);
  });
});

describe('area under the ROC curve', () => {
  test('tied scores count half, as in scikit-learn', () => {
    const { scores, labels, auc } = goldens.ties;
    expect(areaUnderCurve(scores, labels)).toBeCloseTo(auc, 12);
  });

  test('its standard error is that of Hanley & McNeil 1982', () => {
    // A = 0.5: Q1 = 1/3, Q2 = 1/3, so the variance is (1/4 + (m − 1)/12 + (n − 1)/12)/(m·n) = (m + n + 1)/(12·m·n).
    expect(areaStandardError(0.5, 30, 50)).toBeCloseTo(Math.sqrt(81 / (12 * 30 * 50)), 12);
    expect(areaStandardError(1, 30, 50)).toBe(0);
  });
});

const columnsNamed = (count: number): InputColumn[] =>
  Array.from({ length: count }, (_, i) => ({ name: `x${i}`, mean: 0, standardDeviation: 1 }));

/** Standard normal inputs; column 1 is moved by `shift`. */
function normalPart(random: Draws, rows: number, columns: number, shift = 0): Part {
  const inputs = Float32Array.from(
    { length: rows * columns },
    (_, i) => random.normal() + (i % columns === 1 ? shift : 0),
  );
  return { rows, inputs, targets: new Float32Array(rows) };
}

describe('shift', () => {
  test('a column that is moved by one standard deviation is found and named, with its direction', () => {
    const random = new Draws(1);
    const training = normalPart(random, 300, 8);
    const { auc, standardError, column } = checkShift(
      training,
      normalPart(random, 200, 8, -1),
      columnsNamed(8),
    );
    // The best area for two normals one standard deviation apart is Φ(1/√2) = 0.760.
    expect(Math.abs(auc - 0.76)).toBeLessThan(3 * standardError);
    expect(column?.name).toBe('x1');
    // Mean difference in standard deviations of both together: √(1 + 0.6·0.4·1²) = 1.114.
    expect(Math.abs(column!.difference + 1 / 1.114)).toBeLessThan(0.2);
  });

  test('without a shift: never surely above 0.6 in 60 draws, 0.5 on average', () => {
    const found = Array.from({ length: 60 }, (_, i) => {
      const random = new Draws(100 + i);
      const sizes = random.of([
        [60, 40],
        [300, 100],
        [100, 300],
      ]);
      return checkShift(normalPart(random, sizes[0]!, 6), normalPart(random, sizes[1]!, 6), columnsNamed(6));
    });
    const alarms = found.filter(({ auc, standardError }) => auc >= 0.6 && auc - 3.29 * standardError > 0.5);
    expect(alarms).toHaveLength(0);
    const average = found.reduce((sum, { auc }) => sum + auc, 0) / found.length;
    expect(Math.abs(average - 0.5)).toBeLessThan(0.03);
  });

  test('columns that do not vary, and a part of one row, give no NaN', () => {
    const constant: Part = {
      rows: 20,
      inputs: new Float32Array(20).fill(3),
      targets: new Float32Array(20),
    };
    expect(checkShift(constant, constant, columnsNamed(1))).toMatchObject({ auc: 0.5, column: null });
    const one = normalPart(new Draws(3), 1, 2);
    const found = checkShift(normalPart(new Draws(2), 30, 2), one, columnsNamed(2));
    expect(Number.isFinite(found.auc) && Number.isFinite(found.standardError)).toBe(true);
  });
});

describe('labels', () => {
  /** Three classes far from each other; of the first `wrong` rows the label is another one's. */
  function clouds(wrong: number): Part {
    const random = new Draws(7);
    const rows = 300;
    const inputs = Float32Array.from(
      { length: rows * 2 },
      (_, i) => 4 * ((Math.floor(i / 2) % 3) - 1) * (i % 2 === 0 ? 1 : 0.5) + random.normal(),
    );
    const targets = Float32Array.from({ length: rows }, (_, row) => (row < wrong ? row + 1 : row) % 3);
    return { rows, inputs, targets };
  }

  test('clean labels give next to none, wrong ones about as many as there are', () => {
    expect(checkLabels(clouds(0), 2, 3)!.suspicious).toBeLessThanOrEqual(6);
    const { suspicious, rows } = checkLabels(clouds(30), 2, 3)!;
    expect(rows).toBe(300);
    expect(suspicious).toBeGreaterThanOrEqual(24);
    expect(suspicious).toBeLessThanOrEqual(36);
  });

  test('labels that have nothing to do with the inputs: the neighbours do not predict them', () => {
    const random = new Draws(8);
    const part = normalPart(random, 400, 3);
    for (let row = 0; row < part.rows; row++) part.targets[row] = random.uniform() < 0.5 ? 0 : 1;
    expect(checkLabels(part, 3, 2)!.predicted / 400).toBeLessThan(0.7);
  });

  test('too few rows for ten neighbours', () => {
    expect(checkLabels(normalPart(new Draws(1), 10, 2), 2, 2)).toBeUndefined();
  });
});

test('at most 2,000 rows are looked at, fewer of wide data', () => {
  expect([rowsToCheck(50_000, 50), rowsToCheck(50_000, 3000), rowsToCheck(90, 3000)]).toEqual([
    2000, 100, 90,
  ]);
});

describe('of digits', async () => {
  const split = { training: 300, validation: 400, test: 1097, seed: 0 };
  const { checks } = await loadDataset(settings('examples/digits/digits.csv', 'digit', { split }));

  test('nothing is found, and it is the same each time', async () => {
    const { validation } = checks.shift;
    expect(validation.auc).toBeLessThan(0.5 + 2.58 * validation.standardError);
    expect(checks.labelNoise!.suspicious / checks.labelNoise!.rows).toBeLessThan(0.05);
    const again = await loadDataset(settings('examples/digits/digits.csv', 'digit', { split }));
    expect(again.checks).toEqual(checks);
  });

  test('class counts add up to the parts', () => {
    const sums = (['training', 'validation', 'test'] as const).map((part) =>
      checks.classCounts![part].reduce((sum, count) => sum + count, 0),
    );
    expect(sums).toEqual([300, 400, 1097]);
  });
});
