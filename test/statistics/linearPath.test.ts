import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { normals } from '../../src/engine/random.ts';
import { crossEntropy, type Targets } from '../../src/statistics/linearPath/crossEntropy.ts';
import { type Design, designOf, dot, product, scalingOf } from '../../src/statistics/linearPath/design.ts';
import { dualityGap, lasso, lassoMaximum } from '../../src/statistics/linearPath/lasso.ts';
import { emptyModel, logistic, logisticMaximum, scoresOf } from '../../src/statistics/linearPath/logistic.ts';
import { linearPath } from '../../src/statistics/linearPath/path.ts';
import { ridge } from '../../src/statistics/linearPath/ridge.ts';

interface Case {
  l1?: number;
  l2?: number;
  w: number[];
}
interface LogisticCase extends Case {
  b: number[];
  loss: number;
}
const golden = JSON.parse(readFileSync('test/goldens/linearPath.json', 'utf8')) as {
  lasso: Case[];
  ridge: Case[];
  wideRidge: Case[];
  sigmoid: LogisticCase[];
  softmax: LogisticCase[];
};

/** The first rows of a table whose last column is the target. */
function table(file: string, rows?: number) {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1).slice(0, rows);
  const cells = lines.map((line) => line.split(',').map(Number));
  const inputs = Float32Array.from(cells.flatMap((row) => row.slice(0, -1)));
  return {
    design: designOf(inputs, cells.length, scalingOf(inputs, cells.length)),
    inputs,
    rows: cells.length,
    target: cells.map((row) => row.at(-1)!),
  };
}

function standardized(values: number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Float64Array.from(values, (value) => (value - mean) / Math.sqrt(square));
}

/** Largest difference as a share of the largest coefficient. */
function difference(found: ArrayLike<number>, expected: number[]): number {
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, index) => Math.abs(found[index]! - value))) / largest;
}

const diabetes = table('examples/diabetes/diabetes.csv');
const y = standardized(diabetes.target);
const noTurn = async () => {};

describe('lasso', () => {
  test.each(golden.lasso)('λ $l1: the coefficients of scikit-learn', ({ l1, w }) => {
    const weights = new Float64Array(10);
    lasso(diabetes.design, y, l1!, weights);
    expect(difference(weights, w)).toBeLessThan(1e-4);
    expect([...weights].map((weight) => weight === 0)).toEqual(w.map((weight) => weight === 0));
  });

  test('the solution does not depend on where it starts', () => {
    const cold = new Float64Array(10);
    lasso(diabetes.design, y, 0.05, cold);
    const warm = Float64Array.from({ length: 10 }, (_, index) => (-1) ** index);
    lasso(diabetes.design, y, 0.05, warm);
    expect(difference(warm, [...cold])).toBeLessThan(1e-4);
  });

  test('just below λmax one coefficient has left 0, and at it none', () => {
    const maximum = lassoMaximum(diabetes.design, y);
    const count = (lambda: number) => {
      const weights = new Float64Array(10);
      lasso(diabetes.design, y, lambda, weights);
      return weights.filter((weight) => weight !== 0).length;
    };
    expect(count(maximum)).toBe(0);
    expect(count(0.999 * maximum)).toBe(1);
  });

  test('more columns than rows: slopes are ±λ where the coefficient is not 0, and within λ where it is', () => {
    const { design, target } = table('examples/digits/digits.csv', 40);
    const wide = standardized(target);
    const weights = new Float64Array(64);
    const lambda = 0.05;
    lasso(design, wide, lambda, weights);
    const residual = product(design, weights).map((value, row) => wide[row]! - value);
    const slopes = design.columns.map((column) => (2 * dot(column, residual)) / 40);
    expect(weights.filter((weight) => weight !== 0).length).toBeGreaterThan(5);
    weights.forEach((weight, column) => {
      if (weight === 0) expect(Math.abs(slopes[column]!)).toBeLessThanOrEqual(lambda * (1 + 1e-3));
      else expect(slopes[column]! / (Math.sign(weight) * lambda)).toBeCloseTo(1, 3);
    });
    expect(dualityGap(design, wide, residual, lambda, weights)).toBeLessThan(1e-8);
  });

  test('an orthonormal design: the soft threshold of the least-squares solution', () => {
    // Columns (±1): orthogonal with mean square 1; X = [1 1 −1 −1], [1 −1 1 −1].
    const design: Design = {
      rows: 4,
      columns: [
        [1, 1, -1, -1],
        [1, -1, 1, -1],
      ].map((column) => Float64Array.from(column)),
    };
    const target = Float64Array.from([1.3, 0.7, -0.9, -1.1]);
    // Xᵀy/n: 4/4 and (1.3 − 0.7 − 0.9 + 1.1)/4 = 0.2.
    const weights = new Float64Array(2);
    lasso(design, target, 0.6, weights);
    expect([...weights]).toEqual([expect.closeTo(1 - 0.3, 10), 0]);
    expect([...ridge(design, target)(0.6)].map((w) => w * 1.6)).toEqual([
      expect.closeTo(1, 10),
      expect.closeTo(0.2, 10),
    ]);
  });
});

