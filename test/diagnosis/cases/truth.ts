/** The verdict that the true loss deserves. */
import { mean } from '../../../src/statistics/estimate.ts';
import type { Truth } from './fitCase.ts';

/**
 * What the truth means is written down here, and nothing of it is taken from the rule: a change of the rule, also of its
 * constants, is measured against the same truth.
 */
const RELEVANT_SHARE = 0.02;
const UNDERFIT_SHARE = 0.8;
/** True curves are read over so much of their epochs: the seeds' mean still moves a little from epoch to epoch. */
const WINDOW_SHARE = 0.05;

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
  const radius = Math.round((risk.length * WINDOW_SHARE) / 2);
  const smooth = risk.map((_, epoch) => around(risk, epoch, radius));
  const lowest = Math.min(...smooth);
  const turn = smooth.indexOf(lowest);
  const end = smooth.at(-1)!;
  const rise = end / lowest - 1;
  const trainingEnd = around(training, training.length - 1, radius);
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

/** Mean over the epochs next to one, as many before it as after it while there are such. */
function around(curve: number[], center: number, radius: number): number {
  const inside = Math.min(Math.max(center, radius), curve.length - 1 - radius);
  return mean(curve.slice(inside - radius, inside + radius + 1));
}

const averageOf = (curves: number[][]): number[] =>
  curves[0]!.map((_, epoch) => mean(curves.map((curve) => curve[epoch]!)));
