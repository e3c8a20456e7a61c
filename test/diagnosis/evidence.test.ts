import { describe, expect, test } from 'vitest';
import { fitEvidence } from '../../src/diagnosis/evidence.ts';
import { diagnoseFit } from '../../src/diagnosis/fit.ts';
import { keptRecords, type MeasuredRun } from '../../src/diagnosis/runs.ts';
import { datasetOf, type FitCase, measuredVariants, type RunNumbers } from './cases/fitCase.ts';

const ROWS = { training: 100, validation: 100, test: 100 };

/** Validation loss 0.3 + |epoch − best|/100, until `patience` epochs after it. */
function stoppedAt(best: number, patience = 5): RunNumbers {
  const validationLoss = Array.from(
    { length: best + patience },
    (_, i) => 0.3 + Math.abs(i + 1 - best) / 100,
  );
  return {
    trainLoss: validationLoss.map((_, i) => 0.25 - i / 1000),
    validationLoss,
    testLoss: 0.3,
    bestTestLoss: 0.3,
  };
}

function runsOf(runs: RunNumbers[], restored: boolean) {
  const fitCase: FitCase = {
    name: '',
    generator: '',
    heldOut: false,
    truth: { kind: 'good', rise: 0 },
    rows: ROWS,
    trivialLoss: 1,
    variants: [{ l2: 0, runs, rowError: 0 }],
  };
  const variants = measuredVariants(fitCase);
  if (restored) for (const { result } of variants[0]!.finished) result.restoredBest = true;
  return { variants, dataset: datasetOf(fitCase) };
}

describe('runs that early stopping ended', () => {
  const { variants, dataset } = runsOf([stoppedAt(14), stoppedAt(14), stoppedAt(6)], true);
  const evidence = fitEvidence(variants, dataset, 1);

  test('keep their best epochs, though the shortest run has 11', () => {
    expect(evidence.bestEpochs).toEqual([14, 14, 6]);
    expect(diagnoseFit(evidence).bestEpoch).toBe(14);
  });

  test('end with the numbers of the weights they keep, equally long', () => {
    expect(evidence.validationLoss.map((curve) => curve.length)).toEqual([19, 19, 19]);
    for (const curve of evidence.validationLoss) expect(curve.at(-1)).toBe(0.3);
    // Training loss of epochs 14, 14 and 6.
    const gaps = [0.3 - 0.237, 0.3 - 0.237, 0.3 - 0.245];
    expect(diagnoseFit(evidence).gap!.mean).toBeCloseTo((gaps[0]! + gaps[1]! + gaps[2]!) / 3, 12);
  });

  test('are told from runs that were still getting better', () => {
    expect(evidence.stoppedEarly).toBe(true);
    const better = runsOf([stoppedAt(14), stoppedAt(14, 0)], true);
    expect(fitEvidence(better.variants, better.dataset, 1).stoppedEarly).toBeUndefined();
    const without = runsOf([stoppedAt(14), stoppedAt(14)], false);
    expect(fitEvidence(without.variants, without.dataset, 1).stoppedEarly).toBeUndefined();
  });

  test('without early stopping all records stay', () => {
    const { variants } = runsOf([stoppedAt(14), stoppedAt(14)], false);
    expect(keptRecords(variants[0]!.finished).map((records) => records.length)).toEqual([19, 19]);
  });
});

describe('answers row by row', () => {
  const classified = (run: MeasuredRun, last: number[], best: number[]): MeasuredRun => ({
    ...run,
    records: run.records.map((record) => ({ ...record, trainAccuracy: 1, validationAccuracy: 0.9 })),
    rows: { validation: Float32Array.from(last), validationBest: Float32Array.from(best) },
    result: {
      ...run.result,
      testAccuracy: 0.9,
      calibration: { bins: [], error: 0.05, overConfidence: 0.05, temperature: 1 },
    },
  });

  test('the change of accuracy and the confidence have the noise of their rows', () => {
    const { variants, dataset } = runsOf([stoppedAt(14), stoppedAt(14)], false);
    // ln 2 = 0.693: in both seeds one row becomes wrong, and one right in the first.
    const best = [0.6, 0.1, 1, 2];
    const [first, second] = variants[0]!.finished as [MeasuredRun, MeasuredRun];
    variants[0]!.finished = [
      classified(first, [0.8, 0.6, 0.5, 3], best),
      classified(second, [0.8, 0.6, 0.7, 3], best),
    ];
    const evidence = fitEvidence(variants, dataset, 1);
    // −1, 0, ½, 0: mean −1/8, Σ(x − x̄)² = 1.25 − 4/64 = 1.1875, over 3·4.
    expect(evidence.accuracyRowError).toBeCloseTo(Math.sqrt(1.1875 / 12), 12);
    // √(0.9·0.1/100).
    expect(evidence.confidenceRowError).toBeCloseTo(0.03, 12);
  });
});