describe('ridge', () => {
  test.each(golden.ridge)('λ $l2: the coefficients of scikit-learn', ({ l2, w }) => {
    expect(difference(ridge(diabetes.design, y)(l2!), w)).toBeLessThan(1e-5);
  });

  test.each(golden.wideRidge)('λ $l2 with more columns than rows', ({ l2, w }) => {
    const { design, target } = table('examples/digits/digits.csv', 40);
    expect(difference(ridge(design, standardized(target))(l2!), w)).toBeLessThan(1e-5);
  });
});

describe('logistic regression', () => {
  const median = [...diabetes.target].sort((a, b) => a - b).slice(220, 222);
  const above = diabetes.target.map((value) => Number(value > (median[0]! + median[1]!) / 2));
  const two: Targets = { kind: 'sigmoid', classes: above, scores: 1 };
  const digits = table('examples/digits/digits.csv', 200);
  const ten: Targets = { kind: 'softmax', classes: digits.target, scores: 10 };
  const rows = [
    ...golden.sigmoid.map((each) => ({ ...each, name: 'sigmoid', design: diabetes.design, targets: two })),
    ...golden.softmax.map((each) => ({ ...each, name: 'softmax', design: digits.design, targets: ten })),
  ];

  test.each(rows)(
    '$name, L1 $l1, L2 $l2: scikit-learn’s',
    ({ design, targets, l1 = 0, l2 = 0, w, b, loss }) => {
      const model = emptyModel(design, targets);
      logistic(design, targets, { l1, l2 }, model);
      const weights = model.weights.flatMap((values) => [...values]);
      expect(difference(weights, w)).toBeLessThan(5e-4);
      expect(weights.filter((weight) => weight === 0).length).toBe(w.filter((weight) => weight === 0).length);
      // Softmax only knows differences of intercepts.
      const centred = (values: ArrayLike<number>) => {
        const mean = Array.from(values).reduce((sum, value) => sum + value / values.length, 0);
        return Array.from(values, (value) => value - (values.length > 1 ? mean : 0));
      };
      expect(difference(centred(model.intercepts), centred(b))).toBeLessThan(5e-3);
      expect(crossEntropy(targets, scoresOf(design, model))).toBeCloseTo(loss, 4);
    },
  );

  test('at λmax every coefficient is 0, just below one has left it', () => {
    const maximum = logisticMaximum(digits.design, ten);
    const left = (l1: number) => {
      const model = emptyModel(digits.design, ten);
      logistic(digits.design, ten, { l1, l2: 0 }, model);
      return model.weights.flatMap((values) => [...values]).filter((weight) => weight !== 0).length;
    };
    expect(left(maximum)).toBe(0);
    expect(left(0.99 * maximum)).toBeGreaterThan(0);
  });

  test('classes that a line separates have a finite solution', () => {
    const design = { rows: 4, columns: [Float64Array.from([-1.5, -0.5, 0.5, 1.5])] };
    const targets: Targets = { kind: 'sigmoid', classes: [0, 0, 1, 1], scores: 1 };
    const model = emptyModel(design, targets);
    logistic(design, targets, { l1: 0, l2: 1e-4 }, model);
    // Stationary: Σ x·(y − σ(wx))/n = 2λw; by symmetry (1.5·σ(−1.5w) + 0.5·σ(−0.5w))/2 = 2λw.
    const w = model.weights[0]![0]!;
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    expect((1.5 * sigmoid(-1.5 * w) + 0.5 * sigmoid(-0.5 * w)) / 2 / (2e-4 * w)).toBeCloseTo(1, 2);
    expect(model.intercepts[0]).toBeCloseTo(0, 6);
  });
});

