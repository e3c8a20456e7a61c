import { estimate } from '../statistics/estimate.ts';
import type { StudyPoint } from './studies.ts';
import { finalRecord, type StoredRun } from './variants.ts';

/**
 * Runs of one setting, in the order of their seeds, as a point of a curve. With early stopping the losses are those of
 * the epoch whose weights were kept, as in a variant's report.
 * @param runs the finished ones
 * @param diverged how many others became NaN or Inf
 */
export function studyPoint(runs: StoredRun[], diverged: number): StudyPoint {
  const results = runs.map(({ result }) => result);
  const accuracies = results.flatMap(({ testAccuracy }) => testAccuracy ?? []);
  return {
    trainLoss: estimate(runs.map((run) => finalRecord(run).trainLoss)),
    validationLoss: estimate(runs.map((run) => finalRecord(run).validationLoss)),
    testLoss: estimate(results.map(({ testLoss }) => testLoss)),
    ...(accuracies.length > 0 && { testAccuracy: estimate(accuracies) }),
    bestValidationLoss: estimate(results.map(({ bestValidationLoss }) => bestValidationLoss)),
    exactZeros: estimate(results.map(({ exactZeros }) => exactZeros)),
    nearZeros: estimate(results.map(({ nearZeros }) => nearZeros)),
    l1Norm: estimate(results.map(({ kernels }) => kernels.reduce((sum, { l1Norm }) => sum + l1Norm, 0))),
    l2Norm: estimate(results.map(({ kernels }) => Math.hypot(...kernels.map(({ l2Norm }) => l2Norm)))),
    diverged,
  };
}
