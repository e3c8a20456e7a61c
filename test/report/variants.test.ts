import { describe, expect, test } from 'vitest';
import { variantReport } from '../../src/report/variants.ts';
import { diverged, type RunNumbers, run, runsOf } from './runs.ts';

/** Two values: mean of both, and √(2·(d/2)²/1/2) = d/2 for values that are d apart. */
const pair = (a: number, b: number) => ({
  mean: expect.closeTo((a + b) / 2, 12),
  standardError: expect.closeTo(Math.abs(a - b) / 2, 12),
  seeds: 2,
});

/** Student's t with two degrees of freedom: F(t) = ½ + t/(2√(2 + t²)), so |T| ≤ t has probability c at t = c·√2/√(1 − c²). */
const t2 = (c: number) => (c * Math.SQRT2) / Math.sqrt(1 - c * c);

const report = (...numbers: RunNumbers[]) =>
  variantReport(
    runsOf(
      { l2: 1e-3 },
      numbers.map((one, i) => run(i + 1, one)),
    ),
    [],
    1,
  );

describe('quantities over the seeds', () => {
  const variant = report(
    {
      train: [0.8, 0.1],
      validation: [0.25, 0.5],
      test: 0.6,
      accuracy: 0.9,
      result: { exactZeros: 0.2, nearZeros: 0.4, bestTestLoss: 0.3 },
    },
    {
      train: [0.6, 0.3],
      validation: [1, 0.9],
      test: 0.8,
      accuracy: 0.7,
      result: { exactZeros: 0.1, nearZeros: 0.8, bestTestLoss: 0.5 },
    },
  );

  test('losses are those of the last epoch', () => {
    expect(variant).toMatchObject({
      id: 'l2-1e-3',
      name: 'L2 1e-3',
      seeds: [1, 2],
      stopped: [],
      trainLoss: pair(0.1, 0.3),
      trainLossDropoutOn: pair(0.6, 0.8),
      penalty: pair(0.02, 0.02),
      validationLoss: pair(0.5, 0.9),
      testLoss: pair(0.6, 0.8),
      testAccuracy: pair(0.9, 0.7),
      seconds: pair(1, 1),
      exactZeros: pair(0.2, 0.1),
      nearZeros: pair(0.4, 0.8),
      bestValidationLoss: pair(0.25, 0.9),
      bestTestLoss: pair(0.3, 0.5),
    });
  });

  test('the gap is validation minus training', () => {
    expect(variant.gap).toEqual(pair(0.5 - 0.1, 0.9 - 0.3));
  });

  test('the best epoch is the lower median', () => {
    expect(variant).toMatchObject({ bestEpochs: [1, 2], bestEpoch: 1 });
  });

  test('curves, epoch by epoch', () => {
    expect(variant.curves.trainLoss.mean).toEqual([expect.closeTo(0.7, 12), expect.closeTo(0.2, 12)]);
    expect(variant.curves.trainLoss.standardError).toEqual([
      expect.closeTo(0.1, 12),
      expect.closeTo(0.1, 12),
    ]);
    expect(variant.curves.trainLossDropoutOn.mean).toEqual([
      expect.closeTo(1.2, 12),
      expect.closeTo(0.7, 12),
    ]);
    expect(variant.curves.validationLoss.mean).toEqual([0.625, expect.closeTo(0.7, 12)]);
    expect(variant.curves.penalty.mean).toEqual([0.01, 0.02]);
    // 1 − loss in these runs.
    expect(variant.curves.trainAccuracy!.mean[0]).toBeCloseTo(0.3, 12);
    expect(variant.curves.validationAccuracy!.mean[1]).toBeCloseTo(0.3, 12);
  });

  test('inputs: maxima of every seed, means of the norms', () => {
    const { inputMaxima, inputNorms } = report(
      { result: { inputMaxima: [1, 2], inputNorms: [3, 10] } },
      { result: { inputMaxima: [5, 6], inputNorms: [4, 20] } },
    );
    expect(inputMaxima).toEqual([
      [1, 2],
      [5, 6],
    ]);
    expect(inputNorms).toEqual([3.5, 15]);
  });

  test('inputs: nothing where the first layer does not take the columns one by one', () => {
    const unweighed = { result: { inputMaxima: undefined, inputNorms: undefined } };
    expect(report(unweighed, unweighed)).not.toHaveProperty('inputNorms');
  });

  test('a run that was stopped early counts with its best epoch, and curves end where the first run did', () => {
    const variant = report(
      { train: [0.5, 0.4, 0.3], validation: [0.5, 0.2, 0.3], result: { restoredBest: true } },
      { train: [0.5, 0.4, 0.3, 0.2], validation: [0.5, 0.4, 0.3, 0.1] },
    );
    // Epoch 2 of the first run, epoch 4 of the second.
    expect(variant.trainLoss.mean).toBeCloseTo((0.4 + 0.2) / 2, 12);
    expect(variant.validationLoss.mean).toBeCloseTo((0.2 + 0.1) / 2, 12);
    expect(variant.curves.validationLoss.mean.map((loss) => loss.toFixed(2))).toEqual([
      '0.50',
      '0.30',
      '0.30',
    ]);
  });

  test('pruning: mean and standard error at each share', () => {
    const { pruning } = report(
      {
        result: {
          pruning: [
            { share: 0, testLoss: 1 },
            { share: 0.5, testLoss: 2 },
          ],
        },
      },
      {
        result: {
          pruning: [
            { share: 0, testLoss: 1 },
            { share: 0.5, testLoss: 5 },
          ],
        },
      },
    );
    expect(pruning).toEqual([
      { share: 0, testLoss: 1, standardError: 0 },
      { share: 0.5, testLoss: 3.5, standardError: 1.5 },
    ]);
  });

  test('a regression has no accuracies', () => {
    const variant = report({ accuracy: null }, { accuracy: null });
    expect(variant).not.toHaveProperty('testAccuracy');
    expect(Object.keys(variant.curves).filter((name) => /accuracy/i.test(name))).toEqual([]);
  });

  test('no finished run: no means, and why', () => {
    const variant = variantReport(runsOf({ l1: 1e-3 }, [], [diverged(4)]), [run(4)], 1);
    expect(variant).toMatchObject({
      seeds: [],
      stopped: [{ seed: 4, reason: 'the training loss became NaN in epoch 3' }],
      trainLoss: { mean: null, standardError: null, seeds: 0 },
      gap: { mean: null },
      seconds: { mean: null },
      bestEpoch: 0,
      layers: [],
      pruning: [],
    });
    expect(variant.difference).toBeUndefined();
  });
});