describe('the path', () => {
  const part = (from: number, to: number, targets: number[]) => ({
    rows: to - from,
    inputs: diabetes.inputs.slice(from * 10, to * 10),
    targets: Float32Array.from(targets.slice(from, to)),
  });
  const columns = ['age', 'sex', 'bmi', 'bp', 's1', 's2', 's3', 's4', 's5', 's6'];
  const of = (targets: number[], classes?: number) =>
    linearPath(
      { columns, training: part(0, 300, targets), validation: part(300, 442, targets), classes },
      noTurn,
    );

  test('goes from no column to all, and the training loss only falls', async () => {
    const path = (await of([...y]))!;
    expect(path).toMatchObject({ loss: 'squared', rows: 300, columns });
    expect([path.l1.length, path.l2.length]).toEqual([40, 40]);
    expect(path.l1[0]!.zeroColumns).toBe(10);
    expect(path.l1.at(-1)!.zeroColumns).toBeLessThan(3);
    expect(path.l1[0]!.lambda / path.l1.at(-1)!.lambda).toBeCloseTo(1000, 6);
    expect(path.l2[0]!.lambda / path.l1[0]!.lambda).toBeCloseTo(10, 6);
    for (const points of [path.l1, path.l2])
      points.slice(1).forEach(({ trainLoss }, index) => {
        expect(trainLoss).toBeLessThanOrEqual(points[index]!.trainLoss + 1e-9);
      });
    expect(path.l2.every(({ zeroColumns }) => zeroColumns === 0)).toBe(true);
    // The body mass index and s5 are what the disease's progress is known to go with.
    const third = path.l1.find(({ zeroColumns }) => zeroColumns <= 8)!;
    expect(columns.filter((_, column) => third.coefficients[column] !== 0)).toEqual(['bmi', 's5']);
  });

  test('of L1 ends where a far smaller λ of L2 does: at least squares', async () => {
    const path = (await of([...y]))!;
    expect(path.l1.at(-1)!.trainLoss).toBeCloseTo(path.l2.at(-1)!.trainLoss, 3);
  });

  test('two classes: signed coefficients; three: the size over the classes', async () => {
    const third = diabetes.target.map((value) => (value < 100 ? 0 : value < 180 ? 1 : 2));
    const two = (await of(
      third.map((value) => Math.min(value, 1)),
      2,
    ))!;
    const three = (await of(third, 3))!;
    expect([two.loss, three.loss]).toEqual(['sigmoid', 'softmax']);
    expect(two.l1.at(-1)!.coefficients.some((w) => w < 0)).toBe(true);
    expect(three.l1.at(-1)!.coefficients.every((w) => w >= 0)).toBe(true);
    expect(three.l1[0]!.trainLoss).toBeGreaterThan(three.l1.at(-1)!.trainLoss);
  });

  test('a constant column has coefficient 0 everywhere; a constant target has no path', async () => {
    const noise = normals({ seed: 3, stream: 1, step: 0 }, 40);
    const inputs = Float32Array.from({ length: 80 }, (_, index) => (index % 2 ? 7 : noise[index / 2]!));
    const training = { rows: 40, inputs, targets: Float32Array.from(noise, (value) => 3 * value + 1) };
    const path = (await linearPath({ columns: ['x', 'seven'], training, validation: training }, noTurn))!;
    expect(path.l2.every(({ coefficients, zeroColumns }) => coefficients[1] === 0 && zeroColumns === 1)).toBe(
      true,
    );
    expect(path.l1.at(-1)!.validationLoss).toBeLessThan(1e-3);
    const flat = { ...training, targets: new Float32Array(40).fill(2) };
    expect(
      await linearPath({ columns: ['x', 'seven'], training: flat, validation: flat }, noTurn),
    ).toBeUndefined();
  });

  test('a class without a training row is no obstacle', async () => {
    const third = diabetes.target.map((value, row) => (row >= 400 ? 2 : Number(value > 150)));
    const path = (await of(third, 3))!;
    expect(path.l1.every(({ validationLoss }) => Number.isFinite(validationLoss))).toBe(true);
  });
});
