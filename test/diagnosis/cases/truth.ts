/** The verdict that the true loss deserves. */
import { RELEVANT_SHARE, UNDERFIT_SHARE } from '../../../src/diagnosis/fit.ts';
import { around, ending, turningPoint, windowRadius } from '../../../src/diagnosis/turn.ts';
import { mean } from '../../../src/statistics/estimate.ts';
import type { Truth } from './fitCase.ts';

export interface TrueCurves {
  /** Loss over the whole population, and on the training rows, per seed and epoch. */
  risk: number[][];
  trainLoss: number[][];
}

/**
 * Overfitting: the mean true loss ends more than 2 % above its lowest, or another variant at some epoch has a true loss
 * that is lower by more than 2 % with a higher training loss (Mitchell 1997). Underfitting: training loss above 80 % of a
 * constant prediction's, or a true loss that falls by more than 2 % over the last fifth of the epochs. Else a good fit.
 * @param others the same of further variants
 */
export function truthOf(curves: TrueCurves, trivialLoss: number, others: TrueCurves[] = []): Truth {
  const [risk, training] = [averageOf(curves.risk), averageOf(curves.trainLoss)];
  const radius = windowRadius(risk.length);
  const turn = turningPoint([risk], radius);
  const lowest = around(risk, turn, radius);
  const end = ending(risk, radius);
  const rise = end / lowest - 1;
  const trainingEnd = ending(training, radius);
  if (rise > RELEVANT_SHARE) return { kind: 'overfitting', since: turn + 1, rise };
  if (others.some((other) => isWitness(other, end, trainingEnd))) return { kind: 'overfitting', rise };
  const fall = around(risk, Math.floor(0.8 * risk.length), radius) - end;
  const underfits = trainingEnd > UNDERFIT_SHARE * trivialLoss || fall > RELEVANT_SHARE * lowest;
  return { kind: underfits ? 'underfitting' : 'good', rise };
}

function isWitness(curves: TrueCurves, end: number, trainingEnd: number): boolean {
  const [risk, training] = [averageOf(curves.risk), averageOf(curves.trainLoss)];
  return risk.some((loss, epoch) => loss < (1 - RELEVANT_SHARE) * end && training[epoch]! > trainingEnd);
}

const averageOf = (curves: number[][]): number[] =>
  curves[0]!.map((_, epoch) => mean(curves.map((curve) => curve[epoch]!)));