test('a dropped run is named with its epochs, and counts in no mean', () => {
  const end = {
    variant: 'any',
    seed: 2,
    outcome: 'dropped',
    epochs: 3,
    reason: 'far behind',
    seconds: 9,
  } as const;
  const variant = variantReport(runsOf({ l2: 1 }, [run(1, { test: 0.5 })], [], [end]), [], 1);
  expect(variant).toMatchObject({
    seeds: [1],
    stopped: [],
    dropped: [{ seed: 2, epochs: 3, reason: 'far behind' }],
    testLoss: { mean: 0.5, seeds: 1 },
    seconds: { mean: 1, seeds: 1 },
  });
});

describe('differences from the unregularized model', () => {
  const losses = (train: number, validation: number, test: number, accuracy: number): RunNumbers => ({
    train: [9, train],
    validation: [9, validation],
    test,
    accuracy,
  });
  // By position the pairs would be (1, 3), (3, 9), (4, 2) and (2, 1); seeds 4 and 9 have no partner.
  const baseline = [
    run(3, losses(0.3, 0.5, 0.8, 0.5)),
    run(9, losses(9, 9, 9, 0.1)),
    run(2, losses(0.2, 0.4, 0.7, 0.6)),
    run(1, losses(0.1, 0.6, 0.9, 0.7)),
  ];
  const finished = [
    run(1, losses(0.2, 0.5, 0.7, 0.8)), // +0.1, −0.1, −0.2, +0.1
    run(3, losses(0.6, 0.2, 0.9, 0.9)), // +0.3, −0.3, +0.1, +0.4
    run(4, losses(7, 7, 7, 0)),
    run(2, losses(0.4, 0.2, 0.4, 0.7)), // +0.2, −0.2, −0.3, +0.1
  ];
  const against = (comparisons: number) =>
    variantReport(runsOf({ l2: 1e-3 }, finished), baseline, comparisons).difference!;

  test.each([1, 4])('paired by seed; the interval is corrected for %i comparisons', (comparisons) => {
    // Differences 0.1, 0.2 and 0.3 have the standard error 0.1/√3.
    const half = (t2(1 - 0.05 / comparisons) * 0.1) / Math.sqrt(3);
    const { validationLoss, trainLoss } = against(comparisons);
    expect(validationLoss).toMatchObject({
      mean: expect.closeTo(-0.2, 9),
      low: expect.closeTo(-0.2 - half, 9),
      high: expect.closeTo(-0.2 + half, 9),
      lowerIn: 3,
      seeds: 3,
    });
    expect(trainLoss).toMatchObject({ mean: expect.closeTo(0.2, 9), lowerIn: 0, seeds: 3 });
  });

  test('test loss and accuracy, each with its own numbers', () => {
    const { testLoss, testAccuracy } = against(1);
    expect(testLoss).toMatchObject({ mean: expect.closeTo((-0.2 + 0.1 - 0.3) / 3, 9), lowerIn: 2, seeds: 3 });
    expect(testAccuracy).toMatchObject({ mean: expect.closeTo(0.2, 9), lowerIn: 0, seeds: 3 });
  });

  test('the error over rows is that of the differences averaged over the seeds, row by row', () => {
    const two = (first: number[], second: number[]) => [
      run(1, { test: 0.5, testRows: first }),
      run(2, { test: 0.5, testRows: second }),
    ];
    const finished = two([0.2, 0.8], [0.9, 0.1]);
    const baseline = two([0.5, 0.5], [0.7, 0.3]).reverse();
    const { testLoss, validationLoss } = variantReport(runsOf({ l2: 1 }, finished), baseline, 1).difference!;
    // Rows (−0.3, +0.3) and (+0.2, −0.2), on average (−0.05, +0.05): half their distance for two values.
    expect(testLoss).toMatchObject({ mean: 0, rowError: expect.closeTo(0.05, 6) });
    expect(validationLoss.rowError).toBe(0);
  });

  test('the unregularized model has none, nor has a variant with one common seed', () => {
    expect(variantReport(runsOf({}, finished), baseline, 1).difference).toBeUndefined();
    expect(variantReport(runsOf({ l1: 1 }, finished.slice(0, 1)), baseline, 1).difference).toBeUndefined();
  });

  test('regression: losses only', () => {
    const runs = [run(1, { accuracy: null }), run(2, { accuracy: null })];
    const { difference } = variantReport(runsOf({ l1: 1 }, runs), runs, 1);
    expect(difference).toMatchObject({ testLoss: { mean: 0 } });
    expect(difference).not.toHaveProperty('testAccuracy');
  });
});
