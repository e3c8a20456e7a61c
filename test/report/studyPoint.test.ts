import { expect, test } from 'vitest';
import { studyPoint } from '../../src/report/studyPoint.ts';
import { kernel, run } from './runs.ts';

const pair = (a: number, b: number) => ({
  mean: expect.closeTo((a + b) / 2, 12),
  standardError: expect.closeTo(Math.abs(a - b) / 2, 12),
  seeds: 2,
});

test('the end of the runs of one setting, over their seeds', () => {
  const kernels = [kernel({ l1Norm: 3, l2Norm: 3 }), kernel({ l1Norm: 5, l2Norm: 4 })];
  const runs = [
    run(1, {
      ...{ train: [0.5, 0.1], validation: [0.3, 0.4], test: 0.5, accuracy: 0.8 },
      result: { kernels, exactZeros: 0.1, nearZeros: 0.3 },
    }),
    run(2, {
      ...{ train: [0.5, 0.3], validation: [0.5, 0.2], test: 0.7, accuracy: 0.6 },
      result: { kernels: [kernel({ l1Norm: 2, l2Norm: 1 })], exactZeros: 0.3, nearZeros: 0.5 },
    }),
  ];
  expect(studyPoint(runs, 3)).toEqual({
    trainLoss: pair(0.1, 0.3),
    validationLoss: pair(0.4, 0.2),
    testLoss: pair(0.5, 0.7),
    testAccuracy: pair(0.8, 0.6),
    bestValidationLoss: pair(0.3, 0.2),
    exactZeros: pair(0.1, 0.3),
    nearZeros: pair(0.3, 0.5),
    l1Norm: pair(8, 2),
    l2Norm: pair(5, 1),
    diverged: 3,
  });
});

test('with early stopping the losses are those of the weights that were kept', () => {
  const stopped = run(1, {
    train: [0.5, 0.4, 0.3],
    validation: [0.5, 0.2, 0.3],
    result: { restoredBest: true },
  });
  expect(studyPoint([stopped], 0)).toMatchObject({ trainLoss: { mean: 0.4 }, validationLoss: { mean: 0.2 } });
});

test('regression, and no finished run: no accuracy, no means', () => {
  expect(studyPoint([run(1, { accuracy: null })], 0)).not.toHaveProperty('testAccuracy');
  expect(studyPoint([], 2)).toMatchObject({
    testLoss: { mean: null, seeds: 0 },
    l2Norm: { mean: null },
    diverged: 2,
  });
});
