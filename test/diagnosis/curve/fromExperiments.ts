/** The seeds of the experiments with a known truth, one by one. */
import type { FitCase } from '../cases/fitCase.ts';
import { allCases } from '../cases/fitScore.ts';
import { type CurveCase, runOf } from './curveCase.ts';

/** With fewer validation rows a loss moves by more than what is to be told when others are drawn. */
const MANY_ROWS = 200;

/**
 * Every run without regularization. Left out is overfitting that only another model shows (a witness): no single curve
 * has it; and what has no truth.
 */
export const curvesOfExperiments = (): CurveCase[] => allCases().flatMap(curvesOf);

function curvesOf({ name, generator, heldOut, truth, rows, variants }: FitCase): CurveCase[] {
  if (truth.kind === 'cannot-tell' || (truth.kind === 'overfitting' && truth.since === undefined)) return [];
  return (variants[0]?.runs ?? []).map((run, seed) => ({
    name: `${name}, seed ${seed + 1}`,
    generator,
    heldOut,
    truth,
    fewRows: rows.validation < MANY_ROWS,
    run: runOf(run.trainLoss, run.validationLoss, run.validationAccuracy),
  }));
}
