import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Optimizer, ParameterPenalty } from '../../../src/engine/network.ts';
import { newRunState, Stack } from '../../../src/engine/stack.ts';
import { dense, runSpec, sequential, sgd, startTestBackend, trainingWith } from '../backend.ts';

interface LinearCase {
  l1: number;
  l2: number;
  /** Coefficients; there is an intercept, too. */
  w: number[];
}

// Made by test/goldens/linear.py with scikit-learn.
const golden = JSON.parse(readFileSync('test/goldens/linear.json', 'utf8')) as {
  sklearn: string;
  rows: number;
} & Record<'lasso' | 'ridge' | 'elasticNet', LinearCase[]>;

beforeAll(startTestBackend);

/** diabetes.csv with mean 0 and standard deviation 1 in every column; the last is the target. */
function diabetes() {
  const lines = readFileSync('examples/diabetes/diabetes.csv', 'utf8').trim().split('\n').slice(1);
  const table = lines.map((line) => line.split(',').map(Number));
  const columns = table[0]!.map((_, column) => {
    const values = table.map((row) => row[column]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return values.map((value) => (value - mean) / Math.sqrt(variance));
  });
  const width = columns.length - 1;
  const inputs = Float32Array.from({ length: table.length * width }, (_, index) => {
    return columns[index % width]![Math.floor(index / width)]!;
  });
  return { rows: table.length, width, inputs, targets: Float32Array.from(columns[width]!) };
}

/** Coefficients of each case after `epochs` steps over all rows: all cases train in one stack. */
function coefficients(
  penalties: Partial<ParameterPenalty>[],
  optimizer: Optimizer,
  learningRate: number,
  epochs: number,
): Float32Array[] {
  const { width, ...data } = diabetes();
  expect(data.rows).toBe(golden.rows);
  const network = sequential([width], 1, 'squared', [dense('dense', 1)]);
  const training = trainingWith(optimizer, { learningRate, batchSize: data.rows, epochs });
  const runs = penalties.map((weights) => newRunState(network, training, runSpec(network, 1, { weights })));
  const stack = new Stack(network, training, data, runs);
  for (let epoch = 0; epoch < epochs; epoch++) stack.trainEpoch();
  stack.dispose();
  return runs.map(({ values }) => values[0]!);
}

const proximal = ({ l1, l2 }: LinearCase): Partial<ParameterPenalty> => ({ proximalL1: l1, l2 });

/** The same zeros, and every other coefficient within 1e-3 of its size. */
function expectSame(actual: Float32Array[], cases: LinearCase[]): void {
  expect(cases.length).toBe(20);
  cases.forEach(({ l1, l2, w }, index) => {
    const name = `l1 ${l1}, l2 ${l2}`;
    const found = [...actual[index]!];
    expect(
      found.map((value) => value === 0),
      name,
    ).toEqual(w.map((value) => value === 0));
    const errors = w.map((value, column) => (value === 0 ? 0 : Math.abs(found[column]! / value - 1)));
    expect(Math.max(...errors), name).toBeLessThan(1e-3);
  });
}

describe(`linear regression on diabetes.csv over 20 λ equals scikit-learn ${golden.sklearn} within 1e-3`, () => {
  // Steps below 1/L: the largest curvature of the mean squared error is 2·4.03, L2 adds 2·λ.
  test('proximal L1 by plain SGD: Lasso, with the same exact zeros', () => {
    const penalties = golden.lasso.map(proximal);
    expectSame(coefficients(penalties, sgd(), 0.12, 6000), golden.lasso);
  });

  test('proximal L1 and L2 by plain SGD: ElasticNet, with the same exact zeros', () => {
    const penalties = golden.elasticNet.map(proximal);
    expectSame(coefficients(penalties, sgd(), 0.11, 6000), golden.elasticNet);
  });

  test('L2 by SGD with Nesterov momentum: Ridge', () => {
    const nesterov: Optimizer = { kind: 'sgd', convention: 'keras', momentum: 0.95, nesterov: true };
    const penalties = golden.ridge.map(({ l2 }) => ({ l2 }));
    expectSame(coefficients(penalties, nesterov, 0.05, 2000), golden.ridge);
  });

  test('proximal L1 under Adam ends at the same zeros', () => {
    const adam: Optimizer = { kind: 'adam', convention: 'keras', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
    const found = coefficients(golden.lasso.map(proximal), adam, 0.003, 6000);
    golden.lasso.forEach(({ l1, w }, index) => {
      const zeros = (values: ArrayLike<number>) => Array.from(values, (value) => value === 0);
      expect(zeros(found[index]!), `l1 ${l1}`).toEqual(zeros(w));
    });
  });

  test('the framework’s sub-gradient L1 ends near the same coefficients, without exact zeros', () => {
    const found = coefficients(
      golden.lasso.map(({ l1 }) => ({ l1 })),
      sgd(),
      0.01,
      4000,
    );
    expect(found.some((values) => values.includes(0))).toBe(false);
    golden.lasso.forEach(({ l1, w }, index) => {
      // Where the coefficient is 0, weights chatter with an amplitude of about η·λ.
      w.forEach((value, column) => {
        if (value === 0) expect(Math.abs(found[index]![column]!)).toBeLessThan(2.5 * 0.01 * l1);
      });
    });
  });
});
