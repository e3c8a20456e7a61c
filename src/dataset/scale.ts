/** The target as the network learns it, and the loss of the best constant answer. */
import { UserError } from '../errors.ts';
import { formatCount } from '../words.ts';
import { type Moments, moments, scaling } from './features.ts';
import type { DataSettings } from './roles.ts';
import { countValues, type Target } from './target.ts';
import { quote, thousands } from './words.ts';

export interface ScaledTarget {
  /** Class indices, or the values of all rows after standardization. */
  values: Float64Array;
  /** Mean and standard deviation of a regression's target in the training part. */
  moments?: Moments;
  trivialLoss: number;
  notes: string[];
}

/**
 * Regression: (y − mean)/sd with the training part's mean and sd when `standardize` is set; the trivial loss is the
 * variance of the training values, 1 when standardized. Classification: the trivial loss is the entropy −Σ p·ln p of
 * the training part's class shares, the cross-entropy of always answering with these shares.
 * @throws UserError when a regression target has one value in the whole training part
 */
export function scaleTarget(
  file: string,
  data: DataSettings,
  target: Target,
  training: number[],
): ScaledTarget {
  const known = Float64Array.from(training, (i) => target.values[i]!);
  if (target.classes) {
    const counts = countValues(known, target.classes.length);
    return { values: target.values, trivialLoss: entropy(counts), notes: [] };
  }
  const found = moments(known);
  if (found.standardDeviation === 0) throw constantInTraining(file, data.target, known);
  const { shift, scale } = scaling(found, data.standardize);
  const notes = data.standardize
    ? [
        `The target is standardized: losses are in units of its variance in the training part (standard deviation ${found.standardDeviation.toPrecision(4)}), so a squared error of 1 is what always answering the mean gets.`,
      ]
    : [];
  return {
    values: target.values.map((value) => (value - shift) / scale),
    moments: found,
    trivialLoss: (found.standardDeviation / scale) ** 2,
    notes,
  };
}

/** −Σ p·ln p of the shares p = n/Σn, in nats; classes without rows contribute nothing. */
function entropy(counts: number[]): number {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const terms = counts.filter((n) => n > 0).map((n) => (n / total) * Math.log(total / n));
  return terms.reduce((sum, term) => sum + term, 0);
}

function constantInTraining(file: string, target: string, known: Float64Array): UserError {
  return new UserError({
    code: 'DATA_TARGET_CONSTANT',
    title: `The target ${quote(target)} has one value only in the training part`,
    explanation: `Each of the ${formatCount(known.length, 'training row')} of ${file} has ${thousands(known[0]!)} there, so there is nothing to learn.`,
    remedy: 'Enlarge the training part, set another data.split.seed, or choose another target column.',
  });
}
