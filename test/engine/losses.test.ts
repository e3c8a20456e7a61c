import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { averageRows, batchLosses, evaluateRows } from '../../src/engine/losses.ts';
import type { Loss } from '../../src/engine/network.ts';
import { startTestBackend } from './backend.ts';

interface GoldenLoss {
  kind: Loss['kind'];
  smoothing: number;
  delta: number;
  width: number;
  outputs: number[];
  targets: number[];
  partners: number[] | null;
  share: number;
  loss: number;
  gradient: number[];
}

// Made by test/goldens/training.py with PyTorch.
const golden = JSON.parse(readFileSync('test/goldens/training.json', 'utf8')) as {
  torch: string;
  losses: GoldenLoss[];
};

beforeAll(startTestBackend);

const lossOf = ({ kind, delta }: GoldenLoss): Loss => (kind === 'huber' ? { kind, delta } : { kind });

/** Losses and gradients of a stack of the given cases, which have one kind of loss. */
function stackOf(cases: GoldenLoss[], weights = cases.map(() => 1)) {
  const [{ width, targets }] = cases as [GoldenLoss];
  const join = (arrays: number[][]) => Float32Array.from(arrays.flat());
  const outputs = tf.tensor3d(join(cases.map((c) => c.outputs)), [cases.length, targets.length, width]);
  const mixed = cases.some(({ partners }) => partners) && {
    partners: join(cases.map((c) => c.partners ?? c.targets)),
    shares: cases.map(({ share }) => share),
  };
  const { value, grad } = tf.valueAndGrad((z) =>
    tf.sum(
      tf.mul(
        batchLosses(
          lossOf(cases[0]!),
          z as tf.Tensor3D,
          { values: join(cases.map((c) => c.targets)), ...(mixed && { mixed }) },
          cases.map(({ smoothing }) => smoothing),
        ),
        weights,
      ),
    ),
  )(outputs);
  const gradient = grad.dataSync();
  const size = gradient.length / cases.length;
  const gradients = cases.map((_, run) => gradient.slice(run * size, (run + 1) * size));
  return { total: value.dataSync()[0]!, gradients };
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let index = 0; index < expected.length; index++) {
    expect(Math.abs(actual[index]! - expected[index]!)).toBeLessThanOrEqual(
      tolerance * (1 + Math.abs(expected[index]!)),
    );
  }
}

describe(`loss and gradient equal PyTorch ${golden.torch}`, () => {
  const named = golden.losses.map((golden) => ({ ...golden, mixed: golden.partners !== null }));
  test.each(named)('$kind, smoothing $smoothing, mixed $mixed, delta $delta', (expected) => {
    const { total, gradients } = stackOf([expected]);
    expectNear([total], [expected.loss], 1e-6);
    expectNear(gradients[0]!, expected.gradient, 1e-6);
  });
});

test('a stack with and without smoothing and mixup gives each run its own loss, weighted as asked', () => {
  const cases = golden.losses.filter(({ kind }) => kind === 'softmax');
  expect(cases.length).toBe(4);
  const weights = [1, 2, -0.5, 3];
  const { total, gradients } = stackOf(cases, weights);
  const expected = cases.reduce((sum, { loss }, run) => sum + weights[run]! * loss, 0);
  expectNear([total], [expected], 1e-6);
  cases.forEach(({ gradient }, run) => {
    expectNear(
      gradients[run]!,
      gradient.map((value) => weights[run]! * value),
      1e-6,
    );
  });
});

test('a NaN among the outputs makes the loss of its run NaN, and of no other', () => {
  const outputs = tf.tensor3d([1, 2, Number.NaN, 0, 3, 4, 5, 6], [2, 2, 2]);
  const losses = batchLosses({ kind: 'softmax' }, outputs, { values: Float32Array.of(0, 1, 0, 1) }, [0, 0]);
  const [broken, whole] = losses.dataSync();
  expect(broken).toBeNaN();
  // log(1 + e^1) for class 0 of (3, 4), log(1 + e^−1) for class 1 of (5, 6).
  expect(whole).toBeCloseTo((Math.log(1 + Math.E) + Math.log(1 + 1 / Math.E)) / 2, 6);
});

describe('evaluation of rows', () => {
  const plain = golden.losses.filter(({ smoothing, partners }) => smoothing === 0 && !partners);

  test.each(plain)('the mean of the rows is the batch loss: $kind, delta $delta', (expected) => {
    const rows = evaluateRows(
      lossOf(expected),
      Float32Array.from(expected.outputs),
      Float32Array.from(expected.targets),
      expected.width,
    );
    expectNear([averageRows(rows).loss], [expected.loss], 1e-6);
    const classifies = expected.kind === 'softmax' || expected.kind === 'sigmoid';
    expect(rows.correct !== undefined).toBe(classifies);
  });

  test('the largest logit is the answer, the first of equal ones; a single logit says class 1 when positive', () => {
    const softmax = evaluateRows(
      { kind: 'softmax' },
      Float32Array.of(1, 3, 2, 5, 5, 0),
      Float32Array.of(1, 1),
      3,
    );
    expect([...softmax.correct!]).toEqual([1, 0]);
    const sigmoid = evaluateRows({ kind: 'sigmoid' }, Float32Array.of(2, -2, 2), Float32Array.of(1, 0, 0), 1);
    expect([...sigmoid.correct!]).toEqual([1, 1, 0]);
    expect(averageRows(sigmoid).accuracy).toBeCloseTo(2 / 3, 12);
  });
});

test('no tensors are left behind', () => {
  const [first] = golden.losses;
  const before = tf.memory().numTensors;
  for (let step = 0; step < 100; step++) tf.tidy(() => stackOf([first!]));
  expect(tf.memory().numTensors).toBe(before);
});
